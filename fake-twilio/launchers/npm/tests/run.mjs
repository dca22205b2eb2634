// Installs the packed packages in a clean folder as a user does, and runs the tests there, with each runner.
//
// They are those in the folder FAKE_TWILIO_PACKAGES, or else are packed here, with the program FAKE_TWILIO_BINARY or
// what cargo has built for debugging.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { version: VERSION } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const BUILT = fileURLToPath(new URL("../../../../target/debug/fake-twilio", import.meta.url));
/** What a user has beside the package, and where it is installed here. */
const OTHERS = {
  [join(ROOT, "node_modules")]: ["@jest/globals", "@types/node", "vitest"],
  [fileURLToPath(new URL("../../../../web/node_modules", import.meta.url))]: ["@twilio/conversations", "twilio"],
};
const NPM_INSTALL = ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
/** The module for Testcontainers, which was compiled beside this package. */
const TESTCONTAINERS = fileURLToPath(new URL("../../testcontainers-node", import.meta.url));
/** Milliseconds that a test has, on a machine that may be busy with others. */
const TEST_LIMIT_MS = 120_000;
const NODE_TEST = ["--test-force-exit", `--test-timeout=${TEST_LIMIT_MS}`, "--test-reporter=spec"];
/** Milliseconds that a runner has. */
const LIMIT_MS = 300_000;

const { FAKE_TWILIO_BINARY: program = BUILT, FAKE_TWILIO_PACKAGES: packed } = process.env;
if (!packed && !existsSync(program)) throw new Error(`${program} is missing: cargo build --package fake-twilio`);
const platform = `${process.platform}-${process.arch}`;
const folder = mkdtempSync(join(tmpdir(), "fake-twilio-npm-"));
// Nothing is written to folders of the user's.
const env = { ...process.env, XDG_DATA_HOME: join(folder, "data") };
for (const name of ["FAKE_TWILIO_BINARY", "FAKE_TWILIO_PACKAGES", "NODE_TEST_CONTEXT", "TWILIO_EMULATOR_URL"]) delete env[name];

/** Runs a command to its end, which has to be good. */
function run(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(" ")}: exit status ${status}`);
}

/** Packs the packages, unless that was done; the folder with them. */
function pack() {
  if (packed) return packed;
  const packages = join(folder, "packages");
  run(process.execPath, [join(ROOT, "scripts/packages.mjs"), packages, `${platform}=${program}`], ROOT);
  return packages;
}

/** Installs the package and, as npm does, the one with the program for this platform. */
function install(user) {
  const packages = pack();
  const names = [`fake-twilio-${VERSION}.tgz`, `fake-twilio-${platform}-${VERSION}.tgz`];
  mkdirSync(user);
  writeFileSync(join(user, "package.json"), JSON.stringify({ name: "user", private: true }));
  run("npm", [...NPM_INSTALL, ...names.map((name) => join(packages, name))], user);
  for (const [installed, names] of Object.entries(OTHERS)) {
    for (const name of names) {
      const link = join(user, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(installed, name), link);
    }
  }
  for (const part of ["examples", "tests/jest", "tests/node-test", "tests/shared", "tests/types", "tests/vitest"]) {
    cpSync(join(ROOT, part), join(user, part), { recursive: true });
  }
}

/** Writes the examples of the README to where the runner that they are for finds them. */
function writeReadme(user) {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  const examples = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, text]) => text);
  const story = readFileSync(join(ROOT, "examples/chat.test.mjs"), "utf8");
  if (examples[0] !== story || story.split("\n").length > 20) {
    throw new Error("the first example of the README is not examples/chat.test.mjs, in less than 20 lines");
  }
  writeFileSync(join(user, "tests/vitest/readme.test.mjs"), examples[1]);
  writeFileSync(join(user, "examples/readme.test.mjs"), examples[2]);
  writeFileSync(join(user, "world.yaml"), "users: [{ identity: ada }]\n");
}

/** Runs tests, shows what they said if they fail, and returns whether they passed. */
function passes(name, script, args, cwd, variables = {}) {
  const started = Date.now();
  return new Promise((done) => {
    const limits = { timeout: LIMIT_MS, killSignal: "SIGKILL" };
    const options = { cwd, env: { ...env, ...variables }, stdio: ["ignore", "pipe", "pipe"], ...limits };
    const child = spawn(process.execPath, [script, ...args], options);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        said += text;
      });
    }
    child.on("close", (status, signal) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      console.log(`${name}: ${status === 0 ? "passed" : `FAILED (${status ?? signal})`} in ${seconds} s`);
      if (status !== 0) console.log(said);
      done(status === 0);
    });
  });
}

/** The tests for Node's runner, which takes patterns from Node 21 on. */
function testFiles(user) {
  return ["examples", "tests/node-test"].flatMap((part) => {
    const names = readdirSync(join(user, part)).filter((name) => /\.test\.[cm]js$/.test(name));
    return names.map((name) => join(part, name));
  });
}

const bin = (name) => join(ROOT, "node_modules", name);
try {
  const user = join(folder, "user");
  install(user);
  writeReadme(user);
  const results = await Promise.all([
    passes("types", bin("typescript/bin/tsc"), ["--project", "tests/types"], user),
    passes("node:test", "--test", [...NODE_TEST, ...testFiles(user)], user),
    passes("vitest", bin("vitest/vitest.mjs"), ["run", "--dir", "tests/vitest", `--testTimeout=${TEST_LIMIT_MS}`], user),
    passes("jest", bin("jest/bin/jest.js"), ["--forceExit", "--rootDir", "tests/jest", `--testTimeout=${TEST_LIMIT_MS}`], user),
    passes("testcontainers", "--test", ["build/fake-twilio-container.test.js"], TESTCONTAINERS, {
      NODE_PATH: join(ROOT, "node_modules"),
      // Its image would be pulled.
      TESTCONTAINERS_RYUK_DISABLED: "true",
    }),
  ]);
  process.exitCode = results.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
