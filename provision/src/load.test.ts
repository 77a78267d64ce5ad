/** A file's way to stored stays, on a real server: what is stored, what is set aside, and that killing and sending again adds nothing and loses nothing. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import fc from "fast-check";
import type { Approved } from "./approved.js";
import { dryRun, type File, lineColumn, load, type LoadParts } from "./load.js";
import { openUpload } from "./opening.js";
import { contentOf } from "./readers/content.js";
import { openProvisionStore, type ProvisionStore, type Totals } from "./store.js";
import type { StoredUpload } from "./stored-upload.js";
import { claimsOfProvider, sentRequest, stayProfile, testPseudonym } from "./testing.js";

let database: TestDatabase;
let movements: DataSource;
let admin: DataSource;
let store: ProvisionStore;
beforeAll(async () => {
  database = await createTestDatabase();
  movements = await openDatabase(database.urls.movements, { name: "test", poolSize: 2 });
  admin = await openDatabase(database.adminUrl, { name: "test", poolSize: 2 });
  store = openProvisionStore(database.urls.provision);
});
afterAll(async () => {
  await store.close();
  await movements.destroy();
  await admin.destroy();
  await database.drop();
});

const now = Date.parse("2020-05-10T00:00:00+09:00");
const parts = (): LoadParts => ({ store, pseudonym: testPseudonym, seal: (rows, upload) => Promise.resolve(rows.map(({ text, line }) => Buffer.from(`${upload}/${line}/${text}`))), now: () => now, rowsOfChunk: 3 });
const header = "phone,arrival,departure,lat,lon,accuracy";
const own = "010-1234-5678";
/** A stay at Seoul's city hall, `minute` minutes after noon of 2 May. */
const row = (minute: number, change: { readonly phone?: string; readonly lat?: string; readonly lon?: string } = {}): string => {
  const at = (extra: number): string => new Date(Date.parse("2020-05-02T12:00:00Z") + (minute + extra) * 60_000).toISOString().slice(0, 16).replace("T", " ");
  return `${change.phone ?? own},${at(0)},${at(30)},${change.lat ?? "37.5663"},${change.lon ?? "126.9779"},80`;
};
const csv = (...rows: readonly string[]): Buffer => Buffer.from(`${[header, ...rows].join("\n")}\n`);
async function* inBlocks(bytes: Buffer, size = 50, failAfter = Infinity): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += size) {
    if (at >= failAfter) throw new Error("the sender went away");
    yield bytes.subarray(at, at + size);
    await Promise.resolve();
  }
}

type Sent = { readonly upload: StoredUpload; readonly totals: Totals };
type Sending = { readonly name?: string; readonly type?: string; readonly coding?: string; readonly corrects?: string; readonly failAfter?: number; readonly resumed?: Totals["resumeAt"] };

async function fileOf(approved: Approved, bytes: Buffer, { type = "text/csv", coding, failAfter }: Sending): Promise<File> {
  return { source: inBlocks(bytes, 50, failAfter), content: contentOf(type, coding), approved, kept: await store.profile(approved.agency, approved.dataClass, "2020-05-10") };
}

async function send(approved: Approved, bytes: Buffer, sending: Sending = {}): Promise<Sent> {
  const file = await fileOf(approved, bytes, sending);
  const upload = await openUpload(movements, { claims: claimsOfProvider(database.claimsKey), request: approved.request, fileName: sending.name ?? "a.csv", content: "csv", profileVersion: 1, corrects: sending.corrects }, () => Promise.resolve());
  const session = await store.session(upload, 14);
  try {
    const loaded = await load(parts(), file, upload, session, sending.resumed);
    return { upload: loaded.upload, totals: await store.totals(upload.id) };
  } finally {
    await session.close();
  }
}

const staysOf = async ({ request }: Approved): Promise<{ readonly day: string; readonly id: string; readonly arrival: Date; readonly departure: Date; readonly earliest: Date; readonly latest: Date }[]> =>
  await admin.query("select day::text, id, arrival, departure, earliest, latest from provision_seen where request_id = $1 order by earliest, id", [request]);
beforeAll(async () => {
  // the owner may not read stays: the test's superuser does, through a view of its own
  await admin.query("create view provision_seen as select * from movements.stay");
});

describe("a file of a provider", () => {
  it("becomes stays, one a row, with a receipt whose numbers add up", async () => {
    const approved = await sentRequest(database.adminUrl);
    const bytes = csv(row(0), row(60), row(120), row(180));
    const { upload, totals } = await send(approved, bytes);
    expect(totals).toMatchObject({ rows: 4, accepted: 4, offered: 4, stored: 4, quarantined: 0, outside: 0, chunks: 2 });
    expect(upload).toMatchObject({ state: "complete", bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
    expect((await staysOf(approved)).map(({ arrival, departure }) => [arrival.toISOString(), departure.toISOString()])).toEqual([0, 60, 120, 180].map((minute) => [minute, minute + 30].map((after) => new Date(Date.parse("2020-05-02T12:00:00+09:00") + after * 60_000).toISOString())));
  });

  it("has a stay cut at midnight of Asia/Seoul", async () => {
    const approved = await sentRequest(database.adminUrl);
    const { totals } = await send(approved, csv(`${own},2020-05-02 23:10,2020-05-03 00:40,37.5663,126.9779,80`));
    expect(totals).toMatchObject({ accepted: 1, stored: 2 });
    expect((await staysOf(approved)).map(({ day, departure }) => [day, departure.toISOString()])).toEqual([["2020-05-02", "2020-05-02T15:00:00.000Z"], ["2020-05-03", "2020-05-02T15:40:00.000Z"]]);
  });

  it("adds nothing when it is sent twice, in itself or under another name, and says which it is the same as", async () => {
    const approved = await sentRequest(database.adminUrl);
    const bytes = csv(row(0), row(0), row(60), row(120), row(180));
    const first = await send(approved, bytes);
    expect(first.totals).toMatchObject({ rows: 5, offered: 5, stored: 4 });
    expect((await send(approved, bytes)).upload).toEqual(first.upload);
    const second = await send(approved, bytes, { name: "b.csv" });
    expect(second.upload.sameAs).toBe(first.upload.id);
    expect(second.totals).toMatchObject({ rows: 5, stored: 0 });
    expect(await staysOf(approved)).toHaveLength(4);
  });

  it("is refused under the name of another file, of which nothing changes", async () => {
    const approved = await sentRequest(database.adminUrl);
    await send(approved, csv(row(0), row(60)));
    await expect(send(approved, csv(row(0), row(90)))).rejects.toMatchObject({ code: "FILE_CHANGED" });
    await expect(send(approved, csv(row(0), row(60), row(120), row(180)))).rejects.toMatchObject({ code: "FILE_CHANGED" });
    expect(await staysOf(approved)).toHaveLength(2);
  });

  it("may be compressed", async () => {
    const approved = await sentRequest(database.adminUrl);
    expect((await send(approved, gzipSync(csv(row(0), row(60))), { coding: "gzip" })).totals).toMatchObject({ stored: 2 });
  });

  it("goes on where it was broken off, whole or from the byte that the upload tells", async () => {
    const approved = await sentRequest(database.adminUrl);
    const bytes = csv(...Array.from({ length: 10 }, (_, index) => row(index * 60)));
    await expect(send(approved, bytes, { failAfter: 400 })).rejects.toThrow("went away");
    const [kept] = await admin.query<{ id: string }[]>("select id from provision.upload where request_id = $1", [approved.request]);
    const { resumeAt, stored } = await store.totals(kept?.id ?? "");
    expect(stored).toBeGreaterThan(0);
    const rest = bytes.subarray(resumeAt?.byte);
    const { upload, totals } = await send(approved, rest, { resumed: resumeAt });
    expect(totals).toMatchObject({ rows: 10, stored: 10 });
    expect(upload).toMatchObject({ state: "complete", bytes: bytes.length, sha256: undefined });
    expect((await send(approved, bytes, { name: "whole.csv" })).upload.sameAs).toBe(upload.id);
  });

  it("of a header alone is refused, however many blank lines follow, and its name is free for the rows", async () => {
    const approved = await sentRequest(database.adminUrl);
    for (const nothing of [csv(), Buffer.concat([csv(), Buffer.from("\n".repeat(10))])]) await expect(send(approved, nothing)).rejects.toMatchObject({ code: "FILE_EMPTY", message: expect.stringContaining("your agency holds nothing") });
    await expect(dryRun(parts(), await fileOf(approved, csv(), {}))).rejects.toMatchObject({ code: "FILE_EMPTY" });
    await expect(send(approved, Buffer.concat([csv(), Buffer.from("\n".repeat(1_000)), Buffer.from(`${row(0)}\n`)]))).rejects.toMatchObject({ code: "FILE_EMPTY" }); // so many are not waited for
    const late = Buffer.concat([csv(), Buffer.from(`${"\n".repeat(10)}${row(0)}\n`)]);
    expect((await send(approved, late)).totals).toMatchObject({ rows: 1, stored: 1, chunks: 4 });
    expect((await send(approved, late)).totals).toMatchObject({ rows: 1, stored: 1, chunks: 4 });
  });

  it("is told of in a dry run, of which nothing stays", async () => {
    const approved = await sentRequest(database.adminUrl);
    const told = await dryRun(parts(), await fileOf(approved, csv(row(0), row(60, { lat: "x" }), row(120, { phone: "010-9999-9999" })), {}));
    expect(told).toMatchObject({ rows: 3, accepted: 1, quarantined: 1, outside: 1, reasons: { "number-unreadable": 1, "other-subject": 1 }, problems: [{ line: 3, column: "lat", reason: "number-unreadable" }, { line: 4, column: "phone", reason: "other-subject" }] });
    expect(await staysOf(approved)).toEqual([]);
    expect(await admin.query("select from provision.upload where request_id = $1", [approved.request])).toEqual([]);
  });
});

describe("rows that cannot be taken", () => {
  it("are set aside with line, column and reason, sealed, and come in when they are corrected", async () => {
    const approved = await sentRequest(database.adminUrl);
    const { upload } = await send(approved, csv(row(0), row(60, { lat: "37,5" }).replace("37,5", "abc"), row(120, { lon: "200" })));
    const aside = await store.quarantined(upload.id, 0, 10);
    expect(aside.map(({ line, column, reason, correctable }) => [line, column, reason, correctable])).toEqual([[3, "lat", "number-unreadable", true], [4, "lat", "not-in-korea", true]]);
    const corrected = Buffer.from(`${lineColumn},${header}\n3,${row(60)}\n99,${row(500)}\n`);
    const second = await send(approved, corrected, { name: "corrected.csv", corrects: upload.id });
    expect(second.totals).toMatchObject({ accepted: 1, stored: 1, quarantined: 1 });
    expect((await store.quarantined(upload.id, 0, 10)).map(({ line }) => line)).toEqual([4]);
    expect((await store.quarantined(second.upload.id, 0, 10)).map(({ reason }) => reason)).toEqual(["line-unknown"]);
  });

  it("are nobody's when nobody asked for them: counted, not stored, not even set aside", async () => {
    const approved = await sentRequest(database.adminUrl);
    const { upload, totals } = await send(approved, csv(row(0, { phone: "010-5555-5555" }), row(-3 * 1440), row(60)));
    expect(totals).toMatchObject({ accepted: 1, outside: 2, quarantined: 0 });
    expect(await store.reasons(upload.id)).toEqual({ "other-subject": 1, "outside-window": 1 });
    expect(await admin.query("select line::int, sealed from provision.quarantined_row where upload_id = $1 order by line", [upload.id])).toEqual([{ line: 2, sealed: null }, { line: 3, sealed: null }]);
  });

  it("are shown to nobody once they have expired", async () => {
    const approved = await sentRequest(database.adminUrl);
    const { upload } = await send(approved, csv(row(0, { lat: "x" })));
    await admin.query("update provision.quarantined_row set expires_at = now() - interval '1 s' where upload_id = $1", [upload.id]);
    expect(await store.quarantined(upload.id, 0, 10)).toEqual([]);
  });
});

describe("the database itself", () => {
  it("takes no stay for a request that was closed meanwhile, and none outside of its window", async () => {
    const approved = await sentRequest(database.adminUrl);
    const wider: Approved = { ...approved, window: { from: new Date("2020-04-01"), to: new Date("2020-06-01") } };
    await admin.query("select movements.make_days(array['2020-04-20']::date[])");
    await expect(send(wider, csv(row(0), `${own},2020-04-20 10:00,2020-04-20 11:00,37.5663,126.9779,80`), { name: "w.csv" })).rejects.toMatchObject({ code: "STORAGE_FAILED", message: expect.stringContaining("42501") });
    expect(await staysOf(approved)).toEqual([]);
    await admin.query("update movements.information_request set state = 'closed' where id = $1", [approved.request]);
    await expect(send(approved, csv(row(0)))).rejects.toMatchObject({ code: "REQUEST_CLOSED" });
  });

  it("shows no stay to the login that puts them in", async () => {
    await expect(store.profile("nobody", "card-use", "2020-05-10")).rejects.toMatchObject({ code: "PROFILE_MISSING" });
    const login = await openDatabase(database.urls.provision, { name: "test", poolSize: 1 });
    await expect(login.query("select from movements.stay")).rejects.toThrow("permission denied");
    await login.destroy();
  });
});

describe("pings", () => {
  it("become one stay where they are one, across the borders of chunks", async () => {
    const profile = { ...stayProfile, rows: "ping", columns: { subject: "phone", at: "at", latitude: "lat", longitude: "lon" } };
    const approved = await sentRequest(database.adminUrl, { profile });
    const pings = Array.from({ length: 8 }, (_, index) => `${own},2020-05-02 12:${String(index * 5).padStart(2, "0")},37.5663,126.9779`);
    const { upload } = await send(approved, Buffer.from(`phone,at,lat,lon\n${pings.reverse().join("\n")}\n`));
    expect(upload.staysOfPings).toBe(1);
    expect((await staysOf(approved)).map(({ arrival, departure }) => [arrival.toISOString(), departure.toISOString()])).toEqual([["2020-05-02T03:00:00.000Z", "2020-05-02T03:35:00.000Z"]]);
    expect(await admin.query("select from provision.ping where upload_id = $1", [upload.id])).toEqual([]);
    await sentRequest(database.adminUrl); // the profile of the others again
  });
});

it("whatever the file and wherever it is broken off, the table has the valid rows exactly once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ minute: fc.integer({ min: 0, max: 5_000 }), good: fc.integer({ min: 0, max: 9 }) }), { minLength: 1, maxLength: 25 }),
      fc.array(fc.integer({ min: 0, max: 1_500 }), { maxLength: 3 }),
      async (rows, kills) => {
        const approved = await sentRequest(database.adminUrl);
        const bytes = csv(...rows.map(({ minute, good }) => row(minute, good === 0 ? { lat: "x" } : good === 1 ? { phone: "010-0000-0000" } : {})));
        for (const failAfter of kills) await send(approved, bytes, { failAfter }).catch((error: unknown) => expect(String(error)).toMatch("went away"));
        const { totals } = await send(approved, bytes);
        const valid = new Set(rows.filter(({ good }) => good > 1).flatMap(({ minute }) => (crossesMidnight(minute) ? [`${minute}a`, `${minute}b`] : [`${minute}`])));
        expect(await staysOf(approved)).toHaveLength(valid.size);
        expect(totals).toMatchObject({ rows: rows.length, stored: valid.size, quarantined: rows.filter(({ good }) => good === 0).length, outside: rows.filter(({ good }) => good === 1).length });
      },
    ),
    { numRuns: 15 },
  );
});

/** Rows last half an hour and minute 0 is noon. */
const crossesMidnight = (minute: number): boolean => (minute + 720) % 1440 > 1410;
