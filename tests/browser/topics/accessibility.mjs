// Keyboard only, a small screen, a dark color scheme.

import assert from "node:assert/strict";

import { seesOthers } from "../harness/media.mjs";
import { axe } from "../harness/packages.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const LONG = "unbreakable".repeat(60);

const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

const brightness = (id) => {
  const [r, g, b] = getComputedStyle(document.getElementById(id) ?? document.body).backgroundColor.match(/\d+/gu);
  return (Number(r) + Number(g) + Number(b)) / 3 < 128 ? "dark" : "light";
};

/**
 * Asserts that axe has nothing to say about a page as it is now.
 * @param {import("../harness/person.mjs").Person} person
 * @param {string} state what the page shows
 */
async function judged(person, state) {
  // Colours on their way from one state to the next are those of neither.
  await person.page.evaluate(() => {
    const passing = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
    return Promise.allSettled(passing.map(({ finished }) => finished)).then(() => {});
  });
  await person.page.evaluate(axe.source);
  const found = await person.page.evaluate(async () => {
    const { violations } = await window.axe.run(document);
    return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
  });
  assert.deepEqual(found, [], state);
}

/**
 * Lets axe judge a call from before to after, on a desk and on a phone.
 * @param {import("../harness/runner.mjs").Scene} scene
 * @param {"light" | "dark"} colorScheme
 */
async function judgedCall({ person }, colorScheme) {
  const [alice, bob] = [await person("Alice", { colorScheme }), await person("Bob", { ...PHONE, colorScheme })];
  const both = [alice, bob];
  for (const one of both) await judged(one, "before");
  for (const one of both) {
    await one.enter();
    await one.connected();
  }
  for (const one of both) {
    await seesOthers(one, 1);
    await judged(one, "joined");
    await one.toggleChat();
    await judged(one, "an empty chat");
  }
  await alice.say("Is https://example.com readable?");
  for (const one of both) {
    await one.sees(["Is https://example.com readable?"]);
    await judged(one, "a chat");
  }
  await alice.page.locator("#mute").click();
  await alice.page.locator("#camera").click();
  await judged(alice, "muted and without a picture");
  await alice.leave();
  await judged(alice, "left");
}

export const accessibility = {
  async "everything can be done by keyboard"({ person }) {
    const alice = await person("Alice");
    const { keyboard } = alice.page;
    const focused = (id) => alice.until(() => document.activeElement.id, id);
    await keyboard.press("Tab");
    await focused("username");
    await keyboard.type("Alice");
    await keyboard.press("Enter");
    await alice.connected();
    await keyboard.press("Tab");
    await focused("join_leave");
    for (const id of ["mute", "camera", "share_screen", "toggle_chat"]) {
      await keyboard.press("Tab");
      await focused(id);
    }
    await keyboard.press("Enter");
    await focused("chat-input");
    await keyboard.type("No mouse");
    await keyboard.press("Enter");
    await alice.sees(["No mouse"]);
    await keyboard.press("Escape");
    await focused("toggle_chat");
    for (const id of ["share_screen", "camera", "mute", "join_leave"]) {
      await keyboard.press("Shift+Tab");
      await focused(id);
    }
    await keyboard.press("Enter");
    await alice.page.locator("body[data-state=out]").waitFor();
    await focused("join_leave");
  },

  async "a phone needs no sideways scrolling"({ person }) {
    const alice = await person("Alice", PHONE);
    await alice.until(overflow, 0);
    await alice.join();
    await alice.say(LONG);
    await alice.sees([LONG]);
    await alice.until(overflow, 0);
    await alice.until(() => {
      const { scrollWidth, clientWidth } = document.getElementById("chat-scroll");
      return scrollWidth - clientWidth;
    }, 0);
    for (const name of ["Leave", "Send", "Close chat"]) {
      const box = await alice.page.getByRole("button", { name }).boundingBox();
      assert(box && box.x >= 0 && box.x + box.width <= PHONE.viewport.width, `${name} is on screen`);
    }
    await alice.page.getByRole("button", { name: "Close chat" }).tap();
    await alice.until(overflow, 0);
  },

  async "the page is dark in the dark and light in the light"({ joined }) {
    for (const colorScheme of ["dark", "light"]) {
      const alice = await joined("Alice", { colorScheme });
      for (const id of ["", "chat"]) await alice.until(brightness, colorScheme, id);
    }
  },

  async "controls have names and the state is announced"({ joined }) {
    const alice = await joined("Alice");
    const nameless = await alice.page.evaluate(() =>
      [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("button, input, textarea"))]
        .filter((e) => e.checkVisibility())
        .filter((e) => !(e.ariaLabel || e.textContent.trim() || e.labels?.[0]?.textContent.trim()))
        .map((e) => e.id),
    );
    assert.deepEqual(nameless, []);
    await alice.page.getByRole("status").filter({ hasText: "Chat connected" }).waitFor();
    await alice.page.getByRole("log").waitFor({ state: "attached" });
    assert.equal(await alice.page.locator("#chat-content").evaluate((e) => e.closest("[aria-live]")?.id), "chat-log");
  },

  async "axe finds nothing, in the light"(scene) {
    await judgedCall(scene, "light");
  },

  async "axe finds nothing, in the dark"(scene) {
    await judgedCall(scene, "dark");
  },
};
