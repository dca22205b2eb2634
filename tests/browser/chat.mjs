// Join, chat and leave in real browsers: `node tests/browser/chat.mjs [part of a test's name]`, or
// `--list [part of a test's name]` to print the names of the tests.

import { app as findApp } from "./harness/programs.mjs";
import { Rest } from "./harness/rest.mjs";
import { named, run } from "./harness/runner.mjs";
import { access } from "./topics/access.mjs";
import { calling } from "./topics/calling.mjs";
import { camera } from "./topics/camera.mjs";
import { firefox } from "./topics/firefox.mjs";
import { joining } from "./topics/joining.mjs";
import { network } from "./topics/network.mjs";
import { scrolling } from "./topics/scrolling.mjs";
import { talking } from "./topics/talking.mjs";
import { tokens } from "./topics/tokens.mjs";
import { troubles } from "./topics/troubles.mjs";

const TOPICS = [joining, talking, scrolling, network, tokens, camera, calling, firefox, troubles, access];

async function test(tests) {
  const app = await findApp();
  try {
    return await run(tests, { app, rest: new Rest(app) });
  } finally {
    await app.stop();
  }
}

if (process.argv[2] === "--list") {
  for (const [name] of named(TOPICS, process.argv[3])) console.log(name);
} else {
  const tests = named(TOPICS, process.argv[2]);
  const failed = tests.length === 0 ? 1 : await test(tests);
  process.exitCode = failed === 0 ? 0 : 1;
}
