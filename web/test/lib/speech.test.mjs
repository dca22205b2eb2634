import assert from "node:assert/strict";
import { test } from "node:test";

import { SpeechDetector, rootMeanSquare } from "../../src/lib/speech.js";

test("loudness is the root mean square", () => {
  assert.equal(rootMeanSquare(new Float32Array()), 0);
  assert.equal(rootMeanSquare(new Float32Array([0.5, -0.5, 0.5, -0.5])), 0.5);
  const sine = Float32Array.from({ length: 1000 }, (_, i) => Math.sin((i / 1000) * 2 * Math.PI));
  assert.ok(Math.abs(rootMeanSquare(sine) - Math.SQRT1_2) < 1e-6);
});

test("speech begins at once, bridges pauses between words and then ends", () => {
  const detector = new SpeechDetector();
  const heard = [[0, 0], [0.1, 100], [0, 200], [0, 500], [0.1, 550], [0, 1000], [0, 1100]];
  const spoken = heard.map(([loudness, now]) => detector.hear(loudness, now));
  assert.deepEqual(spoken, [false, true, true, true, true, true, false]);
});

test("a noise between the thresholds keeps speech up and does not begin it", () => {
  const detector = new SpeechDetector();
  assert.equal(detector.hear(0.015, 1000), false);
  assert.equal(detector.hear(0.03, 1100), true);
  assert.equal(detector.hear(0.015, 5000), true);
  assert.equal(detector.hear(0.005, 5500), false);
  assert.equal(detector.hear(0.015, 5600), false);
});
