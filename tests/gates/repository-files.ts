/** The files of this repository as a clean checkout would hold them. Asks no version control: a checkout may come as an archive. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the repository. */
export const repository = resolve(fileURLToPath(import.meta.url), "../../..");

/** Folders that .gitignore leaves out, and version control's own. */
const left = new Set(["node_modules", "dist", ".epigraph", ".nx", "coverage", ".git"]);

/** Every file as a path relative to the repository, with `/`. */
export function repositoryFiles(folder = ""): readonly string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return left.has(entry.name) ? [] : repositoryFiles(path);
    return entry.isFile() ? [path] : [];
  });
}

/** The text of a file of the repository. */
export function read(path: string): string {
  return readFileSync(join(repository, path), "utf8");
}
