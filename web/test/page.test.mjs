// The markup: what it names exists, and what the scripts and styles look for is there.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const WEB = fileURLToPath(new URL("../", import.meta.url));
const page = readFileSync(`${WEB}index.html`, "utf8");

/** Ids of Twilio's tutorial that are written in another style than the page's own. */
const TUTORIAL = ["join_leave", "share_screen", "toggle_chat"];

/**
 * First groups of all matches.
 * @param {string} text
 * @param {RegExp} pattern
 */
const all = (text, pattern) => [...text.matchAll(pattern)].map(([, found = ""]) => found);

/** @param {string} ending */
function sources(ending) {
  const files = readdirSync(`${WEB}src`, { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(ending)).map((file) => readFileSync(`${WEB}src/${file}`, "utf8"));
}

const ids = all(page, /\sid="([^"]*)"/gu);

test("ids are unique, and in one style but for those of the tutorial", () => {
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/u.test(id)), TUTORIAL);
});

test("ids that scripts, styles, labels and icons name exist", () => {
  const named = [
    ...sources(".js").flatMap((text) => all(text, /byId\("([^"]+)"/gu)),
    ...sources(".css").flatMap((text) => all(text.replaceAll(/\{[^{}]*\}/gu, ""), /#([a-z][\w-]*)/gu)),
    ...all(page, /\s(?:for|aria-labelledby|aria-controls|aria-describedby)="([^"]+)"/gu),
    ...all(page, /<use href="#([^"]+)"/gu),
  ];
  assert.ok(named.length > 50, `only ${named.length} were found`);
  assert.deepEqual(named.filter((id) => !ids.includes(id)), []);
});

test("each icon is drawn once and used", () => {
  const symbols = all(page, /<symbol id="([^"]+)"/gu);
  assert.deepEqual(symbols.filter((id) => !page.includes(`href="#${id}"`)), []);
  const elsewhere = page.replace(/<svg class="icons"[\s\S]*?<\/svg>/u, "");
  assert.doesNotMatch(elsewhere, /<(?:path|circle|rect)\b/u);
});

test("files that the page names exist", () => {
  const files = all(page, /(?:href|src)="\/(src\/[^"]+)"/gu);
  assert.equal(files.length, readdirSync(`${WEB}src/styles`).length + 1);
  assert.deepEqual(files.filter((file) => !existsSync(`${WEB}${file}`)), []);
});
