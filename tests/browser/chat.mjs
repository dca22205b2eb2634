// Join, chat and leave in real browsers: `node tests/browser/chat.mjs [part of a test's name]`.

import { app as findApp } from "./harness/programs.mjs";
import { Rest } from "./harness/rest.mjs";
import { run } from "./harness/runner.mjs";
import { access } from "./topics/access.mjs";
import { calling } from "./topics/calling.mjs";
import { camera } from "./topics/camera.mjs";
import { joining } from "./topics/joining.mjs";
import { network } from "./topics/network.mjs";
import { scrolling } from "./topics/scrolling.mjs";
import { talking } from "./topics/talking.mjs";
import { tokens } from "./topics/tokens.mjs";
import { troubles } from "./topics/troubles.mjs";

const app = await findApp();
let failed = 1;
try {
  const topics = [joining, talking, scrolling, network, tokens, camera, calling, troubles, access];
  failed = await run(topics, { app, rest: new Rest(app), filter: process.argv[2] });
} finally {
  await app.stop();
}
process.exitCode = failed === 0 ? 0 : 1;
