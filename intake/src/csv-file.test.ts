import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCsv, requireFolder, type Progress } from "./csv-file.js";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "epigraph-csv-"))));
afterAll(async () => rm(folder, { recursive: true }));

async function rows(content: string | Uint8Array, onProgress?: Progress): Promise<unknown[]> {
  await writeFile(join(folder, "a.csv"), content);
  return collect(readCsv(folder, "a.csv", ["id", "day"], onProgress));
}

async function collect(source: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of source) all.push(item);
  return all;
}

describe("a CSV file", () => {
  it("gives the asked columns of each row, trimmed, with the line it stands on", async () => {
    expect(await rows("id,other,day\n1,x, 2020-01-01 \n\n2,,\n")).toEqual([
      { line: 2, cells: { id: "1", day: "2020-01-01" }, blankCells: "none" },
      { line: 4, cells: { id: "2", day: "" }, blankCells: "none" },
    ]);
  });
  it("tells a cell of white space from an empty one", async () => {
    expect(await rows("id,day\n1, \n")).toEqual([{ line: 2, cells: { id: "1", day: "" }, blankCells: "some" }]);
  });
  it("may begin with a byte order mark and end its lines as Windows does", async () => {
    expect(await rows("\uFEFFid,day\r\n1,2\r\n")).toEqual([{ line: 2, cells: { id: "1", day: "2" }, blankCells: "none" }]);
  });
  it("may have commas, quotes and line breaks inside quotes", async () => {
    expect(await rows('id,day\n"a, ""b""\nc",2\n')).toEqual([{ line: 3, cells: { id: 'a, "b"\nc', day: "2" }, blankCells: "none" }]);
  });
  it("names a row with too few or too many columns and goes on", async () => {
    expect(await rows("id,day\n1\n1,2,3\n4,5\n")).toEqual([
      { line: 2, fault: "wrong-number-of-columns" },
      { line: 3, fault: "wrong-number-of-columns" },
      { line: 4, cells: { id: "4", day: "5" }, blankCells: "none" },
    ]);
  });
  it("names a row with a quote in the wrong place and goes on", async () => {
    expect(await rows('id,day\na"b,2\n4,5\n')).toEqual([{ line: 2, fault: "unreadable-quotes" }, { line: 3, cells: { id: "4", day: "5" }, blankCells: "none" }]);
    expect(await rows('id,day\n4,5\na"b,2\n')).toEqual([{ line: 2, cells: { id: "4", day: "5" }, blankCells: "none" }, { line: 3, fault: "unreadable-quotes" }]);
  });
  it("has no rows when only the header stands in it", async () => {
    expect(await rows("id,day\n")).toEqual([]);
  });
  it("tells its progress, at the end all of its bytes", async () => {
    const events: unknown[] = [];
    await rows("id,day\n1,2\n", (event) => events.push(event));
    expect(events).toEqual([{ file: "a.csv", rowsRead: 1, bytesRead: 11, bytesTotal: 11 }]);
  });
});

describe("what is no such CSV file", () => {
  it.each([
    ["an empty file", "", "FILE_EMPTY", "`a.csv` is empty: fetch it again"],
    ["blank lines only", "\n\n", "FILE_EMPTY", "`a.csv` has no line of column names: fetch it again"],
    ["a column missing", "id,date\n1,2\n", "HEADER_WRONG", "`a.csv` has no column `day`: it is not the file expected here, or an older form of it"],
    ["a column twice", "id,day,day\n1,2,3\n", "HEADER_WRONG", "`a.csv` has the column `day` twice: remove one"],
    ["a zipped or binary file", Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), "NOT_A_CSV", "`a.csv` is not text in UTF-8: export it again as CSV with the encoding UTF-8"],
    ["Korean text in EUC-KR", Uint8Array.from([...Buffer.from("id,day\n"), 0xbc, 0xad, 0xbf, 0xef]), "NOT_A_CSV", "`a.csv` is not text in UTF-8: export it again as CSV with the encoding UTF-8"],
    ["a quote that never closes", 'id,day\n1,2\n"3,4\n5,6\n', "NOT_A_CSV", "`a.csv` cannot be read as CSV after line 2: a quote is never closed, or a row is over 1 MB"],
  ])("%s is refused", async (_, content, code, message) => {
    await expect(rows(content)).rejects.toMatchObject({ name: "IntakeError", code, message, file: "a.csv" });
  });
  it("a missing file is named", async () => {
    await expect(collect(readCsv(folder, "b.csv", ["id"]))).rejects.toMatchObject({ code: "FILE_MISSING", message: "`b.csv` is missing from the folder: put it there or choose another folder" });
  });
  it("a path that is no folder is refused", async () => {
    await writeFile(join(folder, "file"), "x");
    await expect(requireFolder(join(folder, "file"))).rejects.toMatchObject({ code: "NOT_A_FOLDER" });
    await expect(requireFolder(join(folder, "none"))).rejects.toMatchObject({ code: "NOT_A_FOLDER" });
    await expect(requireFolder(folder)).resolves.toBeUndefined();
  });
});
