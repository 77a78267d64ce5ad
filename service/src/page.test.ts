/** Relay pages: the cap, the cursor, and that following the cursors gives every row once. */
import "reflect-metadata";
import fc from "fast-check";
import { connection, connectionInMemory, encodeCursor, type PageArgs, pageCap, pageOf } from "./page.js";

const badInput = expect.objectContaining({ extensions: { code: "BAD_USER_INPUT" } });
const args = (first?: number, after?: string): PageArgs => ({ ...(first === undefined ? {} : { first }), ...(after === undefined ? {} : { after }) });

describe("the arguments of a page", () => {
  it.each([[undefined, 20], [1, 1], [100, 100]])("first %p takes %p", (first, taken) => expect(pageOf(args(first), 1)).toEqual({ first: taken, after: undefined }));
  it.each([0, -1, pageCap + 1, 2 ** 31 - 1])("first %p is refused", (first) => expect(() => pageOf(args(first), 1)).toThrow(badInput));

  it("takes a null as if nothing was said, as clients send it", () => {
    expect(pageOf({ first: null, after: null } as unknown as PageArgs, 1)).toEqual({ first: 20, after: undefined });
  });
});

describe("a cursor", () => {
  it("gives back the keys that it was made of, as text", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.integer()), { minLength: 1, maxLength: 3 }), (keys) => {
        expect(pageOf(args(1, encodeCursor(keys)), keys.length).after).toEqual(keys.map(String));
      }),
    );
  });

  it.each([
    { what: "that is empty", cursor: "" },
    { what: "that is garbage", cursor: "garbage" },
    { what: "that is base64 of no JSON", cursor: Buffer.from("kim").toString("base64url") },
    { what: "that is no list", cursor: Buffer.from(`{"length":1,"0":"a"}`).toString("base64url") },
    { what: "of a list with fewer keys", cursor: encodeCursor([]) },
    { what: "of a list with more keys", cursor: encodeCursor(["a", "b"]) },
    { what: "whose keys are no text", cursor: Buffer.from("[1]").toString("base64url") },
    { what: "that is longer than any of ours", cursor: encodeCursor(["a".repeat(2_000)]) },
  ])("$what is refused, and not repeated", ({ cursor }) => {
    expect(() => pageOf(args(1, cursor), 1)).toThrow(badInput);
    expect(() => pageOf(args(1, cursor), 1)).toThrow("`after` is not a cursor of this list: use the `endCursor` of the page before");
  });

  it("of whatever bytes makes a page or a BAD_USER_INPUT, never another error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json().map((text) => Buffer.from(text).toString("base64url"))), (cursor) => {
        const ask = (): unknown => connectionInMemory([1, 2, 3], pageOf(args(1, cursor), 1));
        try {
          expect(ask()).toHaveProperty("pageInfo");
        } catch (error) {
          expect(error).toEqual(badInput);
        }
      }),
    );
  });
});

describe("a list followed from page to page", () => {
  const follow = <Row>(pageAfter: (after?: string) => { readonly edges: readonly { readonly node: Row }[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } }): Row[] => {
    const found: Row[] = [];
    for (let after: string | undefined, pages = 0; pages < 1_000; pages++) {
      const { edges, pageInfo } = pageAfter(after);
      found.push(...edges.map(({ node }) => node));
      if (!pageInfo.hasNextPage) return found;
      after = pageInfo.endCursor ?? "no cursor";
    }
    throw new Error("the list has no end");
  };

  it("in memory gives every row once, equal rows included", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b"), { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (rows, first) => {
        expect(follow((after) => connectionInMemory(rows, pageOf(args(first, after), 1)))).toEqual(rows);
      }),
    );
  });

  it("of a store that reads one row more than asked for gives every row once", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (numbers, first) => {
        const sorted = numbers.toSorted((a, b) => a - b);
        const pageAfter = (cursor?: string) => {
          const page = pageOf(args(first, cursor), 1);
          const after = page.after === undefined ? -1 : Number(page.after[0]);
          return connection(sorted.filter((row) => row > after).slice(0, page.first + 1), page, (row) => [row]);
        };
        expect(follow(pageAfter)).toEqual(sorted);
      }),
    );
  });

  it("that is empty has no next page and no cursor", () => {
    expect(connectionInMemory([], pageOf(args(), 1))).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
    expect(connection([], pageOf(args(), 1), () => [])).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
  });

  it.each(["-1", "-2", "1.5", "", " 1", "1e3", "9".repeat(30), "NaN"])("in memory refuses the position %p", (position) => {
    expect(() => connectionInMemory(["a"], pageOf(args(1, encodeCursor([position])), 1))).toThrow(badInput);
  });
});
