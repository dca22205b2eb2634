import type { OpenedAccount } from "./control";

/** What opens an account. The values are fakes, and good for the emulator alone. */
export interface Credentials {
  accountSid: string;
  authToken: string;
  apiKeySid: string;
  apiKeySecret: string;
  /** The account's default chat service. */
  chatServiceSid: string;
}

/** Credentials in the words of the control API and of ready files. */
export function credentialsOf(account: OpenedAccount): Credentials {
  return {
    accountSid: account.account_sid,
    authToken: account.auth_token,
    apiKeySid: account.api_key_sid,
    apiKeySecret: account.api_key_secret,
    chatServiceSid: account.chat_service_sid,
  };
}

/** Those of an emulator that was started without any. */
export const WELL_KNOWN: Credentials = {
  accountSid: `AC${"0".repeat(32)}`,
  authToken: "not-a-real-auth-token",
  apiKeySid: `SK${"0".repeat(32)}`,
  apiKeySecret: "not-a-real-secret",
  chatServiceSid: `IS${"0".repeat(32)}`,
};
