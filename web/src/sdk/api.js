/** @import { Config, Login } from "../types.js" */

const ANSWER_WITHIN_MS = 15_000;

/** A request to the login server that did not succeed; the message is for people. */
export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {number} status HTTP status; 0 when there was no answer
   */
  constructor(message, status) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }

  /** Whether asking again, unchanged, may succeed. */
  get transient() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/**
 * Where and how the SDKs connect.
 * @returns {Promise<Config>}
 */
export async function fetchConfig() {
  const config = await request("/config.json");
  const { backend = "live", conversations = {}, video = {} } = config;
  return { backend, conversations, video };
}

/**
 * Puts the user in the room and gets a fresh token.
 * @param {string} username
 * @returns {Promise<Login>}
 */
export async function logIn(username) {
  const answer = await request("/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username }),
  });
  if (typeof answer.token !== "string" || typeof answer.conversation_sid !== "string") {
    throw new ApiError("The server's answer makes no sense. Please try again later.", 502);
  }
  return answer;
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<any>} the parsed body
 */
async function request(path, init) {
  const response = await answered(path, init);
  const body = await response.json().catch(() => null);
  if (response.ok && body !== null && typeof body === "object") return body;
  const reason = typeof body?.error === "string" ? body.error : `The server answered with status ${response.status}.`;
  throw new ApiError(reason, response.ok ? 502 : response.status);
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 */
async function answered(path, init) {
  try {
    return await fetch(path, { ...init, cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch (error) {
    const late = error instanceof DOMException && error.name === "TimeoutError";
    const text = late ? "The server takes too long to answer." : "The server cannot be reached.";
    throw new ApiError(`${text} Please check your connection and try again.`, 0);
  }
}
