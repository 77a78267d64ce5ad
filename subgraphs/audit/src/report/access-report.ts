/**
 * What a data subject may know: who was shown their data, when, why, on what legal basis, and which classes of it (PIPA 35). By agency; the account only when an order of law names it. Says
 * nothing of anybody else: of each record only what was asked about this one subject is looked at.
 */
import { basisIn, basisOf, classWords, type Duty, dutyTable, type Purpose, purposeWords, type RuleId, type Words } from "@epigraph/authz";
import type { AuditRecord } from "@epigraph/ledger";
import type { Scope } from "@epigraph/service";
import { inSeoul } from "./calendar.js";
import { json, type Report, type ReportFormat } from "./download.js";
import { classes, type PersonalClass } from "./field-classes.js";
import { type Bounds, type Found, forEachFound } from "./found-records.js";
import { namesOfAgencies } from "./store.js";
import { type Column, csv, type Language, legend } from "./table.js";

export type AccessReportParts = {
  /** The subject's names in the log, of all epochs. */
  readonly dataSubjects: readonly string[];
  readonly language: Language;
  /** `named`: an order of law asks for the accounts. */
  readonly accounts: "named" | "not named";
  readonly format: ReportFormat;
  readonly bounds: Bounds;
};

/** Newest first, one row for each operation, however many services took part in it. */
export async function accessReport(scope: Scope, { dataSubjects, language, accounts, format, bounds }: AccessReportParts): Promise<Report> {
  const subjects = new Set(dataSubjects);
  const operations = new Map<string, Access>();
  const add = ({ record }: Found): undefined => {
    if (record) addTo(operations, record, subjects);
  };
  const { cut } = await forEachFound(scope, { dataSubjects: [...subjects], standing: "sound" }, bounds, add, () => undefined);
  const accesses = [...operations.values()];
  const names = await namesOfAgencies(scope, [...new Set(accesses.map(({ agency }) => agency))]);
  const rows = accesses.map((access) => rowOf(access, language, accounts, names.get(access.agency)?.[language]));
  const columns = columnsOf.filter(({ name }) => name !== "account" || accounts === "named");
  const madeAt = inSeoul(scope.now);
  const name = `access-report-${madeAt.slice(0, 10)}`;
  if (format === "csv") return { name, text: csv(columns, rows, language), rows: rows.length, cut };
  const told = rows.map((row) => (accounts === "named" ? row : { ...row, account: undefined }));
  return { name, text: json({ report: "access-report", madeAt, timeZone: "Asia/Seoul", cut, notes: notes.map((note) => note[language]), columns: inLanguage(legend(columns), language), accesses: told }), rows: rows.length, cut };
}

/** One operation, as far as it concerns the subject. */
type Access = {
  readonly account: string;
  readonly agency: string;
  readonly duty: string;
  readonly purpose: string;
  /** The first of its records. */
  recorded: number;
  readonly bases: Set<string>;
  readonly shown: Set<PersonalClass>;
  readonly refused: Set<PersonalClass>;
};

function addTo(operations: Map<string, Access>, { correlation, agent, purposeOfEvent, recorded, events }: AuditRecord, subjects: ReadonlySet<string>): void {
  const key = JSON.stringify([correlation, agent.who, purposeOfEvent]);
  const access = operations.get(key) ?? { account: agent.who, agency: agent.agency, duty: agent.role, purpose: purposeOfEvent, recorded, bases: new Set(), shown: new Set(), refused: new Set() };
  operations.set(key, access);
  access.recorded = Math.min(access.recorded, recorded);
  for (const { coordinate, outcome, ruleId, subjects: met } of events) {
    if (![...met.keys()].some((subject) => subjects.has(subject))) continue;
    const fieldClass = classes.get(coordinate);
    if (outcome === "allowed" || outcome === "redacted") {
      if (fieldClass !== undefined) access.shown.add(fieldClass);
      const basis = ruleId === undefined ? undefined : basisOf(ruleId as RuleId);
      if (basis !== undefined) access.bases.add(basis);
    } else if (outcome !== "error" && fieldClass !== undefined) access.refused.add(fieldClass);
  }
}

type Row = { readonly when: string; readonly agency: string; readonly duty: string; readonly account: string; readonly purpose: string; readonly legalBasis: string; readonly shown: string; readonly refused: string };

const columnsOf: readonly Column<Row>[] = [
  { name: "when", ko: "일시(한국 시간)", en: "time (Korea)" },
  { name: "agency", ko: "열람 기관", en: "agency" },
  { name: "duty", ko: "직무", en: "duty" },
  { name: "account", ko: "계정", en: "account" },
  { name: "purpose", ko: "목적", en: "purpose" },
  { name: "legalBasis", ko: "법적 근거", en: "legal basis" },
  { name: "shown", ko: "열람된 자료의 종류", en: "kinds of data shown" },
  { name: "refused", ko: "열람이 거부된 자료의 종류", en: "kinds of data refused" },
];

const notes: readonly Words[] = [
  { ko: "한 줄은 한 번의 요청이며, 시각은 한국 시간이다.", en: "One row is one request; times are those of Korea." },
  { ko: "열람한 사람은 소속 기관으로 표시하며, 법령에 따른 명령이 있을 때에만 계정을 표시한다.", en: "Who looked is told by agency; the account only where an order of law asks for it." },
  { ko: "보존 기간이 지나 파기된 접속기록은 포함되지 않는다.", en: "Records of the access log that were destroyed after their retention are not in it." },
];

/** What no list explains is told as it stands in the log. */
function rowOf({ recorded, agency, duty, account, purpose, bases, shown, refused }: Access, language: Language, accounts: AccessReportParts["accounts"], agencyName: string | undefined): Row {
  const kinds = (set: ReadonlySet<PersonalClass>): string => [...set].toSorted().map((fieldClass) => `${classWords[fieldClass][language]} (${fieldClass})`).join("; ");
  return {
    when: inSeoul(recorded),
    agency: agencyName ?? agency,
    duty: Object.hasOwn(dutyTable, duty) ? dutyTable[duty as Duty][language] : duty,
    account: accounts === "named" ? account : "",
    purpose: Object.hasOwn(purposeWords, purpose) ? purposeWords[purpose as Purpose][language] : purpose,
    legalBasis: [...bases].toSorted().map((basis) => basisIn(basis)[language]).join("; "),
    shown: kinds(shown),
    refused: kinds(refused),
  };
}

const inLanguage = (words: Readonly<Record<string, Words>>, language: Language): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(words).map(([name, one]) => [name, one[language]]));
