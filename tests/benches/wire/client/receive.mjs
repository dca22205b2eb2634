// Receives messages with the official SDK. Says `ready`, connects a client for each token of standard input, up to an
// empty line, and repeats that. Then waits for as many messages as each further line says, all in all, and repeats the
// line.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.env.NODE_MODULES}/`);
const { Client } = require("@twilio/conversations");

let arrived = 0;
let wanted = Infinity;
let enough = () => {};

async function connect(token) {
  const client = new Client(token, {
    logLevel: "silent",
    Twilsock: { uri: process.env.RECEIVER_ADDRESS },
  });
  client.on("messageAdded", () => {
    arrived += 1;
    if (arrived === wanted) enough();
  });
  await new Promise((resolve, reject) => {
    client.on("initialized", resolve);
    client.on("initFailed", ({ error }) => reject(error));
  });
  const { items } = await client.getSubscribedConversations();
  // From then on it raises an event for each message.
  await Promise.all(items.map((conversation) => conversation.getMessages(1)));
}

const connecting = [];
let connected = false;
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  if (connected) {
    wanted = Number(line);
    await new Promise((resolve) => {
      enough = resolve;
      if (arrived === wanted) resolve();
    });
    console.log(line);
  } else if (line === "") {
    await Promise.all(connecting);
    connected = true;
    console.log("");
  } else {
    connecting.push(connect(line));
  }
}
process.exit(0);
