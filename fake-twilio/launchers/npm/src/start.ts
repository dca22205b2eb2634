import { readFile } from "node:fs/promises";
import { dirname } from "node:path";

import type { Addresses } from "./account";
import { findBinary } from "./binary";
import type { SeedDocument } from "./control";
import { type Credentials, credentialsOf, WELL_KNOWN } from "./credentials";
import { FakeTwilio } from "./fake-twilio";
import { EmulatorProcess, type Log } from "./process";
import { Transport } from "./transport";

const START_TIMEOUT_MS = 30_000;
/** The variable of `--control-token`. */
const CONTROL_TOKEN = "FAKE_TWILIO_CONTROL_TOKEN";

/** How to start an emulator; everything may be left out. */
export interface StartOptions {
  /** The world to start with and to reset to: a seed document, or the path of one in YAML or JSON (`--seed-file`). */
  seed?: string | SeedDocument;
  /** Draws the same identifiers in every run (`--seed`). */
  idSeed?: number | bigint;
  /** Starts with a clock that stands still at this moment (`--now`). */
  now?: Date | string;
  /** Refuses parameters that Twilio does not know (`--strict`). */
  strict?: boolean;
  /** The port of the loopback address; a free one unless given. */
  port?: number;
  /** What the control API asks for as `Authorization: Bearer`; sent with every request. */
  controlToken?: string;
  /** The program. Without it: `FAKE_TWILIO_BINARY`, the platform's package, `PATH`, or cargo in a checkout. */
  binary?: string;
  /** Further options of its command line. */
  args?: readonly string[];
  /** Variables that it gets beside those of this process; `undefined` removes one. */
  env?: Record<string, string | undefined>;
  /** What becomes of its log; errors show the last lines anyway. Dropped unless given. */
  log?: Log;
  /** Milliseconds until the start has failed; 30 seconds unless given. */
  startTimeoutMs?: number;
}

/**
 * Starts an emulator of its own, on a free port. It ends with `stop()`, with `await using`, and with this
 * process, however that ends.
 *
 * @throws {@link BinaryNotFoundError} when there is no program, {@link StartError} when it does not start.
 */
export async function startFakeTwilio(options: StartOptions = {}): Promise<FakeTwilio> {
  const env = { ...process.env, ...options.env };
  if (options.controlToken !== undefined) env[CONTROL_TOKEN] = options.controlToken;
  const binary = await findBinary(options.binary, env);
  const token = await secret(env[CONTROL_TOKEN]);
  const [emulator, ready] = await EmulatorProcess.start({
    binary,
    args: commandLine(options),
    env,
    seed: options.seed,
    log: options.log ?? "ignore",
    startTimeoutMs: options.startTimeoutMs ?? START_TIMEOUT_MS,
  });
  const transport = new Transport(ready.url, token, () => emulator.whyGone());
  const addresses = {
    url: ready.url,
    twilsockUrl: ready.twilsock_url,
    videoSignalingUrl: ready.video_signaling_url,
  };
  const caDir = ready.ca_file && dirname(ready.ca_file);
  const source = { binary: async () => binary, url: ready.url, caDir };
  return new FakeTwilio(transport, addresses, credentialsOf(ready), source, () => emulator.stop());
}

/** How to reach an emulator that runs already. */
export interface ConnectOptions {
  /** What its control API asks for. */
  controlToken?: string;
  /** Credentials of the account that it was started with; the well-known ones unless given. */
  credentials?: Credentials;
}

/** Leads to an emulator that was started elsewhere, such as in a container; `stop()` leaves it running. */
export async function connectFakeTwilio(url: string, options: ConnectOptions = {}): Promise<FakeTwilio> {
  const transport = new Transport(url, options.controlToken ?? (await secret(process.env[CONTROL_TOKEN])));
  const source = { binary: () => findBinary(), url };
  const credentials = options.credentials ?? WELL_KNOWN;
  const fake = new FakeTwilio(transport, addressesAt(url), credentials, source, async () => {});
  await fake.health();
  return fake;
}

function addressesAt(url: string): Addresses {
  const at = (path: string) => {
    const address = new URL(path, url);
    address.protocol = address.protocol.replace("http", "ws");
    return address.href;
  };
  return { url: new URL(url).origin, twilsockUrl: at("/v3/wsconnect"), videoSignalingUrl: at("/signaling") };
}

function commandLine({ idSeed, now, strict, port = 0, args = [] }: StartOptions): string[] {
  const line = ["--listen", `127.0.0.1:${port}`];
  if (idSeed !== undefined) line.push("--seed", String(idSeed));
  if (now !== undefined) line.push("--now", typeof now === "string" ? now : now.toISOString());
  if (strict) line.push("--strict");
  return [...line, ...args];
}

/** A secret as the emulator takes it: the text, or what the file behind `@` holds. */
async function secret(text: string | undefined): Promise<string | undefined> {
  return text?.startsWith("@") ? (await readFile(text.slice(1), "utf8")).replace(/[\r\n]+$/, "") : text;
}
