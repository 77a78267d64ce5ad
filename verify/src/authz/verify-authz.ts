/** `npm run verify:authz`: every proof about the rules in full, one after another. What each proves stands in its own file. */
import { rounded, type Figure } from "@epigraph/bench/figures";
import { createTestDatabase } from "@epigraph/datastore/testing";
import { dutyLaws, unlawfulTables } from "./duty-laws.js";
import { compareFields, plantedFaults, table } from "./fields.js";
import { narrowFields, narrowRows, type Narrowed, wideningFaults } from "./metamorphic.js";
import { mutate, type Trial } from "./mutation.js";
import { rowComparison, type Tally } from "./rows.js";
import { rowFaultFinder, rowFaults } from "./row-faults.js";
import type { Coverage, Hits } from "./coverage.js";
import { openSessions, type Sessions } from "./sessions.js";
import { writeFaultFinder, writeFaults } from "./write-faults.js";
import { compareWrites, newWriteTally } from "./writes.js";

type Tell = (line: string) => void;
type Part = readonly Figure[];

/** Fixed, so that a finding can be found again; another one proves as much. */
const seed = 20_200_510;

export async function verifyAuthz(tell: Tell): Promise<readonly Figure[]> {
  tell(`seed ${seed}`);
  const { rows, writes } = await verifyDatabase(tell);
  const fields = verifyFields(tell);
  const both = bothWays(rows.coverage, fields.coverage, tell);
  return [...rows.figures, ...writes, ...fields.figures, both, ...(await verifyMutation(tell)), ...verifyLaws(tell)];
}

const size = { cases: 40, operations: 14 };
const worlds = 14;

type Rows = { readonly figures: Part; readonly coverage: Coverage };

async function verifyDatabase(tell: Tell): Promise<{ readonly rows: Rows; readonly writes: Part }> {
  const database = await createTestDatabase();
  const sessions = await openSessions(database);
  try {
    return { rows: await verifyRows(sessions, tell), writes: await verifyWrites(sessions, tell) };
  } finally {
    await sessions.close();
    await database.drop();
  }
}

async function verifyRows(sessions: Sessions, tell: Tell): Promise<Rows> {
  const comparison = rowComparison(sessions);
  let tally: Tally | undefined;
  for (let world = 0; world < worlds; world++) tally = await comparison.compare({ ...size, seed: seed + world }, tally);
  if (tally === undefined) throw new Error("no world was made");
  title(tell, "rows: CASL, SQL predicate and row security");
  for (const [name, { decisions, allowed }] of tally.byTable) tell(`${name.padEnd(32)} ${String(decisions).padStart(8)} decisions ${String(allowed).padStart(8)} allowed`);
  for (const { table: name, operation, casl, sql, rowSecurity } of tally.disagreements.slice(0, 10)) tell(`DISAGREE on ${name} for a ${operation.principal.duty}: CASL ${casl}, SQL ${sql}, row security ${rowSecurity}`);
  const finds = rowFaultFinder(comparison, { cases: 25, operations: 12, worlds: 6 });
  let found = 0;
  for (const fault of rowFaults) {
    if (await finds(fault)) found++;
    else tell(`NOT FOUND: the fault planted in ${fault.wall}: ${fault.fault}`);
  }
  const narrowed = await narrowRows(comparison, { ...size, seed });
  tellNarrowed(tell, "giving less never shows more: rows, under row security", narrowed);
  return {
    coverage: tally.coverage,
    figures: [
      { name: "row_decisions", value: tally.decisions, unit: "count", n: worlds, aim: ">= 100000" },
      { name: "row_allowed", value: rounded((100 * tally.allowed) / tally.decisions), unit: "%", n: tally.decisions, aim: ">= 25" },
      { name: "row_disagreements", value: tally.disagreements.length, unit: "count", n: tally.decisions, aim: "= 0", planted: { planted: rowFaults.length, found } },
      ...narrowingFigures("row", narrowed),
    ],
  };
}

/** For each asker; in more worlds than for reading, since few may write at all. */
const each = { offers: 20, steps: 40, reports: 10 };
const worldsToWrite = 24;

async function verifyWrites(sessions: Sessions, tell: Tell): Promise<Part> {
  const tally = newWriteTally();
  for (let world = 0; world < worldsToWrite; world++) await compareWrites(sessions, { ...size, each, seed: seed + world }, tally);
  title(tell, "writes past the services: the decision and what the product writes, and PostgreSQL");
  for (const [kind, { decisions, accepted }] of [...tally.byKind].toSorted(([one], [other]) => (one < other ? -1 : 1))) tell(`${kind.padEnd(84)} ${String(decisions).padStart(6)} attempted ${String(accepted).padStart(6)} accepted`);
  for (const { attempt, operation, due, accepted } of tally.disagreements.slice(0, 10)) tell(`DISAGREE on ${attempt.kind} by a ${operation.principal.duty}: the product ${due ? "would" : "would not"}, the database ${accepted ? "did" : "did not"}`);
  const finds = writeFaultFinder(sessions, { cases: 25, operations: 12, worlds: 6, each });
  let found = 0;
  for (const fault of writeFaults) {
    if (await finds(fault)) found++;
    else tell(`NOT FOUND: the fault planted in ${fault.wall}: ${fault.fault}`);
  }
  return [
    { name: "write_decisions", value: tally.decisions, unit: "count", n: worldsToWrite },
    { name: "write_accepted", value: tally.accepted, unit: "count", n: tally.decisions },
    { name: "write_disagreements", value: tally.disagreements.length, unit: "count", n: tally.decisions, aim: "= 0", planted: { planted: writeFaults.length, found } },
  ];
}

function verifyFields(tell: Tell): { readonly figures: Part; readonly coverage: Coverage } {
  const { decisions, allowed, changes, disagreements, coverage } = compareFields({ seed, decisions: 40_000 });
  title(tell, "fields: CASL and Cedar");
  tell(`${decisions} decisions, ${allowed} allowed, ${changes} about mutations`);
  for (const { question, casl, cedar } of disagreements.slice(0, 10)) tell(`DISAGREE on ${question.coordinate} for a ${question.asker.principal.duty}: CASL ${casl}, Cedar ${cedar}`);
  const faults = plantedFaults();
  const missed = faults.filter(({ policies, about }) => compareFields({ seed, decisions: 20_000, policies, about, stopAt: 1 }).disagreements.length === 0);
  for (const { fault } of missed) tell(`NOT FOUND: the fault planted in Cedar: ${fault}`);
  const narrowed = narrowFields({ seed, each: 2_000 });
  tellNarrowed(tell, "giving less never shows more: fields", narrowed);
  const wide = wideningFaults.filter(({ decide }) => narrowFields({ seed, each: 300, decide }).some(({ widened }) => widened > 0));
  return {
    coverage,
    figures: [
      { name: "field_decisions", value: decisions, unit: "count", n: decisions, aim: ">= 30000" },
      { name: "field_disagreements", value: disagreements.length, unit: "count", n: decisions, aim: "= 0", planted: { planted: faults.length, found: faults.length - missed.length } },
      ...narrowingFigures("field", narrowed, { planted: wideningFaults.length, found: wide.length }),
    ],
  };
}

function bothWays(rows: Coverage, fields: Coverage, tell: Tell): Figure {
  title(tell, "each rule at work: fields opened and refused (rows opened and refused)");
  const none: Hits = { opened: 0, refused: 0, by: new Map() };
  for (const { id } of table.rules) {
    const [field, row] = [fields.hits.get(id) ?? none, rows.hits.get(id) ?? none];
    tell(`${id.padEnd(32)} ${String(field.opened).padStart(7)} ${String(field.refused).padStart(7)}  (${row.opened}, ${row.refused})   refused for want of ${[...field.by].map(([why, count]) => `${why} ${count}`).join(", ")}`);
  }
  for (const line of fields.unseen()) tell(`UNSEEN: ${line}`);
  const seen = table.rules.filter(({ id }) => [fields, rows].some(({ hits }) => (hits.get(id)?.opened ?? 0) > 0) && [fields, rows].some(({ hits }) => (hits.get(id)?.refused ?? 0) > 0));
  return { name: "rules_hit_both_ways", value: rounded((100 * seen.length) / table.rules.length), unit: "%", n: table.rules.length, aim: ">= 100" };
}

async function verifyMutation(tell: Tell): Promise<Part> {
  const { oracle, trials, unexplained, outdated } = await mutate();
  title(tell, "mutants: noticed by the oracle, the table's own check, kept decisions, Cedar, the matrix, nothing");
  const by = (operator: string, caughtBy: Trial["caughtBy"]): number => trials.filter((trial) => trial.operator === operator && trial.caughtBy === caughtBy).length;
  for (const operator of new Set(trials.map((trial) => trial.operator))) tell(`${operator.padEnd(32)} ${(["oracle", "table check", "kept decisions", "Cedar", "matrix", "nothing"] as const).map((catcher) => String(by(operator, catcher)).padStart(6)).join("")}`);
  for (const line of oracle.wrong) tell(`THE ORACLE EXPECTS OTHERWISE: ${line}`);
  for (const id of unexplained) tell(`SURVIVES WITHOUT A REASON: ${id}`);
  for (const id of outdated) tell(`NO LONGER SURVIVES, take it off the list: ${id}`);
  const share = (count: number): number => rounded((100 * count) / trials.length);
  const count = (...catchers: readonly Trial["caughtBy"][]): number => trials.filter(({ caughtBy }) => catchers.includes(caughtBy)).length;
  return [
    { name: "oracle_cells", value: oracle.cells, unit: "count", n: oracle.cells, aim: ">= 400" },
    { name: "oracle_wrong", value: oracle.wrong.length, unit: "count", n: oracle.cells, aim: "= 0", planted: { planted: trials.length, found: count("oracle") } },
    { name: "mutants", value: trials.length, unit: "count", n: trials.length, aim: ">= 100" },
    { name: "mutants_caught", value: share(trials.length - count("nothing")), unit: "%", n: trials.length, aim: ">= 95" },
    { name: "mutants_caught_by_oracle", value: share(count("oracle")), unit: "%", n: trials.length },
    { name: "mutants_caught_by_table_check", value: share(count("table check")), unit: "%", n: trials.length },
    { name: "mutants_caught_by_matrix_only", value: share(count("matrix")), unit: "%", n: trials.length },
    { name: "mutants_unexplained", value: unexplained.length, unit: "count", n: trials.length, aim: "= 0" },
  ];
}

function verifyLaws(tell: Tell): Part {
  const { decisions, pairs, broken } = dutyLaws(table);
  title(tell, "what no duty and no pair of duties may see");
  for (const line of broken) tell(`BROKEN: ${line}`);
  const unlawful = unlawfulTables(table);
  const found = unlawful.filter((one) => dutyLaws(one.table).broken.length > 0);
  tell(`${decisions} decisions, ${pairs} pairs of duties that one person may hold`);
  return [{ name: "duty_laws_broken", value: broken.length, unit: "count", n: decisions, aim: "= 0", planted: { planted: unlawful.length, found: found.length } }];
}

const narrowingFigures = (what: "row" | "field", narrowed: readonly Narrowed[], planted?: NonNullable<Figure["planted"]>): Part => [
  { name: `${what}_narrowings_shown_more`, value: sum(narrowed.map(({ widened }) => widened)), unit: "count", n: sum(narrowed.map(({ tried }) => tried)), aim: "= 0", ...(planted ? { planted } : {}) },
];

function tellNarrowed(tell: Tell, heading: string, narrowed: readonly Narrowed[]): void {
  title(tell, heading);
  for (const { name, tried, bit, widened } of narrowed) tell(`${name.padEnd(44)} ${String(tried).padStart(7)} tried ${String(bit).padStart(7)} less ${String(widened).padStart(7)} more`);
}

const title = (tell: Tell, text: string): void => tell(`\n${text}`);
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
