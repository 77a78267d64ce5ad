/** Whether a table or a decision that is wrong by one thing would be noticed: first by the literal oracle, then by the table's own check by the law of kept decisions and by Cedar, last by the matrix that reviewers read. */
import { compareFields } from "./fields.js";
import { keptDecisionsThatDiffer } from "./kept-decisions.js";
import { sourceMutants } from "./source-mutants.js";
import { tableMutants } from "./mutants.js";
import { survivors } from "./survivors.js";
import { type Copy, workshop } from "./workshop.js";

/** `nothing` also when the mutant cannot be made any more, because the source reads otherwise now. */
export type CaughtBy = "oracle" | "table check" | "kept decisions" | "Cedar" | "matrix" | "nothing";
export type Trial = { readonly id: string; readonly operator: string; readonly caughtBy: CaughtBy };

export type MutationFindings = {
  readonly oracle: { readonly cells: number; readonly wrong: readonly string[] };
  readonly trials: readonly Trial[];
  /** Survivors for which no reason is checked in, and reasons for what does not survive. */
  readonly unexplained: readonly string[];
  readonly outdated: readonly string[];
};

/** `every`: tries only each so-many-th mutant, so that it fits into a test; 1 is all of them. */
export async function mutate({ every = 1 }: { readonly every?: number } = {}): Promise<MutationFindings> {
  const shop = workshop();
  try {
    const whole = await shop.copy();
    const coordinates = [...new Set(whole.table.rules.flatMap((row) => row.coordinates))];
    const matrix = whole.accessMatrix(coordinates);
    const conditional = whole.table.rules.filter(({ onlyWhen }) => onlyWhen.length > 1 || onlyWhen.some((name) => name === "referredToMyAgency" || name === "liveGrantOnCase"));
    const oracle = whole.runOracle(whole.table);
    const trials: Trial[] = [];
    for (const { id, operator, table } of tableMutants(whole.table).filter((_, index) => index % every === 0)) trials.push({ id, operator, caughtBy: catcher(whole, table) });
    for (const { id, ...edit } of sourceMutants.filter((_, index) => index % every === 0)) {
      const copy = shop.occurrences(edit.file, edit.find) === 1 ? await shop.copy(edit) : undefined;
      trials.push({ id, operator: "change the source", caughtBy: copy === undefined ? "nothing" : catcher(copy, copy.table) });
    }
    const surviving = new Set(trials.filter(({ caughtBy }) => caughtBy === "nothing").map(({ id }) => id));
    return {
      oracle,
      trials,
      unexplained: [...surviving].filter((id) => survivors[id] === undefined),
      outdated: Object.keys(survivors).filter((id) => !surviving.has(id) && (every === 1 || trials.some((trial) => trial.id === id))),
    };

    function catcher(copy: Copy, table: Copy["table"]): CaughtBy {
      if (shows(() => copy.runOracle(table).wrong.length > 0)) return "oracle";
      if (shows(() => copy.checkedRules(table.rules) !== table.rules)) return "table check";
      if (copy !== whole && shows(() => keptDecisionsThatDiffer(copy, table, { seed: 1, rounds: 60, stopAt: 1 }) > 0)) return "kept decisions";
      if (copy !== whole && shows(() => compareFields({ seed: 1, decisions: 8_000, engine: copy, stopAt: 1, about: conditional }).disagreements.length > 0)) return "Cedar";
      return shows(() => copy.accessMatrix(coordinates, table) !== matrix) ? "matrix" : "nothing";
    }
  } finally {
    shop.close();
  }
}

/** A check that cannot even run shows the fault too. */
function shows(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return true;
  }
}
