/** @import { ChatMessage, Outgoing } from "../types.js" */

/**
 * Texts on their way. The server's answer and the message's own event come in either order,
 * and a text that failed may have arrived all the same when the connection broke in between.
 */
export class Outbox {
  /** @type {Outgoing[]} */
  #entries = [];
  #lastId = 0;

  /** Texts still on their way, oldest first. */
  get pending() {
    return this.#entries.filter((entry) => !entry.failed);
  }

  /**
   * @param {string} text
   * @returns {Outgoing}
   */
  add(text) {
    this.#lastId += 1;
    const entry = { id: this.#lastId, text, index: null, failed: false };
    this.#entries.push(entry);
    return entry;
  }

  /**
   * Notes the index the server gave to a text.
   * @param {number} id
   * @param {number} index
   */
  accept(id, index) {
    const entry = this.#entries.find((item) => item.id === id);
    if (entry) entry.index = index;
  }

  /**
   * Notes that a text was not accepted.
   * @param {number} id
   * @returns {boolean} false when its message has appeared all the same
   */
  fail(id) {
    const entry = this.#entries.find((item) => item.id === id);
    if (entry) entry.failed = true;
    return entry !== undefined;
  }

  /** @param {number} id */
  drop(id) {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
  }

  /** Forgets what failed: the person has decided about it. */
  forgetFailed() {
    this.#entries = this.pending;
  }

  /**
   * Finds and drops the text that has become `message`, one of our own.
   * @param {ChatMessage} message
   * @returns {Outgoing | undefined}
   */
  settle(message) {
    const entry =
      this.#entries.find((item) => item.index === message.index) ??
      this.#entries.find((item) => item.index === null && item.text === message.text);
    if (entry) this.drop(entry.id);
    return entry;
  }

  clear() {
    this.#entries = [];
  }
}
