// The app under test: the one the environment names, else one started here from cargo's builds.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, watch } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ROOT } from "./packages.mjs";

const READY_WITHIN_MS = 10_000;

/**
 * @typedef {object} App
 * @property {string} url the page
 * @property {string} emulatorUrl
 * @property {Clocked} [clocked] the same again, for what time brings about
 * @property {string} accountSid
 * @property {string} authToken
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} Clocked
 * @property {string} url a page whose tokens live for an hour
 * @property {string} emulatorUrl its emulator, whose clock moves when it is told to
 */

/** @returns {Promise<App>} */
export async function app() {
  const { APP_URL, CLOCKED_APP_URL, CLOCKED_EMULATOR_URL, EMULATOR_URL, ACCOUNT_SID, AUTH_TOKEN } = process.env;
  if (!APP_URL) return startPrograms();
  return {
    url: APP_URL,
    emulatorUrl: EMULATOR_URL,
    clocked: { url: CLOCKED_APP_URL, emulatorUrl: CLOCKED_EMULATOR_URL },
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    stop: async () => {},
  };
}

async function startPrograms() {
  const folder = await mkdtemp(join(tmpdir(), "browser-test-"));
  const emulator = await start(folder, "fake-twilio", { FAKE_TWILIO_CA_DIR: join(folder, "ca") });
  const login = await start(folder, "login-server", loginSettings(emulator.ready));
  const programs = [login, emulator];
  return {
    url: login.ready.url,
    emulatorUrl: emulator.ready.url,
    accountSid: emulator.ready.account_sid,
    authToken: emulator.ready.auth_token,
    stop: async () => {
      await Promise.all(programs.map(({ child }) => end(child)));
      await rm(folder, { recursive: true });
    },
  };
}

function loginSettings(emulator) {
  return {
    TWILIO_BACKEND: "emulator",
    TWILIO_EMULATOR_URL: emulator.url,
    TWILIO_ACCOUNT_SID: emulator.account_sid,
    TWILIO_API_KEY_SID: emulator.api_key_sid,
    TWILIO_API_KEY_SECRET: emulator.api_key_secret,
  };
}

let started = 0;

async function start(folder, name, env) {
  const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
  started += 1;
  const file = `${name}-${started}.json`;
  const listening = fileNamed(folder, file);
  const args = ["--listen", "127.0.0.1:0", "--ready-file", join(folder, file)];
  const child = spawn(join(target, "debug", name), args, {
    cwd: ROOT,
    env: { ...process.env, RUST_LOG: "warn", ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "exit").then(() => {
    throw new Error(`${name} ended before it was ready`);
  });
  await Promise.race([listening, ended]);
  ended.catch(() => {});
  return { child, ready: JSON.parse(await readFile(join(folder, file), "utf8")) };
}

/** Waits for a file to appear; programs write theirs at once, by renaming. */
async function fileNamed(folder, file) {
  for await (const event of watch(folder, { signal: AbortSignal.timeout(READY_WITHIN_MS) })) {
    if (event.filename === file && (await readFile(join(folder, file)).catch(() => null))) return;
  }
}

async function end(child) {
  if (child.exitCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}
