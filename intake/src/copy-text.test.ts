import fc from "fast-check";
import { rowEncoder } from "./copy-text.js";
import { tables, type Table } from "./tables.js";

type Sample = { readonly text?: string; readonly at?: number; readonly on?: boolean; readonly amount?: number };
const table: Table<Sample> = { name: "sample", columns: { text: "text", at: { name: "at", kind: "instant" }, on: { name: "on", kind: "flag" }, amount: "amount" } };
const { columns, encode } = rowEncoder(table);

describe("a row in COPY's text format", () => {
  it("has its fields in the order of the columns, parted by tabs", () => {
    expect(columns).toEqual(["text", "at", "on", "amount"]);
    expect(encode({ text: "a", at: Date.UTC(2020, 1, 29, 1, 2, 3, 4), on: true, amount: 1.5 })).toBe("a\t2020-02-29T01:02:03.004Z\tt\t1.5\n");
  });
  it("writes what is absent as null, an absent flag as false", () => {
    expect(encode({})).toBe("\\N\t\\N\tf\t\\N\n");
  });
  it("escapes what would end a field or a row, and keeps a text that looks like null", () => {
    expect(encode({ text: "a\tb\nc\r\\N" })).toBe("a\\tb\\nc\\r\\\\N\t\\N\tf\t\\N\n");
    expect(encode({ text: "\\N" })).toBe("\\\\N\t\\N\tf\t\\N\n");
    expect(encode({ text: "" })).toBe("\t\\N\tf\t\\N\n");
  });
  it("refuses a number that is none, and an instant that is no time, naming the column and not the value", () => {
    expect(() => encode({ amount: Number.NaN })).toThrow("a row for `sample` holds something that the column `amount` cannot: correct what made the row");
    expect(() => encode({ at: 9e15 })).toThrow(expect.objectContaining({ code: "ROW_INVALID", column: "at" }));
  });
  it("writes every instant as toISOString does", () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.integer({ min: 0, max: 4e12 }), (any, recent) => {
        for (const at of [any, recent, recent + 1, recent]) expect(encode({ at })).toBe(`\\N\t${new Date(at).toISOString()}\tf\t\\N\n`);
      }),
    );
  });
  it("gives a place its H3 cell as a number that a bigint column holds", () => {
    const places = rowEncoder(tables.places);
    const line = places.encode({ id: "i", category: "cafe", latitude: 37.5665, longitude: 126.978, sourceSystem: "s", sourceRecord: "r" });
    expect(places.columns.at(-1)).toBe("cell");
    expect(line.split("\t").at(-1)).toBe("622356693573664767\n");
  });
});
