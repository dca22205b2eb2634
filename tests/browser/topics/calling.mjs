// The call: people see and hear each other, share a screen, enlarge a picture, leave.

import assert from "node:assert/strict";

import { CAMERA } from "../harness/browser.mjs";
import { REMOTE, counts, devicesInUse, hearsOthers, moves, seesOthers, tile, watch } from "../harness/media.mjs";

const SCREEN = "--auto-select-desktop-capture-source=Entire screen";

/** Somebody in the call whose connections and devices are watched. */
async function watched(person, name, options) {
  const someone = await person(name, options);
  await watch(someone);
  await someone.join();
  return someone;
}

export const calling = {
  async "three people see and hear each other, and who leaves is gone"({ person }) {
    const [alice, bob, carol] = [
      await watched(person, "Alice"), await watched(person, "Bob"), await watched(person, "Carol"),
    ];
    for (const one of [alice, bob, carol]) {
      await counts(one, 3);
      await seesOthers(one, 2);
      await hearsOthers(one, 2);
    }
    await bob.leave();
    await bob.until(() => document.getElementById("count").textContent, "Disconnected.");
    await bob.until((tiles) => document.querySelectorAll(tiles).length, 0, REMOTE);
    for (const one of [alice, carol]) {
      await tile(one, "Bob").waitFor({ state: "detached" });
      await counts(one, 2);
      await seesOthers(one, 1);
      await hearsOthers(one, 1);
    }
  },

  async "muting and switching the camera off show at the others"({ joined }) {
    const [alice, bob] = [await joined("Alice"), await joined("Bob")];
    await seesOthers(bob, 1);
    await tile(bob, "Alice").and(bob.page.locator("[data-muted=false]")).waitFor();
    await alice.page.locator("#mute").click();
    await tile(bob, "Alice").and(bob.page.locator("[data-muted=true]")).waitFor();
    await bob.page.getByRole("group", { name: "Alice, muted" }).waitFor();
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
    await moves(bob, `${REMOTE} video[data-track=screen]`);
    await seesOthers(bob, 1);
    await tile(bob, "Alice").and(bob.page.locator("[data-sharing=true]")).waitFor();
    await counts(bob, 2);
    await alice.page.getByRole("button", { name: "Stop sharing" }).click();
    await screen.waitFor({ state: "detached" });
    await tile(bob, "Alice").and(bob.page.locator("[data-sharing=false]")).waitFor();
    await seesOthers(bob, 1);
  },

  async "a click enlarges a picture, and another restores it"({ joined }) {
    const [alice, bob] = [await joined("Alice"), await joined("Bob")];
    await counts(alice, 2);
    await seesOthers(alice, 1);
    const picture = tile(alice, "Bob").locator("video");
    const width = () => document.querySelector("#container .participant:not(#local) video").getBoundingClientRect().width;
    const small = await alice.page.evaluate(width);
    await picture.click();
    await alice.page.locator(".participantZoomed [aria-pressed=true] video.trackZoomed").waitFor();
    assert.equal(await alice.page.locator("#local").isVisible(), false, "the others make room");
    assert((await alice.page.evaluate(width)) > small, "it is larger than before");
    await picture.click();
    await alice.page.locator("#local").waitFor({ state: "visible" });
    await alice.until(width, small);
    await picture.press("Enter");
    await alice.page.locator(".trackZoomed").waitFor();
    await bob.leave();
    await alice.page.locator("#local").waitFor({ state: "visible" });
    await counts(alice, 1);
  },

  async "tiles keep the shape of pictures, beside the chat and on a phone"({ joined }) {
    const [alice, bob] = [await joined("Alice"), await joined("Bob")];
    await seesOthers(alice, 1);
    const shapes = () => [...document.querySelectorAll("#container .participant")].map((tile) => {
      const { width, height } = tile.getBoundingClientRect();
      return width > 150 && width / height > 1.3 && width / height < 1.8;
    });
    await alice.until(shapes, [true, true]);
    await alice.toggleChat();
    for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
      await alice.page.setViewportSize(viewport);
      await alice.until(shapes, [true, true]);
    }
    await bob.leave();
    await alice.until(shapes, [true]);
  },

  async "who leaves gives camera, microphone and screen back"({ browser, person, joined }) {
    const sharing = await browser({ camera: CAMERA.granted, args: [SCREEN] });
    const alice = await watched(person, "Alice", { browser: sharing });
    const bob = await joined("Bob");
    await alice.page.locator("#share_screen").click();
    await tile(bob, "Alice").locator("video[data-track=screen]").waitFor();
    await tile(bob, "Alice").and(bob.page.locator("[data-muted=false]")).waitFor();
    assert.deepEqual(await devicesInUse(alice), ["getDisplayMedia video", "getUserMedia audio", "getUserMedia video"]);
    await alice.leave();
    assert.deepEqual(await devicesInUse(alice), []);
    await alice.until(() => document.querySelectorAll("#container video, #container audio").length, 0);
    await tile(bob, "Alice").waitFor({ state: "detached" });
    await counts(bob, 1);
  },
};
