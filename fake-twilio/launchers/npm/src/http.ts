import { request } from "node:http";
import { request as requestByTls } from "node:https";

/** One request by HTTP. */
export interface HttpRequest {
  method: string;
  url: URL;
  headers?: Record<string, string>;
  body?: string | Uint8Array | undefined;
  /** Milliseconds until it is given up; without it, it may take as long as it likes. */
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** What it was answered with. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/**
 * Sends a request on a connection of its own: none is left open that would be closed under the next one, and
 * test environments without `fetch` have it, too.
 */
export function exchange({ method, url, headers, body, timeoutMs, signal }: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...headers, connection: "close" }, agent: false as const };
    const send = url.protocol === "https:" ? requestByTls : request;
    const sent = send(url, { ...options, ...(signal && { signal }) }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) });
      });
    });
    if (timeoutMs !== undefined) {
      sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    }
    sent.on("error", reject);
    sent.end(body);
  });
}
