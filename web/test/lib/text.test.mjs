import assert from "node:assert/strict";
import { test } from "node:test";

import {
  MESSAGE_LIMIT_BYTES, badgeText, chatLabel, dayText, errorText, hue, initials,
  messageProblem, participantsText, splitLinks, typingText,
} from "../../src/lib/text.js";

test("initials come from the first and the last word, whole letters only", () => {
  const cases = [
    ["alice", "A"], ["Bob Marley", "BM"], ["ada.king-lovelace", "AL"], ["  zoë   ångström ", "ZÅ"],
    ["e\u0301mile", "E\u0301"], ["👩‍🚀 crew", "👩‍🚀C"], ["ß", "SS"], ["...", "?"], ["", "?"],
  ];
  for (const [name, expected] of cases) assert.equal(initials(name), expected, name);
});

test("a hue is stable, differs between names and stays on the circle", () => {
  assert.equal(hue("alice"), hue("alice"));
  const hues = ["alice", "bob", "carol", "dave", "", "日本"].map(hue);
  assert.equal(new Set(hues).size, hues.length);
  assert.ok(hues.every((value) => Number.isInteger(value) && value >= 0 && value < 360));
});

test("the message limit counts bytes, not letters", () => {
  assert.equal(messageProblem("a".repeat(MESSAGE_LIMIT_BYTES)), "");
  assert.match(messageProblem("a".repeat(MESSAGE_LIMIT_BYTES + 1)), /limit is 32 KB/);
  assert.equal(messageProblem("ä".repeat(MESSAGE_LIMIT_BYTES / 2)), "");
  assert.match(messageProblem("ä".repeat(MESSAGE_LIMIT_BYTES / 2 + 1)), /limit is 32 KB/);
});

test("counts are words a person would say", () => {
  assert.equal(participantsText(1), "1 participant online");
  assert.equal(participantsText(2), "2 participants online");
  assert.deepEqual([0, 7, 99, 100].map(badgeText), ["", "7", "99", "99+"]);
  assert.deepEqual([0, 1, 3].map(chatLabel), ["Chat", "Chat, 1 unread message", "Chat, 3 unread messages"]);
});

test("typing names up to two people", () => {
  assert.equal(typingText([]), "");
  assert.equal(typingText(["bob"]), "bob is typing…");
  assert.equal(typingText(["bob", "carol"]), "bob and carol are typing…");
  assert.equal(typingText(["bob", "carol", "dave"]), "Several people are typing…");
});

test("days near now have names, across the end of a year too", () => {
  const now = new Date(2026, 0, 1, 0, 30);
  assert.equal(dayText(new Date(2026, 0, 1, 23, 59), now), "Today");
  assert.equal(dayText(new Date(2025, 11, 31, 0, 0), now), "Yesterday");
  assert.match(dayText(new Date(2025, 11, 30), now), /2025/);
  assert.doesNotMatch(dayText(new Date(2026, 5, 30), now), /2026/);
});

test("web addresses are found, and nothing else is", () => {
  const urls = (text) => splitLinks(text).filter(({ url }) => url).map((piece) => piece.text);
  assert.deepEqual(urls("see https://a.example/x?y=1#z, or (http://b.example)."), ["https://a.example/x?y=1#z", "http://b.example"]);
  assert.deepEqual(urls("javascript:alert(1) data:text/html,x ftp://c.example <b>"), []);
  for (const text of ["", "plain", "https://a.example", "a https://b.example c", "<https://a.example>"]) {
    assert.equal(splitLinks(text).map((piece) => piece.text).join(""), text);
  }
});

test("an error speaks with the server's words when it has them", () => {
  assert.equal(errorText(Object.assign(new Error("Bad Request"), { body: { message: "Body too long" } })), "Body too long");
  assert.equal(errorText(new Error("disconnected")), "the connection was lost");
  assert.equal(errorText({ message: "no token" }), "no token");
  assert.equal(errorText(undefined), "the reason is unknown");
});
