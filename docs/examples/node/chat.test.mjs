import assert from "node:assert/strict";
import { test } from "node:test";

import { Client } from "@twilio/conversations";
import twilio from "twilio";

const url = process.env.TWILIO_EMULATOR_URL ?? "http://127.0.0.1:4010";

/** Opens an account for one test: no test sees what another one does. */
async function openAccount() {
  const headers = { "Content-Type": "application/json" };
  const opened = await fetch(`${url}/_emulator/v1/accounts`, { method: "POST", headers, body: "{}" });
  assert.equal(opened.status, 201);
  const account = await opened.json();
  const { account_sid: accountSid, api_key_sid: keySid, api_key_secret: secret } = account;
  const serviceSid = account.chat_service_sid;
  const rest = twilio(keySid, secret, { accountSid });
  rest.conversations.baseUrl = url;

  /** The token that an application server gives to a user. */
  function mint(identity) {
    const { AccessToken } = twilio.jwt;
    const token = new AccessToken(accountSid, keySid, secret, { identity, ttl: 3600 });
    token.addGrant(new AccessToken.ChatGrant({ serviceSid }));
    token.addGrant(new AccessToken.VideoGrant({ room: "lobby" }));
    return token.toJwt();
  }
  return { conversations: rest.conversations.v1.conversations, mint };
}

/** Connects the SDK. */
async function connect(token) {
  const client = new Client(token, { Twilsock: { uri: `${url.replace("http", "ws")}/v3/wsconnect` } });
  await new Promise((resolve, reject) => {
    client.on("initialized", resolve);
    client.on("initFailed", ({ error }) => reject(error));
  });
  return client;
}

test("a user reads what was written before", async () => {
  const { conversations, mint } = await openAccount();
  await conversations.create({ uniqueName: "lobby" });
  await conversations("lobby").participants.create({ identity: "ada" });
  const dateCreated = new Date("2024-06-01T12:00:00Z");
  await conversations("lobby").messages.create({ author: "bob", body: "hello", dateCreated });

  const client = await connect(mint("ada"));
  const lobby = await client.getConversationByUniqueName("lobby");
  const { items } = await lobby.getMessages();
  assert.deepEqual([items[0].author, items[0].body], ["bob", "hello"]);
  assert.deepEqual(items[0].dateCreated, dateCreated);
  await client.shutdown();
});

test("the server reads what a user writes", async () => {
  const { conversations, mint } = await openAccount();
  await conversations.create({ uniqueName: "lobby" });
  await conversations("lobby").participants.create({ identity: "ada" });

  const client = await connect(mint("ada"));
  const lobby = await client.getConversationByUniqueName("lobby");
  await lobby.sendMessage("good morning");
  const [message] = await conversations("lobby").messages.list();
  assert.deepEqual([message.author, message.body], ["ada", "good morning"]);
  await client.shutdown();
});
