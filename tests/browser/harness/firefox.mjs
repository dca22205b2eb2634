// The system's Firefox, and a person at a page in it; driven by WebDriver BiDi, which is the standard's way.

import { puppeteer } from "./packages.mjs";
import { program } from "./path.mjs";
import { TIMEOUT_MS, Person } from "./person.mjs";

const NAMES = ["firefox-esr", "firefox"];

const PREFERENCES = {
  // A camera and a microphone that are not there, and nobody who has to allow them.
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  // Calls are between pages of one machine, which may have no network at all.
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  "media.peerconnection.ice.default_address_only": false,
  "network.manage-offline-status": false,
};

/** A Firefox of its own: one that shows several pages draws only the one in front. */
function launch() {
  return puppeteer.launch({
    browser: "firefox",
    executablePath: program(NAMES),
    headless: true,
    extraPrefsFirefox: PREFERENCES,
  });
}

/** What a {@link Person} does, at a page in Firefox. */
export class FirefoxPerson extends Person {
  /**
   * Opens the page in a Firefox of its own.
   * @param {string} url
   * @param {string} name
   */
  static async start(url, name) {
    const browser = await launch();
    const [page] = await browser.pages();
    page.setDefaultTimeout(TIMEOUT_MS);
    await page.setViewport({ width: 1280, height: 800 });
    const person = new FirefoxPerson(browser, page, name);
    await page.goto(url);
    return person;
  }

  async enter() {
    await this.page.locator("#username").fill(this.name);
    await this.page.locator("#join_leave").click();
  }

  async connected() {
    await this.page.waitForSelector("body[data-chat=connected]");
  }

  async leave() {
    await this.page.locator("#join_leave").click();
    await this.until(() => document.getElementById("count").textContent, "Disconnected.");
  }

  async say(text) {
    await this.page.locator("#chat-input").fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** @protected */
  waitForFunction(condition, arg) {
    return this.page.waitForFunction(condition, {}, arg);
  }

  addInitScript(script) {
    return this.page.evaluateOnNewDocument(script);
  }
}
