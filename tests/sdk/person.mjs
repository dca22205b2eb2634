// A person with the official SDK: does what is said on stdin and tells on stdout what happens.
// Both speak one JSON object a line: {"do", …} is answered by {"done"} or {"failed"}; what the SDK
// raises is told as {"event", …} at once, with the milliseconds of a clock of its own where waits count.

import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(path.join(process.env.NODE_MODULES, "person.cjs"));
const { Client } = require(process.env.SDK);

/** The machine is left out of what the SDK tells about itself, so that it is the same on all. */
const CLIENT_METADATA = { env: "node", envv: "0", os: "none", osv: "0", osa: "0" };

const SHARES = ["total", "sent", "delivered", "read", "failed", "undelivered"];

let client;
let conversation;
let page;

const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const event = (name, what) => tell({ event: name, ...what });
const message = ({ index, author, body, attachedMedia = [] }) => ({
  index,
  author,
  body,
  ...(attachedMedia.length && { media: attachedMedia.map(medium) }),
});
const medium = ({ contentType, filename, size, category }) => ({ contentType, filename, size, category });
const outcome = ({ participantSid, status, errorCode }) => ({ participantSid, status, errorCode });
const summary = (delivery) =>
  delivery && Object.fromEntries(SHARES.map((name) => [name, delivery[name]]));
const seen = ({ identity, friendlyName, attributes, isOnline, isNotifiable }) =>
  ({ identity, friendlyName, attributes, isOnline, isNotifiable });
const identities = (participants) => participants.map(({ identity }) => identity).sort();

function watchClient() {
  client.on("connectionStateChanged", (state) =>
    event("connectionStateChanged", { state, at: performance.now() }),
  );
  client.on("connectionError", ({ terminal, message: why, httpStatusCode, errorCode }) =>
    event("connectionError", { terminal, why, httpStatusCode, errorCode, at: performance.now() }),
  );
  client.on("tokenAboutToExpire", () => event("tokenAboutToExpire"));
  client.on("tokenExpired", () => event("tokenExpired"));
  client.on("conversationAdded", ({ sid }) => event("conversationAdded", { sid }));
  client.on("conversationLeft", ({ sid }) => event("conversationLeft", { sid }));
  client.on("conversationRemoved", ({ sid }) => event("conversationRemoved", { sid }));
}

function watchConversation() {
  conversation.on("messageAdded", (it) => event("messageAdded", message(it)));
  conversation.on("messageRemoved", (it) => event("messageRemoved", message(it)));
  conversation.on("messageUpdated", ({ message: it, updateReasons }) =>
    event("messageUpdated", { ...message(it), updateReasons }),
  );
  conversation.on("participantJoined", ({ identity }) => event("participantJoined", { identity }));
  conversation.on("participantLeft", ({ identity }) => event("participantLeft", { identity }));
  conversation.on("typingStarted", ({ identity }) => event("typingStarted", { identity }));
  conversation.on("typingEnded", ({ identity }) => event("typingEnded", { identity }));
  conversation.on("updated", ({ updateReasons }) => event("updated", { updateReasons }));
}

const show = () => ({
  messages: page.items.map(message),
  older: page.hasPrevPage,
  newer: page.hasNextPage,
});

async function at(index) {
  const found = await conversation.getMessages(1, index);
  return found.items[0];
}

const COMMANDS = {
  async connect({ token }) {
    client = new Client(token, {
      logLevel: "silent",
      Twilsock: { uri: process.env.TWILSOCK },
      retryPolicy: { min: 10, max: 50, initial: 10, randomness: 0 },
      clientMetadata: { ...CLIENT_METADATA },
    });
    watchClient();
    await new Promise((resolve, reject) => {
      client.on("initialized", resolve);
      client.on("initFailed", ({ error }) => reject(new Error(error?.message ?? "initFailed")));
    });
    return { version: Client.version, identity: client.user.identity };
  },
  async open({ sid }) {
    conversation = await client.getConversationBySid(sid);
    watchConversation();
    return { name: conversation.friendlyName, status: conversation.status };
  },
  async history({ size }) {
    page = await conversation.getMessages(size);
    return show();
  },
  async older() {
    page = await page.prevPage();
    return show();
  },
  send: ({ body }) => conversation.sendMessage(body),
  async attach({ body, media }) {
    const draft = conversation.prepareMessage();
    if (body) draft.setBody(body);
    for (const { text, ...known } of media) draft.addMedia({ media: text, ...known });
    return draft.build().send();
  },
  async download({ index }) {
    const { attachedMedia } = await at(index);
    const urls = await client.getTemporaryContentUrlsForMedia(attachedMedia);
    return Promise.all(attachedMedia.map(async ({ sid }) => {
      const answer = await fetch(urls.get(sid));
      return [answer.headers.get("content-type"), await answer.text()];
    }));
  },
  templates: async () =>
    (await client.getContentTemplates()).map(({ sid, friendlyName, variables, variants }) => ({
      sid,
      friendlyName,
      variables: variables.map(({ name, value }) => [name, value]),
      types: [...variants.values()].map(({ type }) => type),
    })),
  async offer({ template, values }) {
    const [found] = (await client.getContentTemplates()).filter(({ sid }) => sid === template);
    const given = found.variables
      .filter(({ name }) => name in values)
      .map((variable) => variable.copyWithValue(values[variable.name]));
    return conversation.prepareMessage().setContentTemplate(template, given).build().send();
  },
  async content({ index }) {
    const found = await at(index);
    return { body: found.body, contentSid: found.contentSid, data: await found.getContentData() };
  },
  async meet({ identity }) {
    const user = await client.getUser(identity);
    user.on("updated", ({ updateReasons }) => event("userUpdated", { ...seen(user), updateReasons }));
    return { ...seen(user), reachability: client.reachabilityEnabled };
  },
  async introduce({ identity, name, attributes }) {
    const user = await client.getUser(identity);
    if (name !== undefined) await user.updateFriendlyName(name);
    if (attributes !== undefined) await user.updateAttributes(attributes);
    return seen(user);
  },
  typing: () => conversation.typing(),
  read: ({ index }) => conversation.updateLastReadMessageIndex(index),
  unread: () => conversation.getUnreadMessagesCount(),
  participants: async () => identities(await conversation.getParticipants()),
  edit: async ({ index, body }) => message(await (await at(index)).updateBody(body)),
  remove: async ({ index }) => message(await (await at(index)).remove()),
  quit: async () => void (await conversation.leave()),
  rename: async ({ name }) => (await conversation.updateFriendlyName(name)).friendlyName,
  delivery: async ({ index }) => summary((await at(index)).aggregatedDeliveryReceipt),
  receipts: async ({ index }) => (await (await at(index)).getDetailedDeliveryReceipts()).map(outcome),
  metadata: async ({ index }) => (await at(index)).getChannelMetadata(),
  recipients: async ({ index }) => (await at(index)).getMessageRecipients(),
  async allRecipients({ size }) {
    const found = [];
    let some = await conversation.getMessageRecipients({ pageSize: size });
    for (;;) {
      found.push(...some.items.map(({ name }) => name));
      if (!some.hasNextPage) return found;
      some = await some.nextPage();
    }
  },
  register: ({ channel, device }) => client.setPushRegistrationId(channel, device),
  unregister: ({ channel }) => client.unsetPushRegistrationId(channel),
  forget: ({ channel, device }) => client.removePushRegistrations(channel, device),
  renew: async ({ token }) => void (await client.updateToken(token)),
  shutdown: async () => void (await client.shutdown()),
};

// The SDK leaves background requests behind when it is shut down in the middle of them.
process.on("unhandledRejection", (error) => event("unhandledRejection", { why: String(error) }));

// The SDK keeps timers after its shutdown, so the script has to end by itself.
const lines = createInterface({ input: process.stdin });
for await (const line of lines) {
  const command = JSON.parse(line);
  await globalThis.calm?.();
  try {
    tell({ done: (await COMMANDS[command.do](command)) ?? null });
  } catch (error) {
    tell({ failed: String(error?.message ?? error), status: error?.status, code: error?.code });
  }
}
process.exit(0);
