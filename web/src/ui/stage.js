/** @import { Person } from "../types.js" */

import { byId } from "./dom.js";
import { Tile } from "./tile.js";

/** All tiles, and the one track that may be enlarged. */
export class Stage {
  /** The person's own tile. */
  local = new Tile(byId("local", HTMLElement));
  #container = byId("container", HTMLElement);
  #template = byId("tile", HTMLTemplateElement);
  /** @type {Map<string, Tile>} */
  #tiles = new Map();

  constructor() {
    this.#container.addEventListener("click", ({ target }) => {
      const video = trackAt(target);
      if (video) this.#toggleZoom(video);
    });
    this.#container.addEventListener("keydown", (event) => {
      const video = trackAt(event.target);
      if (event.key === "Escape") this.#restore();
      if (!video || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      this.#toggleZoom(video);
    });
    // Tracks come and go, and an enlarged one must not take the tiles with it.
    new MutationObserver(() => this.#restoreIfGone()).observe(this.#container, { childList: true, subtree: true });
  }

  /** @param {Person} person */
  add({ sid, identity }) {
    this.remove(sid);
    const root = this.#template.content.firstElementChild?.cloneNode(true);
    if (!(root instanceof HTMLElement)) throw new Error("the page has no template of a tile");
    root.id = sid;
    Object.assign(root.dataset, { sid, identity });
    const tile = new Tile(root);
    tile.rename(identity);
    this.#tiles.set(sid, tile);
    if (this.#container.querySelector(".participantZoomed")) root.classList.add("participantHidden");
    this.#container.append(root);
  }

  /** @param {string} sid */
  get(sid) {
    return this.#tiles.get(sid);
  }

  /** @param {string} sid */
  remove(sid) {
    const tile = this.#tiles.get(sid);
    this.#tiles.delete(sid);
    tile?.clear();
    tile?.root.remove();
  }

  /** Removes all tiles but the person's own. */
  clear() {
    for (const sid of [...this.#tiles.keys()]) this.remove(sid);
  }

  /** @param {HTMLVideoElement} video */
  #toggleZoom(video) {
    const zoomed = video.classList.contains("trackZoomed");
    this.#restore();
    if (zoomed) return;
    for (const tile of this.#container.querySelectorAll(".participant")) {
      tile.classList.add(tile.contains(video) ? "participantZoomed" : "participantHidden");
    }
    video.classList.add("trackZoomed");
    video.setAttribute("aria-pressed", "true");
  }

  #restore() {
    for (const tile of this.#container.querySelectorAll(".participant")) {
      tile.classList.remove("participantZoomed", "participantHidden");
    }
    for (const video of this.#container.querySelectorAll(".trackZoomed")) {
      video.classList.remove("trackZoomed");
      video.setAttribute("aria-pressed", "false");
    }
  }

  #restoreIfGone() {
    const tile = this.#container.querySelector(".participantZoomed, .participantHidden");
    if (tile && !this.#container.querySelector(".trackZoomed")) this.#restore();
  }
}

/** @param {EventTarget | null} target */
function trackAt(target) {
  return target instanceof HTMLVideoElement && target.classList.contains("track") ? target : null;
}
