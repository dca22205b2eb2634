// Connections that break, in both directions and at bad moments.

import assert from "node:assert/strict";

const pending = (person) => person.page.locator("#chat-pending .pending");
const notice = (person) => person.page.locator("#chat-notice");

export const network = {
  async "a dropped connection is shown and recovers with nothing missed or doubled"({ wired, joined, rest }) {
    const { proxy, browser } = await wired();
    const [alice, bob] = [await joined("Alice", { browser }), await joined("Bob")];
    alice.expectProblem(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket/u);
    await alice.say("Before");
    await bob.sees(["Before"]);
    proxy.cut();
    await alice.reconnecting();
    await alice.page.getByText("Connection lost. Reconnecting…").first().waitFor();
    await bob.say("Meanwhile");
    await bob.sees(["Before", "Meanwhile"]);
    await rest.send("The house", "By REST");
    await bob.sees(["Before", "Meanwhile", "By REST"]);
    proxy.mend();
    await alice.connected();
    await alice.sees(["Before", "Meanwhile", "By REST"]);
    await alice.say("After");
    await bob.say("Good");
    const all = ["Before", "Meanwhile", "By REST"];
    for (const person of [alice, bob]) {
      await person.until(() => document.querySelectorAll("#chat-content .text").length, 5);
    }
    const stored = await rest.texts();
    assert.deepEqual(stored.slice(0, 3), all);
    assert.deepEqual(stored.slice(3).toSorted(), ["After", "Good"]);
    for (const person of [alice, bob]) await person.sees(stored);
  },

  async "many drops in a row change nothing"({ wired, joined, rest }) {
    const { proxy, browser } = await wired();
    const alice = await joined("Alice", { browser });
    alice.expectProblem(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket/u);
    const texts = [];
    for (let round = 0; round < 4; round += 1) {
      proxy.cut();
      await alice.reconnecting();
      texts.push(`Round ${round}`);
      await rest.send("The house", texts.at(-1));
      proxy.mend();
      await alice.connected();
      await alice.sees(texts);
    }
  },

  async "a message lost on its way up comes back into the line"({ wired, joined, rest }) {
    const { proxy, browser } = await wired();
    const alice = await joined("Alice", { browser });
    alice.expectProblem(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket/u);
    proxy.holdUpward();
    await alice.say("Precious words");
    await pending(alice).waitFor();
    proxy.cut();
    await notice(alice).filter({ hasText: "was not sent" }).waitFor();
    assert.equal(await alice.input.inputValue(), "Precious words");
    proxy.mend();
    await alice.connected();
    await alice.page.getByRole("button", { name: "Try again" }).click();
    await alice.sees(["Precious words"]);
    await notice(alice).waitFor({ state: "hidden" });
    assert.equal(await alice.input.inputValue(), "");
    assert.deepEqual(await rest.texts(), ["Precious words"]);
  },

  async "a message whose answer was lost is not offered again"({ wired, joined, rest }) {
    const { proxy, browser } = await wired();
    const [alice, bob] = [await joined("Alice", { browser }), await joined("Bob")];
    alice.expectProblem(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket/u);
    proxy.holdDownward();
    await alice.say("Just once");
    await bob.sees(["Just once"]);
    proxy.cut();
    await notice(alice).filter({ hasText: "was not sent" }).waitFor();
    proxy.mend();
    await alice.sees(["Just once"]);
    await notice(alice).waitFor({ state: "hidden" });
    await pending(alice).waitFor({ state: "detached" });
    assert.equal(await alice.input.inputValue(), "");
    assert.deepEqual(await rest.texts(), ["Just once"]);
  },

  async "whoever joins while the chat server is away is connected later"({ person }) {
    const alice = await person("Alice");
    alice.expectProblem(/WebSocket/u);
    let away = true;
    await alice.page.routeWebSocket(/\/wsconnect$/u, (socket) => {
      if (away) void socket.close({ code: 1013 });
      else socket.connectToServer();
    });
    await alice.enter();
    await alice.page.locator("body[data-state=in][data-chat=connecting]").waitFor();
    assert(await alice.page.locator("#toggle_chat").isDisabled(), "no chat yet");
    away = false;
    await alice.connected();
    await alice.toggleChat();
    await alice.say("Made it");
    await alice.sees(["Made it"]);
  },

  async "leaving works without a connection"({ wired, joined }) {
    const { proxy, browser } = await wired();
    const alice = await joined("Alice", { browser });
    alice.expectProblem(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket/u);
    proxy.cut();
    await alice.reconnecting();
    await alice.leave();
    proxy.mend();
    await alice.join();
    await alice.say("Here again");
    await alice.sees(["Here again"]);
  },
};
