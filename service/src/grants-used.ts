/** The grants under which an operation read, told from the rows that the guard decided. Not which grants there are: see permission-store.ts. */
import { type CaseId, type ConditionName, type Decision, type Grant, opens, type Resource, type RuleId, rules } from "@epigraph/authz";
import type { RowInRequest } from "./scope.js";

/** The rules of which a grant is a condition: any live one that names the case, or those that cover all evidence that a row was made of. */
const byCase = rulesWith("liveGrantOnCase");
const byInputs = rulesWith("liveGrantCoversAllInputs");

/**
 * Their ids, in order: those that cover evidence that was read; of a case where none was found, those that let it be looked for. `grants`: the live ones that were loaded. Where several
 * would have opened the same, all of them are told.
 */
export function grantsUsed(grants: readonly Grant[], rows: Iterable<RowInRequest>): readonly string[] {
  if (grants.length === 0) return [];
  const used = new Set<Grant>();
  const looked = new Set<CaseId>();
  for (const { decided } of rows) if (decided) for (const decision of decided.decisions) note(decision, decided.resource);
  const found = new Set([...used].flatMap(({ cases }) => cases));
  for (const grant of grants) if (grant.roster === undefined && grant.cases.some((caseId) => looked.has(caseId) && !found.has(caseId))) used.add(grant);
  return [...used].map(({ id }) => id).toSorted();

  function note(decision: Decision | undefined, { caseIds = [], inputs = [] }: Resource): void {
    if (decision?.outcome !== "allowed" || decision.ruleId === undefined) return;
    if (byCase.has(decision.ruleId)) for (const caseId of caseIds) looked.add(caseId);
    if (!byInputs.has(decision.ruleId)) return;
    for (const input of inputs) for (const grant of grants) if (grant.cases.includes(input.caseId) && opens(grant, input)) used.add(grant);
  }
}

function rulesWith(condition: ConditionName): ReadonlySet<RuleId> {
  return new Set(rules.filter(({ onlyWhen }) => onlyWhen.includes(condition)).map(({ id }) => id));
}
