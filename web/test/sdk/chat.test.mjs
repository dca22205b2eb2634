import assert from "node:assert/strict";
import { test } from "node:test";

import { missingSdk } from "../../src/lib/text.js";
import { ApiError } from "../../src/sdk/api.js";
import { Chat } from "../../src/sdk/chat.js";
import { FakeConversation, fakeMessage, fakeSdk } from "../../fakes/sdk.mjs";

/**
 * A chat session with everything it says written down.
 * @param {{ count?: number, renew?: () => Promise<any>, sdk?: null }} [options]
 */
function open({ count = 0, renew, sdk } = {}) {
  const conversation = new FakeConversation(count);
  const fake = fakeSdk(conversation);
  const said = [];
  const waiting = [];
  const note = (...entry) => {
    said.push(entry);
    for (const wait of waiting) wait(entry);
  };
  const handlers = {
    state: (state) => note("state", state),
    messages: (messages, origin) => note("messages", origin, messages.map(({ index }) => index)),
    updated: ({ index, text, edited }) => note("updated", index, text, edited),
    removed: (sid) => note("removed", sid),
    typing: (names) => note("typing", names),
    problem: (text) => note("problem", text),
  };
  const login = { token: "first", conversation_sid: "CH1" };
  let logins = 0;
  const chat = new Chat({
    sdk: sdk === null ? undefined : fake.sdk,
    options: { region: "test" },
    login,
    renew: renew ?? (async () => {
      logins += 1;
      return { ...login, token: `token ${logins}` };
    }),
    handlers,
  });
  const until = (kind, value) => new Promise((resolve) => {
    const fits = (entry) => entry[0] === kind && (value === undefined || entry[1] === value);
    if (said.some(fits)) return resolve(undefined);
    return waiting.push((entry) => fits(entry) && resolve(undefined));
  });
  const states = () => said.filter(([kind]) => kind === "state").map(([, state]) => state);
  return { chat, handlers, conversation, said, until, states, client: () => fake.clients[0] };
}

async function connected(options) {
  const session = open(options);
  const started = session.chat.start();
  session.client().ready();
  await started;
  return session;
}

test("it connects, hands over the newest page, and only then is connected", async () => {
  const { said, client, chat } = await connected({ count: 40 });
  assert.deepEqual(said.map(([kind, value]) => `${kind} ${value}`), [
    "state connecting", "messages history", "state connected",
  ]);
  assert.deepEqual(said[1][2], Array.from({ length: 30 }, (_, i) => i + 10));
  assert.deepEqual(client().options, { region: "test" });
  assert.equal(chat.identity, "alice");
});

test("older pages follow until there are none", async () => {
  const { chat, said } = await connected({ count: 40 });
  assert.equal(chat.hasOlder, true);
  await chat.loadOlder();
  assert.deepEqual(said.at(-1), ["messages", "older", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
  assert.equal(chat.hasOlder, false);
  const before = said.length;
  await chat.loadOlder();
  assert.equal(said.length, before);
});

test("events of the conversation are passed on in the page's own terms", async () => {
  const { conversation, said } = await connected();
  const before = said.length;
  conversation.emit("messageAdded", fakeMessage(0));
  conversation.emit("messageUpdated", { message: fakeMessage(0, "bob", "new"), updateReasons: ["body"] });
  conversation.emit("messageRemoved", fakeMessage(0));
  conversation.emit("typingStarted", { identity: "bob" });
  conversation.emit("typingStarted", { identity: "alice" });
  conversation.emit("typingEnded", { identity: "bob" });
  assert.deepEqual(said.slice(before), [
    ["messages", "live", [0]], ["updated", 0, "new", true], ["removed", "IM0"], ["typing", ["bob"]], ["typing", []],
  ]);
});

test("a connection that breaks while the history loads is waited for", async () => {
  const session = open({ count: 3 });
  session.conversation.failures.push(new Error("disconnected"), new Error("disconnected"));
  const started = session.chat.start();
  session.client().ready();
  await started;
  assert.deepEqual(session.states(), ["connecting", "connected"]);
  session.conversation.emit("messageAdded", fakeMessage(3));
  assert.equal(session.said.filter(([, origin]) => origin === "live").length, 1);
});

test("a first failure that the SDK repairs by itself is none", async () => {
  const session = open();
  const started = session.chat.start();
  session.client().emit("initFailed", { error: { terminal: false, message: "later" } });
  session.client().ready();
  await started;
  assert.deepEqual(session.states(), ["connecting", "connected"]);
});

test("a terminal failure is said once, and the client is shut down", async () => {
  const session = open();
  const started = session.chat.start();
  for (const _ of [1, 2]) session.client().emit("initFailed", { error: { terminal: true, message: "Access Token expired" } });
  await started;
  assert.deepEqual(session.states(), ["connecting", "failed"]);
  assert.deepEqual(session.said.filter(([kind]) => kind === "problem"), [["problem", "Access Token expired"]]);
  assert.equal(session.client().shutdowns, 1);
});

test("without the SDK it fails in words", async () => {
  const { chat, said } = open({ sdk: null });
  await chat.start();
  assert.deepEqual(said.at(-1), ["problem", missingSdk("the chat SDK")]);
});

test("a message without text names its attachments", async () => {
  const session = open();
  session.conversation.messages.push({ ...fakeMessage(0, "bob", null), attachedMedia: [{ filename: "plan.pdf" }, { filename: null }] });
  const texts = [];
  session.chat.start();
  session.handlers.messages = (messages) => texts.push(...messages.map(({ text }) => text));
  session.client().ready();
  await session.until("state", "connected");
  assert.deepEqual(texts, ["Attachment: plan.pdf, without a name"]);
});

test("after stop nothing is heard and no listener is left", async () => {
  const { chat, conversation, client, said } = await connected({ count: 1 });
  await chat.stop();
  const before = said.length;
  client().enter("connecting");
  conversation.emit("messageAdded", fakeMessage(1));
  client().emit("tokenExpired");
  assert.equal(said.length, before);
  assert.equal(client().shutdowns, 1);
  assert.deepEqual(conversation.eventNames(), []);
  assert.deepEqual(client().eventNames(), []);
  await assert.rejects(chat.send("late"), /not connected/);
});

test("stopping while it connects ends it for good", async () => {
  const session = open({ count: 2 });
  void session.chat.start();
  await session.chat.stop();
  session.client().ready();
  await new Promise(setImmediate);
  assert.deepEqual(session.said, [["state", "connecting"]]);
  assert.equal(session.client().shutdowns, 1);
});

test("a lost connection is reported, and its return", async () => {
  const { client, states } = await connected();
  client().enter("connecting");
  client().enter("connected");
  assert.deepEqual(states(), ["connecting", "connected", "reconnecting", "connected"]);
});

test("a token is renewed before it expires", async () => {
  const { client } = await connected();
  const updated = new Promise((resolve) => client().once("connectionStateChanged", resolve));
  client().emit("tokenAboutToExpire");
  client().emit("tokenAboutToExpire");
  await updated;
  assert.deepEqual(client().tokens, ["first", "token 1"]);
});

test("a refused connection comes back with a new token", async () => {
  const { client, states } = await connected();
  const back = new Promise((resolve) => client().on("connectionStateChanged", (state) => state === "connected" && resolve(state)));
  client().emit("tokenExpired");
  client().enter("denied");
  await back;
  assert.deepEqual(client().tokens, ["first", "token 1"]);
  assert.deepEqual(states(), ["connecting", "connected", "reconnecting", "connected"]);
});

test("a login that is refused ends the session with the server's words", async () => {
  const renew = async () => { throw new ApiError("You are no longer welcome.", 401); };
  const { client, until, said, states } = await connected({ renew });
  client().enter("denied");
  await until("problem");
  assert.deepEqual(said.at(-1), ["problem", "You are no longer welcome."]);
  assert.equal(states().at(-1), "failed");
});

test("a server that refuses every fresh token is not asked for ever", async () => {
  const session = await connected();
  session.client().updateToken = async function refuse(token) {
    this.tokens.push(token);
    setImmediate(() => this.enter("denied"));
  };
  session.client().enter("denied");
  await session.until("problem");
  assert.match(session.said.at(-1)[1], /keeps refusing/);
  assert.ok(session.client().tokens.length <= 5);
});

test("the read horizon only moves forward", async () => {
  const { chat, conversation } = await connected({ count: 5 });
  for (const index of [2, 1, 2, 4]) chat.markRead(index);
  assert.deepEqual(conversation.read, [2, 4]);
});

test("being removed ends the session", async () => {
  const { client, said, states } = await connected();
  client().emit("conversationLeft", { sid: "CH2" });
  assert.equal(states().at(-1), "connected");
  client().emit("conversationLeft", { sid: "CH1" });
  assert.deepEqual(said.at(-1), ["problem", "you were removed from this conversation"]);
});
