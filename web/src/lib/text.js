// Words and small facts derived from text: no DOM, no state.

/** Twilio refuses message bodies above 32 KB. */
export const MESSAGE_LIMIT_BYTES = 32 * 1024;

const encoder = new TextEncoder();
const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Size of a text on the wire, in UTF-8 bytes.
 * @param {string} text
 */
export function byteLength(text) {
  return encoder.encode(text).length;
}

/**
 * Why a text cannot be sent as a message; an empty string when it can.
 * @param {string} text
 */
export function messageProblem(text) {
  const size = byteLength(text);
  if (size <= MESSAGE_LIMIT_BYTES) return "";
  const kilobytes = (size / 1024).toFixed(1);
  return `This message has ${kilobytes} KB; the limit is ${MESSAGE_LIMIT_BYTES / 1024} KB. Please shorten it.`;
}

/**
 * One or two letters that stand for a name in an avatar.
 * @param {string} name
 */
export function initials(name) {
  const words = name.split(/[\s._@-]+/u).filter(Boolean);
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return `${firstLetter(first)}${firstLetter(last)}`.toLocaleUpperCase() || "?";
}

/** @param {string | undefined} word */
function firstLetter(word) {
  if (!word) return "";
  for (const { segment } of letters.segment(word)) return segment;
  return "";
}

/**
 * A hue in degrees that is always the same for the same name (FNV-1a).
 * @param {string} name
 */
export function hue(name) {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % 360;
}

/**
 * @param {number} count
 */
export function participantsText(count) {
  return count === 1 ? "1 participant online" : `${count} participants online`;
}

/**
 * Who is typing, in words; an empty string when no one is.
 * @param {string[]} names
 */
export function typingText(names) {
  const [first, second, ...more] = names;
  if (!first) return "";
  if (!second) return `${first} is typing…`;
  return more.length > 0 ? "Several people are typing…" : `${first} and ${second} are typing…`;
}

/**
 * Label of the chat button for screen readers.
 * @param {number} unread
 */
export function chatLabel(unread) {
  if (unread === 0) return "Chat";
  return unread === 1 ? "Chat, 1 unread message" : `Chat, ${unread} unread messages`;
}

/**
 * Number in a badge, which has room for two digits.
 * @param {number} count
 */
export function badgeText(count) {
  if (count === 0) return "";
  return count > 99 ? "99+" : String(count);
}

/**
 * Calendar day relative to `now`: "Today", "Yesterday", or the date.
 * @param {Date} date
 * @param {Date} now
 */
export function dayText(date, now) {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  if (sameDay(date, now)) return "Today";
  midnight.setDate(midnight.getDate() - 1);
  if (sameDay(date, midnight)) return "Yesterday";
  const year = date.getFullYear() === now.getFullYear() ? undefined : /** @type {const} */ ("numeric");
  return date.toLocaleDateString(undefined, {
    weekday: "long", day: "numeric", month: "long", ...(year && { year }),
  });
}

/**
 * @param {Date} a
 * @param {Date} b
 */
export function sameDay(a, b) {
  return a.toDateString() === b.toDateString();
}

/**
 * Time of day as the reader's locale writes it.
 * @param {Date} date
 */
export function timeText(date) {
  return date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}

/**
 * What went wrong, from an error of the SDK: the server's own words when there are any.
 * @param {unknown} error
 */
export function errorText(error) {
  const { message, body } = /** @type {{ message?: unknown, body?: { message?: unknown } }} */ (error ?? {});
  if (message === "disconnected") return "the connection was lost";
  for (const text of [body?.message, message]) {
    if (typeof text === "string" && text !== "") return text;
  }
  return "the reason is unknown";
}

/**
 * The name of an SDK build that was not loaded, and the command that installs it; not a sentence.
 * @param {string} sdk
 */
export function missingSdk(sdk) {
  return `${sdk} could not be loaded; if it is not installed, run \`cargo xtask setup\`, or \`npm ci\` in web/`;
}

/**
 * Splits a text into plain pieces and web addresses.
 * @param {string} text
 * @returns {{ text: string, url: boolean }[]}
 */
export function splitLinks(text) {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'])/gu)
    .map((piece, i) => ({ text: piece, url: i % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}
