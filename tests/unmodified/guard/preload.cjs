// Ends a program that dials a host beyond this machine, with status 9.
"use strict";

const net = require("node:net");

const LOCAL = ["localhost", "127.0.0.1", "::1", undefined];

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [first] = args;
  // Node's own modules pass their arguments as one list.
  const options = Array.isArray(first) ? first[0] : first;
  const host = typeof options === "object" ? options.host : args[1];
  if (!LOCAL.includes(host)) process.exit(9);
  return connect.apply(this, args);
};
