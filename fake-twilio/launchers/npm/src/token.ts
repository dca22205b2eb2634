import { createHmac } from "node:crypto";

import type { Credentials } from "./credentials";

/** Who a token is for, and what it allows. */
export interface TokenOptions {
  identity: string;
  /** Seconds until it expires; an hour unless given, and a day at most. */
  ttl?: number;
  /** The only video room that it opens; any room unless given. */
  room?: string;
  /** The chat service; the account's default one unless given. */
  chatServiceSid?: string;
}

const DEFAULT_TTL = 3600;

/** Mints the access token that an application server gives to a user, with grants for chat and video. */
export function mintToken(credentials: Credentials, options: TokenOptions, now: Date): string {
  const { accountSid, apiKeySid, apiKeySecret, chatServiceSid } = credentials;
  const seconds = Math.floor(now.getTime() / 1000);
  const claims = {
    jti: `${apiKeySid}-${seconds}`,
    grants: {
      identity: options.identity,
      chat: { service_sid: options.chatServiceSid ?? chatServiceSid },
      video: options.room === undefined ? {} : { room: options.room },
    },
    iat: seconds,
    exp: seconds + (options.ttl ?? DEFAULT_TTL),
    iss: apiKeySid,
    sub: accountSid,
  };
  const signed = `${part({ alg: "HS256", typ: "JWT", cty: "twilio-fpa;v=1" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", apiKeySecret).update(signed).digest("base64url")}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
