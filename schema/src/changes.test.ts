/** Specification of the report of changes between two supergraphs. */
import { printSchema } from "graphql";
import { accessDirectives } from "./access-directives.js";
import { apiSchema } from "./api-schema.js";
import { printChanges, schemaChanges } from "./changes.js";
import { compose } from "./compose.js";
import { SchemaError } from "./error.js";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@authenticated", "@requiresScopes", { name: "@policy", as: "@when" }])\n`;
const supergraph = (sdl: string): string => compose([{ name: "cases", url: "http://cases", sdl: link + sdl }]).supergraph;
const base = `type Query { cases(first: Int): [Case!]! @authenticated }
  enum Outcome { RELEASED DECEASED }
  type Case @key(fields: "id") { id: ID! outcome: Outcome onsetDate: String @requiresScopes(scopes: [["case.clinical"]]) @when(policies: [["case.clinical.local"]]) internalNote: String @inaccessible }`;
const changesTo = (edit: (sdl: string) => string): readonly string[] => schemaChanges(supergraph(base), supergraph(edit(base))).map(({ severity, kind }) => `${severity} ${kind}`);

describe("the API schema of a supergraph", () => {
  const printed = printSchema(apiSchema(supergraph(base)));

  it("has the types and fields that clients see", () => {
    expect(printed).toContain("cases(first: Int): [Case!]!");
  });

  it("has neither the machinery of federation nor what is inaccessible", () => {
    expect(printed).not.toMatch(/join__|link__|_entities|_service|internalNote/);
  });

  it("is refused for a text that is no supergraph", () => {
    expect(() => apiSchema("type Query { a: Int }")).toThrow(SchemaError);
    expect(() => apiSchema("not a schema")).toThrow(SchemaError);
  });
});

describe("the report of changes", () => {
  it.each<[string, (sdl: string) => string, readonly string[]]>([
    ["nothing changed", (sdl) => sdl, []],
    ["a field was added", (sdl) => sdl.replace("id: ID!", "id: ID! sex: String"), []],
    ["a hidden field was removed", (sdl) => sdl.replace("internalNote: String @inaccessible", ""), []],
    ["a field was removed", (sdl) => sdl.replace("outcome: Outcome", ""), ["breaking FIELD_REMOVED"]],
    ["a field was hidden", (sdl) => sdl.replace("outcome: Outcome", "outcome: Outcome @inaccessible"), ["breaking FIELD_REMOVED"]],
    ["a field's type changed", (sdl) => sdl.replace("cases(first: Int): [Case!]!", "cases(first: Int): [Case]"), ["breaking FIELD_CHANGED_KIND"]],
    ["an argument became required", (sdl) => sdl.replace("first: Int", "first: Int!"), ["breaking ARG_CHANGED_KIND"]],
    ["an enum got a value", (sdl) => sdl.replace("DECEASED", "DECEASED ISOLATED"), ["dangerous VALUE_ADDED_TO_ENUM"]],
    ["a field lost its guard", (sdl) => sdl.replace(" @authenticated", ""), ["opened ACCESS_DIRECTIVE_REMOVED"]],
    ["a guard asks for less", (sdl) => sdl.replace(`[["case.clinical"]]`, `[["case.clinical"], ["public"]]`), ["opened ACCESS_DIRECTIVE_REMOVED"]],
    ["a guard under another name was removed", (sdl) => sdl.replace(` @when(policies: [["case.clinical.local"]])`, ""), ["opened ACCESS_DIRECTIVE_REMOVED"]],
    ["a guard was added", (sdl) => sdl.replace("outcome: Outcome", "outcome: Outcome @authenticated"), []],
    ["a guarded field was removed", (sdl) => sdl.replace(/onsetDate: String @\S+\(.*?\)\s@when\(.*?\)/, ""), ["breaking FIELD_REMOVED"]],
  ])("when %s", (_what, edit, expected) => {
    expect(changesTo(edit)).toEqual(expected);
  });

  it("prints one line a change, and one line if there is none", () => {
    expect(printChanges([])).toBe("no breaking, dangerous or opening change\n");
    expect(printChanges(schemaChanges(supergraph(base), supergraph(base.replace(" @authenticated", ""))))).toBe("opened    ACCESS_DIRECTIVE_REMOVED: `Query.cases` no longer has `@authenticated`.\n");
  });
});

describe("the access directives of a supergraph", () => {
  it("are found by coordinate, in the specification's names", () => {
    const found = accessDirectives(supergraph(base));
    expect(found.get("Query.cases")).toEqual(["@authenticated"]);
    expect(found.get("Case.onsetDate")).toEqual([`@policy(policies: [["case.clinical.local"]])`, `@requiresScopes(scopes: [["case.clinical"]])`]);
    expect(found.get("Case.outcome")).toEqual([]);
  });
});
