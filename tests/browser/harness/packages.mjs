// The page's packages lie in web/node_modules, where no import from here would find them.

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** The workspace's folder. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const require = createRequire(`${ROOT}web/package.json`);

/** @type {typeof import("playwright-core")} */
export const { chromium } = require("playwright-core");

/** What axe is to a page: its source, to be evaluated there. @type {typeof import("axe-core")} */
export const axe = require("axe-core");

/** @type {typeof import("puppeteer-core").default} */
export const puppeteer = require("puppeteer-core");
