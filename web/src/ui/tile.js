/** @import { Standing, VisibleTrack } from "../types.js" */

import { enlargeLabel, tileLabel } from "../lib/media-text.js";
import { hue, initials } from "../lib/text.js";
import { make } from "./dom.js";

/**
 * One person's tile: label, avatar, and the videos on top of it. What styles and tests go by:
 *
 * - the tile: `.participant` with `data-identity`, `data-sid`, `data-muted`, `data-camera`,
 *   `data-sharing`, `data-reconnecting`, `data-speaking`, all but the first two "true" or "false";
 *   a remote one has the participant's SID as its id, the person's own is `#local`;
 * - its videos: `video.track` with `data-track` "camera" or "screen", each in a button `.picture`
 *   that enlarges it and has the same `data-track`; its sound: `audio`;
 * - enlarged: `.trackZoomed` in `.participantZoomed`, the other tiles are `.participantHidden`.
 */
export class Tile {
  #media;
  #name;
  #avatar;
  /** @type {Standing} */
  #standing = { muted: false, camera: false, sharing: false, reconnecting: false };
  /** @type {Map<VisibleTrack, HTMLMediaElement>} */
  #elements = new Map();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.#media = part(root, ".media");
    this.#name = part(root, ".name");
    this.#avatar = part(root, ".avatar");
    this.#describe();
  }

  /**
   * @param {string} name for the avatar
   * @param {string} [label] what stands in the tile, if it is not the name
   */
  rename(name, label = name) {
    this.#name.textContent = label;
    this.#avatar.textContent = name.trim() === "" ? "" : initials(name);
    this.#avatar.style.setProperty("--hue", String(hue(name)));
    this.#describe();
  }

  /** @param {Partial<Standing>} standing what has changed */
  show(standing) {
    this.#standing = { ...this.#standing, ...standing };
    this.#describe();
  }

  /** @param {boolean} speaking */
  showSpeaking(speaking) {
    this.root.dataset.speaking = String(speaking);
  }

  /**
   * Shows a video or plays a sound.
   * @param {VisibleTrack} track
   * @param {"camera" | "screen"} role of a video
   * @returns {HTMLMediaElement}
   */
  attach(track, role) {
    this.detach(track);
    const element = track.attach();
    this.#elements.set(track, element);
    this.#media.append(track.kind === "video" ? picture(element, role) : element);
    this.#describe();
    return element;
  }

  /**
   * @param {VisibleTrack} track
   * @returns {HTMLMediaElement | undefined} what has shown it
   */
  detach(track) {
    const element = this.#elements.get(track);
    if (!element) return undefined;
    this.#elements.delete(track);
    track.detach(element);
    (element.closest(".picture") ?? element).remove();
    return element;
  }

  /** Detaches everything. */
  clear() {
    for (const track of [...this.#elements.keys()]) this.detach(track);
  }

  #describe() {
    const { muted, camera, sharing, reconnecting } = this.#standing;
    Object.assign(this.root.dataset, {
      muted: String(muted),
      camera: String(camera),
      sharing: String(sharing),
      reconnecting: String(reconnecting),
    });
    const name = this.#name.textContent ?? "";
    this.root.setAttribute("aria-label", tileLabel(name, this.#standing));
    for (const button of this.#media.querySelectorAll("button")) {
      button.setAttribute("aria-label", enlargeLabel(name, button.dataset.track));
    }
  }
}

/**
 * A video in the button that enlarges it.
 * @param {HTMLMediaElement} video
 * @param {"camera" | "screen"} role
 */
function picture(video, role) {
  const button = make("button", "picture");
  button.type = "button";
  button.dataset.track = role;
  button.setAttribute("aria-pressed", "false");
  video.classList.add("track");
  video.dataset.track = role;
  button.append(video);
  return button;
}

/**
 * The element with this selector, which the tile must have.
 * @param {HTMLElement} root
 * @param {string} selector
 */
export function part(root, selector) {
  const element = root.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`the tile has no ${selector}`);
  return element;
}
