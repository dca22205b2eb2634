/** @import { Chat } from "../sdk/chat.js" */
/** @import { ChatMessage, Origin } from "../types.js" */

import { badgeText, chatLabel, typingText } from "../lib/text.js";
import { Composer } from "./composer.js";
import { byId } from "./dom.js";
import { MessageList } from "./message-list.js";

const TITLE = document.title;

/** The chat panel and the button that opens it. */
export class Panel {
  #root = byId("root", HTMLElement);
  #panel = byId("chat", HTMLElement);
  #toggle = byId("toggle_chat", HTMLButtonElement);
  #badge = byId("chat-badge", HTMLElement);
  #typing = byId("chat-typing", HTMLElement);
  #list = new MessageList();
  #composer;
  #unread = 0;
  #announce;
  /** @type {Chat | undefined} */
  #chat;

  /** @param {(text: string) => void} announce announces a text to screen readers */
  constructor(announce) {
    this.#announce = announce;
    this.#composer = new Composer({
      send: async (text) => {
        if (!this.#chat) throw new Error("the chat is not connected");
        return this.#chat.send(text);
      },
      typing: () => this.#chat?.showTyping(),
      showPending: (entries) => this.#list.showPending(entries),
    });
    this.#toggle.addEventListener("click", () => (this.open ? this.close() : this.show()));
    byId("chat-close", HTMLButtonElement).addEventListener("click", () => this.close());
    this.#panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) this.close();
    });
  }

  get open() {
    return this.#root.classList.contains("withChat");
  }

  /** @param {boolean} enabled */
  enable(enabled) {
    this.#toggle.disabled = !enabled;
  }

  show() {
    this.#setOpen(true);
    this.#setUnread(0);
    this.#list.scrollToEnd();
    this.#composer.focus();
  }

  close() {
    const inside = this.#panel.contains(document.activeElement);
    this.#setOpen(false);
    if (inside) this.#toggle.focus();
  }

  /**
   * Connects the panel to a chat session that is about to start.
   * @param {Chat} chat
   */
  attach(chat) {
    this.#chat = chat;
    this.#list.clear();
    this.#list.attach({
      hasOlder: () => chat.hasOlder,
      loadOlder: () => chat.loadOlder(),
      readTo: (index) => chat.markRead(index),
    });
  }

  /** Back to the state before joining. */
  clear() {
    this.#chat = undefined;
    this.#setOpen(false);
    this.#setUnread(0);
    this.#composer.clear();
    this.#list.clear();
    this.typing([]);
  }

  /**
   * @param {ChatMessage[]} messages
   * @param {Origin} origin
   */
  add(messages, origin) {
    this.#list.reader = this.#chat?.identity ?? "";
    const fresh = this.#list.add(messages, origin);
    for (const message of fresh) {
      if (message.author === this.#list.reader) this.#composer.settle(message);
    }
    this.#countUnread(fresh, origin);
  }

  /** @param {ChatMessage} message */
  update(message) {
    this.#list.update(message);
  }

  /** @param {string} sid */
  remove(sid) {
    this.#list.remove(sid);
  }

  /** @param {string[]} names */
  typing(names) {
    this.#typing.textContent = typingText(names);
  }

  /**
   * @param {ChatMessage[]} fresh
   * @param {Origin} origin
   */
  #countUnread(fresh, origin) {
    if (this.open || origin === "older") return;
    const { reader, transcript } = this.#list;
    if (origin === "history") {
      const lastRead = this.#chat?.lastReadIndex ?? null;
      this.#setUnread(lastRead === null ? this.#unread : transcript.unread(reader, lastRead));
      return;
    }
    const news = fresh.filter(({ author }) => author !== reader);
    this.#setUnread(this.#unread + news.length);
    const author = news.at(-1)?.author;
    if (author !== undefined) this.#announce(`New message from ${author}, ${this.#unread} unread`);
  }

  /** @param {number} unread */
  #setUnread(unread) {
    this.#unread = unread;
    this.#badge.textContent = badgeText(unread);
    this.#badge.hidden = unread === 0;
    document.title = unread === 0 ? TITLE : `(${badgeText(unread)}) ${TITLE}`;
    this.#toggle.setAttribute("aria-label", chatLabel(unread));
  }

  /** @param {boolean} open */
  #setOpen(open) {
    this.#root.classList.toggle("withChat", open);
    this.#panel.hidden = !open;
    this.#toggle.setAttribute("aria-expanded", String(open));
  }
}
