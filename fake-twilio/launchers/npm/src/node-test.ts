import { after, type TestContext, type TestOptions, test as nodeTest } from "node:test";

import { type Fixtures, SharedFakeTwilio } from "./fixtures";
import type { StartOptions } from "./start";

export type { Fixtures } from "./fixtures";

/** A test of Node's test runner; `t` is its context. */
export type TestFunction = (fixtures: Fixtures & { t: TestContext }) => unknown;

/** Declares a test. */
export interface Declare {
  (name: string, test: TestFunction): Promise<void>;
  (name: string, options: TestOptions, test: TestFunction): Promise<void>;
}

/** Declares tests that get an account each. */
export interface Test extends Declare {
  only: Declare;
  skip: Declare;
  todo: Declare;
}

/** A `test` whose emulator is started with these options when the first test of the file needs it. */
export function createTest(options?: StartOptions): Test {
  const shared = new SharedFakeTwilio(options);
  after(() => shared.stop());
  const declare =
    (declared: typeof nodeTest.only): Declare =>
    (name: string, ...rest: [TestFunction] | [TestOptions, TestFunction]) => {
      const [testOptions, test] = rest.length === 1 ? [{}, rest[0]] : rest;
      return declared(name, testOptions, (t) => shared.runWithAccount((fixtures) => test({ ...fixtures, t })));
    };
  return Object.assign(declare(nodeTest), {
    only: declare(nodeTest.only),
    skip: declare(nodeTest.skip),
    todo: declare(nodeTest.todo),
  });
}

/** Declares a test that gets an account of its own. */
export const test: Test = createTest();
