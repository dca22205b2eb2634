// A server as it would be written for Twilio: no option of the library leads it elsewhere.

import { createRequire } from "node:module";

const require = createRequire(`${process.env.NODE_MODULES}/`);
const twilio = require(process.env.TWILIO);

const { TWILIO_ACCOUNT_SID, TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET } = process.env;
const rest = twilio(TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET, { accountSid: TWILIO_ACCOUNT_SID });

const { sid, url } = await rest.conversations.v1.conversations.create({ friendlyName: "lobby" });
await rest.conversations.v1.conversations(sid).messages.create({ author: "bob", body: "hello" });
console.log(JSON.stringify({ url }));
