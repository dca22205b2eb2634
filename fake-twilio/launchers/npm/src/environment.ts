import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { Credentials } from "./credentials";

const run = promisify(execFile);
/** Milliseconds that the program gets. */
const TIMEOUT_MS = 60_000;

/** Where the environment comes from. */
export interface EnvironmentSource {
  /** Finds the program. */
  binary(): Promise<string>;
  /** Where the emulator answers. */
  url: string;
  /** Folder of its certificate authority; the default one unless given. */
  caDir?: string | undefined;
}

/** What `fake-twilio env` prints for an account. */
export async function environmentFor(
  source: EnvironmentSource,
  credentials: Credentials,
): Promise<Record<string, string>> {
  const env = {
    ...process.env,
    FAKE_TWILIO_ACCOUNT_SID: credentials.accountSid,
    FAKE_TWILIO_AUTH_TOKEN: credentials.authToken,
    FAKE_TWILIO_API_KEY_SID: credentials.apiKeySid,
    FAKE_TWILIO_API_KEY_SECRET: credentials.apiKeySecret,
    FAKE_TWILIO_CHAT_SERVICE_SID: credentials.chatServiceSid,
    ...(source.caDir !== undefined && { FAKE_TWILIO_CA_DIR: source.caDir }),
  };
  const args = ["env", "--emulator", source.url, "--shell", "dotenv"];
  const { stdout } = await run(await source.binary(), args, { env, timeout: TIMEOUT_MS });
  const assignments = stdout.matchAll(/^(\w+)='(.*)'$/gm);
  return Object.fromEntries([...assignments].map(([, name, value]) => [name as string, value as string]));
}
