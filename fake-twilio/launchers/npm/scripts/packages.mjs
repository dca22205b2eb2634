// Packs what is published: the package, one with the program for each platform, and the module for Testcontainers.
//
//   node scripts/packages.mjs FOLDER [PLATFORM=PROGRAM]…     such as linux-x64=target/release/fake-twilio
//
// `npm publish` takes the packages, those of the platforms first.
import { spawnSync } from "node:child_process";
import { chmodSync, constants, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Where there are programs for, as Node names it. */
const PLATFORMS = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"];
const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Compiled beside this package. */
const TESTCONTAINERS = fileURLToPath(new URL("../../testcontainers-node", import.meta.url));

const { devDependencies: _, scripts: __, ...manifest } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

function write(folder, content) {
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(content, null, 2)}\n`);
  copyFileSync(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
}

/** The package itself, which names those of the platforms: npm installs the one that fits. */
function writePackage(folder) {
  mkdirSync(folder, { recursive: true });
  for (const part of manifest.files) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  copyFileSync(join(ROOT, "README.md"), join(folder, "README.md"));
  const programs = PLATFORMS.map((platform) => [`@fake-twilio/${platform}`, manifest.version]);
  write(folder, { ...manifest, optionalDependencies: Object.fromEntries(programs) });
}

function writePlatform(folder, platform, program) {
  const [os, cpu] = platform.split("-");
  const name = os === "win32" ? "fake-twilio.exe" : "fake-twilio";
  mkdirSync(join(folder, "bin"), { recursive: true });
  copyFileSync(program, join(folder, "bin", name), constants.COPYFILE_FICLONE);
  chmodSync(join(folder, "bin", name), 0o755);
  const { version, license } = manifest;
  const description = `The program of fake-twilio for ${platform}.`;
  write(folder, {
    name: `@fake-twilio/${platform}`,
    version,
    description,
    license,
    os: [os],
    cpu: [cpu],
    files: ["bin"],
    preferUnplugged: true,
  });
  writeFileSync(join(folder, "README.md"), `${description} Install \`fake-twilio\`, which brings it along.\n`);
}

/** Packs folders as `npm publish` does. */
function pack(folders, target) {
  mkdirSync(target, { recursive: true });
  const args = ["pack", "--silent", "--pack-destination", resolve(target), ...folders];
  const { status, error } = spawnSync("npm", args, { stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw error ?? new Error(`npm pack: exit status ${status}`);
}

const [target, ...programs] = process.argv.slice(2);
if (target === undefined) throw new Error("a folder is expected");
const written = mkdtempSync(join(tmpdir(), "fake-twilio-packages-"));
try {
  const folders = [join(written, "fake-twilio"), TESTCONTAINERS];
  writePackage(folders[0]);
  for (const [platform, program] of programs.map((it) => it.split("="))) {
    if (!PLATFORMS.includes(platform)) throw new Error(`${platform} is none of ${PLATFORMS.join(", ")}`);
    const folder = join(written, platform);
    writePlatform(folder, platform, program);
    folders.push(folder);
  }
  pack(folders, target);
} finally {
  rmSync(written, { recursive: true });
}
