// The page in Firefox, and a call between the two browsers.

import { REMOTE, counts, hearsOthers, seesOthers, watch } from "../harness/media.mjs";

export const firefox = {
  async "in Firefox people join, chat, see and hear each other, and leave"({ inFirefox }) {
    await call(await inFirefox("Alice"), await inFirefox("Bob"));
  },

  async "Firefox and Chromium meet in one call"({ inFirefox, person }) {
    await call(await inFirefox("Alice"), await person("Bob"));
  },
};

/** Two people meet, talk and part. */
async function call(alice, bob) {
  for (const one of [alice, bob]) {
    await watch(one);
    await one.join();
  }
  for (const one of [alice, bob]) {
    await counts(one, 2);
    await seesOthers(one, 1);
    await hearsOthers(one, 1);
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
