const { createTest, test: testWithAccount } = require("fake-twilio/jest");
const { isPushed, moves } = require("../shared/pushed-message.cjs");

const accounts = new Set();

for (const name of ["one", "other"]) {
  testWithAccount.concurrent(`${name} has an account and a pushed message of its own`, async ({ account }) => {
    accounts.add(account.accountSid);
    await isPushed(account, name);
  });
}

test("both had one", () => {
  expect(accounts.size).toBe(2);
});

createTest({ now: "2030-05-01T12:00:00Z" })("an emulator of its own has the clock that the test moves", async ({ fakeTwilio, account }) => {
  await moves(fakeTwilio, account);
});
