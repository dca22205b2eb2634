// Where the program is looked for.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { BinaryNotFoundError, findBinary, startFakeTwilio } from "fake-twilio";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const PACKAGE = dirname(require.resolve("fake-twilio/package.json"));
const PRINT = 'import("fake-twilio").then((it) => it.findBinary()).then(console.log, (it) => console.log(it.message))';

/** A folder where the package is installed without a program. */
function bare(t) {
  const folder = mkdtempSync(join(tmpdir(), "fake-twilio-bare-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(PACKAGE, join(folder, "node_modules/fake-twilio"), { recursive: true });
  return folder;
}

/** What is found in a folder, or the error. */
async function found(folder, PATH = "") {
  const { stdout } = await run(process.execPath, ["-e", PRINT], { cwd: folder, env: { PATH } });
  return stdout.trim();
}

function script(path, text) {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

test("the platform's package has the program, which is of the package's version", async () => {
  const binary = await findBinary();
  assert.match(binary, new RegExp(`${process.platform}-${process.arch}`));
  const { version } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
  assert.equal((await run(binary, ["--version"])).stdout, `fake-twilio ${version}\n`);
  const command = join(PACKAGE, "../.bin/fake-twilio");
  assert.equal((await run(command, ["--version"])).stdout, `fake-twilio ${version}\n`);
  await assert.rejects(run(command, ["--no-such-option"]), { code: 2 });
});

test("a program that is named has to be there", async () => {
  await assert.rejects(startFakeTwilio({ binary: "/nowhere/fake-twilio" }), (error) => {
    assert.ok(error instanceof BinaryNotFoundError, error);
    assert.match(error.message, /option `binary`: \/nowhere\/fake-twilio is no program/);
    return true;
  });
  await assert.rejects(startFakeTwilio({ env: { FAKE_TWILIO_BINARY: "/nowhere" } }), /FAKE_TWILIO_BINARY: \/nowhere/);
  assert.equal(await findBinary(process.execPath), process.execPath);
});

test("without a program the error lists what was tried", async (t) => {
  const told = await found(bare(t));
  for (const part of [/FAKE_TWILIO_BINARY: not set/, /the package @fake-twilio\/.*not installed/, /PATH: no/, /cargo: neither/]) {
    assert.match(told, part);
  }
});

test("the program of PATH is found, and the script of this package is none", async (t) => {
  const folder = bare(t);
  const [scripts, programs] = ["scripts", "programs"].map((name) => join(folder, name));
  for (const path of [scripts, programs]) mkdirSync(path);
  symlinkSync(join(PACKAGE, "bin/fake-twilio.js"), join(scripts, "fake-twilio"));
  symlinkSync(await findBinary(), join(programs, "fake-twilio"));
  assert.equal(await found(folder, `${scripts}:${programs}`), join(programs, "fake-twilio"));
});

test("in a checkout cargo builds it", async (t) => {
  const folder = bare(t);
  const crate = join(folder, "fake-twilio/fake-twilio");
  mkdirSync(crate, { recursive: true });
  writeFileSync(join(crate, "Cargo.toml"), "");
  const artifact = (name, executable) => JSON.stringify({ reason: "compiler-artifact", target: { name }, executable });
  const said = [artifact("fake-rest", null), artifact("fake-twilio", "/built/fake-twilio")].join("\n");
  script(join(folder, "cargo"), `[ "$2 $3" = "--package fake-twilio" ] && echo '${said}'`);
  assert.equal(await found(folder, folder), "/built/fake-twilio");
  script(join(folder, "cargo"), "exit 101");
  assert.match(await found(folder, folder), /cargo build in .*: cargo failed with 101/);
});
