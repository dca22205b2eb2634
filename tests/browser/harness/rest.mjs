// Twilio's REST API, as a server of the app's owner would use it.

const ROOM = "My Room";

export class Rest {
  #emulator;
  #authorization;

  /** @param {import("./programs.mjs").App} app */
  constructor({ emulatorUrl, accountSid, authToken }) {
    this.#emulator = emulatorUrl;
    this.#authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
  }

  /** Ends the call and deletes the room, so that the next login makes an empty one. */
  async clearRoom() {
    const rooms = await this.#call("GET", "/Rooms?Status=in-progress");
    for (const { sid } of rooms.rooms) await this.#call("POST", `/Rooms/${sid}`, { Status: "completed" });
    const { conversations } = await this.#call("GET", "/Conversations");
    for (const { sid } of conversations) await this.#call("DELETE", `/Conversations/${sid}`);
  }

  /** Makes the room, as a login would. */
  createRoom() {
    return this.#call("POST", "/Conversations", { FriendlyName: ROOM, UniqueName: ROOM });
  }

  send(author, body) {
    return this.#call("POST", `${room()}/Messages`, { Author: author, Body: body });
  }

  edit(sid, body) {
    return this.#call("POST", `${room()}/Messages/${sid}`, { Body: body });
  }

  delete(sid) {
    return this.#call("DELETE", `${room()}/Messages/${sid}`);
  }

  /** Texts of all messages, oldest first. */
  async texts() {
    const { messages } = await this.#call("GET", `${room()}/Messages?PageSize=100`);
    return messages.map(({ body }) => body);
  }

  async removeParticipant(identity) {
    await this.#call("DELETE", `${room()}/Participants/${encodeURIComponent(identity)}`);
  }

  /** Moves the emulator's clock on by seconds. */
  async advance(seconds) {
    const response = await fetch(`${this.#emulator}/_emulator/v1/clock`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ millis: seconds * 1000 }),
    });
    if (!response.ok) throw new Error(`clock: ${response.status} ${await response.text()}`);
  }

  async #call(method, path, form) {
    const response = await fetch(`${this.#emulator}/v1${path}`, {
      method,
      headers: { Authorization: this.#authorization },
      ...(form && { body: new URLSearchParams(form) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? null : response.json();
  }
}

function room() {
  return `/Conversations/${encodeURIComponent(ROOM)}`;
}
