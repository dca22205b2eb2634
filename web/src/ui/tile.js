/** @import { Standing, VisibleTrack } from "../types.js" */

import { tileLabel } from "../lib/media-text.js";
import { hue, initials } from "../lib/text.js";

/**
 * One person's tile: label, avatar, and the videos on top of it. What styles and tests go by:
 *
 * - the tile: `.participant` with `data-identity`, `data-sid`, `data-muted`, `data-camera`,
 *   `data-sharing`, `data-reconnecting`, `data-speaking`, all but the first two "true" or "false";
 *   a remote one has the participant's SID as its id, the person's own is `#local`;
 * - its videos: `video.track` with `data-track` "camera" or "screen"; its sound: `audio`;
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
    if (track.kind === "video") this.#makeButton(element, role);
    this.#elements.set(track, element);
    this.#media.append(element);
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
    element.remove();
    return element;
  }

  /** Detaches everything. */
  clear() {
    for (const track of [...this.#elements.keys()]) this.detach(track);
  }

  /**
   * @param {HTMLMediaElement} video
   * @param {"camera" | "screen"} role
   */
  #makeButton(video, role) {
    video.classList.add("track");
    video.dataset.track = role;
    video.tabIndex = 0;
    video.setAttribute("role", "button");
    video.setAttribute("aria-pressed", "false");
    video.setAttribute("aria-label", `Enlarge ${role === "screen" ? "the screen" : "the picture"} of ${this.#name.textContent}`);
  }

  #describe() {
    const { muted, camera, sharing, reconnecting } = this.#standing;
    Object.assign(this.root.dataset, {
      muted: String(muted),
      camera: String(camera),
      sharing: String(sharing),
      reconnecting: String(reconnecting),
    });
    this.root.setAttribute("aria-label", tileLabel(this.#name.textContent ?? "", this.#standing));
  }
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
