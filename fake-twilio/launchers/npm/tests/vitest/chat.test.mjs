import { once } from "node:events";
import { Client } from "@twilio/conversations";
import { test } from "fake-twilio/vitest";
import { describe, expect } from "vitest";

const accounts = new Set();

describe.concurrent("two tests at once", () => {
  for (const name of ["one", "other"]) {
    test(`${name} has an account and a pushed message of its own`, async ({ account }) => {
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
});

test("both had one", () => {
  expect(accounts.size).toBe(2);
});
