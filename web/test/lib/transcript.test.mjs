import assert from "node:assert/strict";
import { test } from "node:test";

import { Transcript } from "../../src/lib/transcript.js";

const message = (index, author = "alice", minute = index) => ({
  sid: `IM${index}`, index, author, text: `text ${index}`, createdAt: new Date(2026, 10, 22, 12, minute), edited: false,
});
const indexes = (transcript) => Array.from({ length: transcript.length }, (_, i) => transcript.at(i).index);

test("messages stand in order of their index, wherever they come from", () => {
  const transcript = new Transcript();
  assert.deepEqual([5, 9, 7, 0, 8].map((index) => transcript.add(message(index))), [0, 1, 1, 0, 3]);
  assert.deepEqual(indexes(transcript), [0, 5, 7, 8, 9]);
});

test("history and live event of the same message show it once", () => {
  const transcript = new Transcript();
  transcript.add(message(1));
  assert.equal(transcript.add({ ...message(1), text: "again" }), -1);
  assert.equal(transcript.length, 1);
  assert.equal(transcript.at(0).text, "text 1");
});

test("any mixture of pages and events gives every message once, in order", () => {
  let seed = 42;
  const random = (n) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed % n; };
  for (let round = 0; round < 50; round += 1) {
    const transcript = new Transcript();
    const arrivals = Array.from({ length: 120 }, () => random(40));
    for (const index of arrivals) transcript.add(message(index));
    assert.deepEqual(indexes(transcript), [...new Set(arrivals)].sort((a, b) => a - b));
  }
});

test("a removed message does not come back with a page read before", () => {
  const transcript = new Transcript();
  transcript.add(message(0));
  transcript.add(message(1));
  assert.equal(transcript.remove("IM0"), 0);
  assert.equal(transcript.remove("IM7"), -1);
  assert.equal(transcript.add(message(0)), -1);
  assert.equal(transcript.add(message(7)), -1);
  assert.deepEqual(indexes(transcript), [1]);
});

test("an update replaces the text and keeps the mark of an edit", () => {
  const transcript = new Transcript();
  transcript.add(message(3));
  assert.equal(transcript.update({ ...message(3), text: "new", edited: true }), 0);
  assert.equal(transcript.update({ ...message(3), text: "new", edited: false }), 0);
  assert.deepEqual({ text: transcript.at(0).text, edited: transcript.at(0).edited }, { text: "new", edited: true });
  assert.equal(transcript.update(message(4)), -1);
});

test("groups end with the author, a pause, and the day", () => {
  const transcript = new Transcript();
  transcript.add(message(0, "alice", 0));
  transcript.add(message(1, "alice", 4));
  transcript.add(message(2, "alice", 10));
  transcript.add(message(3, "bob", 10));
  transcript.add({ ...message(4, "bob"), createdAt: new Date(2026, 10, 23, 0, 1) });
  assert.deepEqual([0, 1, 2, 3, 4].map((i) => transcript.startsGroup(i)), [true, false, true, true, true]);
  assert.deepEqual([0, 1, 2, 3, 4].map((i) => transcript.startsDay(i)), [true, false, false, false, true]);
});

test("unread are the messages of others beyond the horizon", () => {
  const transcript = new Transcript();
  for (const [index, author] of ["bob", "alice", "bob", "carol"].entries()) transcript.add(message(index, author));
  assert.equal(transcript.unread("alice", 0), 2);
  assert.equal(transcript.unread("alice", -1), 3);
  assert.equal(transcript.unread("alice", 3), 0);
});

test("cleared, it takes the same messages again", () => {
  const transcript = new Transcript();
  transcript.add(message(0));
  transcript.clear();
  assert.equal(transcript.length, 0);
  assert.equal(transcript.add(message(0)), 0);
});
