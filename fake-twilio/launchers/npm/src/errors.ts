import type { Entry } from "./control";

/** The emulator has refused a request of the control API. */
export class ControlError extends Error {
  override readonly name = "ControlError";
  /** Twilio's error number, if there is one. */
  readonly code: number | undefined;

  constructor(
    request: string,
    /** Status of HTTP. */
    readonly status: number,
    /** The answer. */
    readonly body: unknown,
  ) {
    const { message, code } = (body ?? {}) as { message?: string; code?: number };
    super(`${request} is refused with ${status}: ${message ?? String(body)}`);
    this.code = code;
  }
}

/** An entry that nearly matched. */
export interface NearMiss {
  /** The members of the match that differ. */
  differs: string[];
  entry: Entry;
}

/** What was waited for has not happened in time; the message says what came near. */
export class WaitTimeoutError extends Error {
  override readonly name = "WaitTimeoutError";

  constructor(
    match: object,
    /** How many entries matched. */
    readonly found: number,
    /** The entries that came nearest, and what differs. */
    readonly nearMisses: NearMiss[],
  ) {
    const nearest = nearMisses.map(({ differs, entry }) => `\n  ${describe(entry)} differs in ${differs.join(", ")}`);
    const told = nearest.length > 0 ? `; what came near:${nearest.join("")}` : "; nothing came near";
    super(`nothing has matched ${JSON.stringify(match)} in time${told}`);
  }
}

function describe(entry: Entry): string {
  const words = [entry.side, entry.direction, entry.operation ?? entry.event ?? entry.method, entry.path, entry.identity];
  return `#${entry.id} ${words.filter((word) => word !== undefined).join(" ")}`;
}

/** No program of the emulator was found. */
export class BinaryNotFoundError extends Error {
  override readonly name = "BinaryNotFoundError";

  constructor(
    /** Where it was looked for, each with why that is of no use. */
    readonly tried: readonly string[],
  ) {
    const places = tried.map((place) => `\n  - ${place}`).join("");
    super(`the program fake-twilio was not found; these were tried:${places}`);
  }
}

/** The emulator has not started. */
export class StartError extends Error {
  override readonly name = "StartError";
}
