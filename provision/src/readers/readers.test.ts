/** The readers as a sender meets them: what is read, where chunks end, and the exact answer to each file that cannot be. */
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { limits } from "../limits.js";
import { zipped } from "../testing.js";
import type { Reading, SourceRow } from "./chunk.js";
import { type Content, contentOf, received } from "./content.js";
import { readCsv, records } from "./csv.js";
import { encodings } from "./encoding.js";
import { readNdjson } from "./ndjson.js";
import { readXlsx } from "./xlsx.js";

async function* blocks(bytes: Buffer, size = 7): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
    await Promise.resolve();
  }
}

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async function read(bytes: Buffer, type = "text/csv", coding?: string, rowsOfChunk = 2): Promise<{ readonly header: readonly string[]; readonly rows: SourceRow[] }> {
  const content: Content = contentOf(type, coding);
  const { bytes: plain } = received(blocks(bytes), content);
  const readers = { csv: () => readCsv(plain, { encoding: content.encoding, rowsOfChunk }), ndjson: () => readNdjson(plain, { rowsOfChunk }), xlsx: () => readXlsx(plain, rowsOfChunk) };
  const reading: Reading = await readers[content.kind]();
  const rows: SourceRow[] = [];
  for await (const chunk of reading.chunks) for (const some of chunk.rows()) rows.push(...some);
  return { header: reading.header, rows };
}

const cellsOf = async (...parameters: Parameters<typeof read>): Promise<readonly (readonly string[])[]> => (await read(...parameters)).rows.map(({ cells }) => cells);
/** 이름 and 서울 in CP949, which node can read and not write. */
const cp949 = Buffer.concat([Buffer.from([0xc0, 0xcc, 0xb8, 0xa7]), Buffer.from(",x\n"), Buffer.from([0xbc, 0xad, 0xbf, 0xef]), Buffer.from(",1\n")]);

describe("a CSV file", () => {
  it("is read in UTF-8, with a byte order mark, in CP949 and compressed", async () => {
    for (const sent of [read(Buffer.from("이름,x\n서울,1\n")), read(Buffer.from("\uFEFF이름,x\r\n서울,1\r\n")), read(cp949, "text/csv; charset=CP949"), read(gzipSync("이름,x\n서울,1"), "text/csv", "gzip")]) {
      expect(await sent).toEqual({ header: ["이름", "x"], rows: [{ line: 2, cells: ["서울", "1"] }] });
    }
  });

  it("may have one row, or only a header", async () => {
    expect(await cellsOf(Buffer.from("a,b\n1,2\n"))).toEqual([["1", "2"]]);
    expect(await read(Buffer.from("a,b\n"))).toEqual({ header: ["a", "b"], rows: [] });
  });

  it("has line breaks and quotation marks within quotes, and its rows their lines", async () => {
    const { rows } = await read(Buffer.from('a,b\n"x\ny","1"\n\n"say ""hi""",2\nz,3\n'));
    expect(rows).toEqual([{ line: 2, cells: ["x\ny", "1"] }, { line: 5, cells: ['say "hi"', "2"] }, { line: 6, cells: ["z", "3"] }]);
  });

  it("is told of a row with other columns and of a stray quotation mark, which spoil no other row", async () => {
    const { rows } = await read(Buffer.from('a,b\n1\n2"x,3\n"open,4\n5,6\n'), "text/csv", undefined, 10);
    expect(rows.map(({ line, fault }) => [line, fault?.reason])).toEqual([[2, "columns-wrong"], [3, "quotes-wrong"], [4, "quotes-wrong"], [5, undefined]]);
  });

  it("reads what csv-parse reads, cut into chunks and blocks of any size", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "서", ",", '"', "\n", " ", "é"), maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 12 }), fc.constantFrom("\n", "\r\n"), fc.integer({ min: 1, max: 5 }), async (table, end, rowsOfChunk) => {
        const quoted = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
        const text = `h1,h2${end}${table.map((row) => row.map(quoted).join(",")).join(end)}${end}`;
        const expected = parse(text, { skip_empty_lines: true }).slice(1);
        expect(await cellsOf(Buffer.from(text), "text/csv", undefined, rowsOfChunk)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it("has the same chunks whatever the blocks it comes in", async () => {
    const bytes = Buffer.from(`a,b\n${Array.from({ length: 50 }, (_, row) => (row % 7 === 0 ? `"x\n${row}",1` : `${row},2`)).join("\n")}\n`);
    const digests = async (size: number): Promise<string[]> => {
      const found: string[] = [];
      const { chunks } = await readCsv(blocks(bytes, size), { encoding: "utf-8", rowsOfChunk: 6 });
      for await (const chunk of chunks) found.push(`${chunk.number} ${chunk.lineFrom} ${chunk.bytes?.to} ${chunk.digest.toString("hex")}`);
      return found;
    };
    expect(await digests(1)).toEqual(await digests(1_000));
  });

  it("asks of no line again what it knows of all", () => {
    expect([...records("a,b\nc,d", 1, false)].flat()).toEqual([{ line: 1, cells: ["a", "b"] }, { line: 2, cells: ["c", "d"] }]);
  });
});

describe("NDJSON", () => {
  it("has an object a line, whose names are those of the first", async () => {
    expect(await read(Buffer.from('{"a":"서울","b":1}\n{"b":null}\n[]\n{"c":1}\n'), "application/x-ndjson")).toEqual({
      header: ["a", "b"],
      rows: [{ line: 1, cells: ["서울", "1"] }, { line: 2, cells: ["", ""] }, { line: 3, cells: [], fault: { reason: "not-an-object" }, raw: "[]" }, { line: 4, cells: [], fault: { reason: "unexpected-column" }, raw: '{"c":1}' }],
    });
  });
});

describe("a workbook", () => {
  const sheet = (rows: string): string => `<?xml version="1.0"?><worksheet><sheetData>${rows}</sheetData></worksheet>`;
  const shared = '<sst><si><t>phone</t></si><si><r><t>se</t></r><r><t>oul</t></r></si></sst>';
  const workbook = (rows: string): Buffer => zipped({ "xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": sheet(rows) });

  it("is read from its first sheet, empty cells included", async () => {
    const rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>b</t></is></c><c r="C1"><v>7</v></c></row><row r="3"><c r="A3" t="s"><v>1</v></c></row>';
    expect(await read(workbook(rows), xlsxType)).toEqual({ header: ["phone", "b", "7"], rows: [{ line: 3, cells: ["seoul", "", ""] }] });
  });

  it("has no formula taken: the row, the column and why", async () => {
    const rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2*2</f><v>2</v></c></row>';
    expect((await read(workbook(rows), xlsxType)).rows).toMatchObject([{ line: 2, fault: { reason: "formula", column: "b" } }]);
  });

  it.each([
    ["no zip file", Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), randomBytes(100)]), "XLSX_BROKEN"],
    ["a sheet that grows a thousand times", zipped({ "xl/worksheets/sheet1.xml": sheet(`<!--${" ".repeat(12_000_000)}-->`) }), "XLSX_TOO_BIG"],
    ["a sheet that lies about its size", zipped({ "xl/worksheets/sheet1.xml": sheet(`<!--${" ".repeat(12_000_000)}-->`) }, 100), "XLSX_BROKEN"],
    ["a line twice", workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'), "XLSX_BROKEN"],
    ["a line that is no number", workbook('<row r="1e400"><c r="A1"><v>1</v></c></row>'), "XLSX_BROKEN"],
    ["entities", zipped({ "xl/worksheets/sheet1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>' }), "XLSX_BROKEN"],
    ["nothing", Buffer.alloc(0), "FILE_EMPTY"],
  ])("of %s is refused", async (_what, bytes, code) => {
    await expect(read(bytes, xlsxType)).rejects.toMatchObject({ code });
  });
});

describe("what cannot be read gets a clear answer", () => {
  const whole = gzipSync(randomBytes(50_000).toString("hex").replaceAll("0", "\n"));
  it.each([
    ["an empty file", Buffer.alloc(0), "text/csv", undefined, "FILE_EMPTY"],
    ["blank lines", Buffer.from("\n\r\n"), "text/csv", undefined, "FILE_EMPTY"],
    ["blank lines of objects", Buffer.from("\n\n"), "application/x-ndjson", undefined, "FILE_EMPTY"],
    ["an empty gzip file", gzipSync(""), "text/csv", "gzip", "FILE_EMPTY"],
    ["a truncated gzip file", whole.subarray(0, whole.length / 2), "text/csv", "gzip", "GZIP_TRUNCATED"],
    ["a damaged gzip file", Buffer.concat([whole.subarray(0, 500), randomBytes(500)]), "text/csv", "gzip", "GZIP_BROKEN"],
    ["a zip bomb", gzipSync("a,b\n".repeat(3_000_000)), "text/csv", "gzip", "GZIP_BOMB"],
    ["a compressed file that does not say so", gzipSync("a,b\n"), "text/csv", undefined, "CONTENT_MISMATCH"],
    ["a file that says gzip and is none", Buffer.from("a,b\n"), "text/csv", "gzip", "CONTENT_MISMATCH"],
    ["a workbook called csv", Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), "text/csv", undefined, "CONTENT_MISMATCH"],
    ["csv called a workbook", Buffer.from("a,b\n"), xlsxType, undefined, "CONTENT_MISMATCH"],
    ["an old office file", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 1]), "text/csv", undefined, "CONTENT_MISMATCH"],
    ["utf-16", Buffer.from("\uFEFFa,b\n", "utf16le"), "text/csv", undefined, "CONTENT_MISMATCH"],
    ["csv called ndjson", Buffer.from("a,b\n"), "application/x-ndjson", undefined, "CONTENT_MISMATCH"],
    ["a line without end", Buffer.from(`a,b\n${"x".repeat(limits.lineBytes + 1)}`), "text/csv", undefined, "LINE_TOO_LONG"],
    ["too many columns", Buffer.from(`${"a,".repeat(limits.columns)}b\n`), "text/csv", undefined, "TOO_MANY_COLUMNS"],
  ])("%s", async (_what, bytes, type, coding, code) => {
    await expect(read(bytes, type, coding, 20_000)).rejects.toMatchObject({ code });
  });

  it("mixed encodings, with the line and what it could be", async () => {
    const mixed = Buffer.concat([Buffer.from("이름,x\n서울,1\n"), Buffer.from([0xbc, 0xad, 0xbf, 0xef]), Buffer.from(",2\n")]);
    await expect(read(mixed)).rejects.toMatchObject({ code: "ENCODING_WRONG", line: 3, message: "line 3 is not utf-8; it could be cp949: say so with `charset`, or save the whole file in one encoding" });
    expect(encodings).toHaveLength(2);
  });

  it("UTF-8 that would pass for CP949 as other letters, in a line of its own too; and CP949 that is only like UTF-8 is read", async () => {
    const utf8 = Buffer.from("주소,x\n민수,1\n");
    expect(new TextDecoder("euc-kr").decode(utf8)).not.toContain("\uFFFD"); // nothing else would have told
    await expect(read(utf8, "text/csv; charset=cp949")).rejects.toMatchObject({ code: "ENCODING_WRONG", line: 1, message: "line 1 is utf-8, and the file is said to be cp949: leave out the `charset`, or save the whole file in one encoding" });
    await expect(read(Buffer.concat([cp949, Buffer.from("민수,2\n")]), "text/csv; charset=cp949", undefined, 10)).rejects.toMatchObject({ code: "ENCODING_WRONG", line: 3 });
    const alike = Buffer.concat([Buffer.from("a\n"), Buffer.from([0xc3, 0xb6]), Buffer.from("\n")]); // 철 in CP949, ö in UTF-8
    expect(await cellsOf(alike, "text/csv; charset=cp949")).toEqual([["철"]]);
  });

  it.each([["application/pdf", undefined], ["text/csv; charset=utf-16", undefined], ["text/csv", "br"], ["application/x-ndjson; charset=cp949", undefined], [undefined, undefined]])("a type that nobody reads: %s %s", (type, coding) => {
    expect(() => contentOf(type, coding)).toThrow(expect.objectContaining({ code: "CONTENT_UNKNOWN" }) as Error);
  });
});
