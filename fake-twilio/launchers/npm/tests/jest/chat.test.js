const { once } = require("node:events");
const { Client } = require("@twilio/conversations");
const { createTest, test: testWithAccount } = require("fake-twilio/jest");

const accounts = new Set();

for (const name of ["one", "other"]) {
  testWithAccount.concurrent(`${name} has an account and a pushed message of its own`, async ({ account }) => {
    accounts.add(account.accountSid);
    await account.seed({ conversations: [{ unique_name: "lobby", participants: ["ada", "bob"] }] });
    const ada = new Client(await account.token("ada"), account.conversationsOptions);
    const lobby = await ada.getConversationByUniqueName("lobby");
    await lobby.getMessages();
    const added = once(lobby, "messageAdded");
    await account.act.send({ identity: "bob", conversation: "lobby", body: name });
    const [message] = await added;
    expect(message.body).toBe(name);
    await account.waitFor({ side: "sync", direction: "out", identity: "ada", contains: name }, { timeoutMs: 60_000 });
    await ada.shutdown();
  });
}

test("both had one", () => {
  expect(accounts.size).toBe(2);
});

createTest({ now: "2030-05-01T12:00:00Z" })("an emulator of its own has the clock that the test moves", async ({ fakeTwilio, account }) => {
  await fakeTwilio.clock.advance(60_000);
  expect((await account.clock.now()).toISOString()).toBe("2030-05-01T12:01:00.000Z");
});
