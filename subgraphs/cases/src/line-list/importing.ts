/** Brings a line list in: every row is a registration of its own, good ones together, and a fault stops nothing but its row. Not how a row is read: see row-reading.ts. */
import { type Resource, rowOf } from "@epigraph/authz";
import { badInput, decideCell, type Scope } from "@epigraph/service";
import { diseaseByCode } from "../disease/store.js";
import { regionByCode } from "../region/store.js";
import { respondedDiseases } from "../response/store.js";
import { caseById } from "../case/store.js";
import { enteredCase } from "../case/registering/registering.js";
import { type EnteredCase, insertCases, possibleDuplicates } from "../case/registering/store.js";
import { CaseRegistration } from "../case/registering/types.js";
import type { ReadFile } from "./file-reading.js";
import { headOf, type ReadLine, readRow, type RowFault } from "./row-reading.js";
import { knownNumbers } from "./store.js";
import { LineListFault, LineListImport } from "./types.js";

const faultsTold = 1_000;
const duplicatesTold = 100;

/** One for each agency: its case numbers are its own. */
const systemOf = ({ principal }: Scope): string => `line-list/${principal.agency}`;

/** @throws ClientError BAD_USER_INPUT when nothing of the file can be read */
export async function importRows(scope: Scope, file: ReadFile, mapping: ReadonlyMap<string, string>, dryRun: boolean): Promise<LineListImport> {
  if ("fault" in file) throw badInput(file.fault);
  const [head, ...rows] = file.rows;
  const fields = headOf(head?.cells ?? [], mapping);
  if ("reason" in fields) throw badInput(fields.reason);
  const read = rows.map((row) => readRow(row, fields, scope.now));
  const looked = await lookedUp(scope, read.filter((row) => "read" in row));
  const faults = [...read.filter((row) => "reason" in row), ...looked.faults].toSorted((one, other) => one.line - other.line);
  const system = systemOf(scope);
  const known = await knownNumbers(scope, system, looked.sound.map(({ caseNumber }) => caseNumber));
  const fresh = looked.sound.filter(({ caseNumber }) => !known.has(caseNumber));
  const entered = fresh.map(({ caseNumber, read: one }) => enteredCase({ ...one, source: { system, record: caseNumber } }));
  const [registered, duplicates] = dryRun ? [entered.length, []] : await enter(scope, entered);
  return Object.assign(new LineListImport(), {
    dryRun,
    rows: rows.length,
    registered,
    known: looked.sound.length - registered,
    faulty: faults.length,
    faults: faults.slice(0, faultsTold).map((fault) => Object.assign(new LineListFault(), fault)),
    possibleDuplicates: duplicates,
  });
}

async function enter(scope: Scope, entered: readonly EnteredCase[]): Promise<[number, CaseRegistration[]]> {
  if (entered.length === 0) return [0, []];
  const ids = await insertCases(scope, entered);
  for (const one of entered) if (ids.has(one.id)) decideCell(scope, "Mutation.registerCase", one, resourceOf(one));
  const others = [...(await possibleDuplicates(scope, [...ids]))].slice(0, duplicatesTold);
  const cases = await caseById(scope).loadMany(others.map(([id]) => id));
  return [ids.size, others.map(([, possibleIds], index) => Object.assign(new CaseRegistration(), { case: cases[index], possibleIds }))];
}

const resourceOf = ({ id, personKey, regionCode }: EnteredCase): Resource => ({ subjects: [personKey], caseIds: [id], regionCode, sealed: false });

/** What only the database and the rules know of a row: its municipality, its disease, and whether the asker may register there. */
async function lookedUp(scope: Scope, lines: readonly ReadLine[]): Promise<{ readonly sound: readonly ReadLine[]; readonly faults: readonly RowFault[] }> {
  const codes = [...new Set(lines.map(({ read }) => read.regionCode))];
  const regions = new Map((await regionByCode(scope).loadMany(codes)).map((region, index) => [codes[index], region instanceof Error ? null : region] as const));
  const responded = await respondedDiseases(scope);
  const named = [...new Set(lines.map(({ read }) => read.disease))];
  const described = new Set((await diseaseByCode(scope).loadMany(named)).flatMap((disease) => (disease && !(disease instanceof Error) ? [disease.code] : [])));
  const decide = scope.decide("Mutation.registerCase");
  const lineOf = new Map<string, number>();
  const faultOf = ({ line, caseNumber, read }: ReadLine): RowFault | undefined => {
    const region = regions.get(read.regionCode);
    if (region?.level !== "municipality") return { line, column: "regionCode", reason: "is not a municipality: give its ten-digit code" };
    if (!described.has(read.disease)) return { line, column: "disease", reason: "is not described: take its code from `diseases`" };
    if (!responded.includes(read.disease)) return { line, column: "disease", reason: "has no response in force" };
    if (decide(rowOf({ regionCode: region.code as never, sealed: false })).outcome !== "allowed") return { line, column: "regionCode", reason: "is not of your jurisdiction: its own investigators register the case" };
    const first = lineOf.get(caseNumber);
    if (first !== undefined) return { line, column: "caseNumber", reason: `stands in line ${first} already` };
    lineOf.set(caseNumber, line);
    return undefined;
  };
  const judged = lines.map((line) => faultOf(line) ?? line);
  return { sound: judged.filter((one) => "read" in one), faults: judged.filter((one) => "reason" in one) };
}
