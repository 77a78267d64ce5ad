/** What is generated and checked in is what the code says today: each subgraph's SDL, the supergraph, the access table. `npx epigraph compose` writes them. */
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { type GeneratedFile, generatedFiles, supergraphFile } from "@epigraph/cli";
import { placeholderUrl, printChanges, schemaChanges } from "@epigraph/schema";
import { read, repository } from "./repository-files.js";

const inRepository = (path: string): string => relative(repository, path);

/** Empty if the file is fresh, else what is wrong with it; for the supergraph, what the change would do to its users. */
function staleness({ path, text }: GeneratedFile): string {
  const file = inRepository(path);
  if (!existsSync(path)) return `${file} is missing: run \`npx epigraph compose\``;
  const before = read(file);
  if (before === text) return "";
  return `${file} is stale: run \`npx epigraph compose\`\n${path === supergraphFile ? printChanges(schemaChanges(before, text)) : ""}`;
}

describe("the generated files", () => {
  let files: readonly GeneratedFile[] = [];
  beforeAll(async () => (files = await generatedFiles()));

  it("are the five subgraphs' SDL, the supergraph and its contracts, the access table and matrix, and the row-security policies", () => {
    const names = ["agency", "audit", "cases", "clinics", "movements", "programs", "public", "supergraph"].map((name) => `schema/${name}.graphql`);
    expect(files.map(({ path }) => inRepository(path)).toSorted()).toEqual(["datastore/src/row-policies.generated.ts", "docs/ACCESS.md", "docs/access-matrix.csv", ...names]);
  });

  it("are checked in as the code makes them", () => {
    expect(files.map(staleness).filter((fault) => fault !== "")).toEqual([]);
  });

  it("would be found stale, with a report of what changed", () => {
    const supergraph = files.find(({ path }) => path === supergraphFile) ?? { path: "", text: "" };
    expect(staleness({ ...supergraph, text: `${supergraph.text}\ntype Planted { a: Int }\n` })).toContain("is stale");
    const removed = supergraph.text.replace(/^  auditRecord\(/m, "  anotherRecord(");
    expect(printChanges(schemaChanges(supergraph.text, removed))).toContain("breaking  FIELD_REMOVED: Query.auditRecord was removed.");
  });

  it("name no machine: each subgraph stands at its placeholder", () => {
    const supergraph = read("schema/supergraph.graphql");
    for (const name of ["audit", "cases", "clinics", "movements", "programs"]) expect(supergraph).toContain(`@join__graph(name: "${name}", url: "${placeholderUrl(name)}")`);
  });
});
