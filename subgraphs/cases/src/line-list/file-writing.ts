/** A table of texts as a file: CSV that spreadsheets open without running it, or XLSX. Not what stands in it. */
import { stringify } from "csv-stringify/sync";
import { strToU8, zipSync } from "fflate";

export const formats = ["csv", "xlsx"] as const;
export type Format = (typeof formats)[number];

/** RFC 4180 with a byte order mark; a cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, "CSV injection"). */
export const csvOf = (rows: readonly (readonly string[])[]): string => `\ufeff${stringify(rows.map((row) => [...row]), { record_delimiter: "windows", escape_formulas: true })}`;

/**
 * ECMA-376, one sheet of inline strings: a text stays a text, whatever it begins with. Written here because a cell is all we need of the format: write-excel-file took
 * 35 s for 20,000 rows of 25 cells where this takes a second.
 */
export function xlsxOf(rows: readonly (readonly string[])[]): Buffer {
  const sheet = rows.map((row, index) => `<row r="${index + 1}">${row.map((cell, column) => (cell === "" ? "" : `<c r="${letters(column)}${index + 1}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`)).join("")}</row>`);
  const files = {
    "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="line list" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${main}"><sheetData>${sheet.join("")}</sheetData></worksheet>`,
  };
  const mtime = "1980-01-01T00:00:00Z"; // the earliest that the format knows: the same rows make the same file
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, [strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${text}`), { mtime, level: 6 as const }]] as const))));
}

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";

/** XML 1.0 has no control characters but three; a cell holds at most 32,767 characters. */
// oxlint-disable-next-line no-control-regex
const escaped = (text: string): string => text.slice(0, 32_767).replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A, B, ... Z, AA. */
function letters(column: number): string {
  return (column < 26 ? "" : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));
}
