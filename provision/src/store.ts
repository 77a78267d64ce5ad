/** What uploads ask of PostgreSQL, as a login that may put stays in and never see one. Not what the rows say; not the work at one upload: see session-store.ts. */
import pg from "pg";
import type { ProvidedClass } from "./approved.js";
import { ProvisionError } from "./error.js";
import { limits } from "./limits.js";
import { type KeptProfile, parseProfile } from "./profile.js";
import type { Place } from "./row-reading.js";
import { openSession, type Session, tooMany } from "./session-store.js";
import { failed, failure } from "./storage-failure.js";
import { turns } from "./turns.js";
import { readUpload, type StoredUpload, uploadColumns, type UploadRow } from "./stored-upload.js";

export type Totals = { readonly rows: number; readonly accepted: number; readonly offered: number; readonly stored: number; readonly quarantined: number; readonly outside: number; readonly chunks: number; readonly resumeAt: { readonly number: number; readonly line: number; readonly byte: number } | undefined };

/** What was asked of an agency. `standing`: see `Approved`. `matchKind` and `matchPseudonym`: none for a place roster, which has `dwellMinutes`. */
export type Addressed = {
  readonly request: string;
  readonly caseId: string;
  readonly personKey: string;
  readonly kind: "case" | "place-roster";
  readonly dataClass: ProvidedClass;
  readonly from: Date;
  readonly to: Date;
  readonly matchKind: string | null;
  readonly matchPseudonym: Buffer | null;
  readonly dwellMinutes: number | null;
  readonly standing: string;
};

export type ProvisionStore = {
  /** By an entry of the agency's own inbox; none for another's. */
  readonly addressed: (entry: string, agency: string) => Promise<Addressed | undefined>;
  /** Of a place roster. */
  readonly placesAsked: (request: string) => Promise<readonly { readonly latitude: number; readonly longitude: number; readonly radiusMetres: number }[]>;
  /** Takes the step of the request that a whole upload is, once; with `last` the agency is done with it. */
  readonly record: (upload: string, last: boolean) => Promise<void>;
  /** @throws ProvisionError PROFILE_MISSING, PROFILE_INVALID */
  readonly profile: (agency: string, dataClass: ProvidedClass, day: string, version?: number) => Promise<KeptProfile>;
  readonly places: (agency: string, records: readonly string[]) => Promise<ReadonlyMap<string, Place>>;
  readonly upload: (id: string, request: string, agency: string) => Promise<StoredUpload | undefined>;
  readonly totals: (id: string) => Promise<Totals>;
  readonly reasons: (id: string) => Promise<Readonly<Record<string, number>>>;
  readonly quarantined: (id: string, after: number, first: number) => Promise<readonly { readonly line: number; readonly column: string | null; readonly reason: string; readonly expiresAt: Date; readonly correctable: boolean }[]>;
  /** The only one that works at this upload. @throws ProvisionError UPLOAD_RUNNING, TOO_MANY_UPLOADS, STORAGE_FAILED */
  readonly session: (upload: StoredUpload, keepDays: number) => Promise<Session>;
  readonly close: () => Promise<void>;
};

/** `url`: the login of EPIGRAPH_DB_PROVISION. */
export function openProvisionStore(url: string, { poolSize = 4 }: { readonly poolSize?: number } = {}): ProvisionStore {
  const pool = new pg.Pool({ connectionString: url, application_name: "epigraph provision", max: poolSize, connectionTimeoutMillis: 10_000 });
  const turn = turns(limits.uploads, limits.laneWaitMs);
  pool.on("error", () => undefined); // an idle connection broke: the pool makes a new one when it needs one
  const rowsOf = async <Row extends pg.QueryResultRow>(sql: string, parameters: unknown[]): Promise<Row[]> => (await pool.query<Row>(sql, parameters).catch(failed)).rows;
  return {
    addressed: async (entry, agency) =>
      (await rowsOf<Addressed>('select request_id as request, case_id as "caseId", person_key as "personKey", kind, data_class as "dataClass", window_from as "from", window_to as "to", match_kind as "matchKind", match_pseudonym as "matchPseudonym", dwell_minutes as "dwellMinutes", standing from provision.addressed($1, $2)', [entry, agency]))[0],
    placesAsked: (request) => rowsOf('select latitude, longitude, radius_metres as "radiusMetres" from provision.places_asked($1)', [request]),
    record: async (upload, last) => void (await rowsOf("select provision.record_upload($1, $2)", [upload, last])),
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
    session: async (upload, keepDays) => {
      const end = await turn(); // whoever waits holds no connection
      if (end === undefined) throw tooMany();
      try {
        const session = await openSession(url, upload, keepDays);
        return { ...session, close: () => session.close().finally(end) };
      } catch (error) {
        end();
        throw error;
      }
    },
    close: () => pool.end(),
  };
}
