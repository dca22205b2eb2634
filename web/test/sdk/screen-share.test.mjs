import assert from "node:assert/strict";
import { test } from "node:test";

import { ScreenShare } from "../../src/sdk/screen-share.js";
import { fakeTrack, withResolvers } from "../../fakes/video.mjs";

class FakeScreen extends EventTarget {
  contentHint = "";
  stops = 0;

  stop() {
    this.stops += 1;
  }
}

function sharing({ publish = async (_track) => {} } = {}) {
  const { promise, resolve, reject } = withResolvers();
  const said = [];
  const share = new ScreenShare({
    capture: () => promise,
    wrap: () => fakeTrack(),
    publish: async (track) => {
      await publish(track);
      said.push("published");
    },
    unpublish: () => said.push("unpublished"),
    changed: () => said.push(`active ${share.active}`),
    problem: (text) => said.push(text),
  });
  return { share, said, resolve, reject };
}

test("it starts and stops", async () => {
  const { share, said, resolve } = sharing();
  const done = share.toggle();
  const screen = new FakeScreen();
  resolve(screen);
  await done;
  assert.equal(screen.contentHint, "detail");
  await share.toggle();
  share.stop();
  assert.deepEqual(said, ["active true", "published", "unpublished", "active false"]);
});

test("the browser's own button ends it", async () => {
  const { share, said, resolve } = sharing();
  const done = share.toggle();
  const screen = new FakeScreen();
  resolve(screen);
  await done;
  screen.dispatchEvent(new Event("ended"));
  assert.deepEqual([share.active, said.at(-1)], [false, "active false"]);
});

test("thinking better of it is no problem, anything else is", async () => {
  const cancelled = sharing();
  cancelled.reject(new DOMException("Permission denied", "NotAllowedError"));
  await cancelled.share.toggle();
  assert.deepEqual(cancelled.said, []);
  const broken = sharing();
  broken.reject(new DOMException("no", "NotReadableError"));
  await broken.share.toggle();
  assert.deepEqual(broken.said, ["The screen could not be shared."]);
});

test("what is chosen after leaving is not shared", async () => {
  const { share, said, resolve } = sharing();
  const done = share.toggle();
  void share.toggle();
  share.stop();
  const screen = new FakeScreen();
  resolve(screen);
  await done;
  assert.deepEqual([screen.stops, share.active, said], [1, false, []]);
});

test("when the others cannot get it, it stops and says so", async () => {
  const publish = async () => {
    throw new Error("refused");
  };
  const { share, said, resolve } = sharing({ publish });
  const done = share.toggle();
  resolve(new FakeScreen());
  await done;
  assert.deepEqual(said, ["active true", "unpublished", "active false", "The screen could not be shared."]);
});
