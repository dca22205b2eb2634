// Loudness and speech, from samples of sound.

/** Root mean square of samples from -1 to 1 that counts as speech (about -34 dBFS). */
const LOUD = 0.02;
/** Below this it is silence; in between, the state is kept. */
const QUIET = 0.01;
/** So long speech goes on through the gaps between words. */
const HOLD_MS = 500;

/**
 * Loudness of samples.
 * @param {Float32Array} samples
 */
export function rootMeanSquare(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** Turns loudness into speech: quick to begin, slow to end. */
export class SpeechDetector {
  #speaking = false;
  #heardAt = 0;

  /**
   * @param {number} loudness
   * @param {number} now milliseconds
   * @returns {boolean} whether somebody is speaking
   */
  hear(loudness, now) {
    if (loudness >= LOUD || (this.#speaking && loudness >= QUIET)) {
      this.#speaking = true;
      this.#heardAt = now;
    } else if (now - this.#heardAt >= HOLD_MS) {
      this.#speaking = false;
    }
    return this.#speaking;
  }
}
