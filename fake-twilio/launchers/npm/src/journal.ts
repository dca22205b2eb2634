import type { ControlApi, CountInJournalBody, Entry, FindInJournalBody, Found, ListJournalQuery, Match } from "./control";
import { ControlError, type NearMiss, WaitTimeoutError } from "./errors";

/** How long to wait, and for how much. */
export interface WaitOptions {
  /** Only entries with higher numbers count, such as the `last_id` of an earlier answer; all of them unless given. */
  after?: number;
  /** How many entries have to match; one unless given. */
  count?: number;
  /** Milliseconds of real time, five seconds unless given. */
  timeoutMs?: number;
}

/** What was sent: REST, media, Twilsock, Sync, signaling and webhooks. */
export class Journal {
  constructor(
    private readonly control: ControlApi,
    private readonly scope: { account_sid?: string },
  ) {}

  /** The latest entries, oldest first. */
  async list(query: ListJournalQuery = {}): Promise<Entry[]> {
    return (await this.control.listJournal({ ...this.scope, ...query })).entries;
  }

  /** The first entries that match. */
  find(match: Match = {}, page: Omit<FindInJournalBody, "match"> = {}): Promise<Found> {
    return this.control.findInJournal({ ...page, match: { ...this.scope, ...match } });
  }

  /** How many entries match. */
  async count(match: Match = {}, page: Omit<CountInJournalBody, "match"> = {}): Promise<number> {
    return (await this.control.countInJournal({ ...page, match: { ...this.scope, ...match } })).count;
  }

  /**
   * Waits until so many entries match, and returns them. What has happened already counts.
   *
   * @throws {@link WaitTimeoutError} with what came near, when the time is up.
   */
  async wait(match: Match, { after, count, timeoutMs }: WaitOptions = {}): Promise<Entry[]> {
    const scoped = { ...this.scope, ...match };
    const body = {
      match: scoped,
      ...(after !== undefined && { after }),
      ...(count !== undefined && { count }),
      ...(timeoutMs !== undefined && { timeout_ms: timeoutMs }),
    };
    const found = await this.control.waitForJournal(body).catch((error: unknown) => {
      throw error instanceof ControlError && error.status === 408 ? timeUp(scoped, error.body) : error;
    });
    return found.entries;
  }

  /** Drops all entries of all accounts; numbers go on. */
  async clear(): Promise<void> {
    await this.control.clearJournal();
  }
}

function timeUp(match: Match, body: unknown): WaitTimeoutError {
  const { entries, near_misses } = body as { entries: Entry[]; near_misses: NearMiss[] };
  return new WaitTimeoutError(match, entries.length, near_misses);
}
