/** @import { LocalVideoTrack } from "twilio-video" */
/** @import { ScreenSetup } from "../types.js" */

import { screenProblem } from "../lib/media-text.js";

/** Shares the screen, or a window of it, as a second video track. Uses no DOM. */
export class ScreenShare {
  #setup;
  /** @type {LocalVideoTrack | null} */
  #track = null;
  #choosing = false;

  /** @param {ScreenSetup} setup */
  constructor(setup) {
    this.#setup = setup;
  }

  get active() {
    return this.#track !== null;
  }

  /** Starts or stops; while the person is choosing what to share, nothing. */
  async toggle() {
    if (this.#track) this.stop();
    else await this.#start();
  }

  /** Stops, also when nothing is shared, and forgets a choice that is still being made. */
  stop() {
    this.#choosing = false;
    const track = this.#track;
    if (!track) return;
    this.#track = null;
    this.#setup.unpublish(track);
    track.stop();
    this.#setup.changed();
  }

  async #start() {
    if (this.#choosing) return;
    this.#choosing = true;
    try {
      const captured = await this.#setup.capture();
      if (this.#choosing) await this.#share(captured);
      else captured.stop();
    } catch (error) {
      const problem = screenProblem(error);
      if (problem !== "") this.#setup.problem(problem);
    } finally {
      this.#choosing = false;
    }
  }

  /** @param {MediaStreamTrack} captured */
  async #share(captured) {
    // Letters have to stay sharp; movement may stutter.
    captured.contentHint = "detail";
    const track = this.#setup.wrap(captured);
    this.#track = track;
    // The browser has a button of its own that ends the sharing.
    captured.addEventListener("ended", () => {
      if (this.#track === track) this.stop();
    });
    this.#setup.changed();
    try {
      await this.#setup.publish(track);
    } catch (error) {
      if (this.#track !== track) return;
      this.stop();
      throw error;
    }
  }
}
