/** Line lists out and in, through the guard and a real database: what stands in them for whom, what a row must be, and that nothing is half stored. */
import { createHash } from "node:crypto";
import { zipSync } from "fflate";
import { readSheet } from "read-excel-file/universal";
import { type Asker, kim, lee, openDesk, region, seo, steward, type TestDesk } from "../testing.js";
import { csvOf, xlsxOf } from "./file-writing.js";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
}, 120_000);
afterAll(() => desk.close());

type File = { readonly fileName: string; readonly encoding: string; readonly fileContent: string; readonly contentHash: string; readonly rows: number; readonly columns: readonly string[]; readonly cut: boolean };
type Imported = { readonly dryRun: boolean; readonly rows: number; readonly registered: number; readonly known: number; readonly faulty: number; readonly faults: readonly object[]; readonly possibleDuplicates: readonly object[] };
const download = (asker: Asker, more = `format: "csv"`) => desk.get<File>(asker, "downloadLineList", `mutation { downloadLineList(${more}, reason: "weekly meeting") { fileName encoding fileContent contentHash rows columns cut } }`);
const load = `mutation ($fileBase64: String!, $format: String!, $dryRun: Boolean!, $mapping: [ColumnMappingInput!]) { importLineList(fileBase64: $fileBase64, format: $format, dryRun: $dryRun, mapping: $mapping, reason: "from the hospital") { dryRun rows registered known faulty faults { line column reason } possibleDuplicates { case { id } possibleDuplicates { id } } } }`;
const bring = (asker: Asker, bytes: Buffer | string, { format = "csv", dryRun = false, mapping }: { readonly format?: string; readonly dryRun?: boolean; readonly mapping?: object } = {}) =>
  desk.get<Imported>(asker, "importLineList", load, { fileBase64: Buffer.from(bytes).toString("base64"), format, dryRun, mapping });
const refused = async (bytes: Buffer | string, format = "csv"): Promise<string> => (await desk.ask(kim, load, { fileBase64: Buffer.from(bytes).toString("base64"), format, dryRun: true })).messages.join();
const cellsOf = (csv: string): readonly string[][] => csv.replace(/^\ufeff/, "").trim().split("\r\n").map((line) => line.split(","));
const countOf = async (): Promise<unknown> => (await desk.admin.query<unknown[]>("select (select count(*) from cases.case_record)::int as cases, (select count(*) from cases.person)::int as persons, (select count(*) from cases.duplicate_review)::int as reviews"))[0];

const head = "caseNumber,disease,regionCode,onsetDate,sex,fullName,phone,symptoms";
const line = (number: string, more: Partial<Record<"region" | "onset" | "sex" | "name" | "phone" | "symptoms", string>> = {}): string => [number, "covid-19", more.region ?? region.gangnam, more.onset ?? "2020-03-10", more.sex ?? "female", more.name ?? "", more.phone ?? "", more.symptoms ?? ""].join(",");

describe("a list that comes in", () => {
  it("registers its good rows and tells the others by line and column; the same file again changes nothing", async () => {
    const file = [
      head,
      line("A-1", { name: "홍길동", phone: "010-1111-2222", symptoms: "fever 2020-03-10; cough" }),
      line("A-2", { onset: "2020. 3. 11.", sex: "" }),
      line("A-3", { onset: "2020-02-30" }),
      line("A-4", { onset: "03/04/2020" }),
      line("A-5", { region: region.seocho }),
      line("A-6", { region: "1100000000" }),
      line("A-7", { sex: "F" }),
      line("A-1"),
      line("", {}),
      `A-8,cholera,${region.gangnam},2020-03-10,,,,`,
    ].join("\n");
    const before = await countOf();
    const faults = [
      { line: 4, column: "onsetDate", reason: "must be a day that exists, written YYYY-MM-DD" },
      { line: 5, column: "onsetDate", reason: "must be a day that exists, written YYYY-MM-DD" },
      { line: 6, column: "regionCode", reason: "is not of your jurisdiction: its own investigators register the case" },
      { line: 7, column: "regionCode", reason: "is not a municipality: give its ten-digit code" },
      { line: 8, column: "sex", reason: "must be one of `female`, `male`, `other`" },
      { line: 9, column: "caseNumber", reason: "stands in line 2 already" },
      { line: 10, column: "caseNumber", reason: "is missing" },
      { line: 11, column: "disease", reason: "is not described: take its code from `diseases`" },
    ];
    const result = { rows: 10, registered: 2, known: 0, faulty: 8, faults, possibleDuplicates: [] };
    expect(await bring(kim, file, { dryRun: true })).toEqual({ ...result, dryRun: true });
    expect(await countOf()).toEqual(before);
    expect(await bring(kim, file)).toEqual({ ...result, dryRun: false });
    const after = await countOf();
    expect(await bring(kim, file)).toEqual({ ...result, dryRun: false, registered: 0, known: 2 });
    expect(await countOf()).toEqual(after);
    const rows = await desk.admin.query("select c.source_system, c.onset_date::text, c.symptoms, a.account from cases.case_record c join permission.assignment a on a.case_id = c.id where c.source_record = 'A-1'");
    expect(rows).toEqual([{ source_system: `line-list/${kim.agency ?? ""}`, onset_date: "2020-03-10", symptoms: [{ code: "fever", onsetDate: "2020-03-10" }, { code: "cough", onsetDate: null }], account: "kim" }]);
  });

  it("may be of the same number as another agency's: nobody learns of the other", async () => {
    expect(await bring(seo, [head, line("A-1", { region: region.seocho })].join("\n"))).toMatchObject({ registered: 1, known: 0 });
  });

  it.each<[string, () => Buffer]>([
    ["UTF-8", () => Buffer.from(`사례 번호,질병,관할 지역코드,성명\nU-1,covid-19,${region.gangnam},김유신\n`)],
    ["UTF-8 with a byte order mark, and Windows line ends", () => Buffer.from(`\ufeff사례 번호,질병,관할 지역코드,성명\r\nB-1,covid-19,${region.gangnam},김유신\r\n`)],
    ["CP949", () => Buffer.from(`bbe7b7ca20b9f8c8a32cc1fabab42cb0fcc7d220c1f6bfaac4dab5e52cbcbab8ed0a432d312c636f7669642d31392c${Buffer.from(region.gangnam).toString("hex")}2cb1e8c0afbdc50a`, "hex")],
  ])("is read in %s, with a Korean head", async (_, bytes) => expect(await bring(kim, bytes())).toMatchObject({ registered: 1, faulty: 0 }));

  it("is read as XLSX, with days as spreadsheets have them", async () => {
    const rows = [["caseNumber", "disease", "regionCode", "onsetDate", "fullName"], ["X-1", "covid-19", region.gangnam, "2020-03-10", "=cmd()"]];
    expect(await bring(kim, xlsxOf(rows), { format: "xlsx" })).toMatchObject({ registered: 1, faulty: 0 });
  });

  it("is understood when its columns are called otherwise and a mapping says how", async () => {
    const file = `no,병명,보건소\nM-1,covid-19,${region.gangnam}\n`;
    expect(await refused(file)).toContain("the head lacks `caseNumber`, `disease`, `regionCode`");
    const mapping = [{ column: "no", field: "caseNumber" }, { column: "병명", field: "disease" }, { column: "보건소", field: "regionCode" }];
    expect(await bring(kim, file, { mapping })).toMatchObject({ registered: 1 });
    expect((await desk.ask(kim, load, { fileBase64: Buffer.from(file).toString("base64"), format: "csv", dryRun: true, mapping: [{ column: "nummer", field: "caseNumber" }] })).messages.join()).toContain("`mapping` names a column that the file has not");
  });

  it("tells of persons known in the own jurisdiction, and of those elsewhere nothing", async () => {
    await bring(kim, [head, line("D-1", { phone: "010-5555-0001" })].join("\n"));
    await bring(seo, [head, line("D-1", { phone: "010-5555-0002", region: region.seocho })].join("\n"));
    const { possibleDuplicates } = await bring(lee, [head, line("D-2", { phone: "010-5555-0001" }), line("D-3", { phone: "010-5555-0002" })].join("\n"));
    expect(possibleDuplicates).toHaveLength(1);
    const { edges } = await desk.get<{ readonly edges: readonly object[] }>(steward, "duplicateReviews", "{ duplicateReviews { edges { node { kinds matches { id } } } } }");
    expect(edges).toHaveLength(1);
  });

  it.each<[string, Buffer | string, string, string]>([
    ["nothing", "", "csv", "the file is empty"],
    ["a head alone", `${head}\n`, "csv", "no rows below its head"],
    ["a quotation mark that is not closed", `${head}\n"A-1,covid-19\n`, "csv", "is no CSV from line"],
    ["bytes that are no text", Buffer.from([0x61, 0x2c, 0xff, 0xff, 0x0a]), "csv", "neither UTF-8 nor CP949"],
    ["CSV as XLSX", `${head}\n${line("A-1")}\n`, "xlsx", "is no XLSX workbook"],
    ["a column twice", `caseNumber,disease,regionCode,sex,성별\nA,covid-19,${region.gangnam},female,male\n`, "csv", "two columns are `sex`"],
    ["more rows than the cap", `${head}\n${`${line("A-1")}\n`.repeat(20_001)}`, "csv", "more than 20000 rows"],
  ])("with %s is refused as a whole, and said why", async (_, bytes, format, told) => expect(await refused(bytes, format)).toContain(told));

  it("is refused when it unpacks to far more than it is", async () => {
    const bomb = Buffer.from(zipSync({ "xl/worksheets/sheet1.xml": new Uint8Array(200_000_001) }, { level: 1 }));
    expect(bomb.length).toBeLessThan(10_000_000);
    expect(await refused(bomb, "xlsx")).toContain("unpacks to more than 200 MB");
  });
});

describe("a list that goes out", () => {
  it("has the cases of the own jurisdiction, and no identity if none was asked for", async () => {
    const { encoding, fileContent, contentHash, columns, rows, cut } = await download(kim);
    expect([encoding, cut]).toEqual(["utf-8", false]);
    expect(contentHash).toBe(createHash("sha256").update(fileContent).digest("hex"));
    const [first, ...body] = cellsOf(fileContent);
    expect(first).toEqual(columns);
    expect(columns).not.toContain("fullName");
    expect(body).toHaveLength(rows);
    expect(new Set(body.map((cells) => cells[columns.indexOf("regionCode")]))).toEqual(new Set([region.gangnam]));
    expect((await download(steward)).rows).toBeGreaterThan(rows);
    expect((await download(kim, `format: "csv", filter: { regionCode: "${region.seocho}" }`)).rows).toBe(0);
  });

  it("has identity where the case is assigned to the asker, and an empty cell where it is not", async () => {
    // what another package keeps of a person: here in the clear, for this test alone
    await desk.admin.query("alter table cases.person disable row level security");
    const { fileContent, columns } = await download(lee, `format: "csv", withIdentity: true`);
    await desk.admin.query("alter table cases.person enable row level security");
    const body = cellsOf(fileContent).slice(1);
    const assigned = body.filter((cells) => cells[columns.indexOf("assigned")] === "yes").length;
    expect([assigned > 0, assigned < body.length]).toEqual([true, true]);
    expect(body.filter((cells) => cells[columns.indexOf("assigned")] === "no" && (cells[columns.indexOf("fullName")] !== "" || cells[columns.indexOf("phone")] !== ""))).toEqual([]);
  });

  it("is on record with its reason, its hash and whose data stand in it, cell by cell", async () => {
    const { contentHash, rows } = await download(kim);
    const record = (await desk.records()).at(-1);
    expect(record?.entity.references).toEqual([{ kind: "reason", id: expect.any(String) as string }, { kind: "report", id: "line-list" }, { kind: "file", id: contentHash }]);
    const onset = record?.events.find(({ coordinate }) => coordinate === "Case.onsetDate");
    expect([onset?.outcome, onset?.count, onset?.subjects.size]).toEqual(["allowed", rows, rows]);
    expect(record?.assigned.length).toBe(rows - Number((await desk.admin.query<{ count: number }[]>("select count(*)::int as count from cases.case_record c where c.region_code = $1 and not exists (select from permission.assignment a where a.case_id = c.id and a.account = 'kim')", [region.gangnam]))[0]?.count));
    expect(JSON.stringify(record)).not.toContain("weekly meeting");
    expect(await desk.admin.query("select text, written_by from ledger.note where id = $1", [record?.entity.references[0]?.id])).toEqual([{ text: "weekly meeting", written_by: "kim" }]);
  });

  it("runs nothing: a cell that begins like a formula is a text, in CSV and in XLSX", async () => {
    await desk.admin.query(`update cases.case_record set infection_setting = '=HYPERLINK("http://evil")' where source_record = 'A-1'`);
    expect((await download(kim)).fileContent).toContain(`"'=HYPERLINK(""http://evil"")"`);
    const { fileContent } = await download(kim, `format: "xlsx"`);
    const bytes = Buffer.from(fileContent, "base64");
    expect((await readSheet(new Uint8Array(bytes).buffer)).flat()).toContain('=HYPERLINK("http://evil")');
    expect(csvOf([["+1", "-1", "@a", "\ta", "a=b", "=1"]])).toBe("\ufeff'+1,'-1,'@a,'\ta,a=b,'=1\r\n");
  });

  it("comes in again as it went out", async () => {
    await desk.admin.query("update cases.case_record set infection_setting = null, registered_by = null where source_record = 'A-1'");
    const { fileContent, rows } = await download(kim, `format: "csv", language: "ko"`);
    const { registered, faulty } = await bring({ ...kim, account: "new", agency: "province.1100000000" }, fileContent, { dryRun: true });
    expect([registered, faulty]).toEqual([rows, 0]);
  });

  it("needs a reason", async () => {
    expect((await desk.ask(kim, `mutation { downloadLineList(format: "csv", reason: " ") { rows } }`)).codes).toEqual(["BAD_USER_INPUT"]);
  });
});
