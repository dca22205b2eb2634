import type { Clock as ClockState, ControlApi } from "./control";

/** The clock of the emulator, which all accounts share: a test that moves it has to own the emulator. */
export class Clock {
  constructor(private readonly control: ControlApi) {}

  /** What it shows. */
  async now(): Promise<Date> {
    return new Date((await this.control.fetchClock()).now);
  }

  /** What it shows, and how it runs. */
  read(): Promise<ClockState> {
    return this.control.fetchClock();
  }

  /** Lets it stand. */
  freeze(): Promise<ClockState> {
    return this.control.freezeClock();
  }

  /** Moves it on by milliseconds. */
  advance(millis: number): Promise<ClockState> {
    return this.control.advanceClock({ millis });
  }

  /** Moves it on to a moment. */
  set(moment: Date | string): Promise<ClockState> {
    return this.control.setClock({ now: typeof moment === "string" ? moment : moment.toISOString() });
  }

  /** Lets it run so many times as fast as the machine's. */
  run(speed: number): Promise<ClockState> {
    return this.control.runClock({ speed });
  }
}
