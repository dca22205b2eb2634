import { Account, type Addresses } from "./account";
import { ControlApi, type Health, type NewAccount } from "./control";
import { type Credentials, credentialsOf } from "./credentials";
import type { EnvironmentSource } from "./environment";
import { ControlScope } from "./control-scope";
import type { Transport } from "./transport";

/** An emulator that runs. */
export class FakeTwilio extends ControlScope implements Addresses {
  readonly url: string;
  readonly twilsockUrl: string;
  readonly videoSignalingUrl: string;
  /** The account that the emulator was started with. */
  readonly defaultAccount: Account;

  /** @hidden */
  constructor(
    transport: Transport,
    addresses: Addresses,
    credentials: Credentials,
    private readonly source: EnvironmentSource,
    private readonly end: () => Promise<void>,
  ) {
    super(new ControlApi(transport), {});
    this.url = addresses.url;
    this.twilsockUrl = addresses.twilsockUrl;
    this.videoSignalingUrl = addresses.videoSignalingUrl;
    this.defaultAccount = new Account(this.control, addresses, credentials, source);
  }

  /** Credentials of the account that the emulator was started with. */
  get credentials(): Credentials {
    return this.defaultAccount.credentials;
  }

  /** Opens an account: a world of its own. What is not given is drawn. */
  async account(members: NewAccount = {}): Promise<Account> {
    const opened = await this.control.createAccount(members);
    return new Account(this.control, this.defaultAccount.addresses, credentialsOf(opened), this.source);
  }

  /** Version, uptime, clock and counts. */
  health(): Promise<Health> {
    return this.control.fetchHealth();
  }

  /** Ends the emulator, unless it was started elsewhere. */
  stop(): Promise<void> {
    return this.end();
  }

  /** The same as {@link stop}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
