/** How much of what is found a file holds: all of it over many pages, or as much as its bounds allow, and then it says so. On a real database. */
import { randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, claimsOf, contextLifetimeMs, dutyTable, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { beginRequest, type DataSource, openDatabase, postgresSink, transaction } from "@epigraph/datastore";
import { createTestDatabase, sequenceAll, type TestDatabase } from "@epigraph/datastore/testing";
import { type AuditRecord, openLanes } from "@epigraph/ledger";
import type { Scope } from "@epigraph/service";
import type { RecordFilter } from "../record/store.js";
import { type Bounds, forEachFound } from "./found-records.js";

const key = randomBytes(32);
const many = Array.from({ length: 120 }, (_, index) => `many-${index}`);
let database: TestDatabase;
let pool: DataSource | undefined;

const record = (correlation: string): AuditRecord => ({
  id: randomUUID(),
  recorded: Date.now(),
  type: "operation",
  outcome: "answered",
  purposeOfEvent: "public-information",
  agent: { who: "public", role: "public-visitor", clearance: 0, agency: "public", jurisdictions: [], session: "none", authenticatedBy: "none", door: "public", policy: { grants: [], bases: [] } },
  source: { observer: "clinics" },
  correlation,
  entity: { query: sha256(""), detail: {}, references: [] },
  events: [],
  assigned: [],
});

beforeAll(async () => {
  database = await createTestDatabase();
  pool = await openDatabase(database.urls.audit, { name: "test audit" });
  const clinics = await openDatabase(database.urls.clinics, { name: "test clinics" });
  await openLanes(postgresSink(clinics), { uuid: randomUUID, nonce: () => randomBytes(16) }, { lanes: 1 }).append(many.map(record));
  await clinics.destroy();
  await sequenceAll(database.adminUrl);
});
afterAll(async () => {
  await pool?.destroy();
  await database?.drop();
});

/** The operations of the records found, as an auditor's request finds them. */
async function found(filter: RecordFilter, bounds: Bounds): Promise<{ readonly operations: readonly string[]; readonly cut: boolean }> {
  if (pool === undefined) throw new Error("no database");
  const issuedAt = Date.now();
  const principal = { ...dutyTable.auditor, account: "choi" as AccountId, duty: "auditor", agency: "kdca" as AgencyId, jurisdictions: [], session: "s" as SessionId, authenticatedBy: "otp" } as const;
  const context = signContext({ principal, purpose: "audit", audience: "audit", correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(""), issuedAt, expiresAt: issuedAt + contextLifetimeMs }, key, database.claimsKey);
  const db = transaction(pool, { prepare: beginRequest(claimsOf(context)) });
  const operations: string[] = [];
  const { cut } = await forEachFound({ db } as Scope, filter, bounds, ({ record: one }) => one?.correlation ?? "unknown", (operation) => void operations.push(operation));
  await db.rollback();
  return { operations, cut };
}

const wide = { records: 1_000, characters: 1e9 };

it("what fits is whole: every record once, over all pages, newest first", async () => {
  const { operations, cut } = await found({}, wide);
  expect([operations, cut]).toEqual([many.toReversed(), false]);
});

it("what fits exactly is whole, and nothing is never cut", async () => {
  expect((await found({}, { ...wide, records: 120 })).cut).toBe(false);
  expect(await found({ account: "nobody" }, { records: 0, characters: 0 })).toEqual({ operations: [], cut: false });
});

it.each([0, 1, 49, 50, 51, 100, 119])("is cut at %i records, the newest of all", async (records) => {
  expect(await found({}, { ...wide, records })).toEqual({ operations: many.toReversed().slice(0, records), cut: true });
});

it("is cut before the record with which the file would be too long", async () => {
  const seven = many.toReversed().slice(0, 7);
  const characters = seven.join("").length;
  expect(await found({}, { records: 1_000, characters })).toEqual({ operations: seven, cut: true });
  expect((await found({}, { records: 1_000, characters: characters - 1 })).operations).toEqual(seven.slice(0, 6));
});
