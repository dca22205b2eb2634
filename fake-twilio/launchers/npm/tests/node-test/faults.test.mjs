// What is broken on purpose.
import assert from "node:assert/strict";
import { test } from "fake-twilio/node-test";
import twilio from "twilio";

/** Writes in the lobby of an account, with the library. */
function lobby(account) {
  const rest = twilio(account.apiKeySid, account.apiKeySecret, account.twilioOptions);
  return rest.conversations.v1.conversations("lobby").messages;
}

test("a fault meets its account alone, as often as it is to", async ({ account, fakeTwilio }) => {
  const neighbour = await fakeTwilio.account();
  for (const world of [account, neighbour]) await world.seed({ conversations: [{ unique_name: "lobby" }] });
  const { id } = await account.faults.add({
    match: { operation: "CreateConversationMessage" },
    effect: { status: 503, code: 20503, message: "later" },
    count: 1,
  });
  assert.equal((await lobby(neighbour).create({ body: "unharmed" })).index, 0);
  await assert.rejects(lobby(account).create({ body: "lost" }), { status: 503, code: 20503, message: "later" });
  assert.equal((await lobby(account).create({ body: "sent again" })).index, 0);
  const shown = (await account.faults.list()).map((rule) => [rule.id, rule.acted, rule.ended]);
  assert.deepEqual(shown, [[id, 1, true]]);
  assert.deepEqual(await neighbour.faults.list(), []);
});

test("rules are removed, one or all", async ({ account }) => {
  await account.seed({ conversations: [{ unique_name: "lobby" }] });
  const rule = { match: { operation: "CreateConversationMessage" }, effect: { fault: "connection_reset" } };
  const added = await account.faults.add(rule);
  await account.faults.add(rule);
  await account.faults.remove(added);
  await assert.rejects(lobby(account).create({ body: "lost" }), { code: "ECONNRESET" });
  await account.faults.clear();
  assert.equal((await lobby(account).create({ body: "unharmed" })).index, 0);
});
