// A small double of the SDK's surface for unit tests; the real build is driven end to end.
import { EventEmitter } from "node:events";

export class FakeConversation extends EventEmitter {
  constructor(count) {
    super();
    this.sid = "CH1";
    this.lastReadMessageIndex = null;
    this.failures = [];
    this.read = [];
    this.messages = Array.from({ length: count }, (_, index) => fakeMessage(index));
  }

  #page(end) {
    const start = Math.max(0, end - 30);
    const prevPage = async () => this.#page(start);
    return { items: this.messages.slice(start, end), hasPrevPage: start > 0, prevPage };
  }

  async getMessages() {
    const failure = this.failures.shift();
    if (failure) throw failure;
    return this.#page(this.messages.length);
  }

  async sendMessage(text) {
    this.messages.push(fakeMessage(this.messages.length, "alice", text));
    return this.messages.length - 1;
  }

  async advanceLastReadMessageIndex(index) {
    this.read.push(index);
    return 0;
  }
}

export function fakeMessage(index, author = "bob", body = `text ${index}`) {
  return { sid: `IM${index}`, index, author, body, dateCreated: new Date(1_700_000_000_000 + index), dateUpdated: null };
}

/** @returns {{ sdk: any, clients: any[] }} an object to pass as `sdk`, and the clients it has made */
export function fakeSdk(conversation) {
  const clients = [];
  class Client extends EventEmitter {
    connectionState = "connecting";
    shutdowns = 0;
    user = { identity: "alice" };

    constructor(token, options) {
      super();
      this.tokens = [token];
      this.options = options;
      clients.push(this);
    }

    enter(state) {
      this.connectionState = state;
      this.emit("connectionStateChanged", state);
    }

    ready() {
      this.enter("connected");
      this.emit("initialized");
    }

    async getConversationBySid() {
      return conversation;
    }

    async updateToken(token) {
      this.tokens.push(token);
      this.enter("connected");
    }

    async shutdown() {
      this.shutdowns += 1;
    }
  }
  return { sdk: { Client }, clients };
}
