// Accounts and the tests that get them.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { test } from "fake-twilio/node-test";
import twilio from "twilio";

const seen = new Set();

/** Lets each of two tests go on when both are there: they run side by side. */
function meeting() {
  const there = [];
  return () =>
    new Promise((go) => {
      if (there.push(go) === 2) for (const each of there) each();
    });
}

describe("two tests at once", { concurrency: 2 }, () => {
  const bothAreThere = meeting();
  const bothHaveWritten = meeting();
  for (const name of ["one", "other"]) {
    test(`${name} sees nothing of its neighbour`, async ({ account, fakeTwilio }) => {
      seen.add(fakeTwilio.url).add(account.accountSid);
      await bothAreThere();
      await account.seed({ conversations: [{ unique_name: "lobby", participants: ["ada"] }] });
      await account.act.send({ identity: "ada", conversation: "lobby", body: name });
      await bothHaveWritten();
      const rest = twilio(account.apiKeySid, account.apiKeySecret, account.twilioOptions);
      const messages = await rest.conversations.v1.conversations("lobby").messages.list();
      assert.deepEqual(messages.map((it) => it.body), [name]);
      assert.equal(await account.journal.count({ operation: "ListConversationMessage" }), 1);
    });
  }
});

test("the tests of a file share an emulator, and each has an account", async ({ fakeTwilio }) => {
  assert.ok(seen.delete(fakeTwilio.url));
  assert.equal(seen.size, 2);
  // Theirs are removed; there are this one's and that of the start.
  const { accounts } = await fakeTwilio.control.listAccounts();
  assert.equal(accounts.length, 2);
});

test("the library twilio pages, filters and reads errors", async ({ account }) => {
  const names = Array.from({ length: 7 }, (_, index) => `room ${index} & more`);
  await account.seed({ conversations: names.map((unique_name) => ({ unique_name })) });
  for (const rest of [
    twilio(account.apiKeySid, account.apiKeySecret, account.twilioOptions),
    twilio(account.accountSid, account.authToken, account.twilioOptions),
  ]) {
    const listed = await rest.conversations.v1.conversations.list({ pageSize: 3 });
    assert.deepEqual(new Set(listed.map((it) => it.uniqueName)), new Set(names));
    await assert.rejects(rest.conversations.v1.conversations("nowhere").fetch(), { status: 404, code: 20404 });
    const { sid } = await rest.video.v1.rooms.create({ uniqueName: `call ${rest.username}`, type: "group" });
    assert.equal((await rest.video.v1.rooms(sid).fetch()).status, "in-progress");
    const lists = { filters: ["onMessageAdded", "onUserUpdated"], method: "POST" };
    await rest.conversations.v1.configuration.webhooks().update(lists);
    assert.deepEqual((await rest.conversations.v1.configuration.webhooks().fetch()).filters, lists.filters);
  }
});

test("a token says what the library twilio would have said", async ({ account, fakeTwilio }) => {
  const token = await account.token({ identity: "ada", ttl: 600, room: "lobby" });
  const claims = (jwt) => JSON.parse(Buffer.from(jwt.split(".")[1], "base64url"));
  const { AccessToken } = twilio.jwt;
  const theirs = new AccessToken(account.accountSid, account.apiKeySid, account.apiKeySecret, { identity: "ada", ttl: 600 });
  theirs.addGrant(new AccessToken.ChatGrant({ serviceSid: account.chatServiceSid }));
  theirs.addGrant(new AccessToken.VideoGrant({ room: "lobby" }));
  const [our, their] = [token, theirs.toJwt()].map(claims);
  assert.equal(our.exp - our.iat, 600);
  const timeless = ({ iat: _, exp: __, jti: ___, ...rest }) => rest;
  assert.deepEqual(timeless(our), timeless(their));
  assert.equal(token.split(".")[0], theirs.toJwt().split(".")[0]);
  assert.notEqual(account.accountSid, fakeTwilio.credentials.accountSid);
});

test("a reset takes an account back to empty, and leaves others alone", async ({ account, fakeTwilio }) => {
  const other = await fakeTwilio.account();
  for (const world of [account, other]) await world.seed({ users: [{ identity: "ada" }] });
  await account.reset();
  const users = (world) =>
    twilio(world.apiKeySid, world.apiKeySecret, world.twilioOptions).conversations.v1.users.list();
  assert.deepEqual([(await users(account)).length, (await users(other)).length], [0, 1]);
  await other.remove();
  await other.remove();
  await assert.rejects(users(other), { status: 401 });
});

test("an account goes back to what was exported, and is written as a seed", async ({ account, fakeTwilio }) => {
  const { control } = fakeTwilio;
  await account.seed({ conversations: [{ unique_name: "lobby", participants: ["ada"] }] });
  const archive = await control.export({ account_sid: account.accountSid });
  await account.reset();
  const { account_sids: restored } = await control.import(archive);
  assert.deepEqual(restored, [account.accountSid]);
  const seed = await control.export({ account_sid: account.accountSid, as: "seed" });
  assert.deepEqual(seed.conversations.map((it) => it.unique_name), ["lobby"]);
});
