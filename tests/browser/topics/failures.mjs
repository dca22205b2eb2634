// The call when something is missing or fails.

import assert from "node:assert/strict";

import { CAMERA } from "../harness/browser.mjs";
import { counts, seesOthers, tile } from "../harness/media.mjs";
import { TIMEOUT_MS } from "../harness/person.mjs";

const ROOM = "My Room";
const NO_CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=device-count=0"];

/** Asks the video REST API, as a server of the app's owner would; a form is posted. */
async function video({ emulatorUrl, accountSid, authToken }, path, form) {
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
  const response = await fetch(`${emulatorUrl}/v1/Rooms${path}`, {
    headers: { authorization },
    ...(form && { method: "POST", body: new URLSearchParams(form) }),
  });
  if (!response.ok && response.status !== 404) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Waits until nobody is in the call any more for the server, which hears of it after the page. */
async function roomIsEmpty(app) {
  const connected = `/${encodeURIComponent(ROOM)}/Participants?Status=connected`;
  const deadline = Date.now() + TIMEOUT_MS;
  while ((await video(app, connected)).participants.length > 0) {
    if (Date.now() > deadline) throw new Error("somebody is still in the call");
  }
}

const endRoom = (app) => video(app, `/${encodeURIComponent(ROOM)}`, { Status: "completed" });

/** Two are in the call, one of them without a picture. */
async function inCallWithoutPicture(alice, bob) {
  for (const one of [alice, bob]) await counts(one, 2);
  await tile(bob, "Alice").and(bob.page.locator("[data-camera=false]")).waitFor();
  assert.equal(await tile(bob, "Alice").locator("video").count(), 0);
  assert.equal(await tile(bob, "Alice").locator(".avatar").textContent(), "A");
  await seesOthers(alice, 1);
  await seesOthers(bob, 0);
}

export const failures = {
  async "without permission for the camera one joins without a picture, and the page says so"({ browser, joined }) {
    const alice = await joined("Alice", { browser: await browser({ camera: CAMERA.denied }) });
    const bob = await joined("Bob");
    await alice.page.getByText("Your camera is off. That’s fine").waitFor();
    await alice.page.getByText("The microphone is not allowed").waitFor();
    await inCallWithoutPicture(alice, bob);
  },

  async "without a camera one joins without a picture, and the page says so"({ browser, joined }) {
    const alice = await joined("Alice", { browser: await browser({ camera: NO_CAMERA }) });
    const bob = await joined("Bob");
    await alice.page.getByText("No camera found. You can join and chat without one.").waitFor();
    await inCallWithoutPicture(alice, bob);
  },

  async "a full call says so, and lets in as soon as there is room"({ app, person, joined }) {
    await endRoom(app);
    await video(app, "", { UniqueName: ROOM, MaxParticipants: "1" });
    const alice = await joined("Alice");
    const bob = await person("Bob");
    await bob.enter();
    await bob.page.getByRole("alert").filter({ hasText: "The call is full." }).waitFor();
    await bob.page.getByRole("button", { name: "Join" }).waitFor();
    assert(await bob.page.locator("#toggle_chat").isDisabled(), "there is no chat without the call");
    await counts(alice, 1);
    await alice.leave();
    await roomIsEmpty(app);
    await bob.join();
    await counts(bob, 1);
    await endRoom(app);
    await bob.page.getByRole("alert").filter({ hasText: "The call was ended for everybody." }).waitFor();
  },

  async "a call server that is away is said in the page"({ wired, person }) {
    const { proxy, browser } = await wired();
    const alice = await person("Alice", { browser });
    alice.expectProblem(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket/u);
    proxy.cut();
    await alice.enter();
    await alice.page.getByRole("alert").filter({ hasText: "The call server cannot be reached." }).waitFor();
    proxy.mend();
    await alice.join();
    await counts(alice, 1);
  },

  async "when the chat fails the call goes on, and the chat button stays disabled"({ person, joined }) {
    const alice = await person("Alice");
    alice.expectProblem(/ERR_FAILED/u);
    const bob = await joined("Bob");
    await alice.context.route("**/twilio-conversations.min.js", (route) => route.abort());
    await alice.page.reload();
    await alice.enter();
    await alice.page.getByRole("alert").filter({ hasText: "The chat is disconnected" }).waitFor();
    for (const one of [alice, bob]) {
      await counts(one, 2);
      await seesOthers(one, 1);
    }
    assert(await alice.page.locator("#toggle_chat").isDisabled(), "the chat cannot be opened");
    await alice.page.getByRole("button", { name: "Leave" }).waitFor();
  },

  async "an SDK build that is not installed is said, with the command that installs it"({ person }) {
    const alice = await person("Alice");
    alice.expectProblem(/404/u);
    for (const [build, name] of [["twilio-conversations", "The chat SDK"], ["twilio-video", "The video SDK"]]) {
      await alice.context.route(`**/${build}.min.js`, (route) => route.fulfill({ status: 404 }));
      await alice.page.reload();
      const said = `${name} could not be loaded; if it is not installed, run \`cargo xtask setup\`, or \`npm ci\` in web/.`;
      await alice.page.getByRole("alert").filter({ hasText: said }).waitFor();
    }
    await alice.page.getByText("The camera needs the video SDK.").waitFor();
    await alice.page.getByRole("button", { name: "Dismiss" }).click();
    await alice.enter();
    await alice.page.getByRole("alert").filter({ hasText: "The video SDK could not be loaded" }).waitFor();
    await alice.page.getByRole("button", { name: "Join" }).waitFor();
  },

  async "a dropped signaling connection comes back, and the call goes on"({ wired, joined }) {
    const { proxy, browser } = await wired();
    const alice = await joined("Alice", { browser });
    const [bob, carol] = [await joined("Bob"), await joined("Carol")];
    alice.expectProblem(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket/u);
    // Both ends of each connection: what is still being negotiated waits for the signaling.
    for (const one of [alice, bob, carol]) await seesOthers(one, 2);
    proxy.cut();
    await alice.page.locator("body[data-call=reconnecting]").waitFor();
    // All within the session's half minute, so nothing here may take long.
    await Promise.all([bob, carol].map(async (other) => {
      await tile(other, "Alice").and(other.page.locator("[data-reconnecting=true]")).waitFor();
      await counts(other, 3);
    }));
    proxy.mend();
    await alice.page.locator("body[data-call=connected]").waitFor();
    for (const other of [bob, carol]) {
      await tile(other, "Alice").and(other.page.locator("[data-reconnecting=false]")).waitFor();
    }
    for (const one of [alice, bob, carol]) {
      await counts(one, 3);
      await seesOthers(one, 2);
    }
  },
};
