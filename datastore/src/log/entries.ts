/** Writes entries of the log: what is pending becomes a record with its index, in one statement. Not the tree over them: see hash-tiles.ts. */
import type { Entry, WriterState } from "@epigraph/ledger";
import { DatastoreError } from "../error.js";
import type { TransactionQuery } from "../transaction.js";

/** An entry that knows where its body lies. */
export type PlacedEntry = Entry & { readonly place: string };

/** `from`: the index of the first. The bodies stay in the database: what is deleted from one table is what is inserted into the other. @throws DatastoreError LOG_CHANGED when one is gone meanwhile */
export async function moveEntries(query: TransactionQuery, entries: readonly PlacedEntry[], from: number, sequenced: Date): Promise<void> {
  const moved = await query(
    `with given as (
       select * from unnest($1::tid[], $2::bigint[], $3::text[], $4::uuid[], $5::uuid[], $6::bigint[], $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
         $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::integer[], $22::integer[], $23::text[])
       as g (place, index, standing, id, writer, sequence, recorded, type, service, correlation, account, duty, agency, session, address, purpose, outcome, operation_name, operation_hash, shape, subjects, unassigned, calls)),
     taken as (delete from ledger.pending where ctid = any ($1::tid[]) returning ctid as place, body, login)
     insert into ledger.record (index, sequenced, login, standing, id, writer, sequence, recorded, type, service, correlation, account, duty, agency, session, address, purpose, outcome, operation_name, operation_hash, shape, subjects, unassigned, calls, body)
     select g.index, $24, t.login, g.standing, g.id, g.writer, g.sequence, g.recorded, g.type, g.service, g.correlation, g.account, g.duty, g.agency, g.session, g.address, g.purpose, g.outcome, g.operation_name, g.operation_hash,
       decode(g.shape, 'hex'), g.subjects, g.unassigned, g.calls::jsonb, t.body
     from given g join taken t on t.place = g.place returning index`,
    [
      entries.map(({ place }) => place),
      entries.map((_, at) => from + at),
      entries.map(({ standing }) => standing),
      entries.map(({ id }) => id),
      entries.map(({ writer }) => writer),
      entries.map(({ sequence }) => sequence),
      entries.map(({ columns }) => new Date(columns.recorded)),
      ...(["type", "service", "correlation", "account", "duty", "agency", "session", "address", "purpose", "outcome", "operationName", "operationHash"] as const).map((name) => entries.map(({ columns }) => columns[name])),
      entries.map(({ columns }) => columns.shape?.id.toString("hex") ?? null),
      entries.map(({ columns }) => columns.subjects),
      entries.map(({ columns }) => columns.unassigned),
      entries.map(({ columns }) => (columns.calls === null ? null : JSON.stringify(columns.calls))),
      sequenced,
    ],
  );
  if (moved.length !== entries.length) throw new DatastoreError("LOG_CHANGED", `${entries.length - moved.length} of ${entries.length} pending records went away while they were sequenced`);
}

/** Whom the records are about, and which coordinates they have. */
export async function insertMet(query: TransactionQuery, entries: readonly PlacedEntry[], from: number, sequenced: Date): Promise<void> {
  const met = entries.flatMap(({ columns }, at) => columns.met.map((one) => ({ ...one, index: from + at, recorded: new Date(columns.recorded) })));
  if (met.length > 0) {
    await query("insert into ledger.record_subject (subject, sequenced, recorded, index, assigned, allowed) select subject, $1, recorded, index, assigned, allowed from unnest($2::text[], $3::timestamptz[], $4::bigint[], $5::boolean[], $6::boolean[]) as m (subject, recorded, index, assigned, allowed)", [
      sequenced,
      met.map(({ subject }) => subject),
      met.map(({ recorded }) => recorded),
      met.map(({ index }) => index),
      met.map(({ assigned }) => assigned),
      met.map(({ allowed }) => allowed),
    ]);
  }
  const shapes = new Map(entries.flatMap(({ columns: { shape } }) => (shape === null ? [] : [[shape.id.toString("hex"), shape.events]])));
  if (shapes.size === 0) return;
  await query("insert into ledger.shape (id, events) select decode(id, 'hex'), array(select jsonb_array_elements_text(events::jsonb)) from unnest($1::text[], $2::text[]) as s (id, events) on conflict (id) do nothing", [
    [...shapes.keys()],
    [...shapes.values()].map((events) => JSON.stringify(events)),
  ]);
}

/** Which of the ids are in the log already. */
export async function knownIds(query: TransactionQuery, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await query<{ readonly id: string }>("select id from ledger.record where id = any ($1::uuid[])", [ids]);
  return new Set(rows.map(({ id }) => id));
}

export async function writersNamed(query: TransactionQuery, names: readonly string[]): Promise<ReadonlyMap<string, WriterState>> {
  const rows = await query<Omit<WriterState, "next"> & { readonly next: string }>("select writer, login, service, next, previous from ledger.writer where writer = any ($1::uuid[])", [names]);
  return new Map(rows.map((row) => [row.writer, { ...row, next: Number(row.next) }]));
}

export async function keepWriters(query: TransactionQuery, writers: readonly WriterState[], seen: Date): Promise<void> {
  if (writers.length === 0) return;
  await query(
    `insert into ledger.writer (writer, login, service, next, previous, seen) select *, $6::timestamptz from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[])
     on conflict (writer) do update set service = excluded.service, next = excluded.next, previous = excluded.previous, seen = excluded.seen`,
    [writers.map(({ writer }) => writer), writers.map(({ login }) => login), writers.map(({ service }) => service), writers.map(({ next }) => next), writers.map(({ previous }) => previous), seen],
  );
}

/** Changes whose outcome is not known yet. */
export async function noteIntents(query: TransactionQuery, entries: readonly PlacedEntry[], from: number, since: Date): Promise<void> {
  const changes = entries.flatMap(({ id, writer, columns }, at) => (columns.type === "change" && id !== null && writer !== null ? [{ id, index: from + at }] : []));
  if (changes.length === 0) return;
  await query("insert into ledger.intent (record, index, since) select *, $3::timestamptz from unnest($1::uuid[], $2::bigint[]) on conflict (record) do nothing", [changes.map(({ id }) => id), changes.map(({ index }) => index), since]);
}
