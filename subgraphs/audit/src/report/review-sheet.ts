/** The monthly review of the access log (월간 접속기록 점검): for each agency what was asked, by how many, about how many, and which findings wait. No data subject, no pseudonym, no account but those who signed. */
import type { Words } from "@epigraph/authz";
import { type FindingKind, findingKinds } from "@epigraph/ledger";
import { inSeoul, type Stretch } from "./calendar.js";
import { json, type Report, type ReportFormat, type Tell, untold } from "./download.js";
import { type AgencyCounts, type Asking, countByAgency, countFindings, type FindingCount, namesOfAgencies, signaturesUnder } from "./store.js";
import { type Cell, type Column, csv, legend } from "./table.js";

export async function reviewSheet(scope: Asking, month: Stretch, format: ReportFormat, tell: Tell = untold): Promise<Report> {
  tell(0, 2, "accesses");
  const counts = await countByAgency(scope, month);
  tell(1, 2, "findings");
  const findings = await countFindings(scope, month);
  const agencies = [...new Set([...counts.map(({ agency }) => agency).filter((agency) => agency !== ""), ...findings.map(({ agency }) => agency)])].toSorted();
  const names = await namesOfAgencies(scope, agencies);
  const signatures = await signaturesUnder(scope, month.name);
  const signed = signatures.map(({ signedBy, signedAt, sheetHash }) => ({ signedBy, signedAt: inSeoul(signedAt.getTime()), sheetHash }));
  const lineOf = (agency: string): Line => ({
    ...(counts.find((count) => count.agency === agency) ?? none),
    month: month.name,
    agency: agency === "" ? "all" : agency,
    agencyKo: agency === "" ? "전체" : (names.get(agency)?.ko ?? ""),
    agencyEn: agency === "" ? "all agencies" : (names.get(agency)?.en ?? ""),
    ...findingsOf(agency === "" ? findings : findings.filter((finding) => finding.agency === agency)),
  });
  const lines = ["", ...agencies].map((agency) => ({ ...lineOf(agency), signatures: agency === "" ? signed.map(({ signedBy, signedAt }) => `${signedBy} ${signedAt}`).join("; ") : "" }));
  const name = `review-sheet-${month.name}`;
  if (format === "csv") {
    const kinds = kindColumns(findings);
    const rows = lines.map((line, index): Readonly<Record<string, Cell>> => ({ ...line, ...Object.fromEntries(kinds.map(({ name: column, kind, state }) => [column, sum(findings, (one) => one.month === "this" && one.kind === kind && one.state === state && (index === 0 || one.agency === line.agency))])) }));
    return { name, text: csv<Readonly<Record<string, Cell>>>([...columns, ...kinds], rows, "both"), rows: rows.length, cut: false };
  }
  const text = json({
    report: "review-sheet",
    month: month.name,
    from: month.from,
    to: month.to,
    timeZone: "Asia/Seoul",
    madeAt: new Date(scope.now),
    notes,
    columns: legend(columns.filter((column) => column.name !== "signatures")),
    agencies: lines.map((line) => without(line, "signatures", "month")),
    findings: findings.filter((finding) => finding.month === "this").map((finding) => ({ ...without(finding, "month"), ...words(finding.kind) })),
    signatures: signed,
  });
  return { name, text, rows: lines.length, cut: false };
}

type Line = Omit<AgencyCounts, "agency"> & {
  readonly month: string;
  readonly agency: string;
  readonly agencyKo: string;
  readonly agencyEn: string;
  readonly findings: number;
  readonly openFindings: number;
  readonly explainedFindings: number;
  readonly escalatedFindings: number;
  readonly earlierOpenFindings: number;
  readonly unreviewedBreakGlass: number;
};

const none: Omit<AgencyCounts, "agency"> = {
  accesses: 0, answered: 0, partlyDenied: 0, refused: 0, failed: 0, records: 0, accounts: 0, changes: 0, downloads: 0, logIns: 0, failedLogIns: 0, turnedAway: 0, fromCache: 0, unreadable: 0, dataSubjects: 0, unassignedSubjects: 0,
};

const columns: readonly Column<Line & { readonly signatures: string }>[] = [
  { name: "month", ko: "월(한국 시간)", en: "month (Asia/Seoul)" },
  { name: "agency", ko: "기관", en: "agency" },
  { name: "agencyKo", ko: "기관명", en: "name in Korean" },
  { name: "agencyEn", ko: "기관명(영문)", en: "name in English" },
  { name: "accesses", ko: "접근(요청) 수", en: "accesses (operations)" },
  { name: "answered", ko: "응답", en: "answered" },
  { name: "partlyDenied", ko: "일부 거부", en: "denied in part" },
  { name: "refused", ko: "거부", en: "refused" },
  { name: "failed", ko: "오류", en: "failed" },
  { name: "records", ko: "접속기록 수", en: "records" },
  { name: "accounts", ko: "계정 수", en: "accounts" },
  { name: "dataSubjects", ko: "열람된 정보주체 수", en: "data subjects shown" },
  { name: "unassignedSubjects", ko: "그중 배정 없이 열람", en: "of them without assignment" },
  { name: "changes", ko: "변경", en: "changes" },
  { name: "downloads", ko: "다운로드", en: "downloads" },
  { name: "logIns", ko: "로그인", en: "log-ins" },
  { name: "failedLogIns", ko: "로그인 실패", en: "failed log-ins" },
  { name: "turnedAway", ko: "입구에서 거부된 요청", en: "requests turned away" },
  { name: "fromCache", ko: "캐시 응답", en: "answers from a cache" },
  { name: "unreadable", ko: "믿을 수 없는 기록", en: "records not believed" },
  { name: "findings", ko: "이상 징후", en: "findings" },
  { name: "openFindings", ko: "미처리", en: "open" },
  { name: "explainedFindings", ko: "소명됨", en: "explained" },
  { name: "escalatedFindings", ko: "상신됨", en: "escalated" },
  { name: "earlierOpenFindings", ko: "이전 달의 미처리", en: "open from earlier months" },
  { name: "unreviewedBreakGlass", ko: "미검토 긴급열람", en: "unreviewed break-glass" },
  { name: "signatures", ko: "점검 확인", en: "reviewed by" },
];

const notes: readonly Words[] = [
  { ko: "월은 한국 시간 기준이며, 기록이 접속기록 장부에 편입된 시각으로 센다. 지난달의 수치는 달라지지 않는다.", en: "A month is one of Asia/Seoul, counted by when a record was taken into the log: the figures of a month that is over do not change." },
  { ko: "접근 한 번은 여러 서비스가 함께 답하더라도 요청 하나이다.", en: "An access is one operation, however many services answered it." },
  { ko: "정보주체는 가명으로 세며 가명은 UTC 기준으로 매월 바뀐다. 1일 09시(한국 시간) 전과 후에 모두 열람된 사람은 두 번 세어진다.", en: "Data subjects are counted by pseudonym, which changes with the month in UTC: who was shown both before and after 09:00 (Korea) of the first day counts twice." },
  { ko: "이상 징후의 처리 상태는 작성 시점의 것이다.", en: "The state of a finding is that of the time at which the sheet was made." },
];

const without = <Row extends object>(row: Row, ...names: readonly string[]): object => Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

const sum = (findings: readonly FindingCount[], which: (finding: FindingCount) => boolean): number => findings.reduce((total, finding) => total + (which(finding) ? finding.count : 0), 0);

function findingsOf(findings: readonly FindingCount[]): Pick<Line, "findings" | "openFindings" | "explainedFindings" | "escalatedFindings" | "earlierOpenFindings" | "unreviewedBreakGlass"> {
  const here = findings.filter(({ month }) => month === "this");
  return {
    findings: sum(here, () => true),
    openFindings: sum(here, ({ state }) => state === "open"),
    explainedFindings: sum(here, ({ state }) => state === "explained"),
    escalatedFindings: sum(here, ({ state }) => state === "escalated"),
    earlierOpenFindings: sum(findings, ({ month }) => month === "earlier"),
    unreviewedBreakGlass: sum(findings, ({ kind, state }) => state === "open" && ["break-glass", "repeated-break-glass"].includes(kind)),
  };
}

const states: Readonly<Record<FindingCount["state"], Words>> = { open: { ko: "미처리", en: "open" }, explained: { ko: "소명됨", en: "explained" }, escalated: { ko: "상신됨", en: "escalated" } };

type KindColumn = Column<Readonly<Record<string, Cell>>> & { readonly kind: string; readonly state: FindingCount["state"] };

/** Only the kinds and states that there are: all of them would be wider than anybody reads. */
function kindColumns(findings: readonly FindingCount[]): KindColumn[] {
  const there = new Map(findings.filter(({ month }) => month === "this").map(({ kind, state }) => [`finding ${kind} ${state}`, { kind, state }]));
  return [...there].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, { kind, state }]) => {
    const { ko, en } = words(kind);
    return { name, kind, state, ko: `${ko}: ${states[state].ko}`, en: `${en}: ${states[state].en}` };
  });
}

/** What no list explains is told as it is called in the log. */
const words = (kind: string): Words => (Object.hasOwn(findingKinds, kind) ? { ko: findingKinds[kind as FindingKind].ko, en: findingKinds[kind as FindingKind].en } : { ko: kind, en: kind });
