/** Kills a service, the sequencer or PostgreSQL again and again under load, and looks each time whether the log has what was acknowledged, and is whole. */
import type { Figure } from "@epigraph/bench/figures";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { seeded } from "../seeded.js";
import { type Installation, install, type Part } from "./installation.js";
import { type Acknowledged, startLoad } from "./load.js";
import { type Planted, plantInLog, plantInPending } from "./planted.js";
import { checkWholeLog, inOneView, missingRecords, queryOf } from "./whole-log.js";

/** `cases`: of the outbreak that is asked about, as many as a demo has if not given. `clients`: who ask at a time, 16 if not given. `patienceMs`: how long the sequencer is given at the end, which looks for records of other services only after a minute. */
export type CrashOptions = { readonly rounds: number; readonly answersPerRound: number; readonly seed: number; readonly cases?: number; readonly clients?: number; readonly patienceMs: number };
export type CrashResult = {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly missing: number;
  readonly duplicates: number;
  /** Findings that take a crash for tampering. */
  readonly findings: readonly string[];
  readonly faults: readonly string[];
  readonly records: number;
  readonly planted: Planted;
};

/** In turn, so that each is killed as often. */
const victims: readonly Part[] = ["gateway", "cases", "audit", "database", "public", "clinics"];
/** What must not be said of an honest crash. */
const integrity = ["hole", "reorder", "duplicate-record", "unreadable-record", "foreign-record", "missing-record", "clock-skew", "witness-refused"];

export async function crash({ rounds, answersPerRound, seed, cases, clients, patienceMs }: CrashOptions, tell: (line: string) => void): Promise<CrashResult> {
  const choices = seeded(seed);
  const next = (): number => choices.integer(1_000_000) / 1_000_000;
  const installation = await install(cases === undefined ? {} : { cases });
  const database = await openDatabase(installation.adminUrl, { name: "verify", poolSize: 2 });
  const all: Acknowledged[] = [];
  const faults: string[] = [];
  let [missing, duplicates, records] = [0, 0, 0];
  try {
    for (let round = 0; round < rounds; round++) {
      const victim = victims[round % victims.length] ?? "gateway";
      const acknowledged = await oneRound(installation, victim, answersPerRound, next, clients);
      all.push(...acknowledged);
      await untilSequenced(installation);
      const lost = await missingRecords(queryOf(database), acknowledged);
      const vkey = await logKey(database);
      const state = await inOneView(database, (query) => checkWholeLog(query, vkey));
      missing += lost.length;
      duplicates = state.duplicates;
      records = state.records;
      faults.push(...state.faults.map((fault) => `after round ${round + 1} (${victim}): ${fault}`));
      tell(`round ${round + 1} of ${rounds}: killed ${victim}; ${acknowledged.length} answers acknowledged, ${lost.length} without record; ${state.records} records, ${state.faults.length} faults`);
    }
    missing += (await missingRecords(queryOf(database), all)).length; // and none was lost later
    await new Promise((resolve) => setTimeout(resolve, patienceMs));
    const findings = await integrityFindings(database);
    const inLog = await plantInLog(database, all, await logKey(database));
    const inPending = await plantInPending(installation, database, next, async () => {
      await untilSequenced(installation);
      return (await integrityFindings(database)).length - findings.length;
    });
    return { rounds, acknowledged: all.length, missing, duplicates, findings, faults, records, planted: { ...inLog, findings: inPending } };
  } finally {
    await database.destroy();
    await installation.close();
  }
}

/** Kills at a moment of its own within the first half; goes on until so many answers were acknowledged. */
async function oneRound(installation: Installation, victim: Part, answers: number, next: () => number, clients: number | undefined): Promise<readonly Acknowledged[]> {
  const load = await startLoad(installation, next, clients);
  try {
    await until(() => load.acknowledged.length >= answers * 0.5 * next());
    installation.kill(victim);
    await new Promise((resolve) => setTimeout(resolve, 200 + 800 * next()));
    await installation.revive(victim);
    await until(() => load.acknowledged.length >= answers);
  } finally {
    await load.stop();
  }
  return load.acknowledged;
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 300_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error("the load gets no answers");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilSequenced({ adminUrl }: Installation): Promise<void> {
  const database = await openDatabase(adminUrl, { name: "verify", poolSize: 1 });
  try {
    for (const deadline = Date.now() + 120_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
      const [row] = await database.query<{ waiting: number }[]>("select (select count(*) from ledger.pending)::int + (select count(*) from ledger.intent)::int as waiting");
      if (row?.waiting === 0) return;
      if (Date.now() > deadline) throw new Error("the sequencer does not catch up");
    }
  } finally {
    await database.destroy();
  }
}

async function integrityFindings(database: DataSource): Promise<readonly string[]> {
  return (await database.query<{ kind: string }[]>("select kind from ledger.finding where kind = any($1)", [integrity])).map(({ kind }) => kind);
}

async function logKey(database: DataSource): Promise<string> {
  const [row] = await database.query<{ vkey: string }[]>("select vkey from ledger.log_key order by since limit 1");
  if (!row) throw new Error("the log has no key");
  return row.vkey;
}

/** As FIGURES names them. */
export function crashFigures({ rounds, acknowledged, missing, duplicates, findings, faults, records, planted }: CrashResult): Figure[] {
  return [
    { name: "crash_rounds", value: rounds, unit: "count", n: rounds, aim: ">= 20" },
    { name: "acknowledged_in_crashes", value: acknowledged, unit: "count", n: rounds, aim: ">= 100000" },
    { name: "acknowledged_missing", value: missing, unit: "count", n: acknowledged, aim: "= 0", planted: planted.missing },
    { name: "duplicates", value: duplicates, unit: "count", n: records, aim: "= 0", planted: planted.duplicates },
    { name: "honest_crash_findings", value: findings.length, unit: "count", n: rounds, aim: "= 0", planted: planted.findings },
    { name: "tree_faults", value: faults.length, unit: "count", n: records, aim: "= 0", planted: planted.faults },
  ];
}

/** In full, for `npm run verify:ledger`. */
export async function verifyCrashes(tell: (line: string) => void): Promise<readonly Figure[]> {
  const result = await crash({ rounds: 24, answersPerRound: 4_300, seed: 20_200_131, patienceMs: 75_000 }, tell);
  for (const fault of result.faults) tell(fault);
  for (const kind of result.findings) tell(`a finding of an honest crash: ${kind}`);
  return crashFigures(result);
}
