// Walks the public surface of one version of the official SDK, capability by capability, and tells
// on stdout what works: {"area", "capability", "outcome": "yes" | "no" | "absent", "why"} a line.
//
//   SDK           npm package under NODE_MODULES
//   EMULATOR      origin of the emulator, whose account and service are in ACCOUNT, KEY, SECRET, SERVICE
//   ONLY          walks only capabilities whose name contains this text
//   STACKS        tells on stderr where errors came from
//   SDK_LOG       log level of the SDK

import { setTimeout as pause } from "node:timers/promises";
import { World } from "./surface/world.mjs";
import { start, connection } from "./surface/connection.mjs";
import { conversations, membership } from "./surface/conversations.mjs";
import { history, messages } from "./surface/messages.mjs";
import { participants, typing } from "./surface/participants.mjs";
import { reading } from "./surface/reading.mjs";
import { users } from "./surface/users.mjs";
import { media } from "./surface/media.mjs";
import { extras } from "./surface/extras.mjs";

/** Milliseconds that one capability may take. */
const TIMEOUT_MS = 55_000;

const areas = [
  start, conversations, participants, messages, history, reading, typing, users, media, extras,
  membership, connection,
];

const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

/** Whether one version, as three numbers with dots, is not older than another. */
function isSince(version, since) {
  const [have, want] = [version, since].map((it) => it.split(".").map(Number));
  const at = have.findIndex((number, place) => number !== want[place]);
  return at < 0 || have[at] > want[at];
}

/** Why something did not work, in words that are the same in every run. */
function reason(error) {
  if (error?.code === "ERR_ASSERTION" && error.generatedMessage) {
    const [actual, expected] = [error.actual, error.expected].map((it) => JSON.stringify(it));
    return `got ${actual} instead of ${expected}`;
  }
  const why = String(error?.message || error?.description || error).split("\n")[0];
  return why.replace(/\b([A-Z]{2})[0-9a-f]{32}\b/g, "$1…");
}

async function outcome(world, { since = "0.0.0", has = () => true, needs, run }) {
  if (!isSince(world.version, since) || !has(world)) return { outcome: "absent" };
  if (needs && !world[needs]) return { outcome: "no", why: "needs something above that failed" };
  const late = new AbortController();
  const timeout = pause(TIMEOUT_MS, null, { signal: late.signal }).then(() => {
    throw new Error("nothing happened");
  });
  try {
    await Promise.race([run(world), timeout]);
    return { outcome: "yes" };
  } catch (error) {
    if (process.env.STACKS) console.error(error);
    return { outcome: "no", why: reason(error) };
  } finally {
    timeout.catch(() => {});
    late.abort();
  }
}

// The SDK leaves background requests behind when it is shut down in the middle of them.
process.on("unhandledRejection", (error) => process.env.STACKS && console.error("unhandled", error));
// 1.x closes a socket that is still opening when a token comes; Node's `ws` takes that for an error.
process.on("uncaughtException", (error) => {
  if (error.message === "WebSocket was closed before the connection was established") return;
  console.error(error);
  process.exit(1);
});

const world = await World.create(process.env);
tell({ version: world.version });
for (const { area, capabilities } of areas) {
  for (const [capability, what] of Object.entries(capabilities)) {
    if (process.env.ONLY && !what.setup && !capability.includes(process.env.ONLY)) continue;
    const from = Date.now();
    const said = await outcome(world, what);
    tell({ area, capability, ...said, milliseconds: Date.now() - from });
  }
}
tell({ ended: true });
// The SDK keeps timers after its shutdown, so the script has to end by itself.
process.exit(0);
