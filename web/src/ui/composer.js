/** @import { ChatMessage, Outgoing } from "../types.js" */

import { Outbox } from "../lib/outbox.js";
import { MESSAGE_LIMIT_BYTES, byteLength, errorText, messageProblem } from "../lib/text.js";
import { byId } from "./dom.js";

/** The line in which a message is written, and the texts that are on their way from it. */
export class Composer {
  #form = byId("chat-form", HTMLFormElement);
  #input = byId("chat-input", HTMLTextAreaElement);
  #notice = byId("chat-notice", HTMLElement);
  #noticeText = byId("chat-notice-text", HTMLElement);
  #retry = byId("chat-retry", HTMLButtonElement);
  #size = byId("chat-size", HTMLElement);
  #outbox = new Outbox();
  #session = 0;
  #restored = "";
  #send;
  #showPending;

  /**
   * @param {object} owner
   * @param {(text: string) => Promise<number>} owner.send
   * @param {() => void} owner.typing
   * @param {(entries: Outgoing[]) => void} owner.showPending
   */
  constructor({ send, typing, showPending }) {
    this.#send = send;
    this.#showPending = showPending;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#retry.addEventListener("click", () => this.#submit());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("input", () => {
      this.#measure();
      if (this.#input.value.trim() !== "") typing();
    });
  }

  focus() {
    this.#input.focus();
  }

  /** Forgets everything, as after leaving. */
  clear() {
    this.#session += 1;
    this.#outbox.clear();
    this.#input.value = "";
    this.#say("", false);
    this.#changed();
  }

  /**
   * Takes note that one of our own messages has appeared.
   * @param {ChatMessage} message
   */
  settle(message) {
    const entry = this.#outbox.settle(message);
    if (entry?.failed && this.#input.value === this.#restored) {
      this.#input.value = "";
      this.#say("", false);
    }
    this.#changed();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!event.repeat) this.#submit();
  }

  #submit() {
    const text = this.#input.value.trim();
    this.#input.focus();
    if (text === "") return;
    const problem = messageProblem(text);
    this.#say(problem, false);
    if (problem !== "") return;
    this.#input.value = "";
    this.#outbox.forgetFailed();
    void this.#deliver(this.#outbox.add(text));
  }

  /** @param {Outgoing} entry */
  async #deliver(entry) {
    const session = this.#session;
    this.#changed();
    try {
      const index = await this.#send(entry.text);
      if (session === this.#session) this.#outbox.accept(entry.id, index);
    } catch (error) {
      if (session === this.#session && this.#outbox.fail(entry.id)) this.#giveBack(entry, error);
    }
    if (session === this.#session) this.#changed();
  }

  /**
   * Puts a text that was not sent back into the line, above what has been written since.
   * @param {Outgoing} entry
   * @param {unknown} error
   */
  #giveBack(entry, error) {
    this.#input.value = [entry.text, this.#input.value].filter(Boolean).join("\n");
    this.#restored = this.#input.value;
    this.#say(`Your message was not sent: ${errorText(error)}.`, true);
  }

  #changed() {
    this.#measure();
    this.#showPending(this.#outbox.pending);
  }

  /** Shows how much room is left, once it gets tight. */
  #measure() {
    const size = byteLength(this.#input.value);
    this.#size.hidden = size < MESSAGE_LIMIT_BYTES * 0.8;
    this.#size.textContent = `${(size / 1024).toFixed(1)} of ${MESSAGE_LIMIT_BYTES / 1024} KB`;
    this.#size.classList.toggle("over", size > MESSAGE_LIMIT_BYTES);
  }

  /**
   * @param {string} text
   * @param {boolean} retry
   */
  #say(text, retry) {
    this.#notice.hidden = text === "";
    this.#noticeText.textContent = text;
    this.#retry.hidden = !retry;
  }
}
