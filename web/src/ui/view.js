/** @import { CallState, ChatState, Phase } from "../types.js" */

import { participantsText } from "../lib/text.js";
import { byId } from "./dom.js";

const JOIN_LABELS = /** @type {const} */ ({ out: "Join", joining: "Joining…", in: "Leave", leaving: "Leaving…" });

const CHAT_TEXTS = /** @type {const} */ ({
  off: "",
  connecting: "Connecting to the chat…",
  connected: "Chat connected",
  reconnecting: "Reconnecting…",
  failed: "Chat disconnected",
});

const CALL_LOST = "Reconnecting the call…";

/** The top bar, the banner for problems, and the status lines. */
export class View {
  #body = document.body;
  #form = byId("join-form", HTMLFormElement);
  #name = byId("username", HTMLInputElement);
  #joinLeave = byId("join_leave", HTMLButtonElement);
  #joinLabel = byId("join-label", HTMLElement);
  #count = byId("count", HTMLElement);
  #status = byId("status", HTMLElement);
  #news = byId("news", HTMLElement);
  #banner = byId("banner", HTMLElement);
  #bannerText = byId("banner-text", HTMLElement);
  #bannerAction = byId("banner-action", HTMLButtonElement);
  #refocus = false;
  #act = () => {};
  #standing = "";

  /**
   * @param {object} on
   * @param {() => void} on.join
   * @param {() => void} on.leave
   * @param {(name: string) => void} on.rename
   */
  constructor(on) {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      on.join();
    });
    this.#joinLeave.addEventListener("click", (event) => {
      // The second half of a double click must not undo what the first has done.
      if (event.detail > 1) return;
      if (this.#body.dataset.state === "in") on.leave();
      else on.join();
    });
    this.#name.addEventListener("input", () => on.rename(this.#name.value));
    this.#bannerAction.addEventListener("click", () => this.#act());
    byId("banner-close", HTMLButtonElement).addEventListener("click", () => this.clearProblem());
  }

  get name() {
    return this.#name.value.trim();
  }

  focusName() {
    this.#name.focus();
  }

  /** @param {Phase} phase */
  showPhase(phase) {
    this.#refocus ||= document.activeElement === this.#joinLeave;
    this.#body.dataset.state = phase;
    this.#joinLabel.textContent = JOIN_LABELS[phase];
    this.#joinLeave.disabled = phase === "joining" || phase === "leaving";
    this.#name.readOnly = phase !== "out";
    this.#giveFocusBack();
    if (phase === "out") this.showCount(null);
    if (phase === "joining") this.#say("Joining…");
    if (phase === "out") this.#say("");
  }

  /** @param {CallState} state */
  showCall(state) {
    this.#body.dataset.call = state;
    this.#say(this.#standing);
  }

  /** A button that is disabled loses the focus; a person at the keyboard must not lose their place. */
  #giveFocusBack() {
    if (this.#joinLeave.disabled) return;
    if (this.#refocus && document.activeElement === this.#body) this.#joinLeave.focus();
    this.#refocus = false;
  }

  /** @param {ChatState} state */
  showChat(state) {
    this.#body.dataset.chat = state;
    this.#say(CHAT_TEXTS[state]);
  }

  /** @param {number | null} count people here; `null` outside */
  showCount(count) {
    this.#count.textContent = count === null ? "Disconnected." : participantsText(count);
  }

  /**
   * Announces an event to screen readers.
   * @param {string} text
   */
  announce(text) {
    this.#news.textContent = text;
  }

  /**
   * Shows a problem, with something the person can do about it if there is anything.
   * @param {string} text
   * @param {{ label: string, run: () => void }} [action]
   */
  showProblem(text, action) {
    this.#banner.hidden = false;
    this.#bannerText.textContent = text;
    this.#bannerAction.hidden = action === undefined;
    this.#bannerAction.textContent = action?.label ?? "";
    this.#act = action?.run ?? (() => {});
  }

  clearProblem() {
    this.#banner.hidden = true;
    this.#bannerText.textContent = "";
  }

  /** @param {string} standing how things stand; a call that is interrupted matters more */
  #say(standing) {
    this.#standing = standing;
    this.#status.textContent = this.#body.dataset.call === "reconnecting" ? CALL_LOST : standing;
  }
}
