// The page's packages lie in web/node_modules, where no import from here would find them.

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** The workspace's folder. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export const { chromium } = createRequire(`${ROOT}web/package.json`)("playwright-core");
