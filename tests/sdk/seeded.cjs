// Loaded before a script, makes everything that the SDK puts on the wire the same in every run:
// random numbers are counted, and the clock stands still between two commands. Timers go on.
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

// From here on: how frames and commands reach the SDK. When several replies are there at once, which
// of them is followed up first would depend on the moment, and with it the order of requests and the
// identifiers that they draw. So frames are handed over one by one, each when the SDK has done all
// that it does about the one before, and commands when no reply is awaited.

const WebSocket = require(require.resolve("ws", { paths: [process.env.NODE_MODULES] }));
const startTimer = globalThis.setTimeout;
const stopTimer = globalThis.clearTimeout;

/** Timers that are longer belong to what may never happen, such as a reply that does not come. */
const SHORT = 1000;

/** Turns of the event loop without news after which the SDK counts as done. */
const ENOUGH_TURNS = 5;

/** @type {Set<unknown>} */
const timers = new Set();
/** @type {Set<string>} */
const awaited = new Set();
/** @type {Array<() => void>} */
const frames = [];
/** @type {Array<() => void>} */
const commands = [];
let pumping = false;

globalThis.setTimeout = (act, delay = 0, ...rest) => {
  const timer = startTimer(
    (...given) => {
      timers.delete(timer);
      act(...given);
    },
    delay,
    ...rest,
  );
  if (delay < SHORT) timers.add(timer);
  return timer;
};

globalThis.clearTimeout = (timer) => {
  timers.delete(timer);
  stopTimer(timer);
};

/** The header of a Twilsock frame. */
function header(frame) {
  const text = Buffer.from(frame).toString("utf8");
  const [, length, rest] = /^TWILSOCK V3\.0 (\d+)\r\n([^]*)$/.exec(text);
  return JSON.parse(Buffer.from(rest).subarray(0, Number(length)).toString("utf8"));
}

function handOver() {
  const next = frames.shift() ?? (awaited.size === 0 ? commands.shift() : undefined);
  next?.();
  return next !== undefined;
}

function pump(turns = 0) {
  pumping = true;
  if (timers.size > 0) {
    startTimer(pump, 1);
  } else if (turns < ENOUGH_TURNS) {
    setImmediate(pump, turns + 1);
  } else if (handOver()) {
    setImmediate(pump);
  } else {
    pumping = false;
  }
}

function wake() {
  if (!pumping) pump();
}

const { emit, send } = WebSocket.prototype;

WebSocket.prototype.emit = function emitInTurn(name, ...args) {
  if (name !== "message") return emit.call(this, name, ...args);
  frames.push(() => {
    const { method, id } = header(args[0]);
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
