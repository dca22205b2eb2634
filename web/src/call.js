import { make } from "./dom.js";
import { hue, initials } from "./text.js";

/** @type {MediaTrackConstraints} */
const CAMERA = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" };

/**
 * The person's own side of the call: the camera preview in the "Me" tile. A camera that is
 * missing or refused is said in the tile and is no obstacle to anything.
 */
export class Call {
  #media;
  #label;
  #avatar;
  #note;
  #retry;

  /** @param {HTMLElement} tile */
  constructor(tile) {
    this.#media = part(tile, ".media");
    this.#label = part(tile, ".label");
    this.#avatar = part(tile, ".avatar");
    this.#note = part(tile, ".note");
    this.#retry = part(tile, ".retry");
    this.#retry.addEventListener("click", () => void this.preview());
  }

  /** Whether the screen can be shared now; false as long as no call carries it. */
  get canShareScreen() {
    return false;
  }

  /**
   * Shows a name in the tile for as long as there is no picture.
   * @param {string} name
   */
  showName(name) {
    this.#avatar.textContent = name.trim() === "" ? "" : initials(name);
    this.#avatar.style.setProperty("--hue", String(hue(name)));
  }

  /** Asks for the camera and shows it. */
  async preview() {
    this.#say("Starting the camera…", false);
    try {
      if (!navigator.mediaDevices) throw new DOMException("no secure context", "SecurityError");
      const stream = await navigator.mediaDevices.getUserMedia({ video: CAMERA });
      this.#show(stream);
    } catch (error) {
      this.#say(cameraProblem(error), true);
    }
  }

  /**
   * Called with every login, before the chat connects.
   * @param {{ name: string }} session
   */
  async connect({ name }) {
    this.showName(name);
    this.#label.textContent = `${name} (me)`;
  }

  /** Starts or stops sharing the screen; only while {@link Call.canShareScreen}. */
  async shareScreen() {
    throw new Error("There is no call to share the screen with.");
  }

  /** Leaves; the preview stays, as it was before joining. */
  async disconnect() {
    this.#label.textContent = "Me";
  }

  /** @param {MediaStream} stream */
  #show(stream) {
    const video = make("video", "");
    video.muted = true;
    video.autoplay = true;
    video.playsInline = true;
    video.srcObject = stream;
    this.#media.replaceChildren(video);
    this.#say("", false);
    stream.getVideoTracks()[0]?.addEventListener("ended", () => {
      video.remove();
      this.#say("The camera has stopped.", true);
    });
  }

  /**
   * @param {string} text
   * @param {boolean} retry
   */
  #say(text, retry) {
    this.#note.textContent = text;
    this.#retry.hidden = !retry;
  }
}

/**
 * @param {HTMLElement} tile
 * @param {string} selector
 */
function part(tile, selector) {
  const element = tile.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`the tile has no ${selector}`);
  return element;
}

/** @param {unknown} error */
function cameraProblem(error) {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
      return "Your camera is off. That’s fine: you can join and chat without it.";
    case "NotFoundError":
    case "OverconstrainedError":
      return "No camera found. You can join and chat without one.";
    case "NotReadableError":
      return "Another program is using the camera. You can join and chat without it.";
    case "SecurityError":
      return "The browser offers the camera on secure pages only. You can join and chat without it.";
    default:
      return "The camera could not be started. You can join and chat without it.";
  }
}
