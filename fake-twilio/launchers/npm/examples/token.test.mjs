import assert from "node:assert/strict";
import { once } from "node:events";
import { Client } from "@twilio/conversations";
import { createTest } from "fake-twilio/node-test";

const test = createTest({ now: "2030-05-01T12:00:00Z" });

test("a client stays connected with a new token", async ({ account, fakeTwilio }) => {
  const client = new Client(await account.token({ identity: "ada", ttl: 3600 }), account.conversationsOptions);
  await once(client, "initialized");
  const aboutToExpire = once(client, "tokenAboutToExpire");
  await fakeTwilio.clock.advance(58 * 60_000);
  await aboutToExpire;
  await client.updateToken(await account.token({ identity: "ada", ttl: 3600 }));
  await fakeTwilio.clock.advance(30 * 60_000);
  assert.equal((await client.getUser("ada")).identity, "ada");
  assert.equal(client.connectionState, "connected");
  await client.shutdown();
});

test("a client without a new token is sent away", async ({ account, fakeTwilio }) => {
  const client = new Client(await account.token({ identity: "ada", ttl: 3600 }), account.conversationsOptions);
  await once(client, "initialized");
  const expired = once(client, "tokenExpired");
  await fakeTwilio.clock.advance(61 * 60_000);
  await expired;
  await client.shutdown();
});
