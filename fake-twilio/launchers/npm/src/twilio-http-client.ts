import { exchange } from "./http";

const DEFAULT_TIMEOUT_MS = 30_000;

/** A request of the library `twilio`, as its HTTP clients get it. */
export interface TwilioRequest {
  method: string;
  uri: string;
  username?: string;
  password?: string;
  headers?: Record<string, string>;
  params?: object;
  data?: object;
  timeout?: number;
}

/** What the library gets back. */
export interface TwilioResponse {
  statusCode: number;
  body: unknown;
  headers: object;
}

/**
 * An HTTP client for the library `twilio` that leads requests for Twilio's hosts to the emulator. Their
 * `Host` says which product is meant.
 */
export class TwilioHttpClient {
  constructor(private readonly url: string) {}

  async request(request: TwilioRequest): Promise<TwilioResponse> {
    const wanted = new URL(request.uri);
    const url = new URL(wanted.pathname + wanted.search, this.url);
    append(url.searchParams, request.params);
    const headers: Record<string, string> = { ...request.headers, Host: wanted.host };
    if (request.username && request.password) {
      headers.Authorization = `Basic ${Buffer.from(`${request.username}:${request.password}`).toString("base64")}`;
    }
    const { status, headers: answered, body } = await exchange({
      method: request.method.toUpperCase(),
      url,
      headers,
      body: encode(request.data, headers["Content-Type"]),
      timeoutMs: request.timeout ?? DEFAULT_TIMEOUT_MS,
    });
    return { statusCode: status, body: decode(body.toString()), headers: answered };
  }
}

function encode(data: object | undefined, type: string | undefined): string | undefined {
  if (!data) return undefined;
  return type === "application/json" ? JSON.stringify(data) : append(new URLSearchParams(), data).toString();
}

/** Lists stand once for each item, and what is undefined is left out, as in the library's own client. */
function append(parameters: URLSearchParams, values: object = {}): URLSearchParams {
  for (const [name, value] of Object.entries(values)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) parameters.append(name, item === null ? "" : String(item));
    }
  }
  return parameters;
}

/** JSON where it is such, else the text, as in the library's own client. */
function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
