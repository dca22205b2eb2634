import assert from "node:assert/strict";
import { test } from "node:test";

import { Device } from "../../src/sdk/device.js";
import { fakeTrack, withResolvers } from "../../fakes/video.mjs";

/** A device whose tracks the test hands out. */
function device({ stopWhenOff = true } = {}) {
  const asked = [];
  const create = () => {
    const { promise, ...settle } = withResolvers();
    asked.push(settle);
    return promise;
  };
  let changes = 0;
  const setup = { create, changed: () => (changes += 1), explain: (error) => `why: ${error.message}`, lost: "gone", stopWhenOff };
  return { device: new Device(setup), asked, changes: () => changes };
}

async function turnedOn(options) {
  const session = device(options);
  const track = fakeTrack();
  const done = session.device.turnOn();
  session.asked[0].resolve(track);
  await done;
  return { ...session, track };
}

test("it is asked for once, however often it is turned on", async () => {
  const { device: camera, asked } = device();
  const both = [camera.turnOn(), camera.start()];
  assert.equal(camera.starting, true);
  asked[0].resolve(fakeTrack());
  await Promise.all(both);
  assert.deepEqual([asked.length, camera.on, camera.starting], [1, true, false]);
});

test("a camera that is turned off goes dark, and comes back in the same track", async () => {
  const { device: camera, track, asked } = await turnedOn();
  camera.turnOff();
  assert.deepEqual([camera.on, camera.wanted, track.isStopped, track.isEnabled], [false, false, true, false]);
  await camera.turnOn();
  assert.deepEqual([camera.on, camera.track, track.restarts, track.isEnabled], [true, track, 1, true]);
  assert.equal(asked.length, 1);
});

test("a microphone that is muted is only silent", async () => {
  const { device: microphone, track } = await turnedOn({ stopWhenOff: false });
  microphone.turnOff();
  assert.deepEqual([track.isStopped, track.isEnabled], [false, false]);
  await microphone.turnOn();
  assert.deepEqual([track.restarts, track.isEnabled], [0, true]);
});

test("a refusal is a text, and trying again helps", async () => {
  const { device: camera, asked, changes } = device();
  const first = camera.turnOn();
  asked[0].reject(new Error("not allowed"));
  await first;
  assert.deepEqual([camera.on, camera.problem, camera.track], [false, "why: not allowed", null]);
  const before = changes();
  const second = camera.turnOn();
  asked[1].resolve(fakeTrack());
  await second;
  assert.deepEqual([camera.on, camera.problem], [true, ""]);
  assert.ok(changes() > before);
});

test("a device that goes away is noticed, also after a restart", async () => {
  const { device: camera, track } = await turnedOn();
  for (const _ of [1, 2]) {
    track.unplug();
    assert.deepEqual([camera.on, camera.problem, track.isEnabled], [false, "gone", false]);
    await camera.turnOn();
    assert.deepEqual([camera.on, camera.problem], [true, ""]);
  }
  track.failures.push(new Error("not found"));
  track.unplug();
  await camera.turnOn();
  assert.deepEqual([camera.on, camera.problem], [false, "why: not found"]);
});

test("turned off while it starts, it stays off", async () => {
  const { device: camera, asked } = device();
  const track = fakeTrack();
  const done = camera.turnOn();
  camera.turnOff();
  asked[0].resolve(track);
  await done;
  assert.deepEqual([camera.on, track.isStopped, track.isEnabled], [false, true, false]);
});

test("released while it starts, it is given back at once, and a new start is a new one", async () => {
  const { device: camera, asked } = device();
  const [early, late] = [fakeTrack(), fakeTrack()];
  const first = camera.turnOn();
  camera.release();
  const second = camera.turnOn();
  asked[1].resolve(late);
  await second;
  asked[0].resolve(early);
  await first;
  assert.deepEqual([early.isStopped, late.isStopped, camera.track === late, camera.on], [true, false, true, true]);
});

test("a release remembers what the person wants", async () => {
  const { device: camera, track, asked } = await turnedOn();
  camera.release();
  assert.deepEqual([track.isStopped, camera.track, camera.on, camera.wanted], [true, null, false, true]);
  camera.turnOff();
  await camera.start();
  assert.equal(asked.length, 1, "not asked for, because it is unwanted");
  camera.want();
  void camera.start();
  assert.equal(asked.length, 2);
});
