/**
 * The baseline on real outbreaks: Korea's COVID-19 line list (DS4C) and its MERS outbreak of 2015. Skipped where the data are absent; they are not part of the project.
 * The figures are printed; what is asserted is only that the method is far better than chance. The factors of the regions were read off the same pairs, and this is no
 * cross-validation: it says what the baseline does, not what a better method would have to beat.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { parseDay } from "./calendar.js";
import { type DiseaseId, diseases } from "./diseases.js";
import { groupBy } from "./group-by.js";
import { likelySources, type SourceCase } from "./likely-sources.js";

type Row = Readonly<Record<string, string>>;
type Pair = { readonly infectee: string; readonly infector: string };

const folder = process.env["EPIGRAPH_SHARED_DATA"] ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const present = existsSync(`${folder}/ds4c/PatientInfo.csv`) && existsSync(`${folder}/mers_korea_2015/linelist.csv`);
if (!present) process.stdout.write("figures on real data skipped: set EPIGRAPH_SHARED_DATA to a folder that holds ds4c and mers_korea_2015\n");

const read = (file: string): readonly Row[] => parse(readFileSync(`${folder}/${file}`), { columns: true, trim: true, bom: true });
const day = (text = ""): string | undefined => parseDay(text);
const known = (text = ""): string | undefined => (["", "etc", "NA"].includes(text) ? undefined : text);

type Ranked = Pair & { readonly rank: number | undefined };

/** The rank of each true infector among all other cases; undefined when it has no date. */
function rank(cases: readonly SourceCase[], pairs: readonly Pair[], disease: DiseaseId): readonly Ranked[] {
  const byId = new Map(cases.map((one) => [one.caseId, one]));
  return [...groupBy(pairs, (pair) => pair.infectee)].flatMap(([id, ofOne]) => {
    const infectee = byId.get(id);
    const ranks = new Map(infectee === undefined ? [] : likelySources(infectee, cases, diseases[disease]).sources.map((source) => [source.caseId, source.rank]));
    return ofOne.map((pair) => ({ ...pair, rank: ranks.get(pair.infector) }));
  });
}

/** Mean reciprocal rank and share of first ranks, and how a random order of `others` candidates would do. */
function score(ranked: readonly Ranked[], others: number): { readonly pairs: number; readonly mrr: number; readonly top1: number; readonly random: number; readonly unranked: number } {
  const mean = (value: (one: Ranked) => number): number => ranked.reduce((sum, one) => sum + value(one), 0) / ranked.length;
  const random = Array.from({ length: others }, (_, index) => 1 / (index + 1)).reduce((total, each) => total + each, 0) / others;
  return { pairs: ranked.length, mrr: mean((one) => (one.rank === undefined ? 0 : 1 / one.rank)), top1: mean((one) => (one.rank === 1 ? 1 : 0)), random, unranked: ranked.filter((one) => one.rank === undefined).length };
}

function print(name: string, { pairs, mrr, top1, random, unranked }: ReturnType<typeof score>): void {
  process.stdout.write(`${name}: ${pairs} pairs, MRR ${mrr.toFixed(3)}, top-1 ${(100 * top1).toFixed(1)} %, random MRR ${random.toFixed(4)}, infector without any date ${unranked}\n`);
}

(present ? describe : describe.skip)("the baseline on DS4C", () => {
  const load = () => {
    const patients = read("ds4c/PatientInfo.csv");
    const cases = patients.map((row): SourceCase => ({ caseId: row["patient_id"] ?? "", onsetDate: day(row["symptom_onset_date"]), confirmationDate: day(row["confirmed_date"]), municipality: known(row["city"]), province: known(row["province"]) }));
    const ids = new Set(cases.map((one) => one.caseId));
    const byNumber = groupBy(patients.filter((row) => known(row["global_num"]) !== undefined), (row) => row["global_num"] ?? "");
    const left = { unknown: 0, self: 0, cycle: 0 };
    const claimed = patients.flatMap((row) =>
      (row["infected_by"] ?? "").split(",").flatMap((text): Pair[] => {
        const reference = text.trim();
        if (reference === "") return [];
        const numbered = reference.startsWith("#") ? byNumber.get(reference.slice(1)) : undefined; // `#11243`: the national number, not the patient id
        const infector = numbered?.length === 1 ? (numbered[0]?.["patient_id"] ?? "") : reference;
        const fault = !ids.has(infector) ? "unknown" : infector === row["patient_id"] ? "self" : undefined;
        if (fault !== undefined) left[fault] += 1;
        return fault === undefined ? [{ infectee: row["patient_id"] ?? "", infector }] : [];
      }),
    );
    const pairs = claimed.filter((pair) => !onCycle(pair, claimed));
    left.cycle = claimed.length - pairs.length;
    const routed = new Set(read("ds4c/PatientRoute.csv").map((row) => row["patient_id"] ?? ""));
    return { cases, pairs, left, routed };
  };

  it("ranks true infectors more than 50 times as well as chance", () => {
    const { cases, pairs, left, routed } = load();
    expect(cases.length).toBeGreaterThan(4_000);
    expect(pairs.length).toBeGreaterThan(400);
    const hasRoutes = (pair: Pair): boolean => routed.has(pair.infectee) && routed.has(pair.infector);
    const ranked = rank(cases, pairs, "covid-19");
    const all = score(ranked, cases.length - 1);
    const bothRouted = score(ranked.filter(hasRoutes), cases.length - 1);
    const casesWithRoutes = cases.filter((one) => routed.has(one.caseId));
    const amongRouted = score(rank(casesWithRoutes, pairs.filter(hasRoutes), "covid-19"), casesWithRoutes.length - 1);
    print("DS4C, all visible pairs", all);
    print("DS4C, routes on both sides", bothRouted);
    print("DS4C, routes on both sides, candidates with routes", amongRouted);
    process.stdout.write(`DS4C, claims left out: ${JSON.stringify(left)}\n`);
    for (const { mrr, random } of [all, bothRouted]) expect(mrr).toBeGreaterThan(50 * random);
  });
});

(present ? describe : describe.skip)("the baseline on MERS Korea 2015", () => {
  it("ranks true infectors better than chance by dates alone", () => {
    const cases = read("mers_korea_2015/linelist.csv").map((row): SourceCase => ({ caseId: row["id"] ?? "", onsetDate: day(row["dt_onset"]), confirmationDate: day(row["dt_diag"]), reportingDate: day(row["dt_report"]) }));
    const pairs = read("mers_korea_2015/contacts.csv").map((row): Pair => ({ infectee: row["to"] ?? "", infector: row["from"] ?? "" }));
    const result = score(rank(cases, pairs, "mers"), cases.length - 1);
    print("MERS, all pairs", result);
    expect(result.mrr).toBeGreaterThan(1.5 * result.random);
  });
});

/** Whether following claimed infectors from the infector leads back to the infectee: then at least one claim on the way is wrong. */
function onCycle({ infectee, infector }: Pair, claimed: readonly Pair[]): boolean {
  const reached = new Set([infector]);
  for (const id of reached) for (const claim of claimed) if (claim.infectee === id) reached.add(claim.infector);
  return reached.has(infectee);
}
