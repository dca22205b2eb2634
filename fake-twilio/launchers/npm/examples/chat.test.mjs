import assert from "node:assert/strict";
import { once } from "node:events";
import { Client } from "@twilio/conversations";
import { test } from "fake-twilio/node-test";

test("ada sees what bob writes", async ({ account }) => {
  await account.seed({ conversations: [{ unique_name: "lobby", participants: ["ada", "bob"] }] });
  const ada = new Client(await account.token("ada"), account.conversationsOptions);
  const lobby = await ada.getConversationByUniqueName("lobby");
  await lobby.getMessages();
  const added = once(lobby, "messageAdded");
  await account.act.send({ identity: "bob", conversation: "lobby", body: "hello" });
  const [message] = await added;
  assert.deepEqual([message.author, message.body], ["bob", "hello"]);
  await ada.shutdown();
});
