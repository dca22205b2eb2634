// Leads connections to Twilio's host names to the emulator.
//
// `fake-twilio run` and `fake-twilio env` name this file in NODE_OPTIONS. It is for libraries that obey no
// variable of proxies; NODE_EXTRA_CA_CERTS makes Node trust the emulator's certificate authority.
"use strict";

const net = require("node:net");

const DOMAINS = ["twilio.com", "twiliocdn.com"];

function isTwilio(host) {
  if (typeof host !== "string") return false;
  const name = host.replace(/\.$/, "").toLowerCase();
  return DOMAINS.some((domain) => name === domain || name.endsWith(`.${domain}`));
}

function redirect(hostname, port) {
  const host = hostname.replace(/^\[|\]$/g, "");
  const connect = net.Socket.prototype.connect;
  const redirected = (options) => ({ ...options, host, port, lookup: undefined, family: undefined });
  net.Socket.prototype.connect = function (...args) {
    const [first, second] = args;
    // Node's own modules pass their arguments as one list, which they mark with a symbol.
    if (Array.isArray(first) && isTwilio(first[0]?.host)) {
      first[0] = redirected(first[0]);
    } else if (first !== null && typeof first === "object" && isTwilio(first.host)) {
      args[0] = redirected(first);
    } else if (isTwilio(second)) {
      args.splice(0, 2, port, host);
    }
    return connect.apply(this, args);
  };
}

if (process.env.TWILIO_BACKEND !== "live" && process.env.TWILIO_EMULATOR_URL) {
  const { hostname, port } = new URL(process.env.TWILIO_EMULATOR_URL);
  redirect(hostname, Number(port || 80));
}
