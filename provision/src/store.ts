/** What an upload asks of PostgreSQL, as a login that may put stays in and never see one. One connection and one lane an upload; a chunk is one transaction. Not what the rows say. */
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import type { Ping } from "@epigraph/epi";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { ProvidedClass } from "./approved.js";
import { ProvisionError } from "./error.js";
import { limits } from "./limits.js";
import { type KeptProfile, parseProfile } from "./profile.js";
import type { Place } from "./row-reading.js";
import { laneColumns } from "./stay-rows.js";

export type StoredUpload = {
  readonly id: string;
  readonly request: string;
  readonly agency: string;
  readonly caseId: string;
  readonly fileName: string;
  readonly state: "open" | "complete";
  readonly header: readonly string[] | undefined;
  readonly corrects: string | undefined;
  readonly sha256: string | undefined;
  readonly canonical: string | undefined;
  readonly bytes: number | undefined;
  readonly staysOfPings: number;
  readonly sameAs: string | undefined;
};

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
export type ChunkContent = { readonly row: ChunkRow; readonly text: Buffer; readonly kind: "stays" | "pings"; readonly aside: readonly SetAside[]; readonly resolved: readonly number[] };

export type Totals = { readonly rows: number; readonly accepted: number; readonly offered: number; readonly stored: number; readonly quarantined: number; readonly outside: number; readonly chunks: number; readonly resumeAt: { readonly number: number; readonly line: number; readonly byte: number } | undefined };

export type Session = {
  /** Digests of the chunks that are stored, by number. */
  readonly stored: () => Promise<ReadonlyMap<number, Buffer>>;
  readonly keepHeader: (header: readonly string[]) => Promise<void>;
  /** Lines that are set aside in another upload and can be corrected. */
  readonly correctable: (upload: string) => Promise<Set<number>>;
  /** In one transaction. @throws ProvisionError REQUEST_CLOSED when the request takes nothing any more, STORAGE_FAILED */
  readonly store: (chunk: ChunkContent) => Promise<void>;
  /** Phones whose pings wait to become stays; again and again until there are none. */
  readonly waiting: () => Promise<readonly { readonly personKey: string; readonly pings: readonly Ping[] }[]>;
  readonly storeStaysOfPings: (personKeys: readonly string[], text: Buffer) => Promise<void>;
  readonly complete: (end: { readonly bytes: number; readonly sha256: Buffer | undefined }) => Promise<StoredUpload>;
  readonly close: () => Promise<void>;
};

export type ProvisionStore = {
  /** @throws ProvisionError PROFILE_MISSING, PROFILE_INVALID */
  readonly profile: (agency: string, dataClass: ProvidedClass, day: string, version?: number) => Promise<KeptProfile>;
  readonly places: (agency: string, records: readonly string[]) => Promise<ReadonlyMap<string, Place>>;
  readonly upload: (id: string, request: string, agency: string) => Promise<StoredUpload | undefined>;
  readonly totals: (id: string) => Promise<Totals>;
  readonly reasons: (id: string) => Promise<Readonly<Record<string, number>>>;
  readonly quarantined: (id: string, after: number, first: number) => Promise<readonly { readonly line: number; readonly column: string | null; readonly reason: string; readonly expiresAt: Date; readonly correctable: boolean }[]>;
  /** The only one that works at this upload. @throws ProvisionError UPLOAD_RUNNING, TOO_MANY_UPLOADS, STORAGE_FAILED */
  readonly session: (upload: StoredUpload, keepDays: number) => Promise<Session>;
  /** Deletes what was set aside and has expired, and pings that nobody came back for. Gives how many rows went. */
  readonly expire: () => Promise<number>;
  readonly close: () => Promise<void>;
};

const uploadColumns = `u.id, u.request_id as request, u.agency, u.case_id as "caseId", u.file_name as "fileName", u.state, u.header, u.corrects, encode(u.sha256, 'hex') as sha256, encode(u.canonical, 'hex') as canonical, u.bytes::float8 as bytes, u.stays_of_pings::float8 as "staysOfPings", u.same_as as "sameAs"`;

/** `url`: the login of EPIGRAPH_DB_PROVISION. */
export function openProvisionStore(url: string, { poolSize = 4 }: { readonly poolSize?: number } = {}): ProvisionStore {
  const pool = new pg.Pool({ connectionString: url, application_name: "epigraph provision", max: poolSize, connectionTimeoutMillis: 10_000 });
  pool.on("error", () => undefined); // an idle connection broke: the pool makes a new one when it needs one
  const rowsOf = async <Row extends pg.QueryResultRow>(sql: string, parameters: unknown[]): Promise<Row[]> => (await pool.query<Row>(sql, parameters).catch(failed)).rows;
  return {
    profile: async (agency, dataClass, day, version) => {
      const [row] = await rowsOf<{ version: number; definition: unknown }>(
        "select p.version, p.definition from provision.profile p where p.agency = $1 and p.data_class = $2 and p.valid_from <= $3::date and (p.valid_to is null or p.valid_to > $3::date) and ($4::integer is null or p.version = $4) order by p.version desc limit 1",
        [agency, dataClass, day, version ?? null],
      );
      if (row === undefined) throw new ProvisionError("PROFILE_MISSING", `no profile of your columns for ${dataClass} is in force: have one made before you upload`);
      return { version: row.version, profile: parseProfile(row.definition, dataClass) };
    },
    places: async (agency, records) => {
      if (records.length === 0) return new Map();
      const rows = await rowsOf<Place & { record: string }>("select record, id, latitude, longitude from provision.places_of($1, $2)", [agency, records]);
      return new Map(rows.map(({ record, ...place }) => [record, place]));
    },
    upload: async (id, request, agency) => readUpload((await rowsOf<UploadRow>(`select ${uploadColumns} from provision.upload u where u.id = $1 and u.request_id = $2 and u.agency = $3`, [id, request, agency]))[0]),
    totals: async (id) => {
      const [row] = await rowsOf<{ rows: number; accepted: number; offered: number; stored: number; quarantined: number; outside: number; chunks: number; line: number | null; byte: number | null }>(
        `select coalesce(sum(c.rows), 0)::float8 as rows, coalesce(sum(c.accepted), 0)::float8 as accepted, coalesce(sum(c.offered), 0)::float8 as offered, coalesce(sum(c.stored), 0)::float8 as stored,
           coalesce(sum(c.quarantined), 0)::float8 as quarantined, coalesce(sum(c.outside), 0)::float8 as outside, count(*)::integer as chunks, max(c.line_to)::float8 as line, max(c.byte_to)::float8 as byte
         from provision.chunk c where c.upload_id = $1`,
        [id],
      );
      if (row === undefined) throw failure();
      const { line, byte, ...sums } = row;
      return { ...sums, resumeAt: line === null || byte === null ? undefined : { number: sums.chunks, line: line + 1, byte } };
    },
    reasons: async (id) => {
      const rows = await rowsOf<{ reason: string; count: number }>("select r.key as reason, sum(r.value::integer)::float8 as count from provision.chunk c cross join jsonb_each_text(c.reasons) r where c.upload_id = $1 group by r.key order by r.key", [id]);
      return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
    },
    quarantined: (id, after, first) =>
      rowsOf(`select q.line::float8 as line, q.column_name as column, q.reason, q.expires_at as "expiresAt", q.sealed is not null as correctable from provision.quarantined_row q where q.upload_id = $1 and q.line > $2 and q.expires_at > now() order by q.line limit $3`, [id, after, first]),
    session: (upload, keepDays) => openSession(url, upload, keepDays),
    expire: async () => {
      const aside = await pool.query("delete from provision.quarantined_row q where q.expires_at <= now()").catch(failed);
      const pings = await pool.query("delete from provision.ping p where exists (select from provision.upload u where u.id = p.upload_id and u.opened_at < now() - interval '14 days')").catch(failed);
      return (aside.rowCount ?? 0) + (pings.rowCount ?? 0);
    },
    close: () => pool.end(),
  };
}

const instant = (column: string): string => `to_timestamp(${column}::float8 / 1000)`;
const staysOfLane = (lane: number): string => `insert into movements.stay (person_key, day, id, case_id, request_id, data_class, precision, arrival, departure, earliest, latest, place_id, latitude, longitude, cell, accuracy_metres, confidence, source_record)
  select l.person_key, l.day, l.id, t.case_id, t.request_id, t.data_class, 'minute', ${instant("l.arrival")}, ${instant("l.departure")}, ${instant("l.earliest")}, ${instant("l.latest")}, l.place_id, l.latitude, l.longitude, l.cell, l.accuracy_metres, l.confidence, l.source_record
  from provision.lane_${lane} l cross join (select * from provision.terms() limit 1) t order by l.day, l.cell, l.earliest on conflict do nothing`;
const pingsOfLane = (lane: number): string => `insert into provision.ping (upload_id, person_key, id, at, latitude, longitude, accuracy_metres, source_record)
  select $1, l.person_key, l.id, ${instant("l.arrival")}, l.latitude, l.longitude, l.accuracy_metres, l.source_record from provision.lane_${lane} l on conflict do nothing`;

/** Locks of a session, so that PostgreSQL gives them back by itself when the process is gone. */
const laneLocks = 721_555;
const uploadLocks = 721_556;

async function openSession(url: string, { id }: StoredUpload, keepDays: number): Promise<Session> {
  const client = new pg.Client({ connectionString: url, application_name: "epigraph upload", connectionTimeoutMillis: 10_000, keepAlive: true });
  client.on("error", () => undefined); // the statement under way tells
  const query = <Row extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []): Promise<pg.QueryResult<Row>> => client.query<Row>(sql, parameters);
  let lane = 0;
  try {
    await client.connect();
    const { rows } = await query<{ mine: boolean }>("select pg_try_advisory_lock($1, hashtext($2)) as mine", [uploadLocks, id]);
    if (rows[0]?.mine !== true) throw new ProvisionError("UPLOAD_RUNNING", "this file is being uploaded already: wait for that to end, or to be given up within a minute");
    for (let candidate = 1; candidate <= limits.uploads && lane === 0; candidate++) {
      const tried = await query<{ mine: boolean }>("select pg_try_advisory_lock($1, $2) as mine", [laneLocks, candidate]);
      if (tried.rows[0]?.mine === true) lane = candidate;
    }
    if (lane === 0) throw new ProvisionError("TOO_MANY_UPLOADS", "as many uploads as can run at once are under way: try again in a minute");
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
    const { rowCount } = await query("select from provision.terms()");
    if (rowCount !== 1) throw new ProvisionError("REQUEST_CLOSED", "the request takes nothing any more: what was stored before stays, the rest was not stored");
  }

  async function fill(text: Buffer): Promise<void> {
    await pipeline(Readable.from([text]), client.query(copyFrom(`copy provision.lane_${lane} (${laneColumns.join(", ")}) from stdin`)));
  }

  return {
    stored: async () => new Map((await query<{ number: number; digest: Buffer }>("select c.number, c.digest from provision.chunk c where c.upload_id = $1", [id]).catch(failed)).rows.map(({ number, digest }) => [number, digest])),
    keepHeader: async (header) => void (await query("update provision.upload set header = $2 where id = $1 and header is null", [id, header]).catch(failed)),
    correctable: async (upload) => new Set((await query<{ line: number }>("select q.line::float8 as line from provision.quarantined_row q where q.upload_id = $1 and q.sealed is not null", [upload]).catch(failed)).rows.map(({ line }) => line)),
    store: ({ row, text, kind, aside, resolved }) =>
      inTransaction(async () => {
        await requireTerms();
        let stored = 0;
        if (text.length > 0) {
          await fill(text);
          const written = kind === "stays" ? await query(staysOfLane(lane)) : await query(pingsOfLane(lane), [id]);
          if (kind === "stays") stored = written.rowCount ?? 0;
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
      }),
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
    storeStaysOfPings: (personKeys, text) =>
      inTransaction(async () => {
        await requireTerms();
        let stored = 0;
        if (text.length > 0) {
          await fill(text);
          stored = (await query(staysOfLane(lane))).rowCount ?? 0;
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

type UploadRow = { [Key in keyof StoredUpload]: StoredUpload[Key] | null };

/** What is not there as undefined. */
export function readUpload(row: object | undefined): StoredUpload | undefined {
  return row === undefined ? undefined : (Object.fromEntries(Object.entries(row).map(([key, value]: [string, unknown]) => [key, value ?? undefined])) as StoredUpload);
}

/** The statement by which the movements service opens an upload under the provider's claims; its columns are those of `readUpload`. */
export const openUploadStatement = `select ${uploadColumns} from provision.open_upload($1, $2, $3, $4, $5, $6) u`;

const failed = (error: unknown): never => {
  throw failure(error);
};

/** Never PostgreSQL's own words, which can quote a row. */
function failure(error?: unknown): ProvisionError {
  const code = typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" && /^[0-9A-Z]{5}$/.test(error.code) ? ` (SQLSTATE ${error.code})` : "";
  return new ProvisionError("STORAGE_FAILED", `the rows could not be stored${code}: send the file again in a minute; what is stored already is not stored twice`);
}
