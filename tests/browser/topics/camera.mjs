// The person's own picture.

import assert from "node:assert/strict";

import { CAMERA } from "../harness/browser.mjs";

export const camera = {
  async "the camera shows in the own tile"({ person }) {
    const alice = await person("Alice");
    await alice.page.locator("#local video").waitFor();
    await alice.until(() => document.getElementById("local").querySelector("video").videoWidth > 0, true);
    await alice.until(() => document.getElementById("local").querySelector("video").paused, false);
    assert.equal(await alice.page.locator("#local .label").textContent(), "Me");
    await alice.enter();
    await alice.connected();
    assert.equal(await alice.page.locator("#local video").count(), 1);
  },

  async "without permission the tile says so politely, and the chat works"({ browser, joined }) {
    const alice = await joined("Alice", { browser: await browser({ camera: CAMERA.denied }) });
    await alice.page.getByText("Your camera is off. That’s fine").waitFor();
    await alice.page.getByRole("button", { name: "Turn camera on" }).waitFor();
    assert.equal(await alice.page.locator("#local .avatar").textContent(), "A");
    await alice.say("No picture, but words");
    await alice.sees(["No picture, but words"]);
  },
};
