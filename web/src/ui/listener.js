// Who is speaking, heard by this page itself: levels are measured with WebAudio where there is one.
// Assumed: no server tells the dominant speaker. One with a media endpoint would, and it would
// settle who of several is the loudest; this page lights up everybody who speaks.

import { SpeechDetector, rootMeanSquare } from "../lib/speech.js";

const PERIOD_MS = 100;

/** Listens to audio tracks; without WebAudio it does nothing. */
export class Listener {
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {Map<string, { source: MediaStreamAudioSourceNode, analyser: AnalyserNode, detector: SpeechDetector, speaking: boolean }>} */
  #ears = new Map();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #changed;

  /** @param {(who: string, speaking: boolean) => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * Listens to a participant's track, instead of the earlier one.
   * @param {string} who
   * @param {MediaStreamTrack} track
   */
  add(who, track) {
    this.remove(who);
    if (typeof AudioContext === "undefined") return;
    this.#context ??= new AudioContext();
    // Browsers keep it suspended until the person has touched the page, and joining does that.
    void this.#context.resume().catch(() => {});
    const source = this.#context.createMediaStreamSource(new MediaStream([track]));
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 1024;
    source.connect(analyser);
    this.#ears.set(who, { source, analyser, detector: new SpeechDetector(), speaking: false });
    this.#timer ??= setInterval(() => this.#listen(), PERIOD_MS);
  }

  /** @param {string} who */
  remove(who) {
    const ear = this.#ears.get(who);
    if (!ear) return;
    this.#ears.delete(who);
    ear.source.disconnect();
    if (ear.speaking) this.#changed(who, false);
  }

  /** Stops listening. */
  stop() {
    for (const who of [...this.#ears.keys()]) this.remove(who);
    clearInterval(this.#timer);
    this.#timer = undefined;
    void this.#context?.close();
    this.#context = null;
  }

  #listen() {
    const now = performance.now();
    for (const [who, ear] of this.#ears) {
      const samples = new Float32Array(ear.analyser.fftSize);
      ear.analyser.getFloatTimeDomainData(samples);
      const speaking = ear.detector.hear(rootMeanSquare(samples), now);
      if (speaking === ear.speaking) continue;
      ear.speaking = speaking;
      this.#changed(who, speaking);
    }
  }
}
