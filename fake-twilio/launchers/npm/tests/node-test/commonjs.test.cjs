const assert = require("node:assert/strict");
const { startFakeTwilio } = require("fake-twilio");
const { createTest } = require("fake-twilio/node-test");

const test = createTest({ seed: { users: [{ identity: "ada" }] } });

test("CommonJS has the same, and a seed is what every reset goes back to", { timeout: 120_000 }, async ({ fakeTwilio, t }) => {
  assert.equal(t.name.split(" ")[0], "CommonJS");
  const { defaultAccount } = fakeTwilio;
  const users = async () => {
    const url = new URL("/v1/Users", fakeTwilio.url);
    const basic = Buffer.from(`${defaultAccount.apiKeySid}:${defaultAccount.apiKeySecret}`).toString("base64");
    const answer = await fetch(url, { headers: { Authorization: `Basic ${basic}` } });
    return (await answer.json()).users.map((user) => user.identity);
  };
  await defaultAccount.seed({ users: [{ identity: "bob" }] });
  assert.deepEqual((await users()).sort(), ["ada", "bob"]);
  await defaultAccount.reset();
  assert.deepEqual(await users(), ["ada"]);
  assert.equal((await import("fake-twilio")).startFakeTwilio, startFakeTwilio);
});

test.skip("what is skipped does not run", () => assert.fail());
