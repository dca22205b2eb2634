// One person at one page, with everything that goes wrong there written down.

import { isDeepStrictEqual, inspect } from "node:util";

/** The video SDK writes down every end of its connection as an error; the page handles them. */
const SIGNALING_CLOSED = /error \[connect #\d+\] event .*group: signaling.* name: closed/u;

/** How long anything that a person waits for may take; far more than it does, also on a busy machine. */
export const TIMEOUT_MS = 45_000;

export class Person {
  name;
  page;
  context;
  /** What the console has said. @type {string[]} */
  log = [];
  /** Twilsock connections, oldest first. @type {import("playwright-core").WebSocket[]} */
  sockets = [];
  #problems = [];
  #expected = [];

  /**
   * Opens the page in a browser profile of its own.
   * @param {import("playwright-core").Browser} browser
   * @param {string} url
   * @param {string} name
   * @param {import("playwright-core").BrowserContextOptions} [options]
   */
  static async open(browser, url, name, options = {}) {
    const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 }, ...options });
    context.setDefaultTimeout(TIMEOUT_MS);
    const person = new Person(context, await context.newPage(), name);
    await person.page.goto(url);
    return person;
  }

  constructor(context, page, name) {
    Object.assign(this, { context, page, name });
    page.on("console", (message) => this.#note(message.type(), message.text()));
    page.on("pageerror", (error) => this.#note("error", `uncaught: ${error.stack}`));
    page.on("dialog", (dialog) => {
      this.#note("error", `dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("websocket", (socket) => {
      if (socket.url().endsWith("/wsconnect")) this.sockets.push(socket);
    });
  }

  #note(type, text) {
    this.log.push(`${type}: ${text}`);
    if (type === "error" && !SIGNALING_CLOSED.test(text)) this.#problems.push(text);
  }

  /** Problems nobody has announced: errors in the console, violations of the policy, dialogs. */
  get problems() {
    return this.#problems.filter((text) => !this.#expected.some((pattern) => pattern.test(text)));
  }

  /** Announces an error that belongs to the story. @param {RegExp} pattern */
  expectProblem(pattern) {
    this.#expected.push(pattern);
  }

  /** Joins without waiting for the chat. */
  async enter() {
    await this.page.getByLabel("Your name").fill(this.name);
    await this.page.getByRole("button", { name: "Join" }).click();
  }

  /** Joins and opens the chat. */
  async join() {
    await this.enter();
    await this.connected();
    await this.toggleChat();
  }

  async connected() {
    await this.page.locator("body[data-chat=connected]").waitFor();
  }

  async reconnecting() {
    await this.page.locator("body[data-chat=reconnecting]").waitFor();
  }

  async leave() {
    await this.page.getByRole("button", { name: "Leave" }).click();
    await this.page.getByRole("button", { name: "Join" }).waitFor();
  }

  async toggleChat() {
    await this.page.locator("#toggle_chat").click();
  }

  get input() {
    return this.page.locator("#chat-input");
  }

  /** @param {string} text */
  async say(text) {
    await this.input.fill(text);
    await this.input.press("Enter");
  }

  /** Waits until the transcript holds exactly these texts. @param {string[]} texts */
  sees(texts) {
    return this.until(() => [...document.querySelectorAll("#chat-content .text")].map((e) => e.textContent), texts);
  }

  /** Waits until the transcript is exactly these pairs of author and text. @param {[string, string][]} pairs */
  seesPairs(pairs) {
    return this.until(() => {
      const rows = [...document.querySelectorAll("#chat-content .message")];
      return rows.map((row) => [row.querySelector(".author").textContent, row.querySelector(".text").textContent]);
    }, pairs);
  }

  /** Waits until a function of the page's gives something true. @protected */
  waitForFunction(condition, arg) {
    return this.page.waitForFunction(condition, arg);
  }

  /** Runs a function in every document of the page from now on, before its own scripts. */
  addInitScript(script) {
    return this.context.addInitScript(script);
  }

  /**
   * Waits until a function, evaluated in the page, gives this value.
   * @param {(arg: any) => unknown} read
   * @param {unknown} wanted
   * @param {unknown} [arg]
   */
  async until(read, wanted, arg) {
    // A function, because the page's policy forbids it to evaluate text.
    const condition = new Function("arg", `return JSON.stringify((${read})(arg.arg)) === arg.wanted`);
    try {
      await this.waitForFunction(condition, { arg, wanted: JSON.stringify(wanted) });
    } catch (error) {
      const actual = await this.page.evaluate(read, arg);
      if (isDeepStrictEqual(actual, wanted)) return;
      throw new Error(`${this.name} waits for ${inspect(wanted)} and has ${inspect(actual)}`, { cause: error });
    }
  }
}
