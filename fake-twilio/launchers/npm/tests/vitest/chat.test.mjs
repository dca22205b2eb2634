import { test } from "fake-twilio/vitest";
import { describe, expect } from "vitest";
import { isPushed } from "../shared/pushed-message.cjs";

const accounts = new Set();

describe.concurrent("two tests at once", () => {
  for (const name of ["one", "other"]) {
    test(`${name} has an account and a pushed message of its own`, async ({ account }) => {
      accounts.add(account.accountSid);
      await isPushed(account, name);
    });
  }
});

test("both had one", () => {
  expect(accounts.size).toBe(2);
});
