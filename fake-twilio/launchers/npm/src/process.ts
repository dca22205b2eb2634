import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

import type { SeedDocument } from "./control";
import { StartError } from "./errors";

/** How many lines of the log an error shows. */
const SHOWN_LINES = 40;
/** Milliseconds until an emulator that does not end is killed. */
const STOP_LIMIT_MS = 10_000;

/** What the emulator writes when it is ready. */
export interface ReadyFile {
  url: string;
  twilsock_url: string;
  video_signaling_url: string;
  account_sid: string;
  auth_token: string;
  api_key_sid: string;
  api_key_secret: string;
  chat_service_sid: string;
  ca_file?: string;
  pid: number;
  version: string;
}

/** What becomes of the log: shown on stderr, dropped, or given to a function line by line. */
export type Log = "inherit" | "ignore" | ((line: string) => void);

/** How the program is started. */
export interface Launch {
  binary: string;
  args: readonly string[];
  env: Record<string, string | undefined>;
  seed: string | SeedDocument | undefined;
  log: Log;
  startTimeoutMs: number;
}

/** An emulator of this process, that ends with it. */
export class EmulatorProcess {
  private readonly lines: string[] = [];
  private readonly ended: Promise<void>;
  private status: string | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly log: Log,
  ) {
    this.ended = new Promise((done) => {
      const end = (status: string) => {
        this.status ??= status;
        done();
      };
      child.once("error", (error) => end(error.message));
      child.once("close", (code, signal) => end(signal === null ? `exit status ${code}` : `signal ${signal}`));
    });
    for (const line of [child.stdin, child.stdout, child.stderr]) line?.on("error", () => {});
    if (child.stderr) createInterface({ input: child.stderr }).on("line", (line) => this.tell(line));
  }

  /**
   * Starts the program and waits until it answers. Its standard input is a pipe that the system closes when
   * this process ends, in whatever way; the emulator ends then.
   */
  static async start(launch: Launch): Promise<[EmulatorProcess, ReadyFile]> {
    const folder = await mkdtemp(join(tmpdir(), "fake-twilio-"));
    try {
      const readyFile = join(folder, "ready.json");
      const seed = await seedFile(folder, launch.seed);
      const args = ["--ready-file", readyFile, ...(seed === undefined ? [] : ["--seed-file", seed]), ...launch.args];
      // An error is shown without where it was made: panics are what backtraces are for.
      const env = { RUST_LIB_BACKTRACE: "0", ...launch.env, FAKE_TWILIO_EXIT_WITH_STDIN: "1" };
      const child = spawn(launch.binary, args, { env, stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
      const started = new EmulatorProcess(child, launch.log);
      await started.announced(launch);
      return [started, await started.ready(launch.binary, readyFile)];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** What its ready file says. */
  private async ready(binary: string, readyFile: string): Promise<ReadyFile> {
    try {
      return JSON.parse(await readFile(readyFile, "utf8")) as ReadyFile;
    } catch (cause) {
      await this.stop();
      throw new StartError(`${binary} has written no ready file${this.shownLog()}`, { cause });
    }
  }

  /** Why there is no emulator any more, if so. */
  whyGone(): string | undefined {
    return this.status === undefined ? undefined : `the emulator has ended: ${this.status}${this.shownLog()}`;
  }

  /** Ends it and waits until it has ended. */
  async stop(): Promise<void> {
    if (this.status !== undefined) return;
    this.child.ref();
    this.child.kill("SIGTERM");
    const killing = setTimeout(() => this.child.kill("SIGKILL"), STOP_LIMIT_MS);
    await this.ended;
    clearTimeout(killing);
  }

  /** Waits for the line by which the emulator says that its ready file is there. */
  private async announced({ binary, startTimeoutMs }: Launch): Promise<void> {
    const { stdout } = this.child;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, fail) => {
      const told = `${binary} was not ready within ${startTimeoutMs} ms`;
      timer = setTimeout(() => fail(new StartError(told + this.shownLog())), startTimeoutMs);
    });
    try {
      if (stdout) await Promise.race([firstLine(stdout), this.ended, late]);
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
    if (this.status !== undefined) throw new StartError(`${binary} has not started: ${this.status}${this.shownLog()}`);
    this.release();
  }

  /** Lets this process end although the emulator runs. */
  private release(): void {
    this.child.unref();
    for (const stream of [this.child.stdin, this.child.stdout, this.child.stderr]) {
      (stream as unknown as { unref?: () => void } | null)?.unref?.();
    }
    this.child.stdout?.resume();
  }

  private tell(line: string): void {
    if (this.lines.push(line) > SHOWN_LINES) this.lines.shift();
    if (this.log === "inherit") process.stderr.write(`${line}\n`);
    else if (this.log !== "ignore") this.log(line);
  }

  private shownLog(): string {
    return this.lines.length === 0 ? "" : `\n${this.lines.join("\n")}`;
  }
}

function firstLine(stream: Readable): Promise<void> {
  return new Promise((done) => {
    createInterface({ input: stream }).once("line", () => done());
  });
}

/** The path of the seed document, which is written to the folder unless it is a path. */
async function seedFile(folder: string, seed: string | SeedDocument | undefined): Promise<string | undefined> {
  if (seed === undefined || typeof seed === "string") return seed;
  const path = join(folder, "seed.json");
  await writeFile(path, JSON.stringify(seed), { mode: 0o600 });
  return path;
}
