// The call: people see and hear each other, share a screen, drop out and come back.

import { CAMERA } from "../harness/browser.mjs";

const REMOTE = "#container .participant:not(#local)";
const SCREEN = "--auto-select-desktop-capture-source=Entire screen";

/** Waits until the page shows videos of so many others, each of them moving. */
async function seesOthers(person, number) {
  await person.until((remote) => document.querySelectorAll(`${remote} video.track[data-track=camera]`).length, number, REMOTE);
  await person.page.evaluate((remote) => {
    for (const video of document.querySelectorAll(`${remote} video`)) {
      video.dataset["framesBefore"] = String(video.getVideoPlaybackQuality().totalVideoFrames);
    }
  }, REMOTE);
  await person.until((remote) => [...document.querySelectorAll(`${remote} video`)].every((video) => {
    const frames = video.getVideoPlaybackQuality().totalVideoFrames;
    return video.videoWidth > 0 && frames > Number(video.dataset["framesBefore"]);
  }), true, REMOTE);
}

/** Notes every peer connection of a page from now on, to look at what arrives. */
async function watchConnections(person) {
  await person.context.addInitScript(() => {
    const connections = (window.connections = new Set());
    const { setRemoteDescription } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.setRemoteDescription = function (...description) {
      connections.add(this);
      return setRemoteDescription.apply(this, description);
    };
  });
  await person.page.reload();
}

function audioBytes(person) {
  return person.page.evaluate(async () => {
    let bytes = 0;
    for (const connection of window.connections) {
      const stats = await connection.getStats();
      for (const entry of stats.values()) {
        if (entry.type === "inbound-rtp" && entry.kind === "audio") bytes += entry.bytesReceived;
      }
    }
    return bytes;
  });
}

/** Waits until more sound has arrived. */
async function hears(person) {
  const before = await audioBytes(person);
  const deadline = Date.now() + 15_000;
  while ((await audioBytes(person)) <= before) {
    if (Date.now() > deadline) throw new Error(`${person.name} hears nothing new after ${before} bytes`);
    // The next frame is an event to wait for; a clock is not.
    await person.page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
}

const counts = (person, number) =>
  person.page.locator("#count", { hasText: `${number} participant${number === 1 ? "" : "s"} online` }).waitFor();

const tile = (person, name) => person.page.locator(`${REMOTE}[data-identity="${name}"]`);

export const calling = {
  async "three people see and hear each other, and who leaves is gone"({ person, joined }) {
    const alice = await person("Alice");
    await watchConnections(alice);
    await alice.join();
    const [bob, carol] = [await joined("Bob"), await joined("Carol")];
    for (const one of [alice, bob, carol]) {
      await seesOthers(one, 2);
      await counts(one, 3);
    }
    await hears(alice);
    await bob.leave();
    await tile(alice, "Bob").waitFor({ state: "detached" });
    for (const one of [alice, carol]) {
      await counts(one, 2);
      await seesOthers(one, 1);
    }
  },

  async "muting and switching the camera off show at the others"({ joined }) {
    const [alice, bob] = [await joined("Alice"), await joined("Bob")];
    await seesOthers(bob, 1);
    await alice.page.locator("#mute").click();
    await tile(bob, "Alice").and(bob.page.locator("[data-muted=true]")).waitFor();
    await alice.page.locator("#mute").click();
    await tile(bob, "Alice").and(bob.page.locator("[data-muted=false]")).waitFor();
    await alice.page.locator("#camera").click();
    await tile(bob, "Alice").and(bob.page.locator("[data-camera=false]")).waitFor();
    await alice.page.locator("#camera").click();
    await tile(bob, "Alice").and(bob.page.locator("[data-camera=true]")).waitFor();
    await seesOthers(bob, 1);
  },

  async "a shared screen appears at the others and goes again"({ browser, joined }) {
    const sharing = await browser({ camera: CAMERA.granted, args: [SCREEN] });
    const [alice, bob] = [await joined("Alice", { browser: sharing }), await joined("Bob")];
    const screen = tile(bob, "Alice").locator("video[data-track=screen]");
    await alice.page.locator("#share_screen").click();
    await screen.waitFor();
    await tile(bob, "Alice").locator("video[data-track=camera]").waitFor();
    await alice.page.getByRole("button", { name: "Stop sharing" }).click();
    await screen.waitFor({ state: "detached" });
  },

  async "a dropped signaling connection comes back, and the call goes on"({ wired, joined }) {
    const { cable, browser } = await wired();
    const [alice, bob] = [await joined("Alice", { browser }), await joined("Bob")];
    alice.expectProblem(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket/u);
    await seesOthers(alice, 1);
    cable.cut();
    await alice.page.locator("body[data-call=reconnecting]").waitFor();
    cable.mend();
    await alice.page.locator("body[data-call=connected]").waitFor();
    for (const one of [alice, bob]) {
      await counts(one, 2);
      await seesOthers(one, 1);
    }
  },
};
