// Starting, steering and stopping an emulator of one's own.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Client } from "@twilio/conversations";
import { connectFakeTwilio, ControlError, StartError, startFakeTwilio, WaitTimeoutError } from "fake-twilio";

test("an emulator of one's own has the clock that the test moves", async (t) => {
  const moment = new Date("2030-05-01T12:00:00Z");
  const fakeTwilio = await startFakeTwilio({ now: moment });
  t.after(() => fakeTwilio.stop());
  assert.deepEqual(await fakeTwilio.clock.now(), moment);
  const account = await fakeTwilio.account();
  const client = new Client(await account.token({ identity: "ada", ttl: 3600 }), account.conversationsOptions);
  await once(client, "initialized");
  const warned = once(client, "tokenAboutToExpire");
  await fakeTwilio.clock.advance(59 * 60 * 1000);
  await warned;
  await client.shutdown();
});

test("a message that was pushed to a user is waited for", async (t) => {
  const fakeTwilio = await startFakeTwilio({ seed: { conversations: [{ unique_name: "lobby", participants: ["ada"] }] } });
  t.after(() => fakeTwilio.stop());
  const account = fakeTwilio.defaultAccount;
  const client = new Client(await account.token("ada"), account.conversationsOptions);
  const lobby = await client.getConversationByUniqueName("lobby");
  await lobby.getMessages();
  const match = { side: "sync", direction: "out", identity: "ada", contains: "to be pushed" };
  const pushed = account.waitFor(match, { timeoutMs: 60_000 });
  await lobby.sendMessage("to be pushed");
  assert.equal((await pushed).event, "list_item_added");
  await client.shutdown();
});

test("a wait that is in vain says what came near", async (t) => {
  const fakeTwilio = await startFakeTwilio();
  t.after(() => fakeTwilio.stop());
  await assert.rejects(fakeTwilio.waitFor({ side: "rest" }, { timeoutMs: 0 }), /nothing came near/);
  await fetch(new URL("/v1/Conversations", fakeTwilio.url), { method: "POST" });
  const wait = fakeTwilio.waitFor({ operation: "CreateConversation", status: 201 }, { timeoutMs: 0 });
  const error = await wait.catch((it) => it);
  assert.ok(error instanceof WaitTimeoutError, error);
  assert.match(error.message, /CreateConversation .*differs in status/s);
  const account = await fakeTwilio.account();
  const elsewhere = account.waitFor({ side: "rest" }, { timeoutMs: 0 });
  await assert.rejects(elsewhere, /CreateConversation .*differs in account_sid/);
});

test("a refusal is an error with status and number", async (t) => {
  const fakeTwilio = await startFakeTwilio({ controlToken: "a token of the control API" });
  t.after(() => fakeTwilio.stop());
  const refused = await fakeTwilio.seed({ conversations: [{ sid: "CH1" }] }).catch((it) => it);
  assert.ok(refused instanceof ControlError, refused);
  assert.deepEqual([refused.status, typeof refused.code], [400, "number"]);
  assert.match(refused.message, /POST .*seed is refused with 400: .*SID/);
  // The token is asked for, and kept out of what errors show.
  const stranger = await connectFakeTwilio(fakeTwilio.url);
  await assert.rejects(stranger.account(), { status: 401 });
  const friend = await connectFakeTwilio(fakeTwilio.url, { controlToken: "a token of the control API" });
  assert.equal((await friend.account()).addresses.twilsockUrl, fakeTwilio.twilsockUrl);
  assert.equal(friend.videoSignalingUrl, fakeTwilio.videoSignalingUrl);
});

test("the same identifiers are drawn with the same seed, and options reach the program", async (t) => {
  const drawn = [];
  for (const args of [[], ["--rate-limit"]]) {
    const fakeTwilio = await startFakeTwilio({ idSeed: 7, args, env: { FAKE_TWILIO_AUTH_TOKEN: "another" } });
    t.after(() => fakeTwilio.stop());
    assert.equal(fakeTwilio.credentials.authToken, "another");
    drawn.push((await fakeTwilio.account()).accountSid);
  }
  assert.equal(drawn[0], drawn[1]);
});

test("every operation of the document is a method", async (t) => {
  const fakeTwilio = await startFakeTwilio();
  t.after(() => fakeTwilio.stop());
  const { paths } = await fakeTwilio.control.fetchOpenApi();
  const names = Object.values(paths).flatMap((it) => Object.values(it)).map((it) => it.operationId);
  assert.ok(names.length > 25, `${names.length} operations`);
  for (const name of names) {
    assert.equal(typeof fakeTwilio.control[name[0].toLowerCase() + name.slice(1)], "function", name);
  }
});

test("a start that fails shows the log", async () => {
  await assert.rejects(startFakeTwilio({ args: ["--no-such-option"] }), (error) => {
    assert.ok(error instanceof StartError, error);
    assert.match(error.message, /exit status 2\n.*--no-such-option/s);
    return true;
  });
  await assert.rejects(startFakeTwilio({ seed: { users: [{}] } }), /identity/);
});

test("after its end an emulator says so", async () => {
  const log = [];
  const fakeTwilio = await startFakeTwilio({ log: (line) => log.push(line) });
  await fakeTwilio.stop();
  await fakeTwilio.stop();
  assert.ok(log.some((line) => line.includes(fakeTwilio.url)), log.join("\n"));
  await assert.rejects(fakeTwilio.health(), /the emulator has ended: exit status 0/);
});
