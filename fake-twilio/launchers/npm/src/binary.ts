import { spawn } from "node:child_process";
import { constants, existsSync } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";

import { BinaryNotFoundError } from "./errors";

const NAME = process.platform === "win32" ? "fake-twilio.exe" : "fake-twilio";
/** The variable that names the program. */
const VARIABLE = "FAKE_TWILIO_BINARY";
/** The emulator's crate in a checkout. */
const CRATE = join("fake-twilio", "fake-twilio", "Cargo.toml");

/** The package with the program for a platform. */
export function platformPackage(): string {
  return `@fake-twilio/${process.platform}-${process.arch}`;
}

/**
 * Finds the program: the one that is named, the one of the variable `FAKE_TWILIO_BINARY`, of the platform's
 * package, of `PATH`, or of a checkout, where cargo builds it.
 *
 * @throws {@link BinaryNotFoundError} with all that was tried.
 */
export async function findBinary(
  named?: string,
  environment: Record<string, string | undefined> = process.env,
): Promise<string> {
  for (const [origin, path] of [["option `binary`", named], [VARIABLE, environment[VARIABLE]]] as const) {
    if (path) return await demanded(origin, path);
  }
  const tried = [`option \`binary\` and ${VARIABLE}: not set`];
  return (
    ofPackage(tried) ?? (await ofPath(environment.PATH ?? "", tried)) ?? (await ofCheckout(tried)) ?? missing(tried)
  );
}

function missing(tried: string[]): never {
  throw new BinaryNotFoundError(tried);
}

/** A path that somebody named is not passed over. */
async function demanded(origin: string, path: string): Promise<string> {
  const full = resolve(path);
  return (await isProgram(full)) ? full : missing([`${origin}: ${full} is no program`]);
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function ofPackage(tried: string[]): string | undefined {
  const name = platformPackage();
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), "bin", NAME);
  } catch {
    tried.push(`the package ${name}: not installed`);
    return undefined;
  }
}

async function ofPath(path: string, tried: string[]): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, NAME);
    if (folder && (await isProgram(candidate)) && !(await isOurs(candidate))) return candidate;
  }
  tried.push(`PATH: no ${NAME} in it`);
  return undefined;
}

/** Whether this is the script of this package, which itself looks for the program. */
async function isOurs(candidate: string): Promise<boolean> {
  return (await realpath(candidate)).endsWith(".js");
}

async function ofCheckout(tried: string[]): Promise<string | undefined> {
  const checkout = [process.cwd(), __dirname].flatMap(withParents).find((folder) => existsSync(join(folder, CRATE)));
  if (checkout === undefined) {
    tried.push(`cargo: neither ${process.cwd()} nor ${__dirname} is in a checkout of the emulator`);
    return undefined;
  }
  return await build(checkout).catch((error: unknown) => {
    tried.push(`cargo build in ${checkout}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  });
}

function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

/** Builds the emulator, with cargo's words on stderr, and returns the path that cargo names. */
function build(checkout: string): Promise<string> {
  const args = ["build", "--package", "fake-twilio", "--message-format", "json-render-diagnostics"];
  return new Promise((done, failed) => {
    const cargo = spawn("cargo", args, { cwd: checkout, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    cargo.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    cargo.on("error", failed);
    cargo.on("close", (code) => {
      const path = executable(said);
      if (code === 0 && path !== undefined) done(path);
      else failed(new Error(`cargo failed with ${code}`));
    });
  });
}

function executable(said: string): string | undefined {
  for (const line of said.split("\n").filter((it) => it.startsWith("{"))) {
    const message = JSON.parse(line) as { executable?: string | null; target?: { name: string } };
    if (message.executable && message.target?.name === "fake-twilio") return message.executable;
  }
  return undefined;
}
