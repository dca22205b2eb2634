import { ControlError } from "./errors";
import { exchange } from "./http";

const BASE = "/_emulator/v1";
/** Milliseconds that an answer may take, beyond those that the emulator is to wait itself. */
const TIMEOUT_MS = 60_000;

/** What a request of the control API carries. */
export interface Contents {
  body?: unknown;
  /** Media type of a body that is not JSON. */
  contentType?: string;
  query?: object;
}

/** Carries requests of the control API to an emulator. */
export class Transport {
  /**
   * @param url Where the emulator answers.
   * @param token What `--control-token` asks for.
   * @param whyGone Tells why there is no emulator any more, if so.
   */
  constructor(
    readonly url: string,
    private readonly token: string | undefined,
    private readonly whyGone: () => string | undefined = () => undefined,
  ) {}

  /**
   * Sends a request and returns what its answer holds: JSON, or the bytes of anything else.
   *
   * @throws {@link ControlError} when the emulator refuses it.
   */
  async send<T>(method: string, path: string, { body, contentType, query }: Contents = {}): Promise<T> {
    const url = new URL(BASE + path, this.url);
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) url.searchParams.append(name, String(value));
    }
    const headers: Record<string, string> = {};
    if (this.token !== undefined) headers.authorization = `Bearer ${this.token}`;
    if (body !== undefined) headers["content-type"] = contentType ?? "application/json";
    const content = body === undefined || body instanceof Uint8Array ? body : JSON.stringify(body);
    const { timeout_ms = 0 } = (body ?? {}) as { timeout_ms?: number };
    const timeoutMs = TIMEOUT_MS + timeout_ms;
    const answer = await exchange({ method, url, headers, body: content, timeoutMs }).catch((cause: unknown) => {
      const gone = this.whyGone();
      throw gone === undefined ? cause : new Error(gone, { cause });
    });
    const value = decode(answer.headers["content-type"], answer.body);
    if (answer.status >= 400) throw new ControlError(`${method} ${url.pathname}`, answer.status, value);
    return value as T;
  }
}

function decode(type: string | string[] | undefined, body: Buffer): unknown {
  if (body.length === 0) return undefined;
  return String(type).startsWith("application/json") ? JSON.parse(body.toString()) : body;
}
