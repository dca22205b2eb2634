// An emulator ends with the process that started it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const PARENT = fileURLToPath(new URL("parent.mjs", import.meta.url));

/** Starts a parent, and connects to its emulator. */
async function start(...args) {
  const parent = spawn(process.execPath, [PARENT, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(parent, "exit");
  const [line] = await once(createInterface({ input: parent.stdout }), "line");
  const { hostname: host, port } = new URL(line);
  return { parent, ended, dial: () => connect({ host, port: Number(port) }) };
}

/** Waits until nobody accepts connections: what an emulator that ends does to those that it has. */
async function refused(dial) {
  const [error] = await once(dial(), "error");
  assert.equal(error.code, "ECONNREFUSED");
}

test("a parent that is killed takes its emulator along", async () => {
  const { parent, ended, dial } = await start("stay");
  const line = dial();
  await once(line, "connect");
  const cut = once(line.resume(), "close");
  parent.kill("SIGKILL");
  await Promise.all([ended, cut]);
  await refused(dial);
});

test("a parent ends although its emulator runs, and takes it along", async () => {
  const { ended } = await start();
  assert.deepEqual(await ended, [0, null]);
});
