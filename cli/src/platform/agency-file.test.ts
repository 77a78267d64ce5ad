/** What is wrong with a file of agencies is told by line, and what its kind says need not be written. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAgencyFile } from "./agency-file.js";

const folder = mkdtempSync(join(tmpdir(), "epigraph-agencies-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, "agencies.csv");
  writeFileSync(path, text);
  return path;
}
const header = "id,kind,name_ko,name_en,phone,classes\n";

it.each([
  ["an unknown kind", `${header}x-1,bank,X,X,,\n`, /^line 2: `kind` must be one of/],
  ["a name that is missing", `${header}x-1,telecom,,X,,\n`, /^line 2: `name_ko` is missing/],
  ["an id with blanks", `${header}x 1,telecom,X,X,,\n`, /^line 2: `id` must be/],
  ["an unknown column", `id,kind,name_ko,name_en,street\nx-1,telecom,X,X,Y\n`, /unknown: `street`/],
  ["no names", `id,kind\nx-1,telecom\n`, /missing: name_ko, name_en/],
  ["the same twice", `${header}x-1,telecom,X,X,,\nx-1,telecom,X,X,,\n`, /`x-1` stands there twice/],
  ["a class of data that nobody provides", `${header}y-1,telecom,X,X,,\nx-1,telecom,X,X,,interview\n`, /^line 3: `classes` must be of/],
  ["a region of who has none", `id,kind,name_ko,name_en,region\nx-1,telecom,X,X,1168000000\n`, /^line 2: only government and health-centre have a region/],
  ["too few cells", `${header}x-1,telecom\n`, /^line 2: another number of columns/],
  ["an empty file", "", /the file is empty/],
])("refuses %s", async (_what, text, message) => {
  await expect(readAgencyFile(file(text))).rejects.toThrow(message);
});

it("knows what each kind provides, and takes what is said instead", async () => {
  const agencies = await readAgencyFile(file(`\uFEFF${header}a,telecom,A,A,112,\nb,card-company,B,"B, Inc",,card-use;qr-entry\nc,police,C,C,,\n`));
  expect(agencies.map(({ id, nameEn, phone, dataClasses }) => [id, nameEn, phone, dataClasses])).toEqual([["a", "A", "112", ["telecom-location"]], ["b", "B, Inc", null, ["card-use", "qr-entry"]], ["c", "C", null, []]]);
});
