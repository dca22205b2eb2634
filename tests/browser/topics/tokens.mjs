// Tokens that end before the conversation does.

import assert from "node:assert/strict";

/** Watches a page's logins and what it tells the chat server. */
function watch({ page, sockets }) {
  const seen = { logins: 0, updated: Promise.resolve() };
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/login")) seen.logins += 1;
  });
  seen.updated = new Promise((resolve) => {
    page.on("websocket", (socket) => {
      socket.on("framesent", ({ payload }) => {
        if (payload.toString().includes('"method":"update"')) resolve();
      });
    });
  });
  return { seen, sockets };
}

/** Seconds that a token of the page lives, and how long before its end that is announced. */
const TTL = 3600;
const ANNOUNCED = 180;

export const tokens = {
  async "a token is renewed in time, without a break"({ clocked, person }) {
    const { app, rest } = await clocked();
    const alice = await person("Alice", { url: app.url });
    const { seen, sockets } = watch(alice);
    await alice.page.evaluate(() => {
      window.states = [];
      const note = () => window.states.push(document.body.dataset.chat);
      new MutationObserver(note).observe(document.body, { attributeFilter: ["data-chat"] });
    });
    const renewal = alice.page.waitForResponse((response) => seen.logins > 1 && response.url().endsWith("/login"));
    await alice.join();
    await rest.advance(TTL - ANNOUNCED);
    await renewal;
    // The new token goes to the chat server.
    await seen.updated;
    await rest.send("The house", "Still there?");
    await alice.sees(["Still there?"]);
    await alice.say("Yes");
    await alice.sees(["Still there?", "Yes"]);
    assert.equal(sockets.length, 1, "over the same connection");
    assert.deepEqual(await alice.page.evaluate(() => window.states), ["connecting", "connected"]);
  },

  async "an expired token is replaced, and nothing is missed"({ clocked, person }) {
    const { app, rest } = await clocked();
    const alice = await person("Alice", { url: app.url });
    alice.expectProblem(/503|WebSocket/u);
    await alice.join();
    await alice.page.route("**/login", (route) => route.fulfill({ status: 503, json: { error: "Not now." } }));
    await rest.advance(TTL);
    await alice.reconnecting();
    await rest.send("The house", "While you were out");
    await alice.page.unroute("**/login");
    await alice.connected();
    await alice.sees(["While you were out"]);
  },

  async "a renewal that is refused is said, with a way back"({ clocked, person }) {
    const { app, rest } = await clocked();
    const alice = await person("Alice", { url: app.url });
    alice.expectProblem(/401/u);
    await alice.join();
    await alice.page.route("**/login", (route) => route.fulfill({ status: 401, json: { error: "You are banned." } }));
    await rest.advance(TTL);
    await alice.page.getByRole("alert").filter({ hasText: "You are banned" }).waitFor();
    await alice.page.unroute("**/login");
    await alice.page.getByRole("button", { name: "Try again" }).click();
    await alice.connected();
  },
};
