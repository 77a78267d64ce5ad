/** The folder of checked-in schemas: which subgraph files stand in it, and writing one only when it changed. Reads SDL files, never a running subgraph. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { SchemaError } from "./error.js";

/** One subgraph as the composer takes it. */
export type SubgraphFile = {
  readonly name: string;
  /** Where the supergraph says the subgraph is: a placeholder, see {@link placeholderUrl}. */
  readonly url: string;
  readonly sdl: string;
};

/** Files of the folder that composition makes; everything else that ends in `.graphql` is a subgraph. */
export const composedFiles = ["supergraph.graphql", "public.graphql", "agency.graphql"] as const;

/**
 * The address of a subgraph in the checked-in supergraph: `http://<name>`. It names no machine; the gateway replaces it at start by
 * its own setting for that subgraph (or by the subgraph in its own process).
 */
export function placeholderUrl(name: string): string {
  return `http://${name}`;
}

/**
 * Every subgraph file of a folder, in the order of their names; the file's name is the subgraph's.
 * @throws {SchemaError} `SUBGRAPHS_MISSING` if the folder is absent or holds none.
 */
export function readSubgraphs(folder: string): readonly SubgraphFile[] {
  const composed: readonly string[] = composedFiles;
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".graphql") && !composed.includes(file)).toSorted() : [];
  if (files.length === 0) throw new SchemaError("SUBGRAPHS_MISSING", `no subgraph schema in \`${folder}\`: run \`epigraph compose\``, []);
  return files.map((file) => {
    const name = basename(file, ".graphql");
    return { name, url: placeholderUrl(name), sdl: readFileSync(join(folder, file), "utf8") };
  });
}

/** Writes the text unless the file says the same already. Never leaves half a file: readers see the old text or the new. */
export function writeIfChanged(path: string, text: string): "written" | "unchanged" {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return "unchanged";
  const draft = `${path}.draft-${process.pid}`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  return "written";
}
