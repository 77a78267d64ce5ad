/** The small parts that every subgraph request is made of: ids, documents, loaders and parameters. */
import { randomUUID } from "node:crypto";
import { buildSchema } from "graphql";
import { documentStore } from "./document.js";
import { isId, parseId } from "./identifier.js";
import { namedParameters, parameters } from "./parameters.js";
import { grouped, inOrder, scopeOf } from "./scope.js";

describe("an id from a client", () => {
  it("is a lower-case UUID", () => {
    const id = randomUUID();
    expect([isId(id), parseId(id)]).toEqual([true, id]);
  });

  it.each(["", "kim", "1", "00000000-0000-0000-0000-00000000000", "00000000-0000-0000-0000-0000000000000", "A0000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000\n", "' or true --"])(
    "%p is refused with BAD_USER_INPUT, and not repeated",
    (text) => {
      expect(() => parseId(text, "caseId")).toThrow(expect.objectContaining({ extensions: { code: "BAD_USER_INPUT" }, message: "`caseId` is not an id of this platform: take ids from its answers" }));
    },
  );
});

describe("a document", () => {
  const documents = documentStore(buildSchema("type Query { clinic(first: Int): Query nameKo: String }"));
  const codes = (text: string): readonly unknown[] => {
    const found = documents(text);
    return "kind" in found ? [] : found.map(({ extensions }) => extensions["code"]);
  };

  it("is parsed once for the same text", () => {
    expect(documents("{ nameKo }")).toBe(documents("{ nameKo }"));
    expect(documents("{ nameKo }")).not.toBe(documents("{ nameKo  }"));
  });

  it.each([
    { what: "that is empty", text: "", code: "GRAPHQL_PARSE_FAILED" },
    { what: "that does not end", text: "{ nameKo", code: "GRAPHQL_PARSE_FAILED" },
    { what: "with an unknown field", text: "{ shoeSize }", code: "GRAPHQL_VALIDATION_FAILED" },
    { what: "with a value that is not of its type", text: `{ clinic(first: "x") { nameKo } }`, code: "BAD_USER_INPUT" },
    { what: "of too many tokens", text: `{ ${"nameKo ".repeat(10_001)} }`, code: "GRAPHQL_PARSE_FAILED" },
  ])("$what is refused: $code", ({ text, code }) => expect(codes(text)).toEqual([code]));

  it("that nests deeper than the stack is answered or refused, never thrown", () => {
    expect(() => documents("{ clinic ".repeat(4_999) + "}".repeat(4_999))).not.toThrow();
  });

  it("that was refused is refused again", () => {
    expect([codes("{ shoeSize }"), codes("{ shoeSize }")]).toEqual([["GRAPHQL_VALIDATION_FAILED"], ["GRAPHQL_VALIDATION_FAILED"]]);
  });

  it("is kept only among a thousand others", () => {
    const first = documents("{ nameKo }");
    for (let n = 0; n <= 1_000; n++) documents(`{ a${n}: nameKo }`);
    expect(documents("{ nameKo }")).not.toBe(first);
  });
});

describe("a loader", () => {
  it("asks once for all keys of a moment, and once for each name", async () => {
    const batches: (readonly number[])[] = [];
    const scope = scopeOf({} as never);
    const loader = () => scope.loader<number, number>("squares", (keys) => (batches.push(keys), Promise.resolve(keys.map((key) => key * key))));
    expect(await Promise.all([loader().load(2), loader().load(3), loader().load(2)])).toEqual([4, 9, 4]);
    expect(batches).toEqual([[2, 3]]);
  });

  it("knows equal objects by the key that it is given", async () => {
    const asked: number[] = [];
    const loader = scopeOf({} as never).loader<{ readonly id: number }, number>("ids", (keys) => (asked.push(...keys.map(({ id }) => id)), Promise.resolve(keys.map(({ id }) => id))), ({ id }) => id);
    expect(await Promise.all([loader.load({ id: 1 }), loader.load({ id: 1 })])).toEqual([1, 1]);
    expect(asked).toEqual([1]);
  });
});

describe("rows for keys", () => {
  const rows = [{ id: "b", parent: "y" }, { id: "a", parent: "x" }, { id: "c", parent: "y" }];
  it("come in the order of the keys, null for what was not found", () => {
    expect(inOrder(["a", "z", "b", "a"], rows, ({ id }) => id).map((row) => row?.id)).toEqual(["a", undefined, "b", "a"]);
    expect(inOrder(["z"], rows, ({ id }) => id)).toEqual([null]);
  });

  it("come grouped by parent in their own order, an empty list for a parent without rows", () => {
    expect(grouped(["x", "z", "y"], rows, ({ parent }) => parent).map((group) => group.map(({ id }) => id))).toEqual([["a"], [], ["b", "c"]]);
  });
});

it("parameters are numbered or named in the order in which they are bound", () => {
  const numbered = parameters();
  expect([numbered.bind("a"), numbered.bind("a"), numbered.values]).toEqual(["$1", "$2", ["a", "a"]]);
  const named = namedParameters();
  expect([named.bind("a"), named.bind(null), named.values]).toEqual([":v1", ":v2", { v1: "a", v2: null }]);
});
