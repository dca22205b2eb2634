import assert from "node:assert/strict";
import { once } from "node:events";
import { Client } from "@twilio/conversations";
import { test } from "fake-twilio/node-test";

test("ada and bob chat", async ({ account }) => {
  await account.seed({ conversations: [{ unique_name: "lobby", participants: ["ada", "bob"] }] });
  const ada = new Client(await account.token("ada"), account.conversationsOptions);
  const lobby = await ada.getConversationByUniqueName("lobby");
  await lobby.getMessages();
  await account.act.send({ identity: "bob", conversation: "lobby", body: "hello" });
  await account.waitFor({ side: "sync", direction: "out", identity: "ada", contains: "hello" });
  assert.equal((await lobby.getMessages()).items[0].body, "hello");
  await account.faults.add({ match: { side: "twilsock", path: "*/Messages" }, effect: { status: 500 }, count: 1 });
  await assert.rejects(lobby.sendMessage("lost"));
  await Promise.all([once(ada, "conversationRemoved"), account.reset()]);
  await ada.shutdown();
});
