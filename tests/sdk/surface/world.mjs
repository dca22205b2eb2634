// What the walk needs: tokens, REST, connections that can be cut, and waiting for events.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import net from "node:net";
import path from "node:path";

/** Milliseconds to wait for an event. */
const SOON = 40_000;

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Resolves with the first event that fits. */
export function heard(emitter, name, fits = () => true) {
  const { promise, resolve, reject } = resolvers();
  const listen = (what) => fits(what) && resolve(what);
  emitter.on(name, listen);
  const late = setTimeout(() => reject(new Error(`no ${name}`)), SOON);
  const end = () => {
    clearTimeout(late);
    emitter.removeListener(name, listen);
  };
  promise.then(end, end);
  return promise;
}

function resolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

/** Does something and waits for what it brings about. */
export async function brings(act, ...events) {
  const all = Promise.all(events);
  all.catch(() => {});
  const done = await act();
  return [done, ...(await all)];
}

/** Asks again and again, until the answer is the right one. */
export async function becomes(ask, wanted) {
  const end = Date.now() + SOON;
  for (;;) {
    const got = await ask();
    if (JSON.stringify(got) === JSON.stringify(wanted)) return;
    if (Date.now() > end) {
      throw new Error(`got ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Something is refused with this error number of Twilio's, or in these words where the SDK names no
 * number; not to be refused is the mistake.
 */
export async function refused(promise, number, words) {
  const error = await promise.then(
    () => null,
    (why) => why,
  );
  if (error === null) throw new Error("was not refused");
  const named = error.body?.code ?? error.reply?.status?.errorCode ?? error.code;
  if (named === undefined && words) return assert.match(error.message, words);
  assert.equal(named, number);
}

/** All items, page by page. */
export async function all(page, next = "next") {
  const items = [...page.items];
  while (next === "next" ? page.hasNextPage : page.hasPrevPage) {
    page = await (next === "next" ? page.nextPage() : page.prevPage());
    items[next === "next" ? "push" : "unshift"](...page.items);
  }
  return items;
}

/** A way to the emulator that can be cut and blocked. */
class TcpProxy {
  static async open(emulator) {
    const { hostname, port } = new URL(emulator);
    const proxy = new TcpProxy();
    proxy.server = net.createServer((near) => {
      if (proxy.blocked) return near.destroy();
      const far = net.connect(Number(port), hostname);
      proxy.sockets.add(near);
      for (const [one, other] of [[near, far], [far, near]]) {
        one.on("error", () => {});
        one.on("close", () => other.destroy());
      }
      near.on("close", () => proxy.sockets.delete(near));
      near.pipe(far).pipe(near);
    });
    await new Promise((resolve) => proxy.server.listen(0, "127.0.0.1", resolve));
    proxy.url = `ws://127.0.0.1:${proxy.server.address().port}/v3/wsconnect`;
    return proxy;
  }

  sockets = new Set();
  blocked = false;

  cut() {
    for (const socket of this.sockets) socket.destroy();
  }

  block(blocked) {
    this.blocked = blocked;
    if (blocked) this.cut();
  }
}

export class World {
  static async create(env) {
    const world = new World();
    world.env = env;
    const require = createRequire(path.join(env.NODE_MODULES, "surface.cjs"));
    world.Client = require(env.SDK).Client;
    const about = readFileSync(path.join(env.NODE_MODULES, env.SDK, "package.json"), "utf8");
    world.version = JSON.parse(about).version;
    if (world.version.startsWith("1.")) world.standInForTwilio();
    const service = `/v1/Services/${env.SERVICE}`;
    await world.rest("POST", `${service}/Configuration`, { ReachabilityEnabled: "true" });
    world.sid = await world.conversation({ UniqueName: "lobby", FriendlyName: "Lobby" }, "ada", "bob");
    return world;
  }

  /** Versions 1.x send media to a host of Twilio's whatever their options: leads it to the emulator. */
  standInForTwilio() {
    const { hostname, port } = new URL(this.env.EMULATOR);
    const near = { protocol: "http:", host: hostname, hostname, port, agent: undefined };
    https.request = (options, ...rest) => http.request({ ...options, ...near }, ...rest);
  }

  /** Where an address that may have a host of Twilio's is in fact answered. */
  local(address) {
    const { host, pathname, search } = new URL(address);
    return host.endsWith(".twilio.com") ? this.env.EMULATOR + pathname + search : address;
  }

  /** A token for chat. */
  token(identity, { seconds = 3600, secret = this.env.SECRET, at = Date.now() } = {}) {
    const iat = Math.floor(at / 1000);
    const { KEY: iss, ACCOUNT: sub, SERVICE: service_sid } = this.env;
    // Two tokens of one moment must differ, as the SDK takes the same one for no news.
    this.minted = (this.minted ?? 0) + 1;
    const jti = `${iss}-${iat}-${this.minted}`;
    const grants = { identity, chat: { service_sid } };
    const head = base64url({ alg: "HS256", typ: "JWT", cty: "twilio-fpa;v=1" });
    const claims = base64url({ jti, grants, iat, exp: iat + seconds, iss, sub });
    const signature = createHmac("sha256", secret).update(`${head}.${claims}`).digest("base64url");
    return `${head}.${claims}.${signature}`;
  }

  /** Asks the public REST API. */
  async rest(method, path, form) {
    const { EMULATOR, KEY, SECRET } = this.env;
    const authorization = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString("base64")}`;
    const body = form && new URLSearchParams(form);
    const answer = await fetch(EMULATOR + path, { method, headers: { authorization }, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`REST: ${method} ${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  }

  /** What the emulator's clock shows, in milliseconds. */
  async now() {
    return Date.parse((await this.control("GET", "health")).now);
  }

  /** Moves the emulator's clock on by seconds. */
  advance(seconds) {
    return this.control("POST", "clock", { millis: seconds * 1000 });
  }

  /** Kinds of the devices that somebody has registered, and whether they want to be told anything. */
  async devices(identity) {
    const path = `/v1/Services/${this.env.SERVICE}/Bindings?Identity=${identity}`;
    const { bindings } = await this.rest("GET", path);
    return bindings.map(({ binding_type, message_types }) => [binding_type, message_types.length > 0]);
  }

  /** Makes what only channels make: recipients, metadata. */
  seed(what, body) {
    return this.control("POST", `seed/conversations/${what}`, body);
  }

  /** Asks the control API. */
  async control(method, path, body) {
    const headers = { "content-type": "application/json" };
    const url = `${this.env.EMULATOR}/_emulator/v1/${path}`;
    const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Options for a client behind a proxy of its own. */
  async proxy() {
    const proxy = await TcpProxy.open(this.env.EMULATOR);
    const options = {
      logLevel: process.env.SDK_LOG ?? "silent",
      Twilsock: { uri: proxy.url },
      retryPolicy: { min: 10, max: 50, initial: 10, randomness: 0 },
      // Counts and read horizons without the pauses that spare a real service.
      httpCacheIntervalOverride: "PT0.1S",
      consumptionReportIntervalOverride: "PT0.1S",
    };
    return { proxy, options };
  }

  /** A connected client with its proxy. */
  async connect(identity, token = this.token(identity)) {
    const { proxy, options } = await this.proxy();
    const client = await this.Client.create(token, options);
    await this.connected(client);
    return { client, proxy };
  }

  /** Waits until a client is connected. */
  async connected(client) {
    if (client.connectionState !== "connected") {
      await heard(client, "connectionStateChanged", (state) => state === "connected");
    }
  }

  /** Sends as ada and gives the message as both see it. */
  async sent(body, ...more) {
    const is = (message) => message.body === body;
    const [index, mine, theirs] = await brings(
      () => this.room.sendMessage(body, ...more),
      heard(this.room, "messageAdded", is),
      heard(this.bobsRoom, "messageAdded", is),
    );
    return { index, mine, theirs };
  }

  /** Makes a conversation by REST and adds people. */
  async conversation(form, ...people) {
    const made = await this.rest("POST", "/v1/Conversations", form);
    for (const Identity of people) {
      await this.rest("POST", `/v1/Conversations/${made.sid}/Participants`, { Identity });
    }
    return made.sid;
  }
}
