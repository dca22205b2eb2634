// A person with the official SDK on a bad line. One JSON object a line in both directions: commands
// {"id", "do", …} are all begun at once and answered by {"id", "done"} or {"id", "failed"} in any
// order; what the SDK raises is told as {"event", …}.

import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(path.join(process.env.NODE_MODULES, "chaos.cjs"));
const { Client } = require(process.env.SDK);

let client;
let conversation;
/** Messages that were raised, by index. */
const messages = new Map();

const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const event = (name, what) => tell({ event: name, ...what });
const message = ({ index, author, body, attributes }) => ({ index, author, body, attributes });
const participant = ({ sid, identity, attributes, lastReadMessageIndex }) => ({
  sid,
  identity,
  attributes,
  read: lastReadMessageIndex ?? null,
});

function watch() {
  conversation.on("messageAdded", (it) => {
    messages.set(it.index, it);
    event("messageAdded", message(it));
  });
  conversation.on("messageUpdated", ({ message: it }) => event("messageUpdated", message(it)));
  conversation.on("messageRemoved", (it) => event("messageRemoved", message(it)));
  conversation.on("participantJoined", (it) => event("participantJoined", participant(it)));
  conversation.on("participantLeft", (it) => event("participantLeft", participant(it)));
  conversation.on("participantUpdated", ({ participant: it }) =>
    event("participantUpdated", participant(it)),
  );
  for (const name of ["typingStarted", "typingEnded"]) {
    conversation.on(name, ({ identity }) => event(name, { identity }));
  }
  conversation.on("updated", ({ conversation: it }) =>
    event("updated", { name: it.friendlyName, read: it.lastReadMessageIndex }),
  );
  for (const name of ["conversationLeft", "conversationRemoved", "tokenExpired"]) {
    client.on(name, () => event(name));
  }
}

async function everything() {
  let page = await conversation.getMessages(30);
  const all = [...page.items];
  while (page.hasPrevPage) {
    page = await page.prevPage();
    all.unshift(...page.items);
  }
  return all.map(message);
}

const COMMANDS = {
  async join({ token, sid }) {
    client = new Client(token, {
      logLevel: "silent",
      Twilsock: { uri: process.env.TWILSOCK },
      retryPolicy: { min: 10, max: 50, initial: 10, randomness: 0 },
    });
    await new Promise((resolve, reject) => {
      client.on("initialized", resolve);
      client.on("initFailed", ({ error }) => reject(new Error(error?.message ?? "initFailed")));
    });
    conversation = await client.getConversationBySid(sid);
    watch();
    return Client.version;
  },
  send: ({ body, attributes }) => conversation.sendMessage(body, attributes),
  edit: async ({ index, body }) => void (await messages.get(index)?.updateBody(body)),
  type: () => conversation.typing(),
  read: ({ index }) => conversation.updateLastReadMessageIndex(index),
  state: async () => ({
    messages: await everything(),
    participants: (await conversation.getParticipants())
      .map(participant)
      .sort((one, other) => (one.sid < other.sid ? -1 : 1)),
    name: conversation.friendlyName,
    read: conversation.lastReadMessageIndex,
  }),
};

// Requests that the SDK makes by itself are lost with the line, as they are meant to be here.
process.on("unhandledRejection", () => {});

async function act(command) {
  try {
    tell({ id: command.id, done: (await COMMANDS[command.do](command)) ?? null });
  } catch (error) {
    tell({ id: command.id, failed: String(error?.message ?? error), status: error?.status });
  }
}

const lines = createInterface({ input: process.stdin });
for await (const line of lines) {
  act(JSON.parse(line));
}
process.exit(0);
