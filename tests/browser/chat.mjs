// Join, chat and leave in real browsers: `node tests/browser/chat.mjs [--only chat|calls] [PART]` runs
// the tests with this part in their names, `--list` prints the names instead.

import { parseArgs } from "node:util";

import { app as findApp } from "./harness/programs.mjs";
import { Rest } from "./harness/rest.mjs";
import { named, run } from "./harness/runner.mjs";
import { accessibility } from "./topics/accessibility.mjs";
import { calling } from "./topics/calling.mjs";
import { camera } from "./topics/camera.mjs";
import { firefox } from "./topics/firefox.mjs";
import { joining } from "./topics/joining.mjs";
import { network } from "./topics/network.mjs";
import { scrolling } from "./topics/scrolling.mjs";
import { chat } from "./topics/chat.mjs";
import { tokens } from "./topics/tokens.mjs";
import { failures } from "./topics/failures.mjs";

/** Two groups, each with a room of its own, so that they can run side by side. */
const GROUPS = {
  chat: [joining, chat, scrolling, network, tokens, camera, accessibility],
  calls: [calling, firefox, failures],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: "boolean" }, only: { type: "string" } },
});

async function test(tests) {
  const app = await findApp();
  try {
    return await run(tests, { app, rest: new Rest(app) });
  } finally {
    await app.stop();
  }
}

const topics = values.only ? GROUPS[values.only] : Object.values(GROUPS).flat();
const tests = named(topics, positionals[0]);
if (values.list) {
  for (const [name] of tests) console.log(name);
} else if (tests.length === 0) {
  console.log("no test has such a name");
  // The other group may have it.
  process.exitCode = values.only ? 0 : 1;
} else {
  process.exitCode = (await test(tests)) === 0 ? 0 : 1;
}
