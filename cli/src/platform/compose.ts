/** Everything that is generated from the code and checked in: the subgraphs' SDL, the supergraph, the access table. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { accessTable, type ServiceName } from "@epigraph/authz";
import { compose, placeholderUrl } from "@epigraph/schema";
import { buildSubgraph } from "@epigraph/service";
import { accessFile, schemaFolder, supergraphFile } from "./schema-folder.js";
import { subgraphs } from "./subgraphs.js";

export type GeneratedFile = { readonly path: string; readonly text: string };

export async function generatedFiles(): Promise<readonly GeneratedFile[]> {
  const built = await Promise.all((Object.keys(subgraphs) as ServiceName[]).map((name) => buildSubgraph(subgraphs[name])));
  const { supergraph } = compose(built.map(({ name, sdl }) => ({ name, url: placeholderUrl(name), sdl })));
  return [
    ...built.map(({ name, sdl }) => ({ path: join(schemaFolder, `${name}.graphql`), text: sdl })),
    { path: supergraphFile, text: supergraph },
    { path: accessFile, text: accessTable() },
  ];
}

/** Whether what is checked in differs from what the code says. */
export const isStale = ({ path, text }: GeneratedFile): boolean => !existsSync(path) || readFileSync(path, "utf8") !== text;
