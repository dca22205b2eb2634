// Two people on a page that was written for Twilio, each in a Chromium that `fake-twilio browser` opens.
//
// PAGE_URL and EMULATOR_URL are where page and emulator answer, FAKE_TWILIO is the program.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { hearsOthers, moves, watch } from "./harness/media.mjs";
import { chromium } from "./harness/packages.mjs";
import { Person, TIMEOUT_MS } from "./harness/person.mjs";

const { PAGE_URL, EMULATOR_URL, FAKE_TWILIO } = process.env;

/** What a test needs beside the arguments of `fake-twilio browser`. */
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--remote-debugging-port=0",
  "--use-fake-device-for-media-stream=fps=5",
  "--use-fake-ui-for-media-stream",
  "--auto-select-desktop-capture-source=Entire screen",
];

/** A person in a browser of its own, at the page. */
class Guest extends Person {
  /** What the browser's command has logged. */
  #log;
  #child;
  #browser;

  /** @param {string} name */
  static async start(name) {
    const command = ["browser", "--emulator", EMULATOR_URL, PAGE_URL, "--", ...ARGUMENTS];
    const child = spawn(FAKE_TWILIO, command, { stdio: ["ignore", "inherit", "pipe"] });
    const log = new Log(child.stderr);
    const [, address] = await log.find(/DevTools listening on (\S+)/u);
    const browser = await chromium.connectOverCDP(address);
    const [context] = browser.contexts();
    context.setDefaultTimeout(TIMEOUT_MS);
    const page = context.pages()[0] ?? (await context.waitForEvent("page"));
    const guest = new Guest(context, page, name);
    guest.#log = log;
    guest.#child = child;
    guest.#browser = browser;
    await page.waitForURL(`${PAGE_URL}/`);
    return guest;
  }

  async enter() {
    await this.page.getByLabel("Your name").fill(this.name);
    await this.#push("Join", "in");
  }

  async leave() {
    await this.#push("Leave", "out");
  }

  async #push(button, state) {
    await this.page.getByRole("button", { name: button, exact: true }).click();
    await this.until(() => document.getElementById("state").textContent, state);
  }

  async share() {
    await this.page.getByRole("button", { name: "Share the screen" }).click();
  }

  async write(text) {
    await this.page.getByLabel("Message").fill(text);
    await this.page.getByLabel("Message").press("Enter");
  }

  async reads(lines) {
    await this.until(() => [...document.querySelectorAll("#messages li")].map((line) => line.textContent), lines);
  }

  /** Waits until videos of somebody else move, and there are this many of them. */
  async watches(name, number) {
    const videos = `#tiles video[data-of="${name}"]`;
    await this.until((all) => document.querySelectorAll(all).length, number, videos);
    if (number > 0) await moves(this, videos);
  }

  /** Waits until somebody else's screen is shown, or is not. The picture of a screen may stand still. */
  async seesScreen(name, isShown) {
    const screen = `#tiles video[data-of="${name}"][data-track="screen"]`;
    await this.until((video) => (document.querySelector(video)?.videoWidth ?? 0) > 0, isShown, screen);
  }

  async close() {
    const ended = once(this.#child, "exit");
    const session = await this.#browser.newBrowserCDPSession();
    await session.send("Browser.close").catch(() => {});
    const [status] = await ended;
    assert.equal(status, 0, this.#log.lines.join("\n"));
  }

  /** Asks the page for a host that is none of Twilio's. */
  async isRefusedOtherHosts() {
    const refused = this.page.evaluate(() => fetch("https://cdn.example.org/x.js").then(String, String));
    assert.match(await refused, /TypeError/u);
    await this.#log.find(/cdn\.example\.org: only Twilio's hosts and this machine .*--proxy-allow/u);
  }
}

/** Lines of a log, while it is written. */
class Log {
  /** @type {string[]} */
  lines = [];
  #reader;

  constructor(input) {
    this.#reader = createInterface({ input });
    this.#reader.on("line", (line) => this.lines.push(line));
  }

  /** The first line that matches, as soon as it is there. @param {RegExp} pattern */
  async find(pattern) {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.lines.map((line) => pattern.exec(line)).find(Boolean);
        if (found) resolve(found);
      };
      look();
      this.#reader.on("line", look);
      this.#reader.on("close", () => reject(new Error(`no ${pattern} in ${this.lines.join("\n")}`)));
    });
  }
}

const [ada, bob] = await Promise.all([Guest.start("ada"), Guest.start("bob")]);
await Promise.all([watch(ada), watch(bob)]);
await ada.enter();
await bob.enter();
await ada.watches("bob", 1);
await bob.watches("ada", 1);
await hearsOthers(ada, 1);
await hearsOthers(bob, 1);

await ada.write("hello");
await bob.reads(["ada: hello"]);
await bob.write("hello back");
for (const guest of [ada, bob]) await guest.reads(["ada: hello", "bob: hello back"]);

await bob.share();
await ada.seesScreen("bob", true);
await bob.share();
await ada.seesScreen("bob", false);

const versions = await ada.page.evaluate(() => {
  const { Conversations, Video } = window.Twilio;
  return { conversations: Conversations.Client.version, video: Video.version };
});
await bob.leave();
await ada.watches("bob", 0);
await ada.leave();
for (const guest of [ada, bob]) assert.deepEqual(guest.problems, [], guest.log.join("\n"));
await ada.isRefusedOtherHosts();
await ada.close();
await bob.close();
console.log(JSON.stringify(versions));
