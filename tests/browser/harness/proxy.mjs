// The proxy between a browser and the emulator: it can be cut, and each direction can be held up.

import { once } from "node:events";
import net from "node:net";

/** Forwards connections to an address until it is cut. */
export class TcpProxy {
  #server;
  #target;
  #cut = false;
  #lines = new Set();
  #empty = [];

  /** @param {string} url where the proxy leads */
  static async to(url) {
    const { hostname, port } = new URL(url);
    const proxy = new TcpProxy({ host: hostname, port: Number(port) });
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  constructor(target) {
    this.#target = target;
    this.#server = net.createServer((near) => this.#connect(near));
  }

  /** Makes a browser dial this proxy instead of its target; the page notices nothing. */
  get browserArg() {
    const { host, port } = this.#target;
    return `--host-resolver-rules=MAP ${host}:${port} 127.0.0.1:${this.#server.address().port}`;
  }

  /** Breaks all connections and refuses new ones. */
  cut() {
    this.#cut = true;
    for (const { near, far } of this.#lines) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Lets connections through again. */
  mend() {
    this.#cut = false;
  }

  /** What the browser sends from now on does not arrive. */
  holdUpward() {
    for (const { near, far } of this.#lines) near.unpipe(far).pause();
  }

  /** What the emulator sends from now on does not arrive. */
  holdDownward() {
    for (const { near, far } of this.#lines) far.unpipe(near).pause();
  }

  /** Resolves as soon as no connection is left. */
  async empty() {
    if (this.#lines.size > 0) await new Promise((resolve) => this.#empty.push(resolve));
  }

  async close() {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }

  #connect(near) {
    if (this.#cut) {
      near.resetAndDestroy();
      return;
    }
    const far = net.connect(this.#target);
    const line = { near, far };
    this.#lines.add(line);
    near.pipe(far).pipe(near);
    for (const [end, other] of [[near, far], [far, near]]) {
      end.on("error", () => other.destroy());
      end.on("close", () => this.#ended(line, other));
    }
  }

  #ended(line, other) {
    other.destroy();
    this.#lines.delete(line);
    if (this.#lines.size === 0) for (const resolve of this.#empty.splice(0)) resolve();
  }
}
