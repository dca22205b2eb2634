// Takes the README's picture: `node tests/browser/screenshot.mjs [folder]`, by default .github/.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { launch } from "./harness/browser.mjs";
import { ROOT } from "./harness/packages.mjs";
import { Person } from "./harness/person.mjs";
import { app as findApp } from "./harness/programs.mjs";
import { Rest } from "./harness/rest.mjs";
import { cameraVideo } from "./screenshot/camera-video.mjs";
import { compress } from "./screenshot/compress.mjs";

const NAMES = ["Alice", "Bob", "Carol"];
/** Who only listens, so that the picture has one speaker: Chromium's microphones beep. */
const MUTED = ["Alice", "Carol"];

const TALK = [
  ["Bob", "Morning! Are you two in the room already?"],
  ["Alice", "Just joined. Camera works, coffee works."],
  ["Carol", "Where did we put the notes from Tuesday?"],
  ["Alice", "Here: https://example.com/notes/tuesday"],
  ["Alice", "Section 3 is the interesting one, I think we can ship it this week."],
  ["Carol", "Perfect, reading it now. Thank you!"],
];

/** After so many pictures the encoders have sharpened a still as far as they will. */
const SHARP_AFTER_FRAMES = 60;

const folder = await mkdtemp(join(tmpdir(), "screenshot-"));
const app = await findApp();
const browsers = [];
try {
  await new Rest(app).clearRoom();
  const studio = await open();
  const pictures = await cameraVideos(studio);
  const people = {};
  for (const name of NAMES) people[name] = await enter(name, pictures[name]);
  for (const name of MUTED) await people[name].page.locator("#mute").click();
  await talk(people);
  await shows(people.Alice);
  const picture = await people.Alice.page.screenshot({ animations: "disabled" });
  const path = join(process.argv[2] ?? join(ROOT, ".github"), "screenshot.png");
  await writeFile(path, await compress(studio, picture));
} finally {
  await Promise.all(browsers.map((browser) => browser.close()));
  await app.stop();
  await rm(folder, { recursive: true });
}

/** A browser that is closed at the end. */
async function open(args = []) {
  const browser = await launch({ args });
  browsers.push(browser);
  return browser;
}

/** Camera videos by name. */
async function cameraVideos(studio) {
  const files = {};
  for (const name of NAMES) {
    const id = name.toLowerCase();
    files[name] = join(folder, `${id}.y4m`);
    await cameraVideo(studio, new URL(`screenshot/${id}.svg`, import.meta.url), files[name]);
  }
  return files;
}

/** Joins with a browser of one's own, because a browser has one camera for all its pages. */
async function enter(name, picture) {
  const browser = await open([`--use-file-for-fake-video-capture=${picture}`]);
  const person = await Person.open(browser, app.url, name);
  await person.join();
  return person;
}

async function talk(people) {
  const said = [];
  for (const [name, text] of TALK) {
    await people[name].say(text);
    said.push(text);
    for (const person of Object.values(people)) await person.sees(said);
  }
}

/** Waits until a page shows all three, sharp, who is muted, and that Bob speaks. */
async function shows(person) {
  const ready = ({ number, frames }) => {
    const container = document.getElementById("container");
    const videos = [...container.querySelectorAll("video")];
    return (
      videos.length === number &&
      videos.every((video) => video.videoWidth === 640 && video.getVideoPlaybackQuality().totalVideoFrames >= frames)
    );
  };
  await person.until(ready, true, { number: NAMES.length, frames: SHARP_AFTER_FRAMES });
  for (const { name, state } of [
    { name: "Carol", state: "[data-muted=true]" },
    { name: "Bob", state: "[data-speaking=true]" },
  ]) {
    await person.page.locator(`[data-identity="${name}"]${state}`).waitFor();
  }
}
