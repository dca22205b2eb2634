// Runs the tests one after another, prints TAP, keeps evidence of what failed.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { launch } from "./browser.mjs";
import { TcpProxy } from "./proxy.mjs";
import { FirefoxPerson } from "./firefox.mjs";
import { ROOT } from "./packages.mjs";
import { Person } from "./person.mjs";
import { Rest } from "./rest.mjs";

const TEST_WITHIN_MS = 180_000;
const EVIDENCE = join(ROOT, "target", "browser");

/**
 * @typedef {object} Opening
 * @property {import("playwright-core").Browser} [browser]
 * @property {string} [url]
 */

/** What one test has at hand, its members free to be taken apart; all it opens is closed after it. */
export class Scene {
  /** @type {Person[]} */
  people = [];
  /** @type {import("./programs.mjs").App} */
  app;
  /** @type {Rest} */
  rest;
  #closers = [];
  #browser;

  constructor(browser, app, rest) {
    Object.assign(this, { app, rest });
    this.#browser = browser;
  }

  /**
   * Opens the page for someone.
   * @param {string} name
   * @param {import("playwright-core").BrowserContextOptions & Opening} [options]
   */
  person = async (name, { browser = this.#browser, url = this.app.url, ...options } = {}) => {
    const person = await Person.open(browser, url, name, options);
    this.people.push(person);
    return person;
  };

  /** A person who has joined and opened the chat. */
  joined = async (name, options) => {
    const person = await this.person(name, options);
    await person.join();
    return person;
  };

  /** The app on an emulator whose clock moves when it is told to, in an empty room. */
  clocked = async () => {
    if (!this.app.clocked) throw new Error("needs the app that `cargo xtask e2e` starts");
    const rest = new Rest({ ...this.app, ...this.app.clocked });
    await rest.clearRoom();
    return { app: this.app.clocked, rest };
  };

  /** A browser of its own. */
  browser = async (options) => {
    const browser = await launch(options);
    this.#closers.unshift(() => browser.close());
    return browser;
  };

  /** Opens the page for someone in Firefox. @param {string} name */
  inFirefox = async (name) => {
    const person = await FirefoxPerson.start(this.app.url, name);
    this.people.push(person);
    return person;
  };

  /** A proxy to the emulator, and a browser that hangs on it. */
  wired = async () => {
    const proxy = await TcpProxy.to(this.app.emulatorUrl);
    this.#closers.unshift(() => proxy.close());
    return { proxy, browser: await this.browser({ args: [proxy.browserArg] }) };
  };

  async close() {
    for (const { context } of this.people) await context.close();
    for (const close of this.#closers) await close();
  }
}

/** @typedef {[name: string, test: (scene: Scene) => Promise<void>]} Test */

/**
 * @param {Record<string, (scene: Scene) => Promise<void>>[]} topics tests by name
 * @param {string} [part] of the names that are wanted
 * @returns {Test[]}
 */
export function named(topics, part = "") {
  return topics.flatMap((topic) => Object.entries(topic)).filter(([name]) => name.includes(part));
}

/**
 * @param {Test[]} tests
 * @param {{ app: import("./programs.mjs").App, rest: import("./rest.mjs").Rest }} world
 * @returns {Promise<number>} how many tests failed
 */
export async function run(tests, { app, rest }) {
  console.log(`TAP version 13\n1..${tests.length}`);
  const browser = await launch();
  let failed = 0;
  for (const [i, [name, test]] of tests.entries()) {
    await rest.clearRoom();
    const started = performance.now();
    const error = await outcome(new Scene(browser, app, rest), name, test);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${error ? "not ok" : "ok"} ${i + 1} - ${name} # ${seconds} s`);
    if (error) console.log(`  ${(error.stack ?? String(error)).replaceAll("\n", "\n  ")}`);
    if (error) failed += 1;
  }
  await browser.close();
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  return failed;
}

/** @returns {Promise<Error | null>} why it failed */
async function outcome(scene, name, test) {
  try {
    await within(TEST_WITHIN_MS, test(scene));
    for (const person of scene.people) {
      if (person.problems.length > 0) throw new Error(`${person.name}'s console: ${person.problems.join("\n")}`);
    }
    return null;
  } catch (error) {
    await keepEvidence(scene, name).catch((reason) => console.log(`# no evidence kept: ${reason}`));
    return /** @type {Error} */ (error);
  } finally {
    await scene.close();
  }
}

function within(milliseconds, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function keepEvidence(scene, name) {
  await mkdir(EVIDENCE, { recursive: true });
  for (const { name: who, page, log } of scene.people) {
    const file = join(EVIDENCE, `${name} ${who}`.replaceAll(/[^a-z0-9]+/giu, "-").slice(0, 120));
    await writeFile(`${file}.log`, `${log.join("\n")}\n`);
    await page.screenshot({ path: `${file}.png`, timeout: 5_000 });
    console.log(`# ${who}'s page: ${file}.png`);
  }
}
