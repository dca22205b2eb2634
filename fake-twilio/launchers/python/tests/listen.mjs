// Opens a conversation with Twilio's SDK and says what it is told, until standard input ends.

import { createRequire } from "node:module";

const { CONVERSATION, NODE_MODULES, TOKEN, TWILSOCK_URL } = process.env;
const { Client } = createRequire(`${NODE_MODULES}/`)("@twilio/conversations");

const client = new Client(TOKEN, { Twilsock: { uri: TWILSOCK_URL } });
client.on("messageAdded", (message) => console.log(`${message.author}: ${message.body}`));
client.on("initFailed", ({ error }) => console.log(`failed: ${error.message}`));
client.on("initialized", async () => {
  const conversation = await client.getConversationByUniqueName(CONVERSATION);
  await conversation.getMessages();
  console.log("listening");
});
// Standard output ends then, and with it every wait for a line.
setTimeout(() => process.exit(1), 120_000).unref();
process.stdin.on("end", () => process.exit(0)).resume();
