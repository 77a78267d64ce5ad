/** Specification of the composer, with two small subgraphs. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compose } from "./compose.js";
import { SchemaError } from "./error.js";
import { placeholderUrl, readSubgraphs, writeIfChanged } from "./subgraph-files.js";

const link = (imports: string): string => `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`;
const casesSdl = `${link(`"@key"`)} type Query { cases: [Case!]! } "A confirmed case." type Case @key(fields: "id") { id: ID! onsetDate: String }`;
const movementsSdl = `${link(`"@key"`)} type Case @key(fields: "id") { id: ID! stayCount: Int }`;
const subgraph = (name: string, sdl: string): { name: string; url: string; sdl: string } => ({ name, url: placeholderUrl(name), sdl });

/** What it throws, which must be an error of this package. */
function fault(run: () => unknown): SchemaError {
  try {
    run();
  } catch (error) {
    if (error instanceof SchemaError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("composing subgraphs that fit", () => {
  const { supergraph } = compose([subgraph("cases", casesSdl), subgraph("movements", movementsSdl)]);

  it("joins the fields of one entity", () => {
    expect(supergraph).toMatch(/onsetDate: String @join__field\(graph: CASES\)/);
    expect(supergraph).toMatch(/stayCount: Int @join__field\(graph: MOVEMENTS\)/);
  });

  it("keeps the descriptions", () => {
    expect(supergraph).toContain(`"""A confirmed case."""`);
  });

  it("names no machine, only the placeholder of each subgraph", () => {
    expect(supergraph.match(/@join__graph\(name: ".*/g)).toEqual([`@join__graph(name: "cases", url: "http://cases")`, `@join__graph(name: "movements", url: "http://movements")`]);
  });

  it("gives the same text whatever the order", () => {
    expect(compose([subgraph("movements", movementsSdl), subgraph("cases", casesSdl)]).supergraph).toBe(supergraph);
  });
});

describe("composing subgraphs that do not fit", () => {
  it("lists every fault with its code", () => {
    const other = `${link(`"@key"`)} type Case @key(fields: "id") { id: ID! onsetDate: Int } type Query { cases: Int }`;
    const error = fault(() => compose([subgraph("cases", casesSdl), subgraph("movements", other)]));
    expect(error.code).toBe("COMPOSITION_FAILED");
    expect(error.messages.map((message) => message.split(":")[0]).toSorted()).toEqual(["FIELD_TYPE_MISMATCH", "FIELD_TYPE_MISMATCH", "INVALID_FIELD_SHARING", "INVALID_FIELD_SHARING"]);
    expect(error.messages.join()).toContain("Case.onsetDate");
  });

  it("refuses a field that no plan can reach", () => {
    const unreachable = `${link(`"@key"`)} type Case @key(fields: "number") { number: Int! stayCount: Int }`;
    expect(fault(() => compose([subgraph("cases", casesSdl), subgraph("movements", unreachable)])).messages.join()).toMatch(/^SATISFIABILITY_ERROR/);
  });

  it("says where a schema does not parse", () => {
    const error = fault(() => compose([subgraph("cases", "type Query {\n  cases: }")]));
    expect(error.code).toBe("SDL_INVALID");
    expect(error.message).toContain("`cases`");
    expect(error.messages[0]).toMatch(/^line 2, column 10/);
  });

  it.each([
    ["by its own name", `"@key", "@external", "@requires"`, "requires"],
    ["under another name", `"@key", "@external", { name: "@requires", as: "@needs" }`, "needs"],
    ["by the specification's prefix", `"@key", "@external"`, "federation__requires"],
  ])("refuses `@requires` with arguments, used %s, which the planner would answer wrongly", (_how, imports, directive) => {
    const cases = `${link(`"@key"`)} type Query { cases: [Case!]! } type Case @key(fields: "id") { id: ID! notes(limit: Int): String }`;
    const movements = (fields: string): string =>
      `${link(imports)} type Case @key(fields: "id") { id: ID! notes(limit: Int): String @external summary: String @${directive}(fields: "${fields}") }`;
    const error = fault(() => compose([subgraph("cases", cases), subgraph("movements", movements("notes(limit: 3)"))]));
    expect(error.messages).toEqual([expect.stringContaining("`Case.summary`")]);
    expect(compose([subgraph("cases", cases), subgraph("movements", movements("notes"))]).supergraph).toContain("summary");
  });
});

describe("the folder of schema files", () => {
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "epigraph-schema-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is read in the order of names, without what composition made", () => {
    for (const [file, sdl] of [["movements.graphql", movementsSdl], ["cases.graphql", casesSdl], ["supergraph.graphql", "old"], ["public.graphql", "old"], ["notes.md", ""]] as const) writeFileSync(join(folder, file), sdl);
    expect(readSubgraphs(folder)).toEqual([subgraph("cases", casesSdl), subgraph("movements", movementsSdl)]);
  });

  it("says so when it holds no subgraph, or is not there", () => {
    expect(fault(() => readSubgraphs(folder)).code).toBe("SUBGRAPHS_MISSING");
    expect(fault(() => readSubgraphs(join(folder, "absent"))).code).toBe("SUBGRAPHS_MISSING");
  });

  it("gets a file written only when its text changed, and no draft stays", () => {
    const file = join(folder, "supergraph.graphql");
    expect([writeIfChanged(file, "a"), writeIfChanged(file, "a"), writeIfChanged(file, "b")]).toEqual(["written", "unchanged", "written"]);
    expect(readFileSync(file, "utf8")).toBe("b");
    expect(readdirSync(folder)).toEqual(["supergraph.graphql"]);
  });
});
