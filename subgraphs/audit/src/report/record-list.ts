/** Records of the access log as a file: a table to read, the records as they are, or FHIR. Proves nothing by itself: for proofs there is `epigraph audit export`. */
import type { Scope } from "@epigraph/service";
import type { RecordFilter } from "../record/store.js";
import { inSeoul } from "./calendar.js";
import type { RecordFormat, Report } from "./download.js";
import { auditEventBundle, bundleEntry, type Entry } from "./fhir.js";
import { type Bounds, type Found, forEachFound } from "./found-records.js";
import { type Column, csvHead, csvLine } from "./table.js";

/** Newest first; as JSON and FHIR one record a line, for indented they would be several times as long. */
export async function recordList(scope: Scope, filter: RecordFilter, format: RecordFormat, bounds: Bounds): Promise<Report> {
  const madeAt = new Date(scope.now);
  const pieces: string[] = [];
  const textOf: Readonly<Record<RecordFormat, (found: Found) => string>> = {
    csv: (found) => csvLine(columns, rowOf(found)),
    json: (found) => JSON.stringify(plain(entryOf(found))),
    fhir: (found) => JSON.stringify(bundleEntry(entryOf(found))),
  };
  const { cut } = await forEachFound(scope, filter, bounds, textOf[format], (text) => void pieces.push(text));
  const head = format === "fhir" ? auditEventBundle([], madeAt, cut) : { report: "audit-records", madeAt, cut };
  const text = format === "csv" ? csvHead(columns, "both") + pieces.join("") : withList(head, format === "fhir" ? "entry" : "records", pieces);
  return { name: `audit-records-${madeAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`, text, rows: pieces.length, cut };
}

/** FHIR knows no empty lists. */
function withList(head: object, name: "entry" | "records", pieces: readonly string[]): string {
  const list = pieces.length === 0 ? (name === "entry" ? "" : `,"${name}":[]`) : `,"${name}":[\n${pieces.join(",\n")}\n]`;
  return `${JSON.stringify(head).slice(0, -1)}${list}}\n`;
}

function entryOf({ row, record }: Found): Entry {
  const place = { index: Number(row.index), sequenced: row.sequenced };
  if (record) return { ...place, record };
  return { ...place, standing: row.standing === "sound" ? "altered" : row.standing, login: row.login };
}

/** Maps are told as objects. */
function plain(entry: Entry): object {
  if (!("record" in entry)) return entry;
  const { record, ...place } = entry;
  return { ...place, standing: "sound", record: { ...record, recorded: new Date(record.recorded), events: record.events.map((event) => ({ ...event, ruleId: event.ruleId ?? null, subjects: Object.fromEntries(event.subjects) })) } };
}

type Row = {
  readonly index: string;
  readonly recorded: string;
  readonly standing: string;
  readonly type: string | null;
  readonly service: string | null;
  readonly outcome: string | null;
  readonly account: string | null;
  readonly duty: string | null;
  readonly agency: string | null;
  readonly purpose: string | null;
  readonly legalBases: string | null;
  readonly operation: string | null;
  readonly correlation: string | null;
  readonly session: string | null;
  readonly address: string | null;
  readonly dataSubjects: number | null;
  readonly unassignedSubjects: number | null;
  readonly shown: string | null;
  readonly notShown: string | null;
};

const columns: readonly Column<Row>[] = [
  { name: "index", ko: "기록 번호", en: "number in the log" },
  { name: "recorded", ko: "일시(한국 시간)", en: "time (Asia/Seoul)" },
  { name: "standing", ko: "기록 상태", en: "standing" },
  { name: "type", ko: "유형", en: "type" },
  { name: "service", ko: "서비스", en: "service" },
  { name: "outcome", ko: "결과", en: "outcome" },
  { name: "account", ko: "계정", en: "account" },
  { name: "duty", ko: "직무", en: "duty" },
  { name: "agency", ko: "기관", en: "agency" },
  { name: "purpose", ko: "목적", en: "purpose" },
  { name: "legalBases", ko: "법적 근거", en: "legal bases" },
  { name: "operation", ko: "요청문 이름", en: "operation" },
  { name: "correlation", ko: "요청 번호", en: "operation's number" },
  { name: "session", ko: "세션", en: "session" },
  { name: "address", ko: "접속 주소", en: "network address" },
  { name: "dataSubjects", ko: "정보주체 수", en: "data subjects" },
  { name: "unassignedSubjects", ko: "미배정 정보주체 수", en: "of them not assigned to the account" },
  { name: "shown", ko: "열람된 항목", en: "fields shown" },
  { name: "notShown", ko: "열람되지 않은 항목", en: "fields not shown" },
];

const nothing: Omit<Row, "index" | "recorded" | "standing"> = {
  type: null, service: null, outcome: null, account: null, duty: null, agency: null, purpose: null, legalBases: null, operation: null, correlation: null, session: null, address: null,
  dataSubjects: null, unassignedSubjects: null, shown: null, notShown: null,
};

function rowOf({ row, record }: Found): Row {
  if (!record) return { ...nothing, index: row.index, recorded: inSeoul(row.sequenced.getTime()), standing: row.standing === "sound" ? "altered" : row.standing };
  const { type, source, outcome, agent, purposeOfEvent, entity, correlation, events, assigned } = record;
  const met = new Set(events.flatMap(({ subjects }) => [...subjects.keys()]));
  const listed = (shown: boolean): string => events.filter((event) => (event.outcome === "allowed" || event.outcome === "redacted") === shown).map(({ coordinate, outcome: ended, count }) => `${coordinate}${shown ? "" : ` ${ended}`} ×${count}`).join("; ");
  return {
    index: row.index,
    recorded: inSeoul(record.recorded),
    standing: "sound",
    type,
    service: source.observer,
    outcome,
    account: agent.who,
    duty: agent.role,
    agency: agent.agency,
    purpose: purposeOfEvent,
    legalBases: agent.policy.bases.join("; "),
    operation: entity.name ?? null,
    correlation,
    session: agent.session,
    address: agent.network ?? null,
    dataSubjects: met.size,
    unassignedSubjects: met.size - assigned.length,
    shown: listed(true),
    notShown: listed(false),
  };
}
