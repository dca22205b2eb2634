/** @import { Client, ConnectionState, Conversation, Message, Paginator, Participant } from "@twilio/conversations" */
/** @import { ChatMessage, ChatSetup, ChatState, SdkEvents } from "../types.js" */

import { errorText, missingSdk } from "../lib/text.js";
import { Renewal } from "./renewal.js";

const PAGE_SIZE = 30;
const LOAD_ATTEMPTS = 3;
const LOAD_WITHIN_MS = 30_000;
const SHUTDOWN_WITHIN_MS = 3_000;

/**
 * One session of the chat: from a login to its shutdown. Uses the SDK, not the DOM. After {@link
 * Chat.stop} or a failure no handler is called any more.
 */
export class Chat {
  #setup;
  /** @type {ChatState} */
  #state = "off";
  #over = false;
  #loaded = false;
  /** @type {Client | undefined} */
  #client;
  /** @type {Conversation | undefined} */
  #conversation;
  /** @type {Paginator<Message> | undefined} */
  #oldest;
  /** @type {Renewal | undefined} */
  #renewal;
  /** @type {Set<string>} */
  #typing = new Set();
  #lastRead = -1;
  /** @type {(() => void)[]} */
  #unlisten = [];

  /** @param {ChatSetup} setup */
  constructor(setup) {
    this.#setup = setup;
  }

  /** The user's identity. */
  get identity() {
    return this.#client?.user.identity ?? "";
  }

  /** Index of the last message this person has read before; `null` when never. */
  get lastReadIndex() {
    return this.#conversation?.lastReadMessageIndex ?? null;
  }

  get hasOlder() {
    return this.#oldest?.hasPrevPage ?? false;
  }

  /** Connects, reads the newest page of the history, then reports what happens. */
  async start() {
    this.#enter("connecting");
    try {
      const client = this.#createClient();
      await this.#initialized(client);
      if (this.#over) return;
      await this.#loadWithRetries(client);
    } catch (error) {
      this.#fail(errorText(error));
    }
  }

  /**
   * Sends a text.
   * @param {string} text
   * @returns {Promise<number>} the index of the new message
   */
  async send(text) {
    if (!this.#conversation || this.#over) throw new Error("the chat is not connected");
    return this.#conversation.sendMessage(text);
  }

  /** Fetches the page before the oldest one shown. */
  async loadOlder() {
    if (!this.#oldest?.hasPrevPage || this.#over) return;
    const page = await this.#oldest.prevPage();
    if (this.#over) return;
    this.#oldest = page;
    this.#setup.handlers.messages(page.items.map((item) => toMessage(item)), "older");
  }

  /** Sends a typing indicator. The SDK limits how often. */
  showTyping() {
    // A failed typing signal is ignored.
    if (!this.#over) this.#conversation?.typing().catch(() => {});
  }

  /**
   * Moves this person's read horizon forward.
   * @param {number} index
   */
  markRead(index) {
    if (!this.#conversation || this.#over || index <= this.#lastRead) return;
    const before = this.#lastRead;
    this.#lastRead = index;
    this.#conversation.advanceLastReadMessageIndex(index).catch(() => {
      this.#lastRead = Math.min(this.#lastRead, before);
    });
  }

  /** Ends the session. Never fails; waits for the SDK, but not for long. */
  async stop() {
    this.#end();
    if (!this.#client) return;
    // The SDK's shutdown waits for an initialisation that may never come.
    await within(SHUTDOWN_WITHIN_MS, this.#client.shutdown(), "").catch(() => {});
  }

  #createClient() {
    const { sdk, options, login } = this.#setup;
    if (!sdk) throw new Error(missingSdk("the chat SDK"));
    const client = new sdk.Client(login.token, options);
    this.#client = client;
    const renewal = new Renewal(client, this.#setup.renew, (reason) => this.#fail(reason));
    this.#renewal = renewal;
    this.#listen(client, "connectionStateChanged", (state) => this.#connection(state));
    this.#listen(client, "tokenAboutToExpire", () => renewal.refresh());
    this.#listen(client, "tokenExpired", () => this.#loaded && renewal.rescue());
    this.#listen(client, "conversationLeft", ({ sid }) => {
      if (sid === login.conversation_sid) this.#fail("you were removed from this conversation");
    });
    return client;
  }

  /**
   * Waits until the client is ready. A first failure may be followed by success when the SDK
   * tries again; only a terminal one ends the wait.
   * @param {Client} client
   * @returns {Promise<void>}
   */
  #initialized(client) {
    return new Promise((resolve, reject) => {
      this.#listen(client, "initialized", () => resolve());
      this.#listen(client, "initFailed", ({ error }) => {
        if (error?.terminal ?? true) reject(new Error(error?.message ?? "the chat could not start"));
      });
    });
  }

  /**
   * A connection that breaks rejects what is under way; a repeated request waits for the next
   * connection.
   * @param {Client} client
   */
  async #loadWithRetries(client) {
    for (let left = LOAD_ATTEMPTS; !this.#over; left -= 1) {
      try {
        await within(LOAD_WITHIN_MS, this.#load(client), "the chat history does not arrive");
        return;
      } catch (error) {
        if (left <= 1) throw error;
      }
    }
  }

  /** @param {Client} client */
  async #load(client) {
    const conversation = await client.getConversationBySid(this.#setup.login.conversation_sid);
    if (this.#over) return;
    if (this.#conversation === undefined) this.#listenToConversation(conversation);
    this.#conversation = conversation;
    const page = await conversation.getMessages(PAGE_SIZE);
    if (this.#over) return;
    this.#oldest = page;
    this.#lastRead = conversation.lastReadMessageIndex ?? -1;
    this.#loaded = true;
    this.#setup.handlers.messages(page.items.map((item) => toMessage(item)), "history");
    this.#connection(client.connectionState);
  }

  /** @param {Conversation} conversation */
  #listenToConversation(conversation) {
    const { handlers } = this.#setup;
    this.#listen(conversation, "messageAdded", (message) => handlers.messages([toMessage(message)], "live"));
    this.#listen(conversation, "messageUpdated", ({ message, updateReasons }) => {
      handlers.updated({ ...toMessage(message), edited: updateReasons.includes("body") });
    });
    this.#listen(conversation, "messageRemoved", ({ sid }) => handlers.removed(sid));
    this.#listen(conversation, "participantLeft", (participant) => this.#noteTyping(participant, false));
    this.#listen(conversation, "typingStarted", (participant) => this.#noteTyping(participant, true));
    this.#listen(conversation, "typingEnded", (participant) => this.#noteTyping(participant, false));
    this.#listen(conversation, "removed", () => this.#fail("this conversation was deleted"));
  }

  /**
   * @param {Participant} participant
   * @param {boolean} started
   */
  #noteTyping({ identity }, started) {
    if (!identity || identity === this.identity) return;
    if (started) this.#typing.add(identity);
    else this.#typing.delete(identity);
    this.#setup.handlers.typing([...this.#typing]);
  }

  /** @param {ConnectionState} state the SDK's word for its connection */
  #connection(state) {
    if (!this.#loaded) return;
    this.#enter(state === "connected" ? "connected" : "reconnecting");
    if (state === "denied" || state === "disconnected") this.#renewal?.rescue();
  }

  /** @param {ChatState} state */
  #enter(state) {
    if (this.#over || this.#state === state) return;
    this.#state = state;
    this.#setup.handlers.state(state);
  }

  /** @param {string} reason */
  #fail(reason) {
    if (this.#over) return;
    this.#enter("failed");
    this.#setup.handlers.problem(reason);
    void this.stop();
  }

  #end() {
    this.#over = true;
    this.#renewal?.stop();
    for (const unlisten of this.#unlisten.splice(0)) unlisten();
  }

  /**
   * @template {keyof SdkEvents} Event
   * @param {Client | Conversation} emitter
   * @param {Event} event
   * @param {(...args: SdkEvents[Event]) => void} listener
   */
  #listen(emitter, event, listener) {
    const target = /** @type {any} */ (emitter);
    target.on(event, listener);
    this.#unlisten.push(() => target.removeListener(event, listener));
  }
}

/**
 * @template T
 * @param {number} milliseconds
 * @param {Promise<T>} promise
 * @param {string} lateText
 * @returns {Promise<T>}
 */
function within(milliseconds, promise, lateText) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(lateText)), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * @param {Message} message
 * @returns {ChatMessage}
 */
function toMessage(message) {
  const { sid, index, author, body, dateCreated } = message;
  const text = body || attachmentsText(message);
  return { sid, index, author: author ?? "", text, createdAt: dateCreated, edited: false };
}

/** @param {Message} message */
function attachmentsText({ attachedMedia }) {
  const names = (attachedMedia ?? []).map(({ filename }) => filename ?? "without a name");
  return names.length === 0 ? "" : `Attachment: ${names.join(", ")}`;
}
