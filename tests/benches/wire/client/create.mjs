// Creates messages with Twilio's library for Node; see create.py for the environment and what is printed.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.env.NODE_MODULES}/`);
const twilio = require("twilio");

const { ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, CONVERSATION, EMULATOR_URL } = process.env;
const message = { author: process.env.AUTHOR, body: process.env.BODY };

const client = twilio(API_KEY_SID, API_KEY_SECRET, { accountSid: ACCOUNT_SID });
client.conversations.baseUrl = EMULATOR_URL;
const { messages } = client.conversations.v1.conversations(CONVERSATION);

for await (const line of createInterface({ input: process.stdin })) {
  let left = Number(line);
  const start = performance.now();
  const create = async () => {
    while (left > 0) {
      left -= 1;
      await messages.create(message);
    }
  };
  await Promise.all(Array.from({ length: Number(process.env.CALLS) }, create));
  console.log((performance.now() - start) / 1000);
}
