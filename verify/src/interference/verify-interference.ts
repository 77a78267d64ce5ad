/** The figures of the non-interference proof and of the timing of not-found. Not the proof: see check.ts and timing.ts. */
import { type Figure } from "@epigraph/bench/figures";
import { checkInterference, type Interference } from "./check.js";
import { checkTiming, type Timed } from "./timing.js";

const seed = 20_201_003;
const operationsEach = 100;
const timingSamples = 300;

/** Two distributions are told apart when the AUC is this far from a half, and further than four of its errors; chance alone does the latter once in 16,000 probes. */
const noticeable = 0.1;

export async function verifyInterference(tell: (line: string) => void): Promise<readonly Figure[]> {
  const interference = await checkInterference({ seed, operations: operationsEach });
  for (const line of described(interference)) tell(line);
  return [...figuresOf(interference), ...timingFigures(await checkTiming({ seed, samples: timingSamples }))];
}

function described({ outcomes, planted }: Interference): string[] {
  return [
    ...outcomes.map(({ asker, operations, mutations, carriedOut, withData, changed, differences }) => `${asker}: ${operations} operations (${withData} answered with data, ${mutations} mutations, ${carriedOut} carried out), ${changed.reduce((sum, { rows }) => sum + rows, 0)} hidden rows changed, ${differences.length} differences`),
    ...outcomes.flatMap(({ differences }) => differences.slice(0, 3).map(({ asker, where, operation }) => `  ${asker} can tell: ${where}\n    by ${operation.query} with ${JSON.stringify(operation.variables)}`)),
    ...planted.filter(({ found }) => found === undefined).map(({ name, after }) => `  not found in ${after} operations, though planted: ${name}`),
  ];
}

export function figuresOf({ outcomes, planted }: Interference): Figure[] {
  const sum = (of: (outcome: Interference["outcomes"][number]) => number): number => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const n = sum(({ operations }) => operations);
  const count = (name: string, value: number): Figure => ({ name, value, unit: "count", n });
  return [
    { ...count("interference_operations", n), aim: ">= 500" },
    { ...count("interference_differences", sum(({ differences }) => differences.length)), aim: "= 0", planted: { planted: planted.length, found: planted.filter(({ found }) => found !== undefined).length } },
    { name: "interference_askers", value: outcomes.length, unit: "count", n: outcomes.length },
    count("interference_mutations", sum(({ mutations }) => mutations)),
    count("interference_carried_out", sum(({ carriedOut }) => carriedOut)),
    count("interference_with_data", sum(({ withData }) => withData)),
    { ...count("interference_server_errors", sum(({ codes }) => codes.get("INTERNAL_SERVER_ERROR") ?? 0)), aim: "= 0" },
    count("interference_rows_changed", sum(({ changed }) => changed.reduce((rows, one) => rows + one.rows, 0))),
  ];
}

function timingFigures({ timed, planted }: Awaited<ReturnType<typeof checkTiming>>): Figure[] {
  const rounded = (value: number): number => Number(value.toFixed(3));
  return [
    ...timed.flatMap(({ name, auc, distance, samples }): Figure[] => [
      { name: `timing_auc_${name}`, value: rounded(auc), unit: "-", n: 2 * samples, aim: "0.5" },
      { name: `timing_ks_${name}`, value: rounded(distance), unit: "-", n: 2 * samples },
    ]),
    { name: "timing_told_apart", value: timed.filter(isToldApart).length, unit: "count", n: timed.length, aim: "= 0", planted: { planted: Number(planted !== undefined), found: Number(planted !== undefined && isToldApart(planted)) } },
    ...(planted ? [{ name: "timing_auc_planted", value: rounded(planted.auc), unit: "-", n: 2 * planted.samples }] : []),
  ];
}

const isToldApart = ({ auc, error }: Timed): boolean => Math.abs(auc - 0.5) > Math.max(noticeable, 4 * error);
