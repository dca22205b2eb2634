// An application as it would be written for Twilio: no option of a library leads it elsewhere.

import { createRequire } from "node:module";

const require = createRequire(`${process.env.NODE_MODULES}/`);
const twilio = require(process.env.TWILIO ?? "twilio");
const { Client } = require(process.env.SDK ?? "@twilio/conversations");

const { TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET, TWILIO_CHAT_SERVICE_SID } = process.env;
const rest = twilio(TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET, { accountSid: TWILIO_ACCOUNT_SID });

const { sid, url } = await rest.conversations.v1.conversations.create({ friendlyName: "lobby" });
const conversation = rest.conversations.v1.conversations(sid);
await conversation.participants.create({ identity: "ada" });
await conversation.messages.create({ author: "bob", body: "hello" });

const { AccessToken } = twilio.jwt;
const token = new AccessToken(TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET, { identity: "ada" });
token.addGrant(new AccessToken.ChatGrant({ serviceSid: TWILIO_CHAT_SERVICE_SID }));
const chat = new Client(token.toJwt());
await new Promise((resolve, reject) => {
  chat.on("connectionStateChanged", (state) => state === "connected" && resolve());
  chat.on("connectionError", ({ message }) => reject(new Error(message)));
});
const lobby = await chat.getConversationBySid(sid);
await lobby.sendMessage("hello back");
const messages = await conversation.messages.list();
await chat.shutdown();
console.log(JSON.stringify({ url, messages: messages.map(({ author, body }) => [author, body]) }));
// The SDK keeps timers that keep Node running.
process.exit(0);
