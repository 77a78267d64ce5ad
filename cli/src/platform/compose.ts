/** Everything that is generated from the code and checked in: the subgraphs' SDL, the supergraph and its contracts, the access table, the row-security policies. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { accessMatrix, accessTable, type ServiceName } from "@epigraph/authz";
import { compose, composeContract, placeholderUrl } from "@epigraph/schema";
import { buildSubgraph } from "@epigraph/service";
import { contractFile, contractOf, narrowDoors } from "./doors.js";
import { rowPolicies, rowPoliciesFile } from "./row-policies.js";
import { accessFile, matrixFile, schemaFolder, supergraphFile } from "./schema-folder.js";
import { subgraphs } from "./subgraphs.js";

export type GeneratedFile = { readonly path: string; readonly text: string };

export async function generatedFiles(): Promise<readonly GeneratedFile[]> {
  const built = await Promise.all((Object.keys(subgraphs) as ServiceName[]).map((name) => buildSubgraph(subgraphs[name])));
  const parts = built.map(({ name, sdl }) => ({ name, url: placeholderUrl(name), sdl }));
  const { supergraph } = compose(parts);
  return [
    ...built.map(({ name, sdl }) => ({ path: join(schemaFolder, `${name}.graphql`), text: sdl })),
    { path: supergraphFile, text: supergraph },
    ...narrowDoors.map((door) => ({ path: contractFile(door), text: composeContract(parts, contractOf(door)).supergraph })),
    { path: accessFile, text: accessTable() },
    { path: matrixFile, text: accessMatrix(built.flatMap(({ coordinates }) => coordinates)) },
    { path: rowPoliciesFile, text: rowPolicies() },
  ];
}

/** Whether what is checked in differs from what the code says. */
export const isStale = ({ path, text }: GeneratedFile): boolean => !existsSync(path) || readFileSync(path, "utf8") !== text;
