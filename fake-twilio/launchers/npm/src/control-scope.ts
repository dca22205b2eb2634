import { Act } from "./act";
import { Clients } from "./clients";
import { Clock } from "./clock";
import type { ControlApi, Entry, Match, ResetBody, SeedDocument } from "./control";
import { Faults } from "./faults";
import { Journal, type WaitOptions } from "./journal";

/** What an emulator and each of its accounts have in common. */
export abstract class ControlScope {
  /** Plays other users. */
  readonly act: Act;
  /** The chat clients that are connected. */
  readonly clients: Clients;
  /** The clock, which all accounts share. */
  readonly clock: Clock;
  /** What is broken on purpose. */
  readonly faults: Faults;
  /** What was sent. */
  readonly journal: Journal;

  protected constructor(
    /** Every request of the control API, in its own words. */
    readonly control: ControlApi,
    private readonly scope: { account_sid?: string },
  ) {
    this.act = new Act(control, scope);
    this.clients = new Clients(control, scope);
    this.clock = new Clock(control);
    this.faults = new Faults(control, scope);
    this.journal = new Journal(control, scope);
  }

  /** Loads users, conversations with participants and messages, rooms and so on. */
  async seed(document: SeedDocument): Promise<void> {
    await this.control.loadSeed(document, this.scope);
  }

  /** Goes back to the seed document, or to empty. */
  async reset(options: Omit<ResetBody, "account_sid"> = {}): Promise<void> {
    await this.control.reset({ ...this.scope, ...options });
  }

  /**
   * Waits until something that matches has been sent, and returns the entry of the journal; the last one of
   * `count`. What has been sent already counts.
   *
   * @throws {@link WaitTimeoutError} with what came near, when the time is up.
   */
  async waitFor(match: Match, options: WaitOptions = {}): Promise<Entry> {
    const entries = await this.journal.wait(match, options);
    return entries[entries.length - 1] as Entry;
  }
}
