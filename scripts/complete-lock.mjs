#!/usr/bin/env node
/**
 * Completes package-lock.json with the optional builds for other platforms that the registry at hand did not serve, so that `npm ci` accepts the
 * file on every platform. It adds entries; it never changes or removes one, and it asks no registry.
 *
 * `node scripts/complete-lock.mjs` writes the file, `--check` only says what is missing (exit code 1).
 *
 * npm drops an optional dependency that it cannot fetch from the lock file, and `npm ci` (npm 11) then refuses the file: "Missing: ... from lock file".
 * An entry needs only version, platform and `optional: true`: npm skips it before fetching where the platform does not fit.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { argv, exit, stdout } from "node:process";

/** What the parts of a platform package's name (`@swc/core-linux-arm64-gnu`) say about the platform. */
const systems = new Set(["android", "darwin", "freebsd", "linux", "openharmony", "win32"]);
const processors = new Set(["arm", "arm64", "ia32", "loong64", "ppc64", "riscv64", "s390x", "x64"]);
const abis = { gnu: "glibc", gnueabihf: "glibc", musl: "musl", musleabihf: "musl", msvc: undefined, eabi: undefined };

/**
 * The optional dependencies that no entry of the lock file satisfies: where each belongs, and its entry.
 * @param {{ packages: Record<string, any> }} lock a lock file of version 3
 * @returns {[path: string, entry: Record<string, unknown>][]}
 */
export function missingEntries(lock) {
  return Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !places(path).some((place) => lock.packages[place + name] !== undefined))
      .map(([name, version]) => [`node_modules/${name}`, entry(name, version, dev === true)]),
  );
}

/**
 * The same lock file with every missing entry, in npm's order.
 * @param {any} lock
 */
export function completed(lock) {
  const packages = { ...lock.packages, ...Object.fromEntries(missingEntries(lock)) };
  return { ...lock, packages: Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en"))) };
}

/** Where node looks for a dependency of the package at `path`, innermost first. */
function places(path) {
  const found = [];
  for (let at = path; at !== ""; at = at.slice(0, Math.max(at.lastIndexOf("/"), 0))) if (!at.endsWith("node_modules")) found.push(`${at}/node_modules/`);
  return [...found, "node_modules/"];
}

/** In npm's own order of keys, so that the next `npm install` leaves the file as it is. */
function entry(name, version, dev) {
  const { cpu, libc, os } = platform(name);
  return { version: exact(name, version), cpu, ...(dev ? { dev } : {}), ...(libc === undefined ? {} : { libc }), optional: true, os };
}

function exact(name, version) {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) throw new Error(`optional dependency \`${name}\` asks for \`${version}\`: only an exact version can be added without asking the registry`);
  return version;
}

function platform(name) {
  const parts = name.split(/[/-]/);
  const os = parts.filter((part) => systems.has(part));
  const cpu = parts.filter((part) => processors.has(part));
  const libc = parts.flatMap((part) => abis[part] ?? []);
  if (os.length !== 1 || cpu.length !== 1) throw new Error(`the name of \`${name}\` does not tell its platform: teach it to scripts/complete-lock.mjs`);
  return { cpu, libc: os[0] === "linux" && libc.length > 0 ? libc : undefined, os };
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const path = fileURLToPath(new URL("../package-lock.json", import.meta.url));
  const lock = JSON.parse(readFileSync(path, "utf8"));
  const missing = missingEntries(lock).map(([place]) => place.replace("node_modules/", ""));
  if (argv.includes("--check")) {
    stdout.write(missing.length === 0 ? "package-lock.json is complete\n" : `package-lock.json lacks ${missing.length} optional builds (run \`npm run lock\`):\n${missing.map((name) => `  ${name}\n`).join("")}`);
    exit(missing.length === 0 ? 0 : 1);
  }
  if (missing.length > 0) writeFileSync(path, `${JSON.stringify(completed(lock), undefined, 2)}\n`);
  stdout.write(`package-lock.json: ${missing.length} optional builds added\n`);
}
