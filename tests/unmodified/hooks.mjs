// A server that takes webhooks, as it would be written for Twilio: Express, and the middleware of Twilio's library
// that verifies signatures. CERTIFICATE and KEY are for its TLS.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { once } from "node:events";
import { createServer, request } from "node:https";

const require = createRequire(`${process.env.NODE_MODULES}/`);
const express = require("express");
const twilio = require(process.env.TWILIO);

const [certificate, key] = [process.env.CERTIFICATE, process.env.KEY].map((path) => readFileSync(path));
const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN } = process.env;

const app = express();
let heard;
const hook = new Promise((resolve) => {
  heard = resolve;
});
app.use(express.urlencoded({ extended: false }));
app.post("/hook", twilio.webhook(), ({ body }, response) => {
  heard(body);
  response.end();
});
const server = createServer({ cert: certificate, key }, app).listen(0, "localhost");
await once(server, "listening");
const address = `https://localhost:${server.address().port}/hook`;

/** What the server says to a request that somebody else has signed. */
async function forged() {
  const headers = { "Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": "AAAA" };
  const call = request(address, { method: "POST", ca: certificate, headers });
  call.end("Body=hello");
  const [response] = await once(call, "response");
  response.resume();
  return response.statusCode;
}

const { conversations } = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN);
const { sid } = await conversations.v1.conversations.create({ friendlyName: "lobby" });
const conversation = conversations.v1.conversations(sid);
const configuration = { "configuration.url": address, "configuration.filters": ["onMessageAdded"] };
await conversation.webhooks.create({ target: "webhook", ...configuration });
await conversation.messages.create({ author: "bob", body: "hello", xTwilioWebhookEnabled: "true" });
const { EventType, Author, Body } = await hook;
console.log(JSON.stringify({ event: EventType, author: Author, body: Body, forged: await forged() }));
process.exit(0);
