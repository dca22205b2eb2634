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

/** Dials again and again, as soon as a connection that was accepted is closed, until none is accepted. */
async function refused(dial) {
  for (;;) {
    const line = dial().resume();
    const error = await new Promise((done) => line.once("error", done).once("close", () => done(undefined)));
    if (error?.code === "ECONNREFUSED") return;
  }
}

test("a parent that is killed takes its emulator along", async () => {
  const { parent, ended, dial } = await start("stay");
  const line = dial();
  await once(line, "connect");
  // The emulator may reset it when it ends.
  line.on("error", () => {});
  parent.kill("SIGKILL");
  assert.deepEqual(await ended, [null, "SIGKILL"]);
  await refused(dial);
});

test("a parent ends although its emulator runs, and takes it along", async () => {
  const { ended, dial } = await start();
  assert.deepEqual(await ended, [0, null]);
  await refused(dial);
});
