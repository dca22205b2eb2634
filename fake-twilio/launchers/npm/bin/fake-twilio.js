#!/usr/bin/env node
// Runs the emulator's program with the words of the command line.
const { spawn } = require("node:child_process");

const { findBinary } = require("../dist/binary.js");

async function main() {
  const child = spawn(await findBinary(), process.argv.slice(2), { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    // A terminal sends Ctrl-C to both.
    process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.on("error", fail);
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + require("node:os").constants.signals[signal];
  });
}

function fail(error) {
  console.error(`fake-twilio: ${error.message}`);
  process.exitCode = 1;
}

main().catch(fail);
