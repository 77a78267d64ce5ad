/** The ledger's sink on a real database: durable, each batch whole or not at all, and what its login may do with what it wrote. */
import { randomUUID } from "node:crypto";
import { type AuditRecord, decodeRecord, encodeRecord, openWriter, type ResolverEvent, type SealedRecord } from "@epigraph/ledger";
import type { DataSource } from "typeorm";
import { openDatabase } from "./connection.js";
import { type DatabaseService, databaseServices } from "./database-services.js";
import { postgresSink } from "./ledger-sink.js";
import { createTestDatabase, type TestDatabase } from "./testing.js";

const awkward = `quote ' and " and \\ and {brace, comma} and NULL and 서울 and \u{1F600}`;

const event = (...subjects: string[]): ResolverEvent => ({ coordinate: "Case.sex", outcome: "allowed", ruleId: "rule", count: subjects.length, subjects: new Map(subjects.map((subject) => [subject, 1])) });
const record = (change: Partial<AuditRecord> = {}): AuditRecord => ({
  id: randomUUID(),
  recorded: Date.UTC(2020, 4, 10, 12, 0, 0, 123),
  service: "cases",
  correlation: "c",
  agent: { account: "kim", duty: "auditor", clearance: 2, agency: awkward, jurisdictions: ["1168000000"], session: "s", authenticatedBy: "otp", door: "clearance" },
  purpose: "audit",
  operation: { hash: "h" },
  outcome: "answered",
  events: [event("s1.a", "s1.b"), event("s1.a")],
  ...change,
});
const sealed = (one: AuditRecord, sequence: number, writer: string): SealedRecord => ({ record: one, writer, sequence, previous: Buffer.alloc(32, sequence), body: encodeRecord(one) });

let database: TestDatabase;
let admin: DataSource;
const pools: DataSource[] = [];
const open = async (url: string): Promise<DataSource> => {
  const pool = await openDatabase(url, { name: "test", poolSize: 2 });
  pools.push(pool);
  return pool;
};
const count = async (): Promise<{ records: number; subjects: number }> => {
  const rows: { records: number; subjects: number }[] = await admin.query("select (select count(*)::int from ledger.record) as records, (select count(*)::int from ledger.record_subject) as subjects");
  return rows[0] ?? { records: -1, subjects: -1 };
};

beforeAll(async () => {
  database = await createTestDatabase();
  admin = await open(database.adminUrl);
});
beforeEach(async () => {
  await admin.query("truncate ledger.record, ledger.record_subject");
});
afterAll(async () => {
  for (const pool of pools) await pool.destroy();
  await database?.drop();
});

describe("a batch that was appended", () => {
  it("is there for everyone once it resolved, to the last character", async () => {
    const one = record();
    const writer = randomUUID();
    await postgresSink(await open(database.urls.cases)).append([sealed(one, 7, writer)]);
    const rows: Record<string, unknown>[] = await admin.query("select * from ledger.record");
    expect(rows).toEqual([
      { id: one.id, writer, sequence: "7", previous: Buffer.alloc(32, 7), recorded: new Date(one.recorded), service: "cases", correlation: "c", account: "kim", duty: "auditor", agency: awkward, purpose: "audit", outcome: "answered", body: encodeRecord(one) },
    ]);
    expect(decodeRecord(String(rows[0]?.["body"]))).toEqual(one);
  });

  it("is found by each of its data subjects, once a record", async () => {
    const records = [record(), record({ events: [event("s1.b")] }), record({ events: [] })];
    await postgresSink(await open(database.urls.cases)).append(records.map((one, index) => sealed(one, index, "00000000-0000-4000-8000-000000000000")));
    const found: { subject: string; record_id: string }[] = await admin.query("select subject, record_id from ledger.record_subject");
    const ids = records.map(({ id }) => id);
    expect(found.map(({ subject, record_id }) => `${subject} ${ids.indexOf(record_id)}`).toSorted()).toEqual(["s1.a 0", "s1.b 0", "s1.b 1"]);
  });

  it("may be empty, which only asks whether it could be written", async () => {
    await postgresSink(await open(database.urls.cases)).append([]);
    expect(await count()).toEqual({ records: 0, subjects: 0 });
  });

  it("may hold a full batch of a writer: 500 records of 100 subjects", async () => {
    const writer = openWriter(postgresSink(await open(database.urls.gateway)), randomUUID);
    await Promise.all(Array.from({ length: 501 }, (_, n) => writer.append(record({ service: "gateway", events: [event(...Array.from({ length: 100 }, (_unused, index) => `s1.${n}-${index}`))] }))));
    expect(await count()).toEqual({ records: 501, subjects: 50_100 });
  });
});

describe("a batch that cannot be stored whole", () => {
  it.each([
    { fault: "an id twice", message: "duplicate key", spoil: (one: SealedRecord, other: SealedRecord): SealedRecord => ({ ...one, record: { ...one.record, id: other.record.id } }) },
    { fault: "a place in the lane twice", message: "duplicate key", spoil: (one: SealedRecord, other: SealedRecord): SealedRecord => ({ ...one, sequence: other.sequence }) },
    { fault: "an id that is none", message: "invalid input syntax", spoil: (one: SealedRecord): SealedRecord => ({ ...one, record: { ...one.record, id: "not an id" } }) },
    { fault: "a character that the server cannot hold", message: "invalid byte sequence", spoil: (one: SealedRecord): SealedRecord => ({ ...one, record: { ...one.record, correlation: "\u0000" } }) },
  ])("is not stored at all: $fault", async ({ spoil, message }) => {
    const writer = randomUUID();
    const [one, two] = [sealed(record(), 0, writer), sealed(record(), 1, writer)];
    await expect(postgresSink(await open(database.urls.cases)).append([one, spoil(two, one)])).rejects.toThrow(message);
    expect(await count()).toEqual({ records: 0, subjects: 0 });
  });

  it("becomes the writer's own error, and the writer goes on in a new lane", async () => {
    const pool = await open(database.urls.cases);
    const writer = openWriter(postgresSink(pool), randomUUID);
    await writer.append(record());
    await expect(writer.append(record({ id: "not an id" }))).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
    await writer.append(record());
    const lanes: { lanes: number; sequences: string[] }[] = await admin.query("select count(distinct writer)::int as lanes, array_agg(sequence) as sequences from ledger.record");
    expect(lanes).toEqual([{ lanes: 2, sequences: ["0", "0"] }]);
  });
});

describe("a login", () => {
  const statements = {
    select: "select body from ledger.record",
    "select subjects": "select subject from ledger.record_subject",
    update: "update ledger.record set account = 'nobody'",
    delete: "delete from ledger.record",
    "delete subjects": "delete from ledger.record_subject",
    truncate: "truncate ledger.record",
    drop: "drop table ledger.record",
    alter: "alter table ledger.record disable trigger all",
  } as const;
  const may = async (service: DatabaseService): Promise<string[]> => {
    const pool = await open(database.urls[service]);
    const allowed: string[] = [];
    for (const [name, statement] of Object.entries(statements)) {
      const failure: unknown = await pool.query(statement).then(() => undefined, (error: unknown) => error);
      if (failure === undefined) allowed.push(name);
      else expect(failure).toMatchObject({ message: expect.stringMatching(/permission denied|must be owner/) });
    }
    return allowed;
  };

  it.each(databaseServices.filter((service) => service !== "public"))("of %s may append", async (service) => {
    await postgresSink(await open(database.urls[service])).append([sealed(record({ service }), 0, randomUUID())]);
    expect(await count()).toEqual({ records: 1, subjects: 2 });
  });

  it("of public may append what names no account and no data subject", async () => {
    const { agent } = record();
    const sink = postgresSink(await open(database.urls.public));
    await sink.append([sealed(record({ service: "clinics", agent: { ...agent, account: "public" }, events: [event()] }), 0, randomUUID())]);
    expect(await count()).toEqual({ records: 1, subjects: 0 });
    await expect(sink.append([sealed(record({ service: "clinics" }), 0, randomUUID())])).rejects.toMatchObject({ code: "42501" });
    await expect(sink.append([sealed(record({ service: "clinics", agent: { ...agent, account: "public" } }), 0, randomUUID())])).rejects.toMatchObject({ code: "42501" });
    expect(await count()).toEqual({ records: 1, subjects: 0 });
  });

  it.each(databaseServices.filter((service) => service !== "public"))("of %s may not append in another's name", async (service) => {
    const other = service === "cases" ? "movements" : "cases";
    await expect(postgresSink(await open(database.urls[service])).append([sealed(record({ service: other }), 0, randomUUID())])).rejects.toMatchObject({ code: "42501" });
    expect(await count()).toEqual({ records: 0, subjects: 0 });
  });

  it.each(databaseServices.filter((service) => service !== "audit"))("of %s may neither read nor change nor remove", async (service) => {
    expect(await may(service)).toEqual([]);
  });

  it("of audit may read and nothing else", async () => {
    expect(await may("audit")).toEqual(["select", "select subjects"]);
  });
});
