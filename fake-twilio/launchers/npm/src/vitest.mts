import { type TestAPI, test as vitestTest } from "vitest";

import { type Fixtures, openFakeTwilio } from "./fixtures.js";
import type { StartOptions } from "./start.js";

export type { Fixtures } from "./fixtures.js";

/** A `test` whose emulator is started with these options when the first test of the file needs it. */
export function createTest(options?: StartOptions): TestAPI<Fixtures> {
  return vitestTest.extend<Fixtures>({
    fakeTwilio: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads which fixtures are wanted from the pattern.
      async ({}, use) => {
        const fakeTwilio = await openFakeTwilio(options);
        await use(fakeTwilio);
        await fakeTwilio.stop();
      },
      { scope: "file" },
    ],
    account: async ({ fakeTwilio }, use) => {
      const account = await fakeTwilio.account();
      await use(account);
      await account.remove();
    },
  });
}

/** Declares a test that gets an account of its own. */
export const test: TestAPI<Fixtures> = createTest();
