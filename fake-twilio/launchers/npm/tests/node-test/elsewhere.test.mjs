// An emulator that was started elsewhere, and programs that are led to one.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test as nodeTest } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startFakeTwilio } from "fake-twilio";
import { test } from "fake-twilio/node-test";
import twilio from "twilio";

const run = promisify(execFile);
const SERVER = fileURLToPath(new URL("server.mjs", import.meta.url));
// It ends with this process, behind the last test.
const { url } = await startFakeTwilio();
process.env.TWILIO_EMULATOR_URL = url;

test("fixtures use the emulator that the environment names, and leave it running", async ({ account, fakeTwilio }) => {
  assert.equal(fakeTwilio.url, url);
  await fakeTwilio.stop();
  assert.equal((await fakeTwilio.health()).status, "ok");
  assert.equal(account.addresses.url, url);
});

nodeTest("a program without a change is led to an account", async (t) => {
  const fakeTwilio = await startFakeTwilio();
  t.after(() => fakeTwilio.stop());
  const account = await fakeTwilio.account();
  const env = { ...process.env, ...(await account.environment()) };
  const { stdout } = await run(process.execPath, [SERVER], { env });
  const rest = twilio(account.apiKeySid, account.apiKeySecret, account.twilioOptions);
  assert.equal((await rest.conversations.v1.conversations("lobby").fetch()).sid, stdout.trim());
});
