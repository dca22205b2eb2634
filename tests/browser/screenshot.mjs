// Takes the README's picture: `node tests/browser/screenshot.mjs [folder]`, by default .github/.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { launch } from "./harness/browser.mjs";
import { ROOT } from "./harness/packages.mjs";
import { Person } from "./harness/person.mjs";
import { app as findApp } from "./harness/programs.mjs";
import { Rest } from "./harness/rest.mjs";
import { film } from "./screenshot/film.mjs";

const TALK = [
  ["Bob", "Morning Alice! Are you in the room already?"],
  ["Alice", "Just joined. Camera works, coffee works."],
  ["Bob", "Where did we put the notes from Tuesday?"],
  ["Alice", "Here: https://example.com/notes/tuesday"],
  ["Alice", "Section 3 is the interesting one, I think we can ship it this week."],
  ["Bob", "Perfect, reading it now. Thank you!"],
];

const folder = await mkdtemp(join(tmpdir(), "screenshot-"));
const app = await findApp();
const picture = join(folder, "alice.y4m");
const browser = await launch({ args: [`--use-file-for-fake-video-capture=${picture}`] });
try {
  await film(browser, new URL("screenshot/alice.svg", import.meta.url), picture);
  await new Rest(app).clearRoom();
  const people = {};
  for (const name of ["Alice", "Bob"]) {
    people[name] = await Person.open(browser, app.url, name);
    await people[name].join();
  }
  const said = [];
  for (const [name, text] of TALK) {
    await people[name].say(text);
    said.push(text);
    for (const person of Object.values(people)) await person.sees(said);
  }
  const { page } = people.Alice;
  await people.Alice.until(() => document.querySelector("#local video").videoWidth > 0, true);
  await page.screenshot({ path: join(process.argv[2] ?? join(ROOT, ".github"), "screenshot.png") });
} finally {
  await browser.close();
  await app.stop();
  await rm(folder, { recursive: true });
}
