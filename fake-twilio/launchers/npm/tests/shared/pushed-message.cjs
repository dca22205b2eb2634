// What tests of each runner have in common.
const assert = require("node:assert/strict");
const { once } = require("node:events");
const { Client } = require("@twilio/conversations");

/** Ada's SDK is told what Bob writes, and nothing else is in the lobby of this account. */
exports.isPushed = async (account, body) => {
  await account.seed({ conversations: [{ unique_name: "lobby", participants: ["ada", "bob"] }] });
  const ada = new Client(await account.token("ada"), account.conversationsOptions);
  const lobby = await ada.getConversationByUniqueName("lobby");
  await lobby.getMessages();
  const added = once(lobby, "messageAdded");
  await account.act.send({ identity: "bob", conversation: "lobby", body });
  const [message] = await added;
  assert.deepEqual([message.index, message.body], [0, body]);
  await account.waitFor({ side: "sync", direction: "out", identity: "ada", contains: body }, { timeoutMs: 60_000 });
  await ada.shutdown();
};

/** The clock of the emulator, which was started at noon, is moved. */
exports.moves = async (fakeTwilio, account) => {
  await fakeTwilio.clock.advance(60_000);
  assert.deepEqual(await account.clock.now(), new Date("2030-05-01T12:01:00Z"));
};
