/** @import { Person } from "../types.js" */

import { largestGrid } from "../lib/grid.js";
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
      const picture = target instanceof Element ? target.closest(".picture") : null;
      if (picture) this.#toggleZoom(picture);
    });
    this.#container.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#restore();
    });
    // Tracks come and go, and an enlarged one must not take the tiles with it.
    new MutationObserver(() => this.#restoreIfGone()).observe(this.#container, { childList: true, subtree: true });
    new MutationObserver(() => this.#layOut()).observe(this.#container, { childList: true });
    new ResizeObserver(() => this.#layOut()).observe(this.#container, { box: "border-box" });
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

  /** Gives all tiles the size with which they show most. */
  #layOut() {
    const { width, height } = this.#container.getBoundingClientRect();
    const gap = Number.parseFloat(getComputedStyle(this.#container).columnGap) || 0;
    const grid = largestGrid(this.#container.childElementCount, { width, height, gap });
    const { style } = this.#container;
    style.setProperty("--columns", String(grid.columns));
    style.setProperty("--tile-width", `${grid.width}px`);
    style.setProperty("--tile-height", `${grid.height}px`);
  }

  /** @param {Element} picture */
  #toggleZoom(picture) {
    const zoomed = picture.getAttribute("aria-pressed") === "true";
    this.#restore();
    if (zoomed) return;
    for (const tile of this.#container.querySelectorAll(".participant")) {
      tile.classList.add(tile.contains(picture) ? "participantZoomed" : "participantHidden");
    }
    picture.setAttribute("aria-pressed", "true");
    picture.querySelector(".track")?.classList.add("trackZoomed");
  }

  #restore() {
    for (const tile of this.#container.querySelectorAll(".participant")) {
      tile.classList.remove("participantZoomed", "participantHidden");
    }
    for (const picture of this.#container.querySelectorAll(".picture")) picture.setAttribute("aria-pressed", "false");
    for (const video of this.#container.querySelectorAll(".trackZoomed")) video.classList.remove("trackZoomed");
  }

  #restoreIfGone() {
    const tile = this.#container.querySelector(".participantZoomed, .participantHidden");
    if (tile && !this.#container.querySelector(".trackZoomed")) this.#restore();
  }
}
