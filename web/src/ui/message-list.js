/** @import { ChatMessage, Origin, Outgoing } from "../types.js" */

import { badgeText, dayText, hue, initials, splitLinks, timeText } from "../lib/text.js";
import { Transcript } from "../lib/transcript.js";
import { byId, make } from "./dom.js";

/** Closer to the end than this, the reader follows the conversation. */
const END_ZONE_PX = 56;
/** Closer to the start than this, older messages are fetched. */
const START_ZONE_PX = 120;

/** The scrolling list of messages, with its place kept while the list grows at both ends. */
export class MessageList {
  #scroller = byId("chat-scroll", HTMLElement);
  #log = byId("chat-log", HTMLElement);
  #list = byId("chat-content", HTMLOListElement);
  #pending = byId("chat-pending", HTMLOListElement);
  #empty = byId("chat-empty", HTMLElement);
  #older = byId("chat-older", HTMLButtonElement);
  #pill = byId("chat-pill", HTMLButtonElement);
  #transcript = new Transcript();
  #following = true;
  #missed = 0;
  #loadingOlder = false;
  #hasOlder = () => false;
  #loadOlder = async () => {};
  #readTo = (/** @type {number} */ _index) => {};
  /** Name of the reader, whose messages stand on the other side. */
  reader = "";

  constructor() {
    this.#scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#older.addEventListener("click", () => void this.#fetchOlder());
    this.#pill.addEventListener("click", () => this.scrollToEnd());
    document.addEventListener("visibilitychange", () => this.#following && this.#reachedEnd());
    new ResizeObserver(() => this.#following && this.scrollToEnd()).observe(this.#scroller);
  }

  /**
   * Connects the list to a chat session.
   * @param {{ hasOlder: () => boolean, loadOlder: () => Promise<void>, readTo: (index: number) => void }} source
   */
  attach(source) {
    this.#hasOlder = source.hasOlder;
    this.#loadOlder = source.loadOlder;
    this.#readTo = source.readTo;
  }

  get transcript() {
    return this.#transcript;
  }

  /**
   * Shows messages that are not shown yet.
   * @param {ChatMessage[]} messages
   * @param {Origin} origin
   * @returns {ChatMessage[]} the new ones among them
   */
  add(messages, origin) {
    // Who has just scrolled away is left there, even if the event of it is still to come.
    if (!this.#hidden() && !this.#nearEnd()) this.#following = false;
    const height = this.#scroller.scrollHeight;
    // Only live messages are announced to screen readers, not pages of history.
    this.#log.setAttribute("aria-live", origin === "live" ? "polite" : "off");
    const fresh = messages.filter((message) => this.#insert(message));
    this.#refresh();
    if (this.#following) this.scrollToEnd();
    else if (origin === "older") this.#scroller.scrollTop += this.#scroller.scrollHeight - height;
    else this.#miss(fresh.filter(({ author }) => author !== this.reader).length);
    return fresh;
  }

  /** @param {ChatMessage} message */
  update(message) {
    const position = this.#transcript.update(message);
    const shown = this.#transcript.at(position);
    if (!shown) return;
    this.#rowOf(shown.sid)?.replaceWith(row(shown, this.reader));
    this.#decorate(position);
    if (this.#following) this.scrollToEnd();
  }

  /** @param {string} sid */
  remove(sid) {
    const position = this.#transcript.remove(sid);
    if (position < 0) return;
    this.#rowOf(sid)?.remove();
    this.#decorate(position);
    this.#refresh();
  }

  clear() {
    this.#transcript.clear();
    this.#list.replaceChildren();
    this.#pending.replaceChildren();
    this.#following = true;
    this.#missed = 0;
    this.attach({ hasOlder: () => false, loadOlder: async () => {}, readTo: () => {} });
    this.#refresh();
  }

  /** @param {Outgoing[]} entries texts that have not become messages yet */
  showPending(entries) {
    const rows = entries.map(({ text }) => {
      const item = make("li", "pending");
      const bubble = make("div", "bubble");
      bubble.append(make("p", "text", text), make("p", "sending", "Sending…"));
      item.append(bubble);
      return item;
    });
    const grown = rows.length > this.#pending.childElementCount;
    this.#pending.replaceChildren(...rows);
    this.#refresh();
    if (grown || this.#following) this.scrollToEnd();
  }

  scrollToEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#reachedEnd();
  }

  #scrolled() {
    if (this.#hidden()) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    if (scrollHeight - scrollTop - clientHeight < END_ZONE_PX) this.#reachedEnd();
    else this.#following = false;
    if (scrollTop < START_ZONE_PX && scrollHeight > clientHeight) void this.#fetchOlder();
  }

  #reachedEnd() {
    this.#following = true;
    this.#missed = 0;
    this.#showPill();
    const { last } = this.#transcript;
    if (last && !this.#hidden()) this.#readTo(last.index);
  }

  async #fetchOlder() {
    if (this.#loadingOlder || !this.#hasOlder()) return;
    this.#loadingOlder = true;
    this.#older.textContent = "Loading older messages…";
    const following = this.#following;
    try {
      this.#following = false;
      await this.#loadOlder();
      this.#older.textContent = "Load older messages";
    } catch {
      this.#older.textContent = "Older messages did not load. Try again";
    }
    this.#following ||= following && this.#nearEnd();
    this.#loadingOlder = false;
    this.#refresh();
  }

  #nearEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < END_ZONE_PX;
  }

  /** @param {ChatMessage} message */
  #insert(message) {
    const position = this.#transcript.add(message);
    if (position < 0) return false;
    const next = this.#transcript.at(position + 1);
    this.#list.insertBefore(row(message, this.reader), next ? this.#rowOf(next.sid) : null);
    this.#decorate(position);
    this.#decorate(position + 1);
    return true;
  }

  /** Gives the row at `position` the headings that its neighbours require. @param {number} position */
  #decorate(position) {
    const message = this.#transcript.at(position);
    const item = message && this.#rowOf(message.sid);
    if (!item) return;
    item.classList.toggle("first", this.#transcript.startsGroup(position));
    item.querySelector(".day")?.remove();
    if (!message.createdAt || !this.#transcript.startsDay(position)) return;
    item.prepend(make("p", "day", dayText(message.createdAt, new Date())));
  }

  /** @param {number} count */
  #miss(count) {
    this.#missed += count;
    this.#showPill();
  }

  #showPill() {
    this.#pill.hidden = this.#missed === 0;
    const text = this.#missed === 1 ? "1 new message" : `${badgeText(this.#missed)} new messages`;
    this.#pill.textContent = this.#missed === 0 ? "" : `${text} ↓`;
  }

  #refresh() {
    this.#empty.hidden = this.#transcript.length > 0 || this.#pending.childElementCount > 0;
    this.#older.hidden = !this.#hasOlder();
  }

  #hidden() {
    return this.#scroller.clientHeight === 0 || document.hidden;
  }

  /**
   * @param {string} sid
   * @returns {HTMLLIElement | null}
   */
  #rowOf(sid) {
    return this.#list.querySelector(`[data-sid="${CSS.escape(sid)}"]`);
  }
}

/**
 * @param {ChatMessage} message
 * @param {string} reader
 */
function row(message, reader) {
  const item = make("li", message.author === reader ? "message own" : "message");
  item.dataset.sid = message.sid;
  item.dataset.index = String(message.index);
  item.dataset.author = message.author;
  const avatar = make("span", "avatar", initials(message.author));
  avatar.ariaHidden = "true";
  avatar.style.setProperty("--hue", String(hue(message.author)));
  const bubble = make("div", "bubble");
  bubble.append(heading(message, reader), body(message.text));
  if (message.edited) bubble.append(make("p", "edited", "edited"));
  item.append(avatar, bubble);
  return item;
}

/**
 * @param {ChatMessage} message
 * @param {string} reader
 */
function heading({ author, createdAt }, reader) {
  const line = make("p", "meta");
  line.append(make("span", "author", author));
  if (author === reader) line.append(" ", make("span", "you", "(you)"));
  if (!createdAt) return line;
  const time = make("time", "", timeText(createdAt));
  time.dateTime = createdAt.toISOString();
  time.title = createdAt.toLocaleString();
  line.append(" ", time);
  return line;
}

/** @param {string} text */
function body(text) {
  const paragraph = make("p", "text");
  for (const piece of splitLinks(text)) {
    if (!piece.url) {
      paragraph.append(piece.text);
      continue;
    }
    const link = make("a", "", piece.text);
    link.href = piece.text;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    paragraph.append(link);
  }
  return paragraph;
}
