// Two people on different machines: one at a desk, one with a phone that reaches everything at one origin by https.
//
// DESK_URL and PHONE_URL are addresses of the same login server, KEY_HASH names the authority that browsers trust.

import assert from "node:assert/strict";

import { launch, CAMERA } from "./harness/browser.mjs";
import { hearsOthers, seesOthers, watch } from "./harness/media.mjs";
import { Person } from "./harness/person.mjs";
import { sendForm } from "./topics/chat.mjs";

const { DESK_URL, PHONE_URL, KEY_HASH } = process.env;

const browser = await launch({
  camera: CAMERA.granted,
  args: [`--ignore-certificate-errors-spki-list=${KEY_HASH}`],
});

/** A person at this address, and the origins that the page has called. */
async function arrive(name, url) {
  const person = await Person.open(browser, url, name);
  const origins = new Set();
  const note = (address) => /^(?:https?|wss?):/u.test(address) && origins.add(new URL(address).origin);
  person.page.on("request", (request) => note(request.url()));
  person.page.on("websocket", (socket) => note(socket.url()));
  await watch(person);
  await person.join();
  return { person, origins };
}

const { person: alice } = await arrive("Alice", DESK_URL);
const { person: bob, origins } = await arrive("Bob", PHONE_URL);
for (const person of [alice, bob]) {
  await seesOthers(person, 1);
  await hearsOthers(person, 1);
}
await bob.say("Here is my phone");
await alice.seesPairs([["Bob", "Here is my phone"]]);
await alice.say("Here is my desk");
await bob.sees(["Here is my phone", "Here is my desk"]);

// Up and down again, by addresses that the emulator hands out.
const received = await bob.page.evaluate(sendForm);
assert.deepEqual(received, { category: "media", type: "image/png", text: "pixels" });
await alice.sees(["Here is my phone", "Here is my desk", "Attachment: p c.png"]);

assert.deepEqual([...origins].sort(), [PHONE_URL, PHONE_URL.replace("https", "wss")]);
for (const person of [alice, bob]) assert.deepEqual(person.problems, []);
await browser.close();
