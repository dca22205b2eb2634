// What a user of TypeScript writes, compiled against the installed package.
import { Client } from "@twilio/conversations";
import { type Account, type control, type FakeTwilio, startFakeTwilio, WaitTimeoutError } from "fake-twilio";
import { test as jestTest } from "fake-twilio/jest";
import { test } from "fake-twilio/node-test";
import { createTest } from "fake-twilio/vitest";
import twilio from "twilio";

export async function chat(): Promise<string> {
  await using fakeTwilio: FakeTwilio = await startFakeTwilio({ idSeed: 1n, now: new Date(0), log: "inherit" });
  await using account: Account = await fakeTwilio.account();
  await account.seed({ conversations: [{ unique_name: "lobby", participants: ["ada", { identity: "bob" }] }] });
  const rest = twilio(account.apiKeySid, account.apiKeySecret, account.twilioOptions);
  await rest.conversations.v1.conversations("lobby").fetch();
  const client = new Client(await account.token({ identity: "ada" }), account.conversationsOptions);
  const { sid } = await account.act.send({ identity: "bob", conversation: "lobby", body: "hello" });
  const entry: control.Entry = await fakeTwilio.waitFor({ side: "sync", contains: sid }, { timeoutMs: 10 });
  const fault: control.FaultRule = await account.faults.add({ effect: { status: 503 }, count: 1 });
  await account.faults.remove(fault);
  await client.shutdown();
  const archive: Buffer = await fakeTwilio.control.export({ account_sid: account.accountSid });
  await fakeTwilio.control.import(archive);
  const seed: control.SeedDocument = await fakeTwilio.control.export({ as: "seed" });
  await account.seed(seed);
  // @ts-expect-error: an archive is no seed document.
  await account.seed(archive);
  // @ts-expect-error: there is no such side.
  await account.waitFor({ side: "telegraph" });
  // @ts-expect-error: a member of the API has no such name.
  await account.seed({ conversation: [] });
  return entry.at;
}

test("node:test", { concurrency: true }, async ({ account, fakeTwilio, t }) => {
  t.diagnostic(account.accountSid + fakeTwilio.url);
});
createTest({ strict: true }).concurrent("Vitest", async ({ account }) => {
  account.apiKeySid satisfies string;
});
jestTest.only("Jest", async ({ account }) => void account.authToken, 1000);
export const isLate = (error: unknown): boolean => error instanceof WaitTimeoutError && error.nearMisses.length > 0;
