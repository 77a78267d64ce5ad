/** One upload at work in PostgreSQL: one connection and one lane; a chunk is one transaction. Not what the rows say, nor what is asked outside of an upload: see store.ts. */
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Ping } from "@epigraph/epi";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { ProvisionError } from "./error.js";
import { limits } from "./limits.js";
import { laneColumns } from "./stay-rows.js";
import { failed, failure } from "./storage-failure.js";
import { readUpload, type StoredUpload, uploadColumns, type UploadRow } from "./stored-upload.js";

/** A chunk as it is kept. */
export type ChunkRow = {
  readonly number: number;
  readonly lineFrom: number;
  readonly lineTo: number;
  readonly bytes: { readonly from: number; readonly to: number } | undefined;
  readonly digest: Buffer;
  readonly canonical: Buffer;
  readonly rows: number;
  readonly accepted: number;
  /** Stays that its rows make. */
  readonly offered: number;
  readonly quarantined: number;
  readonly outside: number;
  readonly reasons: Readonly<Record<string, number>>;
};

export type SetAside = { readonly line: number; readonly column: string | undefined; readonly reason: string; readonly sealed: Buffer | undefined };

/** What is written together or not at all. `text`: COPY lines for a lane; `resolved`: lines of the corrected upload that this chunk deals with. */
export type ChunkContent = { readonly row: ChunkRow; readonly text: Buffer; readonly kind: "stays" | "roster stays" | "pings"; readonly aside: readonly SetAside[]; readonly resolved: readonly number[] };

export type Session = {
  /** Digests of the chunks that are stored, by number. */
  readonly stored: () => Promise<ReadonlyMap<number, Buffer>>;
  /** And the version of the profile by which it is read, to its end: before its first chunk is stored. */
  readonly keepHeader: (header: readonly string[], profileVersion: number) => Promise<void>;
  /** Lines that are set aside in another upload and can be corrected. */
  readonly correctable: (upload: string) => Promise<Set<number>>;
  /** In one transaction. @throws ProvisionError REQUEST_CLOSED when the request takes nothing any more, STORAGE_FAILED */
  readonly store: (chunk: ChunkContent) => Promise<void>;
  /** Phones whose pings wait to become stays; again and again until there are none. */
  readonly waiting: () => Promise<readonly { readonly personKey: string; readonly pings: readonly Ping[] }[]>;
  readonly storeStaysOfPings: (personKeys: readonly string[], text: Buffer, kind: "stays" | "roster stays") => Promise<void>;
  readonly complete: (end: { readonly bytes: number; readonly sha256: Buffer | undefined }) => Promise<StoredUpload>;
  readonly close: () => Promise<void>;
};

const instant = (column: string): string => `to_timestamp(${column}::float8 / 1000)`;
const staysOfLane = (lane: number): string => `insert into movements.stay (person_key, day, id, case_id, request_id, data_class, precision, arrival, departure, earliest, latest, place_id, latitude, longitude, cell, accuracy_metres, confidence, source_record)
  select l.person_key, l.day, l.id, t.case_id, t.request_id, t.data_class, 'minute', ${instant("l.arrival")}, ${instant("l.departure")}, ${instant("l.earliest")}, ${instant("l.latest")}, l.place_id, l.latitude, l.longitude, l.cell, l.accuracy_metres, l.confidence, l.source_record
  from provision.lane_${lane} l cross join (select * from provision.terms() limit 1) t order by l.day, l.cell, l.earliest on conflict do nothing`;
const rosterStaysOfLane = (lane: number): string => `insert into movements.roster_stay (request_id, person_key, id, agency, data_class, arrival, departure, earliest, latest, place_id, latitude, longitude, cell, accuracy_metres, confidence, source_record)
  select t.request_id, l.person_key, l.id, t.agency, t.data_class, ${instant("l.arrival")}, ${instant("l.departure")}, ${instant("l.earliest")}, ${instant("l.latest")}, l.place_id, l.latitude, l.longitude, l.cell, l.accuracy_metres, l.confidence, l.source_record
  from provision.lane_${lane} l cross join (select * from provision.roster_terms() limit 1) t order by l.earliest on conflict do nothing`;
const pingsOfLane = (lane: number): string => `insert into provision.ping (upload_id, person_key, id, at, latitude, longitude, accuracy_metres, source_record)
  select $1, l.person_key, l.id, ${instant("l.arrival")}, l.latitude, l.longitude, l.accuracy_metres, l.source_record from provision.lane_${lane} l on conflict do nothing`;

/** What a sender is told that waited long enough. */
export const tooMany = (): ProvisionError => new ProvisionError("TOO_MANY_UPLOADS", "as many uploads as can run at once are under way: try again in a minute");

/** Locks of a session, so that PostgreSQL gives them back by itself when the process is gone. */
const laneLocks = 721_555;
const uploadLocks = 721_556;
const rosterLocks = 721_557;

/** `url`: the login of EPIGRAPH_DB_PROVISION. @throws as `ProvisionStore.session` */
export async function openSession(url: string, upload: StoredUpload, keepDays: number): Promise<Session> {
  const { id } = upload;
  const client = new pg.Client({ connectionString: url, application_name: "epigraph upload", connectionTimeoutMillis: 10_000, keepAlive: true });
  client.on("error", () => undefined); // the statement under way tells
  const query = <Row extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []): Promise<pg.QueryResult<Row>> => client.query<Row>(sql, parameters);
  let lane = 0;
  let noted = false;
  try {
    await client.connect();
    const { rows } = await query<{ mine: boolean }>("select pg_try_advisory_lock($1, hashtext($2)) as mine", [uploadLocks, id]);
    if (rows[0]?.mine !== true) throw new ProvisionError("UPLOAD_RUNNING", "this file is being uploaded already: wait for that to end, or to be given up within a minute");
    for (const until = performance.now() + limits.laneWaitMs; lane === 0; await sleep(100)) {
      for (let candidate = 1; candidate <= limits.uploads && lane === 0; candidate++) {
        const tried = await query<{ mine: boolean }>("select pg_try_advisory_lock($1, $2) as mine", [laneLocks, candidate]);
        if (tried.rows[0]?.mine === true) lane = candidate;
      }
      if (lane !== 0 || performance.now() >= until) break;
    }
    if (lane === 0) throw tooMany();
    await query(`truncate provision.lane_${lane}`);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error instanceof ProvisionError ? error : failure(error);
  }

  /** What was under way is undone by the server, or by the connection's end. */
  async function inTransaction(work: () => Promise<void>): Promise<void> {
    try {
      await query("begin");
      await query("select set_config('epigraph.upload', $1, true)", [id]);
      await work();
      await query("commit");
    } catch (error) {
      await query("rollback").catch(() => undefined);
      throw error instanceof ProvisionError ? error : failure(error);
    }
  }

  async function requireTerms(): Promise<void> {
    const { rowCount } = await query(upload.kind === "case" ? "select from provision.terms()" : "select from provision.roster_terms()");
    if (rowCount !== 1) throw new ProvisionError("REQUEST_CLOSED", "the request takes nothing any more: what was stored before stays, the rest was not stored");
  }

  /** What lies in the lane to where it belongs; gives how many rows are new. */
  async function storeLane(kind: "stays" | "roster stays"): Promise<number> {
    if (kind === "stays") return (await query(staysOfLane(lane))).rowCount ?? 0;
    await query("select pg_advisory_xact_lock($1, hashtext($2))", [rosterLocks, upload.request]); // the persons of all its providers are counted together
    await query(`insert into movements.roster_person (request_id, person_key) select distinct t.request_id, l.person_key from provision.lane_${lane} l cross join (select * from provision.roster_terms() limit 1) t on conflict do nothing`);
    const { rows } = await query<{ full: boolean }>("select provision.roster_is_over_full($1) as full", [upload.request]);
    if (rows[0]?.full !== false) throw new ProvisionError("TOO_MANY_PERSONS", "more persons were at the places than the policy lets a roster have: what was stored before stays, the rest was not stored; tell the agency that asked");
    return (await query(rosterStaysOfLane(lane))).rowCount ?? 0;
  }

  async function fill(text: Buffer): Promise<void> {
    await pipeline(Readable.from([text]), client.query(copyFrom(`copy provision.lane_${lane} (${laneColumns.join(", ")}) from stdin`)));
  }

  return {
    stored: async () => new Map((await query<{ number: number; digest: Buffer }>("select c.number, c.digest from provision.chunk c where c.upload_id = $1", [id]).catch(failed)).rows.map(({ number, digest }) => [number, digest])),
    keepHeader: async (header, version) => void (await query("update provision.upload set header = $2, profile_version = $3 where id = $1 and not exists (select from provision.chunk c where c.upload_id = $1)", [id, header, version]).catch(failed)),
    correctable: async (corrected) => new Set((await query<{ line: number }>("select q.line::float8 as line from provision.quarantined_row q where q.upload_id = $1 and q.sealed is not null", [corrected]).catch(failed)).rows.map(({ line }) => line)),
    store: ({ row, text, kind, aside, resolved }) =>
      inTransaction(async () => {
        await requireTerms();
        let stored = 0;
        if (text.length > 0) {
          await fill(text);
          if (kind === "pings") await query(pingsOfLane(lane), [id]);
          else stored = await storeLane(kind);
          await query(`truncate provision.lane_${lane}`);
        }
        if (aside.length > 0) {
          await query(
            `insert into provision.quarantined_row (upload_id, line, column_name, reason, sealed, expires_at)
             select $1, r.line, r.column_name, r.reason, r.sealed, now() + make_interval(days => $6) from unnest($2::bigint[], $3::text[], $4::text[], $5::bytea[]) r (line, column_name, reason, sealed)`,
            [id, aside.map(({ line }) => line), aside.map(({ column }) => column ?? null), aside.map(({ reason }) => reason), aside.map(({ sealed }) => sealed ?? null), keepDays],
          );
        }
        if (resolved.length > 0) await query("delete from provision.quarantined_row q using provision.upload u where u.id = $1 and q.upload_id = u.corrects and q.line = any ($2::bigint[])", [id, resolved]);
        await query(
          `insert into provision.chunk (upload_id, number, line_from, line_to, byte_from, byte_to, digest, canonical, rows, accepted, offered, stored, quarantined, outside, reasons)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
          [id, row.number, row.lineFrom, row.lineTo, row.bytes?.from ?? null, row.bytes?.to ?? null, row.digest, row.canonical, row.rows, row.accepted, row.offered, stored, row.quarantined, row.outside, JSON.stringify(row.reasons)],
        );
        if (row.accepted > 0 && !noted) await query("select provision.note_rows($1)", [id]); // last: two files of one request meet in this row
      }).then(() => void (noted ||= row.accepted > 0)),
    waiting: async () => {
      try {
        const { rows: phones } = await query<{ key: string }>("select p.person_key as key from provision.ping p where p.upload_id = $1 group by p.person_key order by p.person_key limit 50", [id]);
        const found: { personKey: string; pings: Ping[] }[] = [];
        for (const { key } of phones) {
          const { rows } = await query<{ at: number; latitude: number; longitude: number; accuracyMetres: number; sourceRecord: string }>(
            `select extract(epoch from p.at)::float8 * 1000 as at, p.latitude, p.longitude, p.accuracy_metres as "accuracyMetres", p.source_record as "sourceRecord" from provision.ping p where p.upload_id = $1 and p.person_key = $2 order by p.at limit $3`,
            [id, key, limits.pingsOfPhone + 1],
          );
          if (rows.length > limits.pingsOfPhone) throw new ProvisionError("TOO_MANY_ROWS", `one phone has more than ${String(limits.pingsOfPhone)} pings: send them in several files`);
          found.push({ personKey: key, pings: rows.map((row) => ({ ...row, at: Math.round(row.at) })) });
          if (found.reduce((sum, { pings }) => sum + pings.length, 0) > limits.pingsOfPhone) break;
        }
        return found;
      } catch (error) {
        throw error instanceof ProvisionError ? error : failure(error);
      }
    },
    storeStaysOfPings: (personKeys, text, kind) =>
      inTransaction(async () => {
        await requireTerms();
        let stored = 0;
        if (text.length > 0) {
          await fill(text);
          stored = await storeLane(kind);
          await query(`truncate provision.lane_${lane}`);
        }
        await query("delete from provision.ping p where p.upload_id = $1 and p.person_key = any ($2::uuid[])", [id, personKeys]);
        await query("update provision.upload set stays_of_pings = stays_of_pings + $2 where id = $1", [id, stored]);
      }),
    complete: async ({ bytes, sha256 }) => {
      const { rows } = await query<UploadRow>(
        `with whole as (
           select sha256(string_agg(c.digest, ''::bytea order by c.number)) as digest, sha256(string_agg(c.canonical, ''::bytea order by c.number)) as canonical from provision.chunk c where c.upload_id = $1)
         update provision.upload u set state = 'complete', ended_at = clock_timestamp(), bytes = $2, sha256 = $3, digest = w.digest, canonical = w.canonical,
           same_as = (select o.id from provision.upload o where o.request_id = u.request_id and o.agency = u.agency and o.id <> u.id and o.state = 'complete' and o.digest = w.digest order by o.ended_at limit 1)
         from whole w where u.id = $1 and u.state = 'open' returning ${uploadColumns}`,
        [id, bytes, sha256 ?? null],
      ).catch(failed);
      const ended = readUpload(rows[0]);
      if (ended === undefined) throw failure();
      return ended;
    },
    close: () => client.end().catch(() => undefined),
  };
}
