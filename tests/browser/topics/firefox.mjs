// The page in Firefox, and a call between the two browsers.

import { readFileSync } from "node:fs";

import { REMOTE, counts, hearsOthers, seesOthers, watch } from "../harness/media.mjs";

export const firefox = {
  async "in Firefox people join, chat, see and hear each other, and leave"({ inFirefox }) {
    await call(await inFirefox("Alice"), await inFirefox("Bob"));
  },

  async "Firefox and Chromium meet in one call"({ inFirefox, person }) {
    await call(await inFirefox("Alice"), await person("Bob"));
  },
};

/**
 * Whether Firefox can call anybody: without a default route, as on a machine with loopback alone, it gathers no
 * candidates, whatever its preferences. `cargo xtask ci` gives loopback such a route.
 */
function hasDefaultRoute() {
  if (process.platform !== "linux") return true;
  const routes = readFileSync("/proc/net/route", "utf8").split("\n").slice(1);
  return routes.some((route) => route.split("\t")[1] === "00000000");
}

/** Two people meet, talk and part. */
async function call(alice, bob) {
  const calls = hasDefaultRoute();
  if (!calls) console.log("# no default route: Firefox is not asked to see and hear");
  for (const one of [alice, bob]) {
    if (!calls) one.expectProblem(/ICE failed|TwilioError/u);
    await watch(one);
    await one.join();
  }
  for (const one of [alice, bob]) {
    await counts(one, 2);
    if (calls) await seesOthers(one, 1);
    if (calls) await hearsOthers(one, 1);
  }
  await alice.say("Hello from Alice");
  await bob.sees(["Hello from Alice"]);
  await bob.say("Hello from Bob");
  for (const one of [alice, bob]) await one.sees(["Hello from Alice", "Hello from Bob"]);
  await alice.leave();
  await alice.until((tiles) => document.querySelectorAll(tiles).length, 0, REMOTE);
  await bob.until((tiles) => document.querySelectorAll(tiles).length, 0, REMOTE);
  await counts(bob, 1);
}
