import assert from "node:assert/strict";
import { test } from "node:test";

import { Outbox } from "../../src/lib/outbox.js";

const message = (index, text) => ({ sid: `IM${index}`, index, author: "me", text, createdAt: null, edited: false });

test("the answer first, the event second", () => {
  const outbox = new Outbox();
  const { id } = outbox.add("hi");
  outbox.accept(id, 4);
  assert.equal(outbox.pending.length, 1);
  assert.equal(outbox.settle(message(4, "hi")).id, id);
  assert.equal(outbox.pending.length, 0);
});

test("the event first, the answer second", () => {
  const outbox = new Outbox();
  const { id } = outbox.add("hi");
  outbox.settle(message(4, "hi"));
  outbox.accept(id, 4);
  assert.deepEqual(outbox.pending, []);
});

test("equal texts are settled one by one, by index where it is known", () => {
  const outbox = new Outbox();
  const [first, second] = [outbox.add("hi"), outbox.add("hi")];
  outbox.accept(second.id, 8);
  assert.equal(outbox.settle(message(8, "hi")).id, second.id);
  assert.equal(outbox.settle(message(7, "hi")).id, first.id);
  assert.equal(outbox.settle(message(9, "hi")), undefined);
});

test("a message from elsewhere settles nothing", () => {
  const outbox = new Outbox();
  const { id } = outbox.add("hi");
  outbox.accept(id, 4);
  assert.equal(outbox.settle(message(3, "hi")), undefined);
  assert.equal(outbox.settle(message(3, "other")), undefined);
  assert.equal(outbox.pending.length, 1);
});

test("a text that failed is no longer pending, yet is recognised when it arrives after all", () => {
  const outbox = new Outbox();
  const { id } = outbox.add("hi");
  assert.equal(outbox.fail(id), true);
  assert.deepEqual(outbox.pending, []);
  assert.equal(outbox.settle(message(1, "hi")).failed, true);
});

test("a failure after the message has appeared is no failure", () => {
  const outbox = new Outbox();
  const { id } = outbox.add("hi");
  outbox.settle(message(1, "hi"));
  assert.equal(outbox.fail(id), false);
});

test("what failed is forgotten on the next attempt, what is pending is not", () => {
  const outbox = new Outbox();
  outbox.fail(outbox.add("old").id);
  outbox.add("new");
  outbox.forgetFailed();
  assert.equal(outbox.settle(message(1, "old")), undefined);
  assert.deepEqual(outbox.pending.map(({ text }) => text), ["new"]);
});
