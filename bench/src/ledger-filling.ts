/** Fills the log with records of two years, made by the server from a few bodies that the ledger wrote: what a sequencer would have made of them, without the sequencing. */
import { createHash } from "node:crypto";
import type { DataSource } from "@epigraph/datastore";
import { type AuditRecord, encodeRecord, type ResolverEvent } from "@epigraph/ledger";
import { benchRecord } from "./ledger-records.js";

/** A filter for each kind, of which there are as many as one asks for. */
export type FilledLog = { readonly filters: Readonly<Record<string, (value: number) => Readonly<Record<string, unknown>> | null>> };

const months = 24;
const accounts = 3_000;
const agencies = 28;
const subjects = 200_000;
const start = Date.UTC(2024, 11, 1);
const monthOf = (number: number): Date => new Date(Date.UTC(2024, 11 + number, 1));

/** What stands in a template where each record has its own. */
const marks = { id: "00000000-0000-4000-8000-000000000001", correlation: "correlation-mark", who: "account-mark", agency: "agency-mark", session: "session-mark", subject: "subject_mark_subject_A", name: "OperationMark", recorded: "2001-01-01T01:01:01.001Z", sequence: 777_777_777 };

/** Every 50th kind of operation has a refused field, and one in 400 a rare one: as many shapes as a portal has documents. */
const shapes = 400;

export async function fillLog(admin: DataSource, records: number): Promise<FilledLog> {
  const templates = Array.from({ length: shapes }, (_, number) => template(number));
  await admin.query("create table bench_template (number integer primary key, body text, shape bytea, outcome text, hash text)");
  await admin.query("insert into bench_template select * from unnest($1::integer[], $2::text[], $3::bytea[], $4::text[], $5::text[])", [templates.map((_, number) => number), ...(["body", "shape", "outcome", "hash"] as const).map((name) => templates.map((one) => one[name]))]);
  await admin.query("insert into ledger.shape (id, events) select decode(id, 'hex'), array(select jsonb_array_elements_text(events::jsonb)) from unnest($1::text[], $2::text[]) s (id, events) on conflict (id) do nothing", [templates.map(({ shape }) => shape.toString("hex")), templates.map(({ events }) => JSON.stringify(events))]);
  for (let month = 0; month < months; month++) await fillMonth(admin, month, Math.floor(records / months));
  await admin.query("analyze ledger.record, ledger.record_subject, ledger.shape");
  const account = (value: number): string => `account-${(value * 997) % accounts}`;
  const at = (value: number): string => new Date(start + (((value * 7 + 3) % 23) + 0.5) * 30.4 * 86_400_000).toISOString();
  const some = await admin.query<{ correlation: string; session: string; subject: string }[]>("select r.correlation, r.session, s.subject from ledger.record r join ledger.record_subject s using (sequenced, index) where not s.assigned order by r.index desc limit 50");
  const one = (value: number): { readonly correlation?: string; readonly session?: string; readonly subject?: string } => some[(value * 7) % some.length] ?? {};
  return {
    filters: {
      nothing: () => null,
      account: (value) => ({ account: account(value) }),
      agency: (value) => ({ agency: `agency-${value % agencies}` }),
      "data subject": (value) => ({ dataSubject: one(value).subject }),
      "data subject unassigned": (value) => ({ dataSubject: one(value).subject, withoutAssignment: true }),
      correlation: (value) => ({ correlation: one(value).correlation }),
      "common coordinate": () => ({ coordinate: "Case.id" }),
      "rare coordinate": () => ({ coordinate: "Case.rare" }),
      denied: () => ({ decision: "denied" }),
      "coordinate denied": () => ({ coordinate: "Case.denied", decision: "denied" }),
      "account and coordinate": (value) => ({ account: account(value), coordinate: "Case.id" }),
      "operation name": (value) => ({ operationName: `Operation${(value * 37) % 50}` }),
      "operation hash": (value) => ({ operationHash: hashOf((value * 37) % 50) }),
      time: (value) => ({ from: at(value), to: new Date(Date.parse(at(value)) + 3_600_000).toISOString() }),
      "account and time": (value) => ({ account: account(value), from: at(value) }),
      purpose: (value) => ({ purpose: value % 2 === 0 ? "investigation" : "audit" }),
      "without assignment": () => ({ withoutAssignment: true }),
      refused: () => ({ outcome: "refused" }),
      session: (value) => ({ session: one(value).session }),
    },
  };
}

/** Records in the order of their time, evenly over the month. */
async function fillMonth(admin: DataSource, month: number, count: number): Promise<void> {
  const [from, to] = [monthOf(month), monthOf(month + 1)];
  const suffix = from.toISOString().slice(0, 7).replace("-", "_");
  const bounds = `for values from ('${from.toISOString()}') to ('${to.toISOString()}')`;
  // indexes are made in one go when the partition is attached
  await admin.query(`create table ledger.record_${suffix} (like ledger.record including constraints)`);
  await admin.query(`create table ledger.record_subject_${suffix} (like ledger.record_subject including constraints)`);
  await admin.query(
    `insert into ledger.record_${suffix} (index, sequenced, login, standing, id, writer, sequence, recorded, type, service, correlation, account, duty, agency, session, purpose, outcome, operation_name, operation_hash, shape, subjects, unassigned, body)
     select n.i, n.at, 'epigraph_cases_login', 'sound', n.id, '00000000-0000-4000-8000-000000000000', n.i, n.at, 'operation', 'cases', n.correlation, n.account, 'national-investigator', n.agency, n.session, n.purpose, t.outcome, n.name, t.hash, t.shape, 1, (n.i % 500 = 0)::int,
       replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(t.body, '${marks.id}', n.id::text), '${marks.correlation}', n.correlation), '${marks.who}', n.account), '${marks.agency}', n.agency), '${marks.session}', n.session),
         '${marks.subject}', n.subject), '${marks.name}', n.name), '${marks.recorded}', to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), '${marks.sequence}', n.i::text), '"purposeOfEvent":"investigation"', '"purposeOfEvent":"' || n.purpose || '"')
     from (select i, gen_random_uuid() as id, gen_random_uuid()::text as correlation, date_trunc('milliseconds', $1::timestamptz + ($2::timestamptz - $1::timestamptz) * ((i - $3::bigint)::float8 / $4::float8)) as at,
         'account-' || (hashint8(i) & 2147483647) % ${accounts} as account, 'agency-' || (hashint8(i) & 2147483647) % ${agencies} as agency, 'session-' || (hashint8(i * 3) & 2147483647) % ${accounts * 20} as session,
         case when i % 200 = 1 then 'audit' else 'investigation' end as purpose, 'Operation' || (hashint8(i * 7) & 2147483647) % ${shapes} % 50 as name, (hashint8(i * 7) & 2147483647) % ${shapes} as template,
         ${subjectSql("(hashint8(i * 11) & 2147483647)")} as subject
       from generate_series($3::bigint, $3::bigint + $4::bigint - 1) i) n join bench_template t on t.number = n.template`,
    [from, to, month * count, count],
  );
  await admin.query(`insert into ledger.record_subject_${suffix} (subject, sequenced, recorded, index, assigned, allowed) select ${subjectSql("(hashint8(index * 11) & 2147483647)")}, sequenced, recorded, index, index % 500 <> 0, true from ledger.record_${suffix}`);
  await admin.query(`alter table ledger.record attach partition ledger.record_${suffix} ${bounds}`);
  await admin.query(`alter table ledger.record_subject attach partition ledger.record_subject_${suffix} ${bounds}`);
}

/** 22 characters of base64url whose last one has no bits to spare. */
const subjectSql = (number: string): string => `substr(translate(encode(sha256((${number} % ${subjects})::text::bytea), 'base64'), '+/', '-_'), 1, 21) || 'A'`;
const hashOf = (number: number): string => createHash("sha256").update(`document ${number}`).digest("hex");

function template(number: number): { readonly body: string; readonly shape: Buffer; readonly outcome: string; readonly hash: string; readonly events: readonly string[] } {
  const base = benchRecord(number, [marks.subject], Date.parse(marks.recorded));
  const extra = (name: string, outcome: ResolverEvent["outcome"]): ResolverEvent => ({ coordinate: `Case.${name}`, outcome, ruleId: undefined, count: 1, subjects: new Map([[marks.subject, 1]]) });
  const events = [...base.events, extra(`field${number}`, "allowed"), ...(number % 50 === 7 ? [extra("denied", "denied")] : []), ...(number === 200 ? [extra("rare", "allowed")] : [])];
  const outcome = number % 100 === 7 ? "refused" : number % 50 === 7 ? "partly-denied" : "answered";
  const record: AuditRecord = {
    ...base,
    id: marks.id,
    outcome,
    correlation: marks.correlation,
    agent: { ...base.agent, who: marks.who, agency: marks.agency, session: marks.session },
    entity: { ...base.entity, name: marks.name, query: hashOf(number % 50) },
    events,
  };
  const body = encodeRecord(record, { writer: "00000000-0000-4000-8000-000000000000", sequence: marks.sequence, previous: Buffer.alloc(32).toString("base64"), nonce: "AAAAAAAAAAAAAAAAAAAAAA" });
  const listed = events.map(({ coordinate, outcome: decided }) => `${coordinate} ${decided}`).toSorted();
  return { body, shape: createHash("sha256").update(listed.join("\n")).digest().subarray(0, 16), outcome, hash: hashOf(number % 50), events: listed };
}
