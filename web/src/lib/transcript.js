/** @import { ChatMessage } from "../types.js" */

import { sameDay } from "./text.js";

/** Messages of one author closer together than this share a heading. */
const GROUP_GAP_MS = 5 * 60 * 1000;

/**
 * The messages on screen: ordered by index, each sid at most once, however often and from
 * wherever (history, older page, live event, a second session) it arrives.
 */
export class Transcript {
  /** @type {ChatMessage[]} */
  #items = [];
  /** @type {Set<string>} */
  #known = new Set();

  get length() {
    return this.#items.length;
  }

  /** @returns {ChatMessage | undefined} the newest message */
  get last() {
    return this.#items.at(-1);
  }

  /** @param {number} position */
  at(position) {
    return position < 0 ? undefined : this.#items[position];
  }

  /** @param {string} sid */
  positionOf(sid) {
    return this.#items.findIndex((item) => item.sid === sid);
  }

  /** @param {number} index */
  hasIndex(index) {
    return this.#items.some((item) => item.index === index);
  }

  /**
   * Puts a message in its place.
   * @param {ChatMessage} message
   * @returns {number} its position, or -1 when it was known already (or has been removed)
   */
  add(message) {
    if (this.#known.has(message.sid)) return -1;
    this.#known.add(message.sid);
    const before = this.#items.findLastIndex((item) => item.index < message.index);
    this.#items.splice(before + 1, 0, message);
    return before + 1;
  }

  /**
   * Replaces a message by its newer version.
   * @param {ChatMessage} message
   * @returns {number} its position, or -1 when it is not on screen
   */
  update(message) {
    const position = this.positionOf(message.sid);
    const before = this.at(position);
    if (before) this.#items[position] = { ...message, edited: message.edited || before.edited };
    return position;
  }

  /**
   * Removes a message permanently: a page read before the removal cannot bring it back.
   * @param {string} sid
   * @returns {number} the position it had, or -1
   */
  remove(sid) {
    this.#known.add(sid);
    const position = this.positionOf(sid);
    if (position >= 0) this.#items.splice(position, 1);
    return position;
  }

  clear() {
    this.#items = [];
    this.#known.clear();
  }

  /**
   * Whether the message at `position` is the first one of its day.
   * @param {number} position
   */
  startsDay(position) {
    const { createdAt: date } = this.at(position) ?? {};
    const { createdAt: before } = this.at(position - 1) ?? {};
    return Boolean(date && !(before && sameDay(before, date)));
  }

  /**
   * Whether the message at `position` needs its author's name above it.
   * @param {number} position
   */
  startsGroup(position) {
    const message = this.at(position);
    const before = this.at(position - 1);
    if (!message || !before || before.author !== message.author) return true;
    if (this.startsDay(position)) return true;
    if (!message.createdAt || !before.createdAt) return false;
    return message.createdAt.getTime() - before.createdAt.getTime() > GROUP_GAP_MS;
  }

  /**
   * How many messages of others lie beyond the reader's horizon.
   * @param {string} reader
   * @param {number} lastRead index of the last message read
   */
  unread(reader, lastRead) {
    return this.#items.filter((item) => item.index > lastRead && item.author !== reader).length;
  }
}
