import type { Account } from "./account";
import type { FakeTwilio } from "./fake-twilio";
import { connectFakeTwilio, type StartOptions, startFakeTwilio } from "./start";

/** What a test gets. */
export interface Fixtures {
  /** The emulator, which the tests of a file share. */
  fakeTwilio: FakeTwilio;
  /** An account for this test alone. */
  account: Account;
}

/**
 * The emulator that `TWILIO_EMULATOR_URL` names, unless there are options; else one of its own.
 */
export function openFakeTwilio(options?: StartOptions): Promise<FakeTwilio> {
  const url = process.env.TWILIO_EMULATOR_URL;
  return url && options === undefined ? connectFakeTwilio(url) : startFakeTwilio(options);
}

/** An emulator that is started when it is first needed. */
export class SharedFakeTwilio {
  private opening: Promise<FakeTwilio> | undefined;

  constructor(private readonly options: StartOptions | undefined) {}

  open(): Promise<FakeTwilio> {
    this.opening ??= openFakeTwilio(this.options);
    return this.opening;
  }

  /** Ends it, if it was needed. */
  async stop(): Promise<void> {
    const opening = this.opening;
    this.opening = undefined;
    if (opening) await (await opening).stop();
  }

  /** Runs a test with an account of its own, which is removed behind it. */
  async runWithAccount(test: (fixtures: Fixtures) => unknown): Promise<void> {
    const fakeTwilio = await this.open();
    const account = await fakeTwilio.account();
    try {
      await test({ fakeTwilio, account });
    } finally {
      await account.remove();
    }
  }
}
