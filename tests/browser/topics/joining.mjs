// Join, leave, join again.

import assert from "node:assert/strict";

import { counts } from "../harness/media.mjs";

const chatButton = (person) => person.page.locator("#toggle_chat");

export const joining = {
  async "joining connects the chat, and only then can it be opened"({ person }) {
    const alice = await person("Alice");
    assert(await chatButton(alice).isDisabled(), "the chat button is disabled before joining");
    await alice.page.evaluate(() => {
      window.states = [];
      const button = /** @type {HTMLButtonElement} */ (document.getElementById("toggle_chat"));
      const note = () => button.disabled || window.states.push(document.body.dataset.chat);
      new MutationObserver(note).observe(document.body, { attributes: true, subtree: true });
    });
    await alice.enter();
    await alice.connected();
    await chatButton(alice).and(alice.page.locator(":enabled")).waitFor();
    const states = await alice.page.evaluate(() => window.states);
    assert.deepEqual([...new Set(states)], ["connected"], "enabled in no other state");
    await counts(alice, 1);
  },

  async "the chat panel opens and closes"({ person }) {
    const alice = await person("Alice");
    await alice.enter();
    const panel = () => [document.getElementById("root").className, document.getElementById("chat").checkVisibility()];
    await alice.until(panel, ["", false]);
    await alice.connected();
    await alice.toggleChat();
    await alice.until(panel, ["withChat", true]);
    await alice.until(() => document.activeElement.id, "chat-input");
    await alice.toggleChat();
    await alice.until(panel, ["", false]);
    await alice.toggleChat();
    await alice.page.getByRole("button", { name: "Close chat" }).click();
    await alice.until(panel, ["", false]);
    await alice.until(() => document.activeElement.id, "toggle_chat");
  },

  async "leaving ends the connection and closes the panel"({ wired, joined }) {
    const { proxy, browser } = await wired();
    const alice = await joined("Alice", { browser });
    await alice.say("Bye!");
    await alice.sees(["Bye!"]);
    await alice.leave();
    await proxy.empty();
    assert.equal(alice.sockets.length, 1, "nothing was dialled again");
    await alice.until(() => document.getElementById("root").className, "");
    await alice.until(() => document.querySelectorAll("#chat-content li").length, 0);
    await alice.until(() => document.getElementById("count").textContent, "Disconnected.");
    assert(await chatButton(alice).isDisabled(), "the chat button is disabled again");
    assert(await alice.page.getByLabel("Your name").isEditable(), "the name can be changed again");
  },

  async "whoever joins again sees each message once"({ joined, rest }) {
    const [alice, bob] = [await joined("Alice"), await joined("Bob")];
    await alice.say("First");
    await bob.sees(["First"]);
    for (const text of ["Second", "Third"]) {
      await alice.leave();
      await rest.send("Bob", text);
      await alice.join();
    }
    await alice.sees(["First", "Second", "Third"]);
    await bob.say("Fourth");
    for (const person of [alice, bob]) await person.sees(["First", "Second", "Third", "Fourth"]);
  },

  async "closing the page ends the connection"({ wired, joined }) {
    const { proxy, browser } = await wired();
    const alice = await joined("Alice", { browser });
    await alice.page.close();
    await proxy.empty();
  },

  async "a refused login is said in the page"({ person }) {
    const alice = await person("x".repeat(300));
    alice.expectProblem(/status of 400/u);
    await alice.enter();
    const banner = alice.page.getByRole("alert").filter({ hasText: /name|identity|characters/iu });
    await banner.waitFor();
    await alice.page.getByRole("button", { name: "Join" }).waitFor();
    alice.name = "Alice";
    await alice.join();
    assert(!(await alice.page.locator("#banner").isVisible()), "the banner is gone");
  },

  async "a missing name is asked for"({ person }) {
    const nobody = await person("   ");
    await nobody.enter();
    await nobody.page.getByRole("alert").filter({ hasText: "enter your name" }).waitFor();
    await nobody.until(() => document.activeElement.id, "username");
  },

  async "a login server that is away is said in the page"({ person }) {
    const alice = await person("Alice");
    alice.expectProblem(/Failed to load resource/u);
    await alice.page.route("**/login", (route) => route.abort());
    await alice.enter();
    await alice.page.getByRole("alert").filter({ hasText: "cannot be reached" }).waitFor();
    await alice.page.unroute("**/login");
    await alice.join();
  },
};
