import assert from "node:assert/strict";
import { test } from "node:test";

import {
  callProblem, cameraProblem, enlargeLabel, microphoneProblem, screenProblem, tileLabel,
} from "../../src/lib/media-text.js";

test("errors with a known number have words of their own, others keep the SDK's", () => {
  assert.equal(callProblem({ code: 53118, message: "Room completed" }), "The call was ended for everybody.");
  assert.equal(callProblem({ code: 53402, message: "Unable to apply description" }), "Unable to apply description.");
  assert.equal(callProblem(new Error("Already a sentence.")), "Already a sentence.");
  assert.equal(callProblem(undefined), "the reason is unknown.");
});

test("devices say what is the matter and what that means", () => {
  const named = (name) => new DOMException("", name);
  assert.match(cameraProblem(named("NotAllowedError")), /camera is off.*without it/);
  assert.match(cameraProblem(named("NotFoundError")), /No camera found/);
  assert.equal(cameraProblem({ name: "MissingSdkError" }), "The camera needs the video SDK.");
  assert.match(cameraProblem(null), /could not be started/);
  assert.match(microphoneProblem(named("NotAllowedError")), /not allowed.*cannot hear you/);
  assert.match(microphoneProblem(named("NotFoundError")), /No microphone/);
  assert.match(screenProblem({ name: "NotAllowedError", message: "Permission denied by system" }), /system/);
  assert.equal(screenProblem({ name: "NotAllowedError", message: "Permission denied" }), "");
});

test("a tile's name tells what its signs show", () => {
  const calm = { muted: false, camera: true, sharing: false, reconnecting: false };
  assert.equal(tileLabel("bob", calm), "bob");
  assert.equal(tileLabel("bob", { muted: true, camera: false, sharing: true, reconnecting: true }),
    "bob, muted, camera off, shares the screen, connection lost");
});

test("a button says what it enlarges", () => {
  assert.equal(enlargeLabel("bob", "camera"), "Enlarge the picture of bob");
  assert.equal(enlargeLabel("bob", "screen"), "Enlarge the screen of bob");
});
