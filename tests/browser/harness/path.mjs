// Programs of the system.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The first of these programs on the PATH. @param {string[]} names */
export function program(names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
  if (!found) throw new Error(`none of ${names.join(", ")} is on the PATH; \`cargo xtask setup\` installs one`);
  return found;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
