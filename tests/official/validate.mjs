// Judges signatures with Twilio's library for Node. Reads a JSON list of {"token", "url", "params",
// "signature"} and prints a list of true and false.

import { createRequire } from "node:module";
import path from "node:path";
import { text } from "node:stream/consumers";

const require = createRequire(path.join(process.env.NODE_MODULES, "validate.cjs"));
const { validateRequest } = require("twilio");

const calls = JSON.parse(await text(process.stdin));
console.log(
  JSON.stringify(calls.map(({ token, url, params, signature }) => validateRequest(token, signature, url, params))),
);
