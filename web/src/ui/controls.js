import { byId } from "./dom.js";

/** @typedef {import("../sdk/device.js").Device<any>} AnyDevice */

/** The buttons that are about media: microphone, camera, screen. */
export class Controls {
  #mute = byId("mute", HTMLButtonElement);
  #camera = byId("camera", HTMLButtonElement);
  #share = byId("share_screen", HTMLButtonElement);
  #shareLabel = byId("share-label", HTMLElement);

  /**
   * @param {object} on
   * @param {() => void} on.mute
   * @param {() => void} on.camera
   * @param {() => void} on.share
   */
  constructor(on) {
    this.#mute.addEventListener("click", () => on.mute());
    this.#camera.addEventListener("click", () => on.camera());
    this.#share.addEventListener("click", () => on.share());
  }

  /**
   * @param {AnyDevice} microphone
   * @param {boolean} inCall
   */
  showMicrophone(microphone, inCall) {
    const muted = inCall ? !microphone.on && !microphone.starting : !microphone.wanted;
    this.#mute.setAttribute("aria-pressed", String(muted));
    this.#mute.title = muted ? "Unmute the microphone" : "Mute the microphone";
  }

  /** @param {AnyDevice} camera */
  showCamera(camera) {
    const on = camera.on || camera.starting;
    this.#camera.setAttribute("aria-pressed", String(on));
    this.#camera.title = on ? "Turn the camera off" : "Turn the camera on";
  }

  /**
   * @param {boolean} possible
   * @param {boolean} active
   */
  showShare(possible, active) {
    this.#share.disabled = !possible;
    this.#share.setAttribute("aria-pressed", String(active));
    this.#shareLabel.textContent = active ? "Stop sharing" : "Share screen";
  }
}
