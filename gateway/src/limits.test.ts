/** Which operations are too large to be planned, counted with fragments spread out. */
import { parse } from "graphql";
import { limits, overLimit } from "./limits.js";

const nested = (levels: number): string => `${"{ a ".repeat(levels)}${"}".repeat(levels)}`;
const many = (count: number, field: (index: number) => string): string => Array.from({ length: count }, (_, index) => field(index)).join(" ");
/** What an operation is told that is over a limit; `undefined` when it is within all. */
const told = (source: string): string | undefined => overLimit(source)?.message;

describe("an operation at a limit and one over it", () => {
  it.each([
    { limit: "depth", at: nested(limits.depth), over: nested(limits.depth + 1), message: "more than 15 levels" },
    { limit: "depth through fragments", at: `{ ...F } fragment F on Q ${nested(limits.depth)}`, over: `{ a { ...F } } fragment F on Q ${nested(limits.depth)}`, message: "more than 15 levels" },
    { limit: "depth is not raised by inline fragments", at: nested(limits.depth).replace("{ a {", "{ ... on Q { ... { a {").replace(/}$/, "}}}"), over: nested(limits.depth + 1), message: "more than 15 levels" },
    { limit: "root fields", at: `{ ${many(limits.rootFields, () => "a")} }`, over: `{ ${many(limits.rootFields + 1, () => "a")} }`, message: "more than 20 root fields" },
    { limit: "root fields in a fragment", at: `{ ...F } fragment F on Q { ${many(limits.rootFields, () => "a")} }`, over: `{ b ...F } fragment F on Q { ${many(limits.rootFields, () => "a")} }`, message: "more than 20 root fields" },
    { limit: "root fields in a fragment spread twice", at: `{ ...F ...F } fragment F on Q { ${many(10, () => "a")} }`, over: `{ ...F ... on Q { ...F a } } fragment F on Q { ${many(10, () => "a")} }`, message: "more than 20 root fields" },
    { limit: "the name", at: `query ${"N".repeat(limits.nameCharacters)} { a }`, over: `query ${"N".repeat(limits.nameCharacters + 1)} { a }`, message: "more than 100 characters in its name" },
    { limit: "aliases", at: `{ a { ${many(limits.aliases, (n) => `x${n}: a`)} } }`, over: `{ a { ${many(limits.aliases + 1, (n) => `x${n}: a`)} } }`, message: "more than 30 aliases" },
    { limit: "aliases in a fragment spread twice", at: `{ a { ...F ...F } } fragment F on Q { ${many(15, (n) => `x${n}: a`)} }`, over: `{ a { ...F ...F x: a } } fragment F on Q { ${many(15, (n) => `x${n}: a`)} }`, message: "more than 30 aliases" },
    { limit: "selections", at: `{ a { ${many(limits.selections - 1, () => "b")} } }`, over: `{ a { ${many(limits.selections, () => "b")} } }`, message: "more than 1000 selections" },
    { limit: "selections of several operations together", at: `query A { a { ${many(498, () => "b")} } } query B { a { ${many(498, () => "b")} } }`, over: `query A { a { ${many(500, () => "b")} } } query B { a { ${many(500, () => "b")} } }`, message: "more than 1000 selections" },
  ])("$limit", ({ at, over, message }) => {
    expect(told(at)).toBeUndefined();
    expect(told(over)).toContain(message);
    expect(overLimit(over)?.extensions).toEqual({ code: "OPERATION_TOO_LARGE", http: { status: 400 } });
  });
});

describe("nested fragments, which cost a planner seconds", () => {
  /** FACTS: 1,277 bytes of such fragments blocked the stock planner for 4.9 s. */
  const doubling = (levels: number): string => `{ ...F0 } ${many(levels, (n) => `fragment F${n} on Q { a { ...F${n + 1} ...F${n + 1} } }`)} fragment F${levels} on Q { b }`;

  it("are refused long before 1.3 KB, whatever doubles", () => {
    const query = doubling(28);
    expect(query.length).toBeLessThan(1_400);
    expect(told(query)).toMatch(/levels|selections/);
    const flat = `{ ...F0 } ${many(28, (n) => `fragment F${n} on Q { ...F${n + 1} ...F${n + 1} }`)} fragment F28 on Q { b }`; // no deeper, but 2^28 fields
    expect(told(flat)).toMatch(/selections|root fields/);
    const below = `{ a { ...F0 } } ${many(28, (n) => `fragment F${n} on Q { ...F${n + 1} ...F${n + 1} }`)} fragment F28 on Q { b }`;
    expect(told(below)).toContain("selections");
  });

  it("are measured in a walk that stops at the limit: 2^400 fields would never end", () => {
    expect(told(`{ a { ...F0 } } ${many(400, (n) => `fragment F${n} on Q { ...F${n + 1} ...F${n + 1} }`)} fragment F400 on Q { b }`)).toContain("selections");
  });
});

describe("what others refuse better", () => {
  it.each([
    { what: "a fragment that spreads itself", source: "{ ...F } fragment F on Q { a ...F }" },
    { what: "fragments in a circle", source: "{ ...F } fragment F on Q { a { ...G } } fragment G on Q { b { ...F } }" },
    { what: "a fragment that does not exist", source: "{ ...F }" },
    { what: "a text that is no GraphQL", source: "{ a" },
    { what: "an empty text", source: "" },
    { what: "a text of too many tokens", source: `{ ${many(limits.tokens, () => "a")} }` },
  ])("$what is passed on", ({ source }) => expect(told(source)).toBeUndefined());
});

it("an unused fragment counts for nothing, however large", () => {
  expect(told(`{ a } fragment F on Q { ${many(2_000, () => "b")} }`)).toBeUndefined();
});

it("the limits leave room for the operations of a page", () => {
  const page = "query Page($id: ID!) { case(id: $id) { id sex region { code nameKo } exposures(first: 100) { edges { node { contact { id status } } } pageInfo { hasNextPage endCursor } } path { edges { node { day arrival departure place { name } } } } } }";
  expect(parse(page).kind).toBe("Document");
  expect(told(page)).toBeUndefined();
});
