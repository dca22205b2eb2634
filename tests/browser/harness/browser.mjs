// The system's Chromium.

import { chromium } from "./packages.mjs";
import { program } from "./path.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Calls are between pages of one machine, which may have no network at all.
  "--disable-features=WebRtcHideLocalIpsWithMdns",
  "--allow-loopback-in-peer-connection",
];

/** Few pictures, because every page encodes them for every other page. */
const FAKE_DEVICE = "--use-fake-device-for-media-stream=fps=5";

/** What the person answers when the page asks for the camera, and whether there is one. */
export const CAMERA = {
  granted: ["--use-fake-ui-for-media-stream", FAKE_DEVICE],
  denied: ["--use-fake-ui-for-media-stream=deny", FAKE_DEVICE],
};

/**
 * @param {object} [options]
 * @param {string[]} [options.camera] one of {@link CAMERA}
 * @param {string[]} [options.args] more arguments
 */
export function launch({ camera = CAMERA.granted, args = [] } = {}) {
  return chromium.launch({ executablePath: program(NAMES), args: [...ARGS, ...camera, ...args] });
}
