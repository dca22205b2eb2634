/** @import { LocalAudioTrack, LocalVideoTrack } from "twilio-video" */
/** @import { CallOwner, RoomHandlers, VideoOptions, VisibleTrack } from "../types.js" */

import { cameraProblem, microphoneProblem } from "../lib/media-text.js";
import { neededVideoSdk, videoSdk } from "../sdk/builds.js";
import { Device } from "../sdk/device.js";
import { CallRoom, SCREEN } from "../sdk/room.js";
import { ScreenShare } from "../sdk/screen-share.js";
import { Controls } from "./controls.js";
import { Listener } from "./listener.js";
import { Stage } from "./stage.js";
import { part } from "./tile.js";

/** Low resolution, because each peer connection sends its own copy. */
const CAMERA = { name: "camera", width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 24 }, facingMode: "user" };
const MICROPHONE = { name: "microphone" };
const SCREEN_CAPTURE = { video: { frameRate: { ideal: 15 } }, audio: false };

/** Joining waits so long for devices; what comes later is published later. */
const DEVICES_WITHIN_MS = 2_000;

const OWN = "local";

/** The video call as the page has it: tiles, own devices, buttons, and the stay in the room. */
export class Call {
  #owner;
  #stage = new Stage();
  #local = this.#stage.local;
  #note = part(this.#local.root, ".note");
  #retry = part(this.#local.root, ".retry");
  /** @type {CallRoom | null} */
  #room = null;
  #inCall = false;
  /** @type {Device<LocalVideoTrack>} */
  #camera = new Device({
    create: () => secure(() => neededVideoSdk().createLocalVideoTrack(CAMERA)),
    changed: () => this.#showCamera(),
    explain: cameraProblem,
    lost: "The camera has stopped.",
    stopWhenOff: true,
  });
  /** @type {Device<LocalAudioTrack>} */
  #microphone = new Device({
    create: () => secure(() => neededVideoSdk().createLocalAudioTrack(MICROPHONE)),
    changed: () => this.#showMicrophone(),
    explain: microphoneProblem,
    lost: "The microphone has stopped, so the others cannot hear you.",
    stopWhenOff: false,
  });
  #screen = new ScreenShare({
    capture: captureScreen,
    wrap: (track) => new (neededVideoSdk().LocalVideoTrack)(track, { name: SCREEN }),
    publish: async (track) => this.#room?.publish(track),
    unpublish: (track) => this.#room?.unpublish(track),
    changed: () => this.#showShare(),
    problem: (text) => this.#owner.problem(text),
  });
  #listener = new Listener((who, speaking) => {
    (who === OWN ? this.#local : this.#stage.get(who))?.showSpeaking(speaking);
  });
  #controls = new Controls({
    mute: () => this.#toggleMicrophone(),
    camera: () => (this.#camera.on ? this.#camera.turnOff() : void this.#camera.turnOn()),
    share: () => void this.#screen.toggle(),
  });
  /** @type {VisibleTrack | null} */
  #picture = null;

  #name = "";
  /** @type {Promise<unknown>} */
  #prepared = Promise.resolve();

  /** @param {CallOwner} owner */
  constructor(owner) {
    this.#owner = owner;
    this.#retry.addEventListener("click", () => void this.#camera.turnOn());
    this.#showCamera();
    this.#showMicrophone();
    this.#showShare();
  }

  /**
   * Shows a name in the own tile for as long as there is no picture.
   * @param {string} name
   */
  showName(name) {
    this.#name = name;
    this.#local.rename(name, this.#inCall ? `${name} (me)` : "Me");
  }

  /** Starts the camera and shows it. */
  preview() {
    return this.#camera.start();
  }

  /** Starts the devices when the user joins. */
  prepare() {
    this.#prepared = Promise.all([this.#camera.start(), this.#microphone.start()]);
  }

  /**
   * Joins the call. The error's message is for people; afterwards everything is as before.
   * @param {{ name: string, token: string, options: VideoOptions }} session
   */
  async connect({ name, token, options }) {
    const room = new CallRoom({ sdk: videoSdk(), token, options, handlers: this.#handlers() });
    this.#room = room;
    await settled(this.#prepared, DEVICES_WITHIN_MS);
    const devices = [this.#camera, this.#microphone];
    await room.connect(devices.flatMap(({ on, track }) => (on && track ? [track] : [])));
    this.#inCall = true;
    this.showName(name);
    this.#showCamera();
    this.#showMicrophone();
    this.#showShare();
  }

  /** Gives back what joining has taken; the camera stays on, as it was before. */
  abandon() {
    this.#room?.leave();
    this.#room = null;
    this.#microphone.release();
    this.#listener.stop();
  }

  /** Leaves: everything stops, and camera, microphone and screen are free again. */
  disconnect() {
    this.#inCall = false;
    this.#screen.stop();
    this.abandon();
    this.#camera.release();
    this.#stage.clear();
    this.showName(this.#name);
    this.#showShare();
  }

  /** @returns {RoomHandlers} */
  #handlers() {
    return {
      joined: (person) => this.#stage.add(person),
      left: (sid) => {
        this.#listener.remove(sid);
        this.#stage.remove(sid);
      },
      standing: (sid, standing) => this.#stage.get(sid)?.show(standing),
      trackAdded: (sid, track, screen) => this.#attach(sid, track, screen),
      trackRemoved: (sid, track) => {
        if (track.kind === "audio") this.#listener.remove(sid);
        this.#stage.get(sid)?.detach(track);
      },
      count: (count) => this.#owner.count(count),
      state: (state) => this.#owner.state(state),
      ended: (reason) => this.#owner.ended(reason),
    };
  }

  /**
   * @param {string} sid
   * @param {VisibleTrack} track
   * @param {boolean} screen
   */
  #attach(sid, track, screen) {
    const element = this.#stage.get(sid)?.attach(track, screen ? "screen" : "camera");
    if (!element || track.kind !== "audio") return;
    this.#listener.add(sid, track.mediaStreamTrack);
    element.play().catch((error) => {
      if (error?.name !== "NotAllowedError") return;
      this.#owner.problem("The browser plays no sound before you ask it to.", {
        label: "Play sound",
        run: () => void element.play(),
      });
    });
  }

  #toggleMicrophone() {
    const { on, wanted } = this.#microphone;
    if (this.#inCall ? on : wanted) this.#microphone.turnOff();
    else if (this.#inCall) void this.#microphone.turnOn();
    else this.#microphone.want();
  }

  #showCamera() {
    const { on, track } = this.#camera;
    if (this.#picture && (!on || this.#picture !== track)) this.#local.detach(this.#picture);
    if (on && track && this.#picture !== track) this.#local.attach(track, "camera");
    this.#picture = on ? track : null;
    this.#local.show({ camera: on });
    this.#controls.showCamera(this.#camera);
    this.#say();
    if (on && track) this.#publish(track);
  }

  #showMicrophone() {
    const { on, track } = this.#microphone;
    this.#local.show({ muted: this.#inCall ? !on : !this.#microphone.wanted });
    this.#controls.showMicrophone(this.#microphone, this.#inCall);
    this.#say();
    if (on && track) this.#listener.add(OWN, track.mediaStreamTrack);
    else this.#listener.remove(OWN);
    if (on && track) this.#publish(track);
  }

  #showShare() {
    const possible = this.#inCall && "getDisplayMedia" in (navigator.mediaDevices ?? {});
    this.#controls.showShare(possible, this.#screen.active);
    this.#local.show({ sharing: this.#screen.active });
  }

  /** @param {LocalAudioTrack | LocalVideoTrack} track */
  #publish(track) {
    if (!this.#inCall) return;
    this.#room?.publish(track).catch((error) => {
      const device = track.kind === "video" ? "see" : "hear";
      this.#owner.problem(`The others cannot ${device} you: ${error.message}`);
    });
  }

  /** Shows the state of the devices in the own tile. */
  #say() {
    const { starting, on, problem } = this.#camera;
    const idle = on || this.#inCall ? "" : "Your camera is off.";
    const camera = starting ? "Starting the camera…" : problem || idle;
    this.#note.textContent = [camera, this.#microphone.problem].filter(Boolean).join(" ");
    this.#retry.hidden = starting || camera === "";
  }
}

/**
 * Browsers hide all devices from pages that came over an insecure connection.
 * @template T
 * @param {() => Promise<T>} ask
 */
async function secure(ask) {
  if (!navigator.mediaDevices) throw new DOMException("no secure context", "SecurityError");
  return ask();
}

async function captureScreen() {
  const stream = await navigator.mediaDevices.getDisplayMedia(SCREEN_CAPTURE);
  const [track] = stream.getVideoTracks();
  if (!track) throw new Error("the screen has no picture");
  return track;
}

/**
 * Resolves when a promise that never fails has resolved, or the time is over.
 * @param {Promise<unknown>} promise
 * @param {number} milliseconds
 */
async function settled(promise, milliseconds) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
