/** @import { LocalAudioTrack, LocalVideoTrack } from "twilio-video" */
/** @import { DeviceSetup } from "../types.js" */

/**
 * The camera or the microphone: whether it is on, and its track. Uses no DOM. A device that is
 * missing or refused is a fact with a text, never an obstacle.
 * @template {LocalAudioTrack | LocalVideoTrack} T
 */
export class Device {
  #setup;
  /** @type {T | null} */
  #track = null;
  #wanted = true;
  #on = false;
  #problem = "";
  /** @type {Promise<void> | null} */
  #starting = null;
  /** Counts releases, so that a start that was under way notices. */
  #epoch = 0;
  /** @type {MediaStreamTrack | null} */
  #watched = null;

  /** @param {DeviceSetup<T>} setup */
  constructor(setup) {
    this.#setup = setup;
  }

  /** The track, which goes on existing while it is turned off; `null` before and after use. */
  get track() {
    return this.#track;
  }

  /** Whether the user turned it on, whether or not the device works. */
  get wanted() {
    return this.#wanted;
  }

  /** Whether it delivers. */
  get on() {
    return this.#on;
  }

  get starting() {
    return this.#starting !== null;
  }

  /** Why it does not deliver although it should; an empty string when there is no reason. */
  get problem() {
    return this.#problem;
  }

  /** Turns it on unless it is unwanted; resolves when that has worked out or failed. */
  start() {
    return this.#wanted ? this.turnOn() : Promise.resolve();
  }

  /** Turns it on; resolves when that has worked out or failed. */
  turnOn() {
    this.#wanted = true;
    if (this.#starting) return this.#starting;
    const starting = this.#run(this.#epoch).finally(() => {
      if (this.#starting === starting) this.#starting = null;
      this.#setup.changed();
    });
    this.#starting = starting;
    this.#setup.changed();
    return starting;
  }

  /** Stores that it is on, for the next start. */
  want() {
    this.#wanted = true;
    this.#setup.changed();
  }

  /** Turns it off and lets the others know; the camera's light goes out. */
  turnOff() {
    this.#wanted = false;
    this.#problem = "";
    this.#pause();
    this.#setup.changed();
  }

  /** Releases the device; the setting is kept for the next start. */
  release() {
    const track = this.#track;
    this.#epoch += 1;
    this.#starting = null;
    this.#track = null;
    this.#on = false;
    this.#problem = "";
    track?.stop();
    this.#setup.changed();
  }

  /** @param {number} epoch */
  async #run(epoch) {
    this.#problem = "";
    try {
      const track = await this.#obtain();
      if (epoch !== this.#epoch) {
        track.stop();
        return;
      }
      this.#track = track;
      this.#watch(track);
      if (!this.#wanted) return this.#pause();
      track.enable();
      this.#on = true;
    } catch (error) {
      if (epoch === this.#epoch) this.#problem = this.#setup.explain(error);
    }
  }

  async #obtain() {
    const track = this.#track ?? (await this.#setup.create());
    // Only a restart brings new pictures to the others without a new publication.
    if (track.isStopped) await track.restart();
    return track;
  }

  /**
   * Notices when the device goes away. The browser fires "ended"; "stopped" of the SDK is raised by
   * our own stop and by a restart as well.
   * @param {T} track
   */
  #watch(track) {
    const { mediaStreamTrack } = track;
    if (this.#watched === mediaStreamTrack) return;
    this.#watched = mediaStreamTrack;
    mediaStreamTrack.addEventListener("ended", () => {
      if (this.#track?.mediaStreamTrack !== mediaStreamTrack) return;
      this.#on = false;
      this.#problem = this.#setup.lost;
      track.disable();
      this.#setup.changed();
    });
  }

  #pause() {
    this.#on = false;
    this.#track?.disable();
    if (this.#setup.stopWhenOff) this.#track?.stop();
  }
}
