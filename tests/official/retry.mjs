// Makes a conversation with Twilio's library for Node, which tries again when it is to slow down.
import { createRequire } from "node:module";

const require = createRequire(`${process.env.NODE_MODULES}/`);
const twilio = require("twilio");

const client = twilio(process.env.API_KEY_SID, process.env.API_KEY_SECRET, {
  accountSid: process.env.ACCOUNT_SID,
  autoRetry: true,
  maxRetries: 3,
});
client.conversations.baseUrl = process.env.EMULATOR_URL;
const made = await client.conversations.v1.conversations.create({ uniqueName: "lobby" });
console.log(made.sid);
