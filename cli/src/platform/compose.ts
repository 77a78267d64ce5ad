/** Everything that is generated from the code and checked in: the subgraphs' SDL, the supergraph and its contracts, the access table, the row-security policies. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { accessMatrix, accessTable, type ServiceName } from "@epigraph/authz";
import { buildSubgraph } from "@epigraph/service";
import { contractFile, contractOf, narrowDoors } from "./doors.js";
import { rowPolicies, rowPoliciesFile } from "./row-policies.js";
import { accessFile, matrixFile, schemaFolder, supergraphFile } from "./schema-folder.js";
import { subgraphs } from "./subgraphs.js";

export type GeneratedFile = { readonly path: string; readonly text: string };

export async function generatedFiles(): Promise<readonly GeneratedFile[]> {
  const files: GeneratedFile[] = [];
  for await (const file of generated()) files.push(file);
  return files;
}

/** One after the other, the quick ones first: composing takes most of the time, and who looks for a stale file may not need it. */
export async function* generated(): AsyncGenerator<GeneratedFile, void, undefined> {
  const built = await Promise.all((Object.keys(subgraphs) as ServiceName[]).map((name) => buildSubgraph(subgraphs[name])));
  for (const { name, sdl } of built) yield { path: join(schemaFolder, `${name}.graphql`), text: sdl };
  yield { path: rowPoliciesFile, text: rowPolicies() };
  yield { path: accessFile, text: accessTable() };
  yield { path: matrixFile, text: accessMatrix(built.flatMap(({ coordinates }) => coordinates)) };
  const { compose, composeContract, placeholderUrl } = await import("@epigraph/schema"); // the composers take long to load, and whoever runs the platform needs none
  const parts = built.map(({ name, sdl }) => ({ name, url: placeholderUrl(name), sdl }));
  yield { path: supergraphFile, text: compose(parts).supergraph };
  for (const door of narrowDoors) yield { path: contractFile(door), text: composeContract(parts, contractOf(door)).supergraph };
}

/** Whether what is checked in differs from what the code says. */
export const isStale = ({ path, text }: GeneratedFile): boolean => !existsSync(path) || readFileSync(path, "utf8") !== text;
