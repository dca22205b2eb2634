import type { ControlApi } from "./control";
import type { Credentials } from "./credentials";
import { environmentFor, type EnvironmentSource } from "./environment";
import { ControlError } from "./errors";
import { ControlScope } from "./control-scope";
import { mintToken, type TokenOptions } from "./token";
import { TwilioHttpClient } from "./twilio-http-client";

/** Where an emulator answers. */
export interface Addresses {
  /** REST, media and the control API. */
  url: string;
  /** Twilsock, for the Conversations SDK. */
  twilsockUrl: string;
  /** Signaling, for the Video SDK. */
  videoSignalingUrl: string;
}

/** An account: a world of its own, that no other account of the emulator sees. */
export class Account extends ControlScope {
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
  /** The account's default chat service. */
  readonly chatServiceSid: string;

  /** @hidden */
  constructor(
    control: ControlApi,
    readonly addresses: Addresses,
    readonly credentials: Credentials,
    private readonly source: EnvironmentSource,
  ) {
    super(control, { account_sid: credentials.accountSid });
    this.accountSid = credentials.accountSid;
    this.authToken = credentials.authToken;
    this.apiKeySid = credentials.apiKeySid;
    this.apiKeySecret = credentials.apiKeySecret;
    this.chatServiceSid = credentials.chatServiceSid;
  }

  /**
   * Options of the library `twilio`: `twilio(account.apiKeySid, account.apiKeySecret, account.twilioOptions)`.
   *
   * The client is of type `any`, because the class that the library asks for has private members.
   */
  // biome-ignore lint/suspicious/noExplicitAny: said above.
  get twilioOptions(): { accountSid: string; httpClient: any } {
    return { accountSid: this.accountSid, httpClient: new TwilioHttpClient(this.addresses.url) };
  }

  /** Options of `Client` of `@twilio/conversations`. */
  get conversationsOptions(): { Twilsock: { uri: string } } {
    return { Twilsock: { uri: this.addresses.twilsockUrl } };
  }

  /** Options of `connect` of `twilio-video`; the name of the room goes beside them. */
  get videoOptions(): { wsServer: string; insights: false } {
    return { wsServer: this.addresses.videoSignalingUrl, insights: false };
  }

  /**
   * Mints the access token that an application server gives to a user, with grants for chat and video. Its
   * times are those of the emulator's clock.
   */
  async token(user: string | TokenOptions): Promise<string> {
    const options = typeof user === "string" ? { identity: user } : user;
    return mintToken(this.credentials, options, await this.clock.now());
  }

  /**
   * Variables that lead a program to this account although it was written for Twilio, such as a server that a
   * test starts: those of `fake-twilio env`.
   */
  environment(): Promise<Record<string, string>> {
    return environmentFor(this.source, this.credentials);
  }

  /** Removes the account with everything in it, and closes its chat connections; also twice. */
  async remove(): Promise<void> {
    await this.control.deleteAccount(this.accountSid).catch((error: unknown) => {
      if (!(error instanceof ControlError && error.status === 404)) throw error;
    });
  }

  /** The same as {@link remove}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }
}
