// A registry for npm on this machine. It holds packages with the names and versions of PACKAGES, such as
// twilio-video@2.3.0, each with one build that tells its version. It writes its address.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "registry-"));
process.stdin.resume().on("end", () => {
  rmSync(folder, { recursive: true });
  process.exit(0);
});

/** The archive of a package, made by npm. */
function pack(name, version) {
  const at = join(folder, `${name}@${version}`.replaceAll("/", "-"));
  mkdirSync(join(at, "dist"), { recursive: true });
  writeFileSync(join(at, "package.json"), JSON.stringify({ name, version, license: "MIT" }));
  writeFileSync(join(at, `dist/${name.replace("@", "").replace("/", "-")}.min.js`), `// ${version}\n`);
  const [{ filename }] = JSON.parse(execFileSync("npm", ["pack", "--json"], { cwd: at, encoding: "utf8" }));
  return readFileSync(join(at, filename));
}

const archives = new Map();
for (const text of process.env.PACKAGES.split(" ")) {
  const at = text.lastIndexOf("@");
  const [name, version] = [text.slice(0, at), text.slice(at + 1)];
  const versions = archives.get(name) ?? new Map();
  archives.set(name, versions.set(version, pack(name, version)));
}

const server = createServer((request, response) => {
  const [, name, version] = /^\/(.+?)(?:\/-\/(.+)\.tgz)?$/u.exec(decodeURIComponent(request.url)) ?? [];
  const versions = archives.get(name);
  if (version && versions?.has(version)) return response.end(versions.get(version));
  if (version || !versions) return response.writeHead(404).end("{}");
  const tarball = (it) => `http://${request.headers.host}/${encodeURIComponent(name)}/-/${it}.tgz`;
  const all = [...versions.keys()].map((it) => [it, { name, version: it, dist: { tarball: tarball(it) } }]);
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ name, "dist-tags": { latest: all.at(-1)[0] }, versions: Object.fromEntries(all) }));
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })));
