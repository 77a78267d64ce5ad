/**
 * What the yearly report on notifications can be counted from: persons whose data was shown, what was requested and approved, grants used. Not the notices themselves: there is no ledger of
 * them yet, and nothing is made up in its place; one that is kept takes the place of `notKept`.
 */
import { classWords, type Purpose, purposeWords, type Words } from "@epigraph/authz";
import { monthsOf, type Stretch } from "./calendar.js";
import { json, type Report, type ReportFormat, type Tell, untold } from "./download.js";
import { classes } from "./field-classes.js";
import { type Asking, countChanges, countGrantsUsed, countShown } from "./store.js";
import { type Column, csv, legend } from "./table.js";

/** `year` has begun. */
export async function yearlyCounts(scope: Asking, year: Stretch, format: ReportFormat, tell: Tell = untold): Promise<Report> {
  const begun = monthsOf(Number(year.name)).filter(({ from }) => from.getTime() <= scope.now);
  const shown: Row[] = [];
  for (const [index, month] of begun.entries()) {
    tell(index, begun.length + 1, "months");
    const counts = await countShown(scope, month, classes);
    shown.push(...counts.flatMap(({ purpose, fieldClass, persons, accesses }) => [row("persons", persons, { month: month.name, fieldClass, purpose }), row("accesses", accesses, { month: month.name, fieldClass, purpose })]));
  }
  tell(begun.length, begun.length + 1, "changes");
  const changes = (await countChanges(scope, year)).map(({ mutation, count }) => row("changes", count, { mutation }));
  const grants = row("grants", await countGrantsUsed(scope, year), {});
  const rows = [...shown, ...changes, grants, notKept].map((one) => ({ ...one, year: year.name }));
  const name = `yearly-counts-${year.name}`;
  if (format === "csv") return { name, text: csv(columns, rows.map(inWords), "both"), rows: rows.length, cut: false };
  const text = json({ report: "yearly-counts", year: year.name, from: year.from, to: year.to, timeZone: "Asia/Seoul", madeAt: new Date(scope.now), notes, measures, columns: legend(columns), counts: rows });
  return { name, text, rows: rows.length, cut: false };
}

const measures = {
  persons: { ko: "열람된 정보주체 수(월별 가명)", en: "persons whose data was shown (pseudonyms of the month)" },
  accesses: { ko: "열람(요청) 수", en: "accesses (operations)" },
  changes: { ko: "변경·요청·승인 건수", en: "changes, requests and approvals" },
  grants: { ko: "사용된 열람 허가 수", en: "grants used" },
  notices: { ko: "통지", en: "notices" },
} as const satisfies Readonly<Record<string, Words>>;

type Details = { readonly month?: string; readonly fieldClass?: string; readonly purpose?: string; readonly mutation?: string };
/** `count`: none where nothing is kept that could be counted. */
type Row = { readonly what: keyof typeof measures; readonly month: string | null; readonly fieldClass: string | null; readonly purpose: string | null; readonly mutation: string | null; readonly count: number | string };

const row = (what: keyof typeof measures, count: number | string, { month = null, fieldClass = null, purpose = null, mutation = null }: { readonly [Name in keyof Details]?: Details[Name] | null }): Row => ({ what, month, fieldClass, purpose, mutation, count });

const notKept = row("notices", "not yet kept", {});

type Line = Omit<Row, "what"> & { readonly what: string; readonly year: string };

const columns: readonly Column<Line>[] = [
  { name: "year", ko: "연도(한국 시간)", en: "year (Asia/Seoul)" },
  { name: "what", ko: "항목", en: "what is counted" },
  { name: "month", ko: "월", en: "month" },
  { name: "fieldClass", ko: "자료 등급", en: "class of data" },
  { name: "purpose", ko: "목적", en: "purpose" },
  { name: "mutation", ko: "변경", en: "change" },
  { name: "count", ko: "수", en: "number" },
];

const notes: readonly Words[] = [
  { ko: "정보주체는 가명으로 세며 가명은 UTC 기준으로 매월 바뀐다. 그러므로 달마다 따로 세고 한 해로 더하지 않는다. 여러 달에 열람된 사람은 달마다 세어진다.", en: "Persons are counted by pseudonym, which changes with the month in UTC: they are counted month by month and not added up to a year, for who was shown in several months counts in each." },
  { ko: "통지 대장은 아직 없으며, 통지 건수는 셀 수 없다.", en: "There is no ledger of notices yet: how many were sent cannot be counted." },
];

const sideBySide = ({ ko, en }: Words): string => `${ko} · ${en}`;

/** For a table, which has no legend beside it. */
function inWords({ what, fieldClass, purpose, ...rest }: Row & { readonly year: string }): Line {
  const named = fieldClass === null ? undefined : classWords[fieldClass as keyof typeof classWords];
  return {
    ...rest,
    what: sideBySide(measures[what]),
    fieldClass: named === undefined ? fieldClass : `${fieldClass} ${sideBySide(named)}`,
    purpose: purpose !== null && Object.hasOwn(purposeWords, purpose) ? sideBySide(purposeWords[purpose as Purpose]) : purpose,
    count: what === "notices" ? "아직 기록하지 않음 · not yet kept" : rest.count,
  };
}
