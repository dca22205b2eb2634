// Loaded before a script, makes everything that the SDK puts on the wire the same in every run:
// random numbers are counted, the clock stands still between two commands, and things happen one at
// a time. Nothing of the SDK itself is changed.
"use strict";

const crypto = require("node:crypto");

let drawn = 0;

/** A UUID of version 4 by its form. */
function randomUUID() {
  drawn += 1;
  return `00000000-0000-4000-8000-${drawn.toString(16).padStart(12, "0")}`;
}

/**
 * @template {ArrayBufferView} T
 * @param {T} view
 * @returns {T}
 */
function fill(view) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let at = 0; at < bytes.length; at += 1) {
    drawn += 1;
    bytes[at] = drawn & 0xff;
  }
  return view;
}

// WebSocket masks are drawn otherwise: they are on the wire, but not in what the frames say.
crypto.randomUUID = randomUUID;
crypto.randomBytes = (size) => fill(Buffer.alloc(size));
for (const source of [crypto.webcrypto, globalThis.crypto]) {
  Object.defineProperty(source, "randomUUID", { value: randomUUID });
  Object.defineProperty(source, "getRandomValues", { value: fill });
}
Math.random = () => 0.5;

const RealDate = Date;
let now = Number(process.env.SEEDED_NOW);

globalThis.Date = class extends RealDate {
  /** @param {...unknown} when */
  constructor(...when) {
    super(...(when.length === 0 ? [now] : when));
  }

  static now() {
    return now;
  }
};

// What the SDK says of the machine it runs on.
const local = { paths: [process.env.NODE_MODULES] };
Object.assign(require(require.resolve("platform", local)), {
  name: "Node.js",
  version: "0",
  os: { family: "none", version: "0", architecture: 0 },
});

// From here on: when things happen. If several replies are there at once, or timers run out while
// they come, what is followed up first depends on the moment, and with it the order of requests and
// the identifiers that they draw. So there is one thing at a time, and the next only when the SDK
// has done all that it does about the one before: first timers, in the order of their times; then
// frames, in the order they came; then commands, once no reply is awaited.

const WebSocket = require(require.resolve("ws", local));
const startTimer = globalThis.setTimeout;
const stopTimer = globalThis.clearTimeout;

/** Timers that are longer belong to what may never happen, such as a reply that does not come. */
const SHORT = 1000;

/** Turns of the event loop without news after which the SDK counts as done. */
const ENOUGH_TURNS = 5;

/** Short timers; their time goes by only when there is nothing else to do. */
class Timer {
  constructor(due, act) {
    this.due = due;
    this.act = act;
  }

  ref() {
    return this;
  }

  unref() {
    return this;
  }
}

/** @type {Timer[]} */
let timers = [];
let elapsed = 0;
/** @type {Set<string>} */
const awaited = new Set();
/** @type {Array<() => void>} */
const frames = [];
/** @type {Array<() => void>} */
const commands = [];
let pumping = false;

globalThis.setTimeout = (act, delay = 0, ...given) => {
  if (delay >= SHORT) return startTimer(act, delay, ...given);
  const timer = new Timer(elapsed + delay, () => act(...given));
  timers.push(timer);
  wake();
  return timer;
};

globalThis.clearTimeout = (timer) => {
  timers = timers.filter((one) => one !== timer);
  if (!(timer instanceof Timer)) stopTimer(timer);
};

/** The timer that is due first; of those due at once, the one that was set first. */
function nextTimer() {
  if (timers.length === 0) return undefined;
  const first = timers.reduce((one, other) => (other.due < one.due ? other : one));
  timers = timers.filter((one) => one !== first);
  elapsed = Math.max(elapsed, first.due);
  return first.act;
}

/** The header of a Twilsock frame. */
function header(frame) {
  const bytes = Buffer.from(frame);
  const start = bytes.indexOf("\r\n") + 2;
  const length = Number(bytes.subarray(0, start).toString("latin1").split(" ")[2]);
  return JSON.parse(bytes.subarray(start, start + length).toString("utf8"));
}

function pump(turns = 0) {
  pumping = true;
  if (turns < ENOUGH_TURNS) {
    setImmediate(pump, turns + 1);
    return;
  }
  const next =
    nextTimer() ?? frames.shift() ?? (awaited.size === 0 ? commands.shift() : undefined);
  pumping = next !== undefined;
  if (next !== undefined) {
    setImmediate(pump);
    next();
  }
}

function wake() {
  if (!pumping) pump();
}

const { emit, send } = WebSocket.prototype;

WebSocket.prototype.emit = function emitInTurn(name, ...args) {
  if (name !== "message" && name !== "open") return emit.call(this, name, ...args);
  frames.push(() => {
    const { method, id } = name === "message" ? header(args[0]) : {};
    if (method === "reply") awaited.delete(id);
    emit.call(this, name, ...args);
  });
  wake();
  return true;
};

WebSocket.prototype.send = function sendAndAwait(frame, ...rest) {
  const { method, id } = header(frame);
  if (method !== "reply" && method !== "close") awaited.add(id);
  send.call(this, frame, ...rest);
};

/** Waits for a calm moment and moves the clock on by a second. */
globalThis.calm = () =>
  new Promise((resolve) => {
    commands.push(() => {
      now += 1000;
      resolve();
    });
    wake();
  });
