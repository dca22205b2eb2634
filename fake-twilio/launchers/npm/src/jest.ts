import { type Fixtures, SharedFakeTwilio } from "./fixtures";
import type { StartOptions } from "./start";

export type { Fixtures } from "./fixtures";

/** A test of Jest. */
export type TestFunction = (fixtures: Fixtures) => unknown;

/** Declares a test; the time-out is in milliseconds. */
export type Declare = (name: string, test: TestFunction, timeout?: number) => void;

/** Declares tests that get an account each. */
export interface Test extends Declare {
  concurrent: Declare;
  only: Declare;
  skip: Declare;
}

/** What is used of Jest. */
interface Jest {
  afterAll(hook: () => Promise<void>): void;
  test: Record<"concurrent" | "only" | "skip", JestDeclare> & JestDeclare;
}

type JestDeclare = (name: string, test: () => Promise<void>, timeout?: number) => void;

/** A `test` whose emulator is started with these options when the first test of the file needs it. */
export function createTest(options?: StartOptions): Test {
  const jest = require("@jest/globals") as Jest;
  const shared = new SharedFakeTwilio(options);
  jest.afterAll(() => shared.stop());
  const declare =
    (declared: JestDeclare): Declare =>
    (name, test, timeout) =>
      declared(name, () => shared.runWithAccount(test), timeout);
  return Object.assign(declare(jest.test), {
    concurrent: declare(jest.test.concurrent),
    only: declare(jest.test.only),
    skip: declare(jest.test.skip),
  });
}

/** Declares a test that gets an account of its own. */
export const test: Test = createTest();
