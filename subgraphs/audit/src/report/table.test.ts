/** A table as CSV: what a person sees in a spreadsheet, and what a spreadsheet must not run. */
import { type Column, csv, legend } from "./table.js";

type Row = { readonly agency: string; readonly count: number; readonly whole: boolean | null };
const columns: readonly Column<Row>[] = [
  { name: "agency", ko: "기관", en: "agency" },
  { name: "count", ko: "횟수", en: "count" },
  { name: "whole", ko: "온전함", en: "whole" },
];

describe("a table as CSV", () => {
  it("begins with the mark by which Excel knows UTF-8, names its columns in both languages, and ends its lines as RFC 4180 says", () => {
    expect(csv(columns, [{ agency: "서울, 강남구", count: 3, whole: true }, { agency: 'the "centre"', count: 0, whole: null }], "both")).toBe('\ufeff기관 · agency,횟수 · count,온전함 · whole\r\n"서울, 강남구",3,yes\r\n"the ""centre""",0,\r\n');
  });

  it("names them in one language if asked", () => {
    expect([csv(columns, [], "ko"), csv(columns, [], "en")]).toEqual(["\ufeff기관,횟수,온전함\r\n", "\ufeffagency,count,whole\r\n"]);
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "=HYPERLINK(\"http://x\",\"a,b\")"])("keeps %j from being a formula", (text) => {
    const [, first = ""] = csv(columns, [{ agency: text, count: -1, whole: false }], "en").split("whole\r\n");
    expect(first).toMatch(/^"?'/);
    expect(first).toMatch(/,-1,no\r\n$/);
  });
});

it("the legend says what the columns mean", () => {
  expect(legend(columns)).toEqual({ agency: { ko: "기관", en: "agency" }, count: { ko: "횟수", en: "count" }, whole: { ko: "온전함", en: "whole" } });
});
