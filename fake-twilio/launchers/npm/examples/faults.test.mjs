import assert from "node:assert/strict";
import { once } from "node:events";
import { Client } from "@twilio/conversations";
import { test } from "fake-twilio/node-test";

/** The feature: what is not taken the first time is sent again. */
function sendTwice(conversation, text) {
  return conversation.sendMessage(text).catch(() => conversation.sendMessage(text));
}

test("a message is sent again after an error", async ({ account }) => {
  await account.seed({ conversations: [{ unique_name: "lobby", participants: ["ada"] }] });
  const ada = new Client(await account.token("ada"), account.conversationsOptions);
  const lobby = await ada.getConversationByUniqueName("lobby");
  await lobby.getMessages();
  const match = { side: "twilsock", method: "POST", path: "*/Messages" };
  await account.faults.add({ match, effect: { status: 500 }, count: 1 });
  await sendTwice(lobby, "hello");
  await account.waitFor({ side: "sync", direction: "out", identity: "ada", contains: "hello" }, { timeoutMs: 60_000 });
  const [rule] = await account.faults.list();
  assert.deepEqual([rule.matched, rule.ended], [1, true]);
  const removed = once(ada, "conversationRemoved");
  await account.reset();
  assert.equal((await removed)[0].uniqueName, "lobby");
  await ada.shutdown();
});
