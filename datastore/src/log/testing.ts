/** Writes records of tests as services do, and looks at what became of them. Not for a running installation. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type AuditRecord, encodeRecord, leafHash } from "@epigraph/ledger";
import pg from "pg";

/** A record of a read by an investigator, about nobody; `given` in place of its members. */
export function recordOf(given: Partial<AuditRecord> = {}): AuditRecord {
  return {
    id: randomUUID(),
    recorded: Date.now(),
    type: "operation",
    outcome: "answered",
    purposeOfEvent: "investigation",
    agent: { who: "investigator-1", role: "local-investigator", clearance: 4, agency: "gangnam-gu", jurisdictions: ["1168000000"], session: "s1", authenticatedBy: "password", door: "clearance", policy: { grants: [], bases: [] } },
    source: { observer: "cases" },
    correlation: randomUUID(),
    entity: { name: "Cases", query: createHash("sha256").update("query Cases { cases { id } }").digest("hex"), detail: {}, references: [] },
    events: [{ coordinate: "Query.cases", outcome: "allowed", ruleId: "case.read", count: 1, subjects: new Map() }],
    assigned: [],
    ...given,
  };
}

/** A pseudonym as the log writes them. */
export const subject = (): string => randomBytes(16).toString("base64url");

export type TestChain = { readonly writer: string; readonly next: (record: AuditRecord) => string };

/** A writer's chain by hand: each body follows the one made before it. */
export function testChain(writer: string = randomUUID()): TestChain {
  let sequence = 0;
  let previous: Buffer = Buffer.alloc(32);
  return {
    writer,
    next: (record) => {
      const body = encodeRecord(record, { writer, sequence, previous: previous.toString("base64"), nonce: randomBytes(16).toString("base64url") });
      sequence += 1;
      previous = leafHash(body);
      return body;
    },
  };
}

export async function ask<Row extends pg.QueryResultRow>(url: string, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...parameters])).rows;
  } finally {
    await client.end();
  }
}

/** As one transaction of the login in the URL. */
export async function write(url: string, ...bodies: readonly string[]): Promise<void> {
  await ask(url, "insert into ledger.pending (body) select unnest($1::text[])", [bodies]);
}
