/** Whether what is written about a case can be true: days in an order that can have happened, codes of the lists. Says nothing about whether it is true. */
import { addDays, dayOf, parseDay } from "@epigraph/epi";
import type { Instant } from "@epigraph/authz";
import { ageBands, classifications, isolationPlaces, outcomes, reportingSources, riskGroups, sexes, symptomCodes } from "./codes.js";

export type WrittenSymptom = { readonly code: string; readonly onsetDate: string | null };
export type WrittenTravel = { readonly countryCode: string; readonly fromDate: string; readonly toDate: string | null };

/** What is written about a case; days as `YYYY-MM-DD`. */
export type CaseRecord = {
  readonly classification: string;
  readonly ageBand: string | null;
  readonly sex: string | null;
  readonly onsetDate: string | null;
  readonly samplingDate: string | null;
  readonly confirmationDate: string | null;
  readonly reportingDate: string | null;
  readonly reportingSource: string | null;
  readonly isolationDate: string | null;
  readonly isolationEndDate: string | null;
  readonly isolationPlace: string | null;
  readonly outcome: string | null;
  readonly outcomeDate: string | null;
  readonly infectionSetting: string | null;
  readonly symptoms: readonly WrittenSymptom[];
  readonly riskGroups: readonly string[];
  readonly travel: readonly WrittenTravel[];
};

export const emptyRecord: CaseRecord = {
  classification: "suspected",
  ageBand: null,
  sex: null,
  onsetDate: null,
  samplingDate: null,
  confirmationDate: null,
  reportingDate: null,
  reportingSource: null,
  isolationDate: null,
  isolationEndDate: null,
  isolationPlace: null,
  outcome: null,
  outcomeDate: null,
  infectionSetting: null,
  symptoms: [],
  riskGroups: [],
  travel: [],
};

/** The field, and what to do, as the rest of a sentence. Never the value. */
export type Fault = { readonly field: string; readonly fault: string };

/** No response of this platform is older: an earlier day is a slip of the pen. */
const firstDay = "1990-01-01";
const mostOfAList = 50;
const days = ["onsetDate", "samplingDate", "confirmationDate", "reportingDate", "isolationDate", "isolationEndDate", "outcomeDate"] as const;

/** The first thing that cannot be; undefined if all of it can. `changed`: only what was given is looked at, together with what it is compared with. */
export function implausible(record: CaseRecord, now: Instant, changed: readonly string[] = Object.keys(record)): Fault | undefined {
  const given = new Set(changed);
  return [...codeFaults(record), ...dayFaults(record, dayOf(now)), ...orderFaults(record)].find(({ fields }) => fields.some((field) => given.has(field)));
}

type Found = Fault & { readonly fields: readonly string[] };

const found = (field: string, fault: string, ...others: readonly string[]): Found => ({ field, fault, fields: [field, ...others] });

function codeFaults(record: CaseRecord): readonly Found[] {
  const lists = { classification: classifications, ageBand: ageBands, sex: sexes, reportingSource: reportingSources, isolationPlace: isolationPlaces, outcome: outcomes } as const;
  const wrong = Object.entries(lists).flatMap(([field, codes]) => {
    const value = record[field as keyof typeof lists];
    return value === null || (codes as readonly string[]).includes(value) ? [] : [found(field, `must be one of ${named(codes)}`)];
  });
  if ((record.infectionSetting?.length ?? 0) > 500) wrong.push(found("infectionSetting", "must have at most 500 characters"));
  for (const [field, list] of [["symptoms", record.symptoms], ["riskGroups", record.riskGroups], ["travel", record.travel]] as const) if (list.length > mostOfAList) wrong.push(found(field, `must have at most ${mostOfAList} entries`));
  if (record.symptoms.some(({ code }) => !(symptomCodes as readonly string[]).includes(code))) wrong.push(found("symptoms", `must have codes of ${named(symptomCodes)}`));
  if (new Set(record.symptoms.map(({ code }) => code)).size < record.symptoms.length) wrong.push(found("symptoms", "must name each symptom once"));
  if (record.riskGroups.some((code) => !(riskGroups as readonly string[]).includes(code))) wrong.push(found("riskGroups", `must be of ${named(riskGroups)}`));
  if (record.travel.some(({ countryCode }) => !/^[A-Z]{2}$/.test(countryCode))) wrong.push(found("travel", "must have two-letter country codes of ISO 3166, such as `CN`"));
  return wrong;
}

function dayFaults(record: CaseRecord, today: string): readonly Found[] {
  const all = [
    ...days.map((field) => [field, record[field]] as const),
    ...record.symptoms.map(({ onsetDate }) => ["symptoms", onsetDate] as const),
    ...record.travel.flatMap(({ fromDate, toDate }) => [["travel", fromDate] as const, ["travel", toDate] as const]),
  ];
  return all.flatMap(([field, day]) => {
    if (day === null) return [];
    if (parseDay(day) === undefined) return [found(field, "must be a day that exists, written YYYY-MM-DD")];
    if (day > today) return [found(field, "must not be in the future: give the day in Korea")];
    return day < firstDay ? [found(field, `must not be before ${firstDay}: look at the year`)] : [];
  });
}

/** `later` must not be before `earlier`, where both are known. */
const order = [
  ["onsetDate", "outcomeDate", "the onset"],
  ["samplingDate", "confirmationDate", "the sampling"],
  ["isolationDate", "isolationEndDate", "the beginning of isolation"],
  ["samplingDate", "outcomeDate", "the sampling"],
  ["confirmationDate", "outcomeDate", "the confirmation"],
] as const;
/** Longer between two days of one episode is a slip of the pen. */
const mostDaysApart = 365;

function orderFaults(record: CaseRecord): readonly Found[] {
  const wrong: Found[] = order.flatMap(([earlier, later, what]) => {
    const [from, to] = [record[earlier], record[later]];
    return from !== null && to !== null && to < from ? [found(later, `must not be before ${what} (\`${earlier}\`): correct one of the two`, earlier)] : [];
  });
  const known = days.flatMap((field) => (record[field] === null || parseDay(record[field]) === undefined ? [] : [[field, record[field]] as const])).toSorted(([, one], [, other]) => (one < other ? -1 : 1));
  const [first, last] = [known[0], known.at(-1)];
  if (first && last && addDays(first[1], mostDaysApart) < last[1]) wrong.push(found(first[0], `must not be more than ${mostDaysApart} days before \`${last[0]}\`: look at the years`, last[0]));
  if (record.outcomeDate !== null && record.outcome === null) wrong.push(found("outcome", "must be given with `outcomeDate`", "outcomeDate"));
  if (record.isolationEndDate !== null && record.isolationDate === null) wrong.push(found("isolationDate", "must be given with `isolationEndDate`", "isolationEndDate"));
  const beforeOnset = record.onsetDate !== null && record.symptoms.some(({ onsetDate }) => onsetDate !== null && onsetDate < (record.onsetDate ?? ""));
  if (beforeOnset) wrong.push(found("symptoms", "must not begin before `onsetDate`, which is the first day of symptoms: correct one of the two", "onsetDate"));
  if (record.travel.some(({ fromDate, toDate }) => toDate !== null && toDate < fromDate)) wrong.push(found("travel", "must not end before it begins"));
  return wrong;
}

const named = (codes: readonly string[]): string => codes.map((code) => `\`${code}\``).join(", ");
