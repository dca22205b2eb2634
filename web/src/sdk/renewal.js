/** @import { Client } from "@twilio/conversations" */
/** @import { Login } from "../types.js" */

import { ApiError } from "./api.js";

const WAITS_MS = [0, 2_000, 4_000, 8_000, 16_000];
/** So many rescues within a minute mean that fresh tokens do not help. */
const MAX_RESCUES = 4;
const RESCUE_WINDOW_MS = 60_000;

/**
 * Keeps a client supplied with valid tokens. One renewal runs at a time; a failure of the network
 * error is retried, a rejection is final.
 */
export class Renewal {
  #client;
  #login;
  #lost;
  #running = false;
  #stopped = false;
  /** @type {number[]} */
  #rescues = [];

  /**
   * @param {Client} client
   * @param {() => Promise<Login>} login logs the same person in again
   * @param {(reason: string) => void} lost called when the connection cannot be saved
   */
  constructor(client, login, lost) {
    this.#client = client;
    this.#login = login;
    this.#lost = lost;
  }

  stop() {
    this.#stopped = true;
  }

  /** Fetches a token in time; the connection lives on if that fails. */
  refresh() {
    void this.#run();
  }

  /** Brings back a connection that the server has refused or ended. */
  rescue() {
    if (this.#running || this.#stopped) return;
    const now = Date.now();
    this.#rescues = this.#rescues.filter((at) => now - at < RESCUE_WINDOW_MS);
    this.#rescues.push(now);
    if (this.#rescues.length > MAX_RESCUES) {
      this.#lost("the chat server keeps refusing the connection");
    } else {
      void this.#run();
    }
  }

  async #run() {
    if (this.#running || this.#stopped) return;
    this.#running = true;
    const reason = await this.#attempts();
    this.#running = false;
    if (reason && !this.#stopped && !this.#alive()) this.#lost(reason);
  }

  /** @returns {Promise<string>} why it failed; empty when it worked */
  async #attempts() {
    let reason = "";
    for (const wait of WAITS_MS) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (this.#stopped) return "";
      try {
        await this.#once();
        return "";
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
        if (error instanceof ApiError && !error.transient) break;
      }
    }
    return reason;
  }

  async #once() {
    const { token } = await this.#login();
    if (this.#stopped) return;
    // The SDK refuses a token while it is closing its socket.
    if (this.#client.connectionState === "disconnecting") await this.#nextState();
    if (!this.#stopped) await this.#client.updateToken(token);
  }

  /** @returns {Promise<void>} */
  #nextState() {
    return new Promise((resolve) => this.#client.once("connectionStateChanged", () => resolve()));
  }

  #alive() {
    return ["connected", "connecting"].includes(this.#client.connectionState);
  }
}
