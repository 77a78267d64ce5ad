/** The ledger's sink in PostgreSQL: one statement a batch, so that a batch is durable as a whole or not at all. Its login can insert and nothing else. */
import type { SealedRecord, Sink } from "@epigraph/ledger";
import type { DataSource } from "typeorm";

export function postgresSink(database: DataSource): Sink {
  return { append: async (batch) => void (await database.query(insert, parametersOf(batch))) };
}

const insert = `
  with records as (
    insert into ledger.record (id, writer, sequence, previous, recorded, service, correlation, account, duty, agency, purpose, outcome, body)
    select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[]))
  insert into ledger.record_subject (subject, recorded, record_id)
  select * from unnest($14::text[], $15::timestamptz[], $16::uuid[])`;

function parametersOf(batch: readonly SealedRecord[]): unknown[] {
  const subjects = batch.flatMap(({ record }) => {
    const met = new Set(record.events.flatMap((event) => [...event.subjects.keys()]));
    return [...met].map((subject) => ({ subject, recorded: new Date(record.recorded), id: record.id }));
  });
  return [
    batch.map(({ record }) => record.id),
    batch.map(({ writer }) => writer),
    batch.map(({ sequence }) => sequence),
    batch.map(({ previous }) => `\\x${previous.toString("hex")}`),
    batch.map(({ record }) => new Date(record.recorded)),
    batch.map(({ record }) => record.service),
    batch.map(({ record }) => record.correlation),
    batch.map(({ record }) => record.agent.account),
    batch.map(({ record }) => record.agent.duty),
    batch.map(({ record }) => record.agent.agency),
    batch.map(({ record }) => record.purpose),
    batch.map(({ record }) => record.outcome),
    batch.map(({ body }) => body),
    subjects.map(({ subject }) => subject),
    subjects.map(({ recorded }) => recorded),
    subjects.map(({ id }) => id),
  ];
}
