/**
 * Bad input over HTTP, line by line, as a provider's clerk meets it: the answer and what it says to do, what is stored and what is set aside, and that the request takes a good file afterwards. And the bad
 * input of due process: a closed request, an approval that comes twice or too late, a made-up case. Not the readers' own tests: see provision/src/readers.
 */
import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { DataSource } from "@epigraph/datastore";
import { openDatabase } from "@epigraph/datastore";
import { createTestDatabase, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { zipped } from "@epigraph/provision/testing";
import { approver, auditor, localInvestigator, type Platform, startPlatform, tokenFor, type User } from "./platform.js";
import { askFor, gangnam, kim, morningOfStory, newestEntry, police, provider, putAgencies, putCase, registerProfile, sentRequest, told, windowOfStory } from "./requests.js";

const telecom = provider("telecom.a");
let database: TestDatabase;
let admin: DataSource;
let platform: Platform;
let caseId: string;
let entry: string;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = await openDatabase(database.adminUrl, { name: "story", poolSize: 2 });
  await putAgencies(admin);
  platform = await startPlatform("one process", database);
  await registerProfile(platform, "telecom.a", "telecom-location", { subject: "phone", ignored: ["비고"] });
  caseId = await putCase(database, admin);
  await sentRequest(platform, { case: caseId, dataClass: "telecom-location" });
  entry = await newestEntry(platform, telecom);
}, 120_000);
afterAll(async () => {
  await platform?.close();
  await admin?.destroy();
  await database?.drop();
});

type Sent = { readonly status: number; readonly body: Readonly<Record<string, unknown>> & { readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string; readonly line?: number } }[] } };
async function put(body: string | Buffer, headers: Readonly<Record<string, string>> = {}, to = entry): Promise<Sent> {
  const response = await fetch(`${platform.urls.agency}/provision/${to}`, { method: "PUT", body: new Uint8Array(Buffer.from(body)), headers: { authorization: `Bearer ${tokenFor(telecom)}`, "content-type": "text/csv", "epigraph-file-name": encodeURIComponent(`${randomUUID()}.csv`), ...headers } });
  return { status: response.status, body: (await response.json()) as Sent["body"] };
}
const codes = async (user: User, query: string, variables: Record<string, unknown> = {}): Promise<readonly string[]> => (await platform.ask(user, query, variables)).errors.map(({ message, extensions }) => `${extensions.code}: ${message}`);

const hourMs = 3_600_000;
let halfHours = 0;
const at = (hour: number): string => new Date(morningOfStory() + hour * hourMs).toISOString();
type Cells = { readonly who?: string; readonly from?: string; readonly to?: string; readonly lat?: string; readonly lon?: string; readonly note?: string };
/** Each call another half hour at Seoul's city hall. */
function row({ who = "010-1234-5678", from, to, lat = "37.5663", lon = "126.9779", note = "" }: Cells = {}): string {
  const hour = from === undefined ? ++halfHours / 2 : 0;
  return [who, from ?? at(hour), to ?? at(hour + 0.4), lat, lon, note].join(",");
}
const header = "who,from,to,lat,lon,비고";
const csv = (...rows: readonly string[]): string => `${[header, ...rows].join("\n")}\n`;
const xlsxType = { "content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
const gzip = { "content-encoding": "gzip" };
const cp949 = { "content-type": "text/csv; charset=cp949" };
/** 비고 and 서울 in CP949, which node can read and not write. */
const cp949Header = Buffer.concat([Buffer.from("who,from,to,lat,lon,"), Buffer.from([0xba, 0xf1, 0xb0, 0xed, 0x0a])]);
const cp949Row = (): Buffer => Buffer.concat([Buffer.from(row()), Buffer.from([0xbc, 0xad, 0xbf, 0xef, 0x0a])]);
const cell = (text: string, column: string, line: number, formula = ""): string => `<c r="${column}${line}" t="inlineStr">${formula === "" ? "" : `<f>${formula}</f>`}<is><t>${text}</t></is></c>`;
function workbook(lines: readonly (readonly string[])[], { formula = "", padding = "", numbers = lines.map((_, index) => index + 1) } = {}): Buffer {
  const rows = lines.map((cells, index) => `<row r="${numbers[index]}">${cells.map((text, column) => cell(text, "ABCDEF"[column] ?? "", numbers[index] ?? 0, index === 1 && column === 3 ? formula : "")).join("")}</row>`);
  return zipped({ "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${rows.join("")}${padding}</sheetData></worksheet>` });
}
const table = (...rows: readonly string[]): string[][] => [header, ...rows].map((line) => line.split(","));

type Refused = { readonly status: number; readonly code: string; readonly says: RegExp; readonly line?: number };
const refused = (status: number, code: string, says: RegExp, line?: number): Refused => ({ status, code, says, ...(line === undefined ? {} : { line }) });

/** Whole files that are refused: nothing of them is stored, and the name is free for the right file. */
const files: readonly (readonly [what: string, body: () => string | Buffer, headers: Readonly<Record<string, string>>, answer: Refused])[] = [
  ["an empty file", () => "", {}, refused(400, "FILE_EMPTY", /the file is empty: send one with a header and rows/)],
  ["an empty file, compressed", () => gzipSync(""), gzip, refused(400, "FILE_EMPTY", /send one with a header and rows/)],
  ["blank lines only", () => "\n\r\n\n", {}, refused(400, "FILE_EMPTY", /only blank lines: send a file with a header and rows/)],
  ["blank lines only, as objects", () => "\n\n", { "content-type": "application/x-ndjson" }, refused(400, "FILE_EMPTY", /only blank lines/)],
  ["a header and no rows", () => csv(), {}, refused(400, "FILE_EMPTY", /send the rows, or say that your agency holds nothing \(`completeProvision` with `nothingHeld`\)/)],
  ["a header and no rows, as a last file", () => csv(), { "epigraph-last": "1" }, refused(400, "FILE_EMPTY", /say that your agency holds nothing/)],
  ["a workbook with a header and no rows", () => workbook(table()), xlsxType, refused(400, "FILE_EMPTY", /say that your agency holds nothing/)],
  ["a truncated gzip", () => gzipSync(csv(row(), row(), row())).subarray(0, 60), gzip, refused(400, "GZIP_TRUNCATED", /ends too early: send it again, whole/)],
  ["a damaged gzip", () => gzipSync(csv(row(), row(), row())).fill(0xff, 20, 60), gzip, refused(400, "GZIP_BROKEN", /make it again and send it whole/)],
  ["a zip bomb", () => gzipSync(`${csv(row())}${`${row()}\n`.repeat(60_000)}`), gzip, refused(413, "GZIP_BOMB", /grows more than 100 times on decompression: send it as it is, or in parts/)],
  ["a zip bomb of a workbook", () => workbook(table(row()), { padding: `<!--${" ".repeat(12_000_000)}-->` }), xlsxType, refused(413, "XLSX_TOO_BIG", /too big once decompressed: send it as csv/)],
  ["a workbook with a line twice", () => workbook(table(row({ lat: "x" }), row({ lat: "x" })), { numbers: [1, 2, 2] }), xlsxType, refused(400, "XLSX_BROKEN", /save it again, or send it as csv/)],
  ["a renamed column", () => csv(row()).replace("lat,", "위도,"), {}, refused(400, "HEADER_WRONG", /missing: `lat`; unknown: `위도`: correct the header, or have a new version of the profile made/, 1)],
  ["a column more", () => csv(`${row()},x`).replace("비고", "비고,성명"), {}, refused(400, "HEADER_WRONG", /unknown: `성명`/, 1)],
  ["semicolons", () => csv(row()).replaceAll(",", ";"), {}, refused(400, "HEADER_WRONG", /none of the columns (`(who|from|to|lat|lon)`,? ?){5}. Give their names there, in csv separated by commas/, 1)],
  ["no header", () => `${row()}\n${row()}\n`, {}, refused(400, "HEADER_WRONG", /the first line is no header: it has none of the columns/, 1)],
  ["a line of CP949 in a file of UTF-8", () => Buffer.concat([Buffer.from(csv(row({ note: "서울" }))), cp949Row()]), {}, refused(400, "ENCODING_WRONG", /line 3 is not utf-8; it could be cp949: say so with `charset`, or save the whole file in one encoding/, 3)],
  ["a line of UTF-8 in a file of CP949", () => Buffer.concat([cp949Header, cp949Row(), Buffer.from(`${row({ note: "서울" })}\n`)]), cp949, refused(400, "ENCODING_WRONG", /line 3 is utf-8, and the file is said to be cp949: leave out the `charset`, or save the whole file in one encoding/, 3)],
  ["CP949 without saying so", () => Buffer.concat([cp949Header, cp949Row()]), {}, refused(400, "ENCODING_WRONG", /line 1 is not utf-8; it could be cp949/, 1)],
  ["UTF-8 said to be CP949", () => csv(row({ note: "서울" })), cp949, refused(400, "ENCODING_WRONG", /line 1 is utf-8, and the file is said to be cp949/, 1)],
  ["UTF-8 with its mark said to be CP949", () => `\uFEFF${csv(row())}`, cp949, refused(415, "CONTENT_MISMATCH", /begins as utf-8 does, and is said to be cp949: leave out the `charset`/)],
  ["UTF-16", () => Buffer.from(`\uFEFF${csv(row())}`, "utf16le"), {}, refused(415, "CONTENT_MISMATCH", /save it as utf-8 or cp949/)],
  ["a workbook called csv", () => workbook(table(row())), {}, refused(415, "CONTENT_MISMATCH", /say so in `content-type`/)],
  ["a charset that nobody reads", () => csv(row()), { "content-type": "text/csv; charset=shift_jis" }, refused(415, "CONTENT_UNKNOWN", /the `charset` may be utf-8 or cp949/)],
];

const counts = async (): Promise<unknown> => (await admin.query<object[]>("select (select count(*) from provision.chunk)::int as chunks, (select count(*) from provision.quarantined_row)::int as aside, (select count(*) from provision.ping)::int as pings"))[0];
const listed = async (): Promise<readonly { readonly fileName: string; readonly state: string; readonly profileVersion: number }[]> =>
  (await told<{ readonly uploads: { readonly edges: readonly { readonly node: { readonly fileName: string; readonly state: string; readonly profileVersion: number } }[] } }>(platform, telecom, "query ($id: ID!) { inboxItem(id: $id) { uploads(first: 100) { edges { node { fileName state profileVersion } } } } }", { id: entry })).uploads.edges.map(({ node }) => node);

describe("a whole file that cannot be taken", () => {
  it.each(files)("%s: a clear answer, the same in a check before, and nothing of it is there", async (_what, body, headers, { status, code, says, line }) => {
    const [before, sent, name] = [await counts(), body(), `${randomUUID()}.csv`];
    for (const dryRun of [{ "epigraph-dry-run": "1" }, {}]) {
      const answer = await put(sent, { ...headers, "epigraph-file-name": name, ...dryRun });
      const [error] = answer.body.errors ?? [];
      expect([answer.status, error?.extensions, error?.message]).toEqual([status, { code, ...(line === undefined ? {} : { line }) }, expect.stringMatching(says)]);
      expect(error?.message).not.toMatch(/1234|5678|37\.56|126\.97|서울|\d{4}-\d{2}-\d{2}T/);
    }
    expect(await counts()).toEqual(before);
    expect((await listed()).map(({ fileName }) => fileName)).not.toContain(name);
    const good = await put(csv(row()), { "epigraph-file-name": name });
    expect([good.status, good.body]).toEqual([200, expect.objectContaining({ state: "complete", rows: { read: 1, accepted: 1, quarantined: 0, outsideApproval: 0 }, stays: { stored: 1, alreadyThere: 0 } })]);
  });
});

type Row = { readonly reason: string; readonly column: string | null; readonly en: string };
const says = (reason: string, column: string | null, en: string): Row => ({ reason, column, en });
const future = (): Cells => ({ from: new Date(Date.now() + hourMs).toISOString(), to: new Date(Date.now() + 2 * hourMs).toISOString() });

/** Rows of files that are otherwise good: each is set aside with its line, column and reason, and no other with it. */
const rows: readonly (readonly [what: string, cells: () => Cells, expected: Row])[] = [
  ["a program for a telephone number", () => ({ who: "=cmd|' /C calc'!A0" }), says("formula", "who", "the cell is a formula: send its value")],
  ["a telephone number as spreadsheets keep its zero", () => ({ who: '"=""010-1234-5678"""' }), says("formula", "who", "the cell is a formula: send its value")],
  ["a formula for a latitude", () => ({ lat: "=37+0.5" }), says("formula", "lat", "the cell is a formula: send its value")],
  ["a formula for a time", () => ({ from: "@SUM(1+1)" }), says("formula", "from", "the cell is a formula: send its value")],
  ["a day in the Korean way", () => ({ from: "2026.11.12 오후 3:10" }), says("time-unreadable", "from", "the time is in none of the formats of the profile, or does not exist")],
  ["a day in the American way", () => ({ from: "11/12/2026 15:10" }), says("time-unreadable", "from", "the time is in none of the formats of the profile, or does not exist")],
  ["a time without its zone", () => ({ to: "2026-11-12T15:10:00" }), says("time-unreadable", "to", "the time is in none of the formats of the profile, or does not exist")],
  ["the Yellow Sea", () => ({ lat: "36.0", lon: "125.2" }), says("in-the-sea", "lat", "the position is in the sea")],
  ["latitude and longitude exchanged", () => ({ lat: "126.9779", lon: "37.5663" }), says("not-in-korea", "lat", "the position is not in Korea")],
  ["the future", future, says("in-the-future", "from", "the time is in the future")],
  ["a departure before the arrival", () => ({ from: at(5), to: at(4) }), says("departure-before-arrival", "to", "the departure is before the arrival")],
  ["a cell too many", () => ({ note: "x,y" }), says("columns-wrong", null, "the row has another number of columns than the header")],
];

describe("a row that cannot be taken", () => {
  it.each(rows)("%s: set aside by line, column and reason, between two that are stored", async (_what, cells, { reason, column, en }) => {
    const sent = csv(row(), row(cells()), row({ note: "=1+1" })); // a formula in a column that nobody reads is nobody's trouble, and goes nowhere
    const checked = await put(sent, { "epigraph-dry-run": "1" });
    expect(checked.body).toMatchObject({ dryRun: true, rows: 3, accepted: 2, problems: [{ line: 3, reason, en, ...(column === null ? {} : { column }) }] });
    const { status, body } = await put(sent);
    expect([status, body]).toEqual([200, expect.objectContaining({ state: "complete", rows: { read: 3, accepted: 2, quarantined: 1, outsideApproval: 0 }, stays: { stored: 2, alreadyThere: 0 }, reasons: { [reason]: 1 } })]);
    const answer = await fetch(`${platform.urls.agency}/provision/${entry}/uploads/${String(body["upload"])}/quarantine`, { headers: { authorization: `Bearer ${tokenFor(telecom)}` } });
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ rows: [{ line: 3, column, reason, en, correctable: true }] });
    expect(text).not.toMatch(/cmd|1234|37\.5|126\.9|오후/);
  });

  it("in a workbook a formula cell is refused even where its value is there, and one row is enough of a file", async () => {
    const formula = await put(workbook(table(row(), row()), { formula: "A1*2" }), xlsxType);
    expect(formula.body).toMatchObject({ rows: { read: 2, accepted: 1, quarantined: 1 }, reasons: { formula: 1 } });
    expect((await put(csv(row()))).body).toMatchObject({ rows: { read: 1, accepted: 1 }, stays: { stored: 1 } });
  });

  it("and is corrected in a file of its own, once", async () => {
    const { body } = await put(csv(row({ lat: "=1" }), row({ lat: "=2" })));
    const corrected = await put(`epigraph-line,${header}\n2,${row()}\n3,${row()}\n`, { "epigraph-corrects": String(body["upload"]) });
    expect(corrected.body).toMatchObject({ rows: { read: 2, accepted: 2 }, stays: { stored: 2 } });
    expect((await put(`epigraph-line,${header}\n2,${row()}\n`, { "epigraph-corrects": String(body["upload"]) })).body).toMatchObject({ rows: { accepted: 0, quarantined: 1 }, reasons: { "line-unknown": 1 } });
  });
});

describe("a file that comes again", () => {
  it("under another name says whose copy it is and adds nothing; under the same name with other rows it is refused, and what was there stays", async () => {
    const sent = csv(row(), row());
    const first = await put(sent, { "epigraph-file-name": "first.csv" });
    const second = await put(sent, { "epigraph-file-name": "second.csv" });
    expect(second.body).toMatchObject({ sameAs: first.body["upload"], stays: { stored: 0, alreadyThere: 2 } });
    const other = await put(csv(row()), { "epigraph-file-name": "first.csv" });
    expect([other.status, other.body.errors?.[0]]).toEqual([409, { message: expect.stringMatching(/give this one another name, or send the same file again/), extensions: { code: "FILE_CHANGED" } }]);
    expect((await put(sent, { "epigraph-file-name": "first.csv" })).body).toEqual(first.body);
  });

  it("after its columns were renamed is read by the version of the profile made for them, under its own name", async () => {
    const renamed = `${header.replace("lat", "위도")}\n${row()}\n`;
    expect((await put(renamed, { "epigraph-file-name": "renamed.csv" })).status).toBe(400);
    await registerProfile(platform, "telecom.a", "telecom-location", { subject: "phone", ignored: ["비고"], columns: { latitude: "위도" } });
    expect((await put(renamed, { "epigraph-file-name": "renamed.csv" })).body).toMatchObject({ state: "complete", stays: { stored: 1 } });
    expect((await listed()).find(({ fileName }) => fileName === "renamed.csv")).toMatchObject({ state: "complete", profileVersion: 2 });
    await registerProfile(platform, "telecom.a", "telecom-location", { subject: "phone", ignored: ["비고"] });
  });

  it("that broke off in the middle keeps what was whole, has told its person, goes on with its own profile, and is there exactly once", async () => {
    const id = await putCase(database, admin);
    const request = await sentRequest(platform, { case: id, dataClass: "telecom-location" });
    const to = await newestEntry(platform, telecom);
    const notices = async (): Promise<unknown> => (await admin.query<{ kind: string }[]>("select kind from movements.notice where request_id = $1 order by kind", [request])).map(({ kind }) => kind);
    const minutes = Array.from({ length: 20_500 }, (_, index) => row({ from: at(index / 120), to: at(index / 120) }));
    const packed = gzipSync(csv(...minutes));
    const name = { ...gzip, "epigraph-file-name": "long.csv" };
    expect(await notices()).toEqual(["collection"]);
    expect((await put(packed.subarray(0, packed.length - 500), name, to)).body.errors?.[0]?.extensions.code).toBe("GZIP_TRUNCATED");
    expect(await notices()).toEqual(["collection", "provision"]);
    await registerProfile(platform, "telecom.a", "telecom-location", { subject: "phone", ignored: ["비고"], columns: { latitude: "y" } });
    expect((await put(packed, name, to)).body).toMatchObject({ state: "complete", rows: { read: 20_500, accepted: 20_500 }, stays: { stored: 20_500, alreadyThere: 0 } });
    expect(await notices()).toEqual(["collection", "provision"]);
    await registerProfile(platform, "telecom.a", "telecom-location", { subject: "phone", ignored: ["비고"] });
  }, 30_000);
});

describe("a step that comes when it cannot be taken", () => {
  const approve = "mutation ($id: ID!, $frozen: String!) { approveRequest(request: $id, frozenHash: $frozen) { state } }";
  const authorise = "mutation ($id: ID!) { approveInboxItem(id: $id) { state } }";
  const submitted = async (): Promise<{ readonly id: string; readonly frozen: string }> => {
    const input = { case: caseId, dataClass: "telecom-location", windowFrom: windowOfStory.from, windowTo: windowOfStory.to, justification: "days are open", legalBasis: "IDCPA 76-2(2)" };
    const { id } = await told<{ id: string }>(platform, kim, "mutation ($input: InformationRequestInput!) { requestInformation(input: $input) { id } }", { input });
    const { frozenHash } = await told<{ frozenHash: string }>(platform, kim, "mutation ($id: ID!) { submitRequest(request: $id) { frozenHash } }", { id });
    return { id, frozen: frozenHash };
  };
  const late = (id: string): Promise<unknown> => admin.query("update movements.information_request set expires_at = now() - interval '1 s' where id = $1", [id]);
  const grantsOf = async (id: string): Promise<unknown> => (await admin.query<object[]>("select count(*)::int as grants from permission.access_grant where request_id = $1", [id]))[0];

  it("an approval that arrives twice is one: the second is told that it was done, also at the same moment", async () => {
    const { id, frozen } = await submitted();
    const both = await Promise.all([codes(approver, approve, { id, frozen }), codes(approver, approve, { id, frozen })]);
    expect(both.map(([error]) => error).toSorted()).toEqual([expect.stringMatching(/^OWN_REQUEST: you approved this request already/), undefined]);
    expect(await codes(approver, approve, { id, frozen })).toEqual([expect.stringMatching(/^OWN_REQUEST: you approved this request already/)]);
    expect(await codes({ ...approver, account: "approver.other" }, approve, { id, frozen })).toEqual([expect.stringMatching(/^CONFLICT: a request that is approved does not take the step approve/)]);
    const item = await newestEntry(platform, police);
    expect((await Promise.all([codes(police, authorise, { id: item }), codes(police, authorise, { id: item })])).map(([error]) => error?.split(":")[0]).toSorted()).toEqual(["CONFLICT", undefined]);
    expect(await codes(police, authorise, { id: item })).toEqual([expect.stringMatching(/^CONFLICT: .+/)]);
    expect(await grantsOf(id)).toEqual({ grants: 1 });
  });

  it("an approval after the request's time is over opens nothing", async () => {
    const { id, frozen } = await submitted();
    await late(id);
    expect(await codes(approver, approve, { id, frozen })).toEqual([expect.stringMatching(/^EXPIRED: the time for this request is over: draft another one; nothing was changed/)]);
    const second = await askFor(platform, { case: caseId, dataClass: "telecom-location" });
    const item = await newestEntry(platform, police);
    await late(second.id);
    expect(await codes(police, authorise, { id: item })).toEqual([expect.stringMatching(/^EXPIRED: /)]);
    for (const request of [id, second.id]) expect(await grantsOf(request)).toEqual({ grants: 0 });
  });

  it.each<[string, (id: string) => Promise<unknown>, RegExp]>([
    ["closed", (id) => told(platform, kim, 'mutation ($id: ID!) { closeRequest(request: $id, reason: "purpose met") { state } }', { id }), /the request is closed: nothing is taken any more/],
    ["withdrawn", (id) => told(platform, kim, 'mutation ($id: ID!) { withdrawRequest(request: $id, reason: "found otherwise") { state } }', { id }), /the request is withdrawn: nothing is taken any more/],
    ["expired", late, /the time for this request is over: nothing is taken any more/],
  ])("an upload to a request that is %s is refused before a byte of it is read, in a check too", async (_state, end, message) => {
    const request = await sentRequest(platform, { case: await putCase(database, admin), dataClass: "telecom-location" });
    const to = await newestEntry(platform, telecom);
    await put(csv(row()), {}, to); // what is closed was provided
    await end(request);
    const before = await counts();
    for (const dryRun of [{}, { "epigraph-dry-run": "1" }]) {
      const { status, body } = await put(csv(row()), dryRun, to);
      expect([status, body.errors?.[0]]).toEqual([409, { message: expect.stringMatching(message), extensions: { code: "REQUEST_CLOSED" } }]);
    }
    expect(await counts()).toEqual(before);
  });
});

describe("a case made up to ask for somebody's data", () => {
  const region = localInvestigator(gangnam);
  const second: User = { ...region, account: "kim.second" };
  const colleague: User = { ...region, account: "seo" };
  const confirm = 'mutation ($case: ID!) { confirmCase(case: $case, basis: "clinical") { classification } }';
  const submit = "mutation ($id: ID!) { submitRequest(request: $id) { state } }";

  it("goes nowhere by one person's acts, under whichever account, and every attempt is on record; who goes along with it is named to the approver", async () => {
    for (const account of [kim.account, second.account]) {
      await admin.query("insert into identity.account (id, login, duty, clearance, agency, jurisdictions, state, holder, created_at, changed_at) values ($1::text, $1::text, 'local-investigator', 4, $2, $3, 'invited', decode(repeat('07', 32), 'hex'), now(), now())", [account, kim.agency, [gangnam]]);
    }
    const input = { disease: "covid-19", regionCode: gangnam, person: { fullName: "성춘향", phone: "010-7777-1234", birthDate: "1995-05-05" }, record: { symptoms: [] } };
    const registered = await told<{ readonly case: { readonly id: string } }>(platform, kim, "mutation ($input: RegisterCaseInput!) { registerCase(input: $input) { case { id } } }", { input });
    const { id } = registered.case;
    const claimed = { input: { ...input, record: { symptoms: [], classification: "confirmed" } } };
    expect(await codes(kim, "mutation ($input: RegisterCaseInput!) { registerCase(input: $input) { case { id } } }", claimed)).toEqual([expect.stringMatching(/^BAD_USER_INPUT: `record.classification`/)]);

    const draft = { case: id, dataClass: "telecom-location", windowFrom: windowOfStory.from, windowTo: windowOfStory.to, justification: "the interview leaves days open", legalBasis: "IDCPA 76-2(2)" };
    const { id: request } = await told<{ id: string }>(platform, kim, "mutation ($input: InformationRequestInput!) { requestInformation(input: $input) { id } }", { input: draft });
    const early = /^BAD_USER_INPUT: each case must be confirmed first, by somebody else than who requests its data/;
    expect(await codes(kim, submit, { id: request })).toEqual([expect.stringMatching(early)]);
    expect(await codes(kim, confirm, { case: id })).toEqual(["BAD_USER_INPUT: you registered the case: another investigator confirms it"]);
    expect(await codes(second, confirm, { case: id })).toEqual([expect.stringMatching(/^CONFLICT: a case is confirmed by another person than registered it/)]);
    expect(await codes(kim, submit, { id: request })).toEqual([expect.stringMatching(early)]);

    await told(platform, colleague, confirm, { case: id }); // from here on it takes two
    await admin.query("insert into permission.assignment (account, case_id, not_before) values ('seo', $1, now() - interval '1 hour')", [id]);
    expect(await codes(colleague, submit, { id: request })).toEqual([expect.stringMatching(early)]); // who confirmed it is not who asks
    await told(platform, kim, submit, { id: request });
    const judged = "query ($id: ID!) { informationRequest(id: $id) { requestedBy case { registeredBy confirmations { edges { node { confirmedBy basis } } } } } }";
    expect(await told(platform, approver, judged, { id: request })).toEqual({ requestedBy: "kim", case: { registeredBy: "kim", confirmations: { edges: [{ node: { confirmedBy: "seo", basis: "clinical" } }] } } });
    await told(platform, approver, 'mutation ($id: ID!) { denyRequest(request: $id, reason: "no laboratory result, nobody was interviewed") { state } }', { id: request });

    const acts = (await recordsOf(database.adminUrl)).flatMap(({ agent, events }) => events.filter(({ coordinate }) => /^Mutation\.(confirmCase|submitRequest|denyRequest)$/.test(coordinate)).map(({ coordinate, outcome }) => `${agent.who} ${coordinate.slice(9)} ${outcome}`));
    expect(acts.slice(acts.indexOf("kim submitRequest error"))).toEqual(["kim submitRequest error", "kim confirmCase error", "kim.second confirmCase error", "kim submitRequest error", "seo confirmCase allowed", "seo submitRequest error", "kim submitRequest allowed", "approver.kdca denyRequest allowed"]);
    expect(await admin.query("select count(*)::int as asked from movements.inbox_item where request_id = $1", [request])).toEqual([{ asked: 0 }]);
    expect((await platform.ask(auditor, "query ($year: Int!) { noticeCounts(year: $year) { kind } }", { year: new Date().getFullYear() })).errors).toEqual([]);
  });
});
