// What a page sees and hears of the others, and what it holds of its own devices.

import { TIMEOUT_MS } from "./person.mjs";

/** Tiles of the others. */
export const REMOTE = "#container .participant:not(#local)";

/**
 * Notes every peer connection and every device of a page from now on.
 * @param {import("./person.mjs").Person} person who has not joined yet
 */
export async function watch(person) {
  await person.addInitScript(() => {
    const connections = /** @type {Window["connections"]} */ (new Set());
    window.connections = connections;
    const { setRemoteDescription } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.setRemoteDescription = function (...description) {
      connections.add(this);
      return setRemoteDescription.apply(this, /** @type {any} */ (description));
    };
    const captured = /** @type {Window["captured"]} */ ([]);
    window.captured = captured;
    for (const name of ["getUserMedia", "getDisplayMedia"]) {
      const ask = MediaDevices.prototype[name];
      MediaDevices.prototype[name] = async function (...constraints) {
        const stream = await ask.apply(this, constraints);
        for (const track of stream.getTracks()) captured.push({ name, track });
        return stream;
      };
    }
  });
  await person.page.reload();
}

/** The tile that a page has of somebody else. */
export function tile(person, name) {
  return person.page.locator(`${REMOTE}[data-identity="${name}"]`);
}

/** Waits until a page says how many are in the call. */
export async function counts(person, number) {
  const text = `${number} participant${number === 1 ? "" : "s"} online`;
  await person.until(() => document.getElementById("count").textContent, text);
}

/** Waits until videos move that are on a page: each has a size and shows new frames. */
export async function moves(person, selector) {
  await person.page.evaluate((videos) => {
    for (const video of document.querySelectorAll(videos)) delete video.dataset.moves;
  }, selector);
  await person.until((videos) => {
    const all = [...document.querySelectorAll(videos)];
    // Also those that take the place of another one meanwhile.
    for (const video of all.filter(({ dataset }) => !dataset.moves)) {
      video.dataset.moves = "false";
      video.requestVideoFrameCallback(() => {
        video.requestVideoFrameCallback(() => (video.dataset.moves = "true"));
      });
    }
    return all.length > 0 && all.every((video) => video.videoWidth > 0 && video.dataset.moves === "true");
  }, true, selector);
}

/** Waits until the page shows the cameras of so many others, each of them moving. */
export async function seesOthers(person, number) {
  const cameras = `${REMOTE} video.track[data-track=camera]`;
  await person.until((videos) => document.querySelectorAll(videos).length, number, cameras);
  if (number > 0) await moves(person, cameras);
}

/** Bytes of sound that have arrived over each open connection of a page that is watched. */
function soundBytes(person) {
  return person.page.evaluate(async () => {
    const open = [...window.connections].filter(({ connectionState }) => connectionState !== "closed");
    return Promise.all(open.map(async (connection) => {
      let bytes = 0;
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type === "inbound-rtp" && entry.kind === "audio") bytes += entry.bytesReceived;
      }
      return bytes;
    }));
  });
}

/** Waits until new sound has arrived from so many others. */
export async function hearsOthers(person, number) {
  const before = await soundBytes(person);
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const now = await soundBytes(person);
    if (now.filter((bytes, i) => bytes > (before[i] ?? 0)).length >= number) return;
    if (Date.now() > deadline) throw new Error(`${person.name} hears too little: ${before} bytes, then ${now}`);
    // The next frame is an event to wait for; a clock is not.
    await person.page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
}

/** Which devices of a page that is watched are still in use, by how they were asked for. */
export function devicesInUse(person) {
  return person.page.evaluate(() => {
    const live = window.captured.filter(({ track }) => track.readyState === "live");
    return live.map(({ name, track }) => `${name} ${track.kind}`).sort();
  });
}
