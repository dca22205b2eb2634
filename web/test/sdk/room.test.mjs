import assert from "node:assert/strict";
import { test } from "node:test";

import { CallRoom } from "../../src/sdk/room.js";
import { FakeRoom, fakeTrack, fakeParticipant, fakePublication, fakeVideoSdk } from "../../fakes/video.mjs";

const CAMERA = { kind: "video", name: "the picture" };

/**
 * A stay with everything it says written down.
 * @param {{ sdk?: object | null }} [options]
 */
function stay({ sdk } = {}) {
  const fake = fakeVideoSdk();
  const said = [];
  const names = ["joined", "left", "standing", "trackAdded", "trackRemoved", "count", "state", "ended"];
  const note = (name) => [name, (...values) => said.push([name, ...values])];
  const handlers = /** @type {any} */ (Object.fromEntries(names.map(note)));
  const room = new CallRoom({ sdk: sdk === null ? undefined : { ...fake.sdk, ...sdk }, token: "token", options: { wsServer: "ws://x" }, handlers });
  return { room, said, attempts: fake.attempts };
}

async function connected(participants = [], tracks = []) {
  const session = stay();
  const sdkRoom = new FakeRoom(participants);
  const done = session.room.connect(tracks);
  session.attempts[0].resolve(sdkRoom);
  await done;
  return { ...session, sdkRoom };
}

const standing = (changes = {}) => ({ muted: false, camera: true, sharing: false, reconnecting: false, ...changes });

test("whoever is there already is introduced with what they show", async () => {
  const bob = fakeParticipant("PA1", "bob", [fakePublication("audio", "mic"), fakePublication("video", "camera", { track: CAMERA })]);
  const { said, attempts, room } = await connected([bob]);
  assert.deepEqual(said, [
    ["joined", { sid: "PA1", identity: "bob" }], ["trackAdded", "PA1", CAMERA, false],
    ["standing", "PA1", standing()], ["count", 2],
  ]);
  assert.deepEqual([attempts[0].token, attempts[0].options], ["token", { wsServer: "ws://x", tracks: [] }]);
  assert.equal(room.count, 2);
});

test("people come, show things and go", async () => {
  const { said, sdkRoom } = await connected();
  const screen = fakePublication("video", "screen");
  const bob = fakeParticipant("PA1", "bob", [screen]);
  sdkRoom.enter(bob);
  sdkRoom.emit("trackSubscribed", CAMERA, screen, bob);
  sdkRoom.emit("trackSubscribed", { kind: "data" }, {}, bob);
  sdkRoom.emit("trackUnsubscribed", CAMERA, screen, bob);
  sdkRoom.exit(bob);
  assert.deepEqual(said, [
    ["count", 1], ["joined", { sid: "PA1", identity: "bob" }],
    ["standing", "PA1", standing({ muted: true, camera: false, sharing: true })], ["count", 2],
    ["trackAdded", "PA1", CAMERA, true], ["trackRemoved", "PA1", CAMERA], ["left", "PA1"], ["count", 1],
  ]);
});

test("muting, a camera that goes off and a lost connection are told", async () => {
  const [audio, video] = [fakePublication("audio", "mic"), fakePublication("video", "camera")];
  const bob = fakeParticipant("PA1", "bob", [audio, video]);
  const { said, sdkRoom } = await connected([bob]);
  audio.isTrackEnabled = false;
  sdkRoom.emit("trackDisabled", audio, bob);
  assert.deepEqual(said.at(-1), ["standing", "PA1", standing({ muted: true })]);
  video.isTrackEnabled = false;
  sdkRoom.emit("trackDisabled", video, bob);
  assert.deepEqual(said.at(-1), ["standing", "PA1", standing({ muted: true, camera: false })]);
  bob.state = "reconnecting";
  sdkRoom.emit("participantReconnecting", bob);
  assert.equal(said.at(-1)[2].reconnecting, true);
  sdkRoom.emit("reconnecting", new Error("lost"));
  sdkRoom.emit("reconnected");
  assert.deepEqual(said.slice(-2), [["state", "reconnecting"], ["state", "connected"]]);
});

test("a room that ends says why, once, and nothing afterwards", async () => {
  const { said, sdkRoom, room } = await connected();
  sdkRoom.emit("disconnected", sdkRoom, Object.assign(new Error("x"), { code: 53205 }));
  sdkRoom.emit("disconnected", sdkRoom);
  sdkRoom.enter(fakeParticipant("PA1", "bob"));
  const ends = said.filter(([kind]) => kind === "ended");
  assert.equal(ends.length, 1);
  assert.match(ends[0][1], /another window/);
  assert.equal(room.count, 0);
  assert.deepEqual(sdkRoom.eventNames(), []);
});

test("leaving is silent and leaves no listener", async () => {
  const { said, sdkRoom, room } = await connected();
  const before = said.length;
  room.leave();
  assert.deepEqual([said.length, sdkRoom.disconnects, room.count], [before, 1, 0]);
  assert.deepEqual(sdkRoom.eventNames(), []);
});

test("leaving while connecting cancels", async () => {
  const { room, attempts, said } = stay();
  const done = room.connect([]);
  room.leave();
  await assert.rejects(done);
  assert.deepEqual([attempts[0].cancels, said], [1, []]);
});

test("a room that arrives after leaving is left", async () => {
  const { room, attempts } = stay();
  const sdkRoom = new FakeRoom();
  const done = room.connect([]);
  attempts[0].resolve(sdkRoom);
  room.leave();
  await assert.rejects(done, /left before/);
  assert.equal(sdkRoom.disconnects, 1);
});

test("a server that never answers is given up", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { room, attempts } = stay();
  const done = room.connect([]);
  context.mock.timers.tick(20_000);
  await assert.rejects(done, /too long to answer/);
  assert.equal(attempts[0].cancels, 1);
});

test("refusals and missing software are said in words", async () => {
  const { room, attempts } = stay();
  const done = room.connect([]);
  attempts[0].reject(Object.assign(new Error("Room contains too many Participants"), { code: 53105 }));
  await assert.rejects(done, { message: "The call is full." });
  await assert.rejects(stay({ sdk: null }).room.connect([]), /could not be loaded.*`cargo xtask setup`.*`npm ci`/);
  await assert.rejects(stay({ sdk: { isSupported: false } }).room.connect([]), /cannot make video calls/);
});

test("a track is published once, and can be again after it was taken away or refused", async () => {
  const [first, later] = [fakeTrack(), fakeTrack()];
  const { room, sdkRoom } = await connected([], [first]);
  await room.publish(first);
  assert.deepEqual(sdkRoom.published, [], "it went along with connecting");
  sdkRoom.refusals.push(Object.assign(new Error("Track name is duplicated"), { code: 53304 }));
  await assert.rejects(room.publish(later), /duplicated/);
  await Promise.all([room.publish(later), room.publish(later)]);
  assert.deepEqual(sdkRoom.published, [later]);
  room.unpublish(later);
  room.unpublish(later);
  assert.deepEqual(sdkRoom.published, []);
  await room.publish(later);
  assert.deepEqual(sdkRoom.published, [later]);
});
