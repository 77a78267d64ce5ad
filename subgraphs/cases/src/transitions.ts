/** Which step follows from which state, for whom: the code's own copy of `policy.transition` (decision 0011), by which resolvers say no in words before the database does. Decides nothing by itself. */
import type { Duty, Purpose } from "@epigraph/authz";

/** `by`: `another` person than took the step before, `same`: that one, or `anyone` of the duty. */
export type Transition = { readonly workflow: Workflow; readonly from: string; readonly step: string; readonly to: string; readonly duty: Duty; readonly purpose: Purpose; readonly by: "anyone" | "another" | "same" };
export type Workflow = "disease" | "response" | "duplicate-review" | "merge" | "purge" | "hold";

const approver = { duty: "approver", purpose: "response" } as const;
const administrator = { duty: "system-administrator", purpose: "administration" } as const;
const steward = { duty: "national-investigator", purpose: "investigation" } as const;
const owner = { duty: "local-investigator", purpose: "investigation" } as const;

export const transitions: readonly Transition[] = [
  { workflow: "disease", from: "new", step: "propose", to: "proposed", ...approver, by: "anyone" },
  { workflow: "disease", from: "proposed", step: "confirm", to: "in-force", ...approver, by: "another" },
  { workflow: "disease", from: "proposed", step: "refuse", to: "refused", ...approver, by: "anyone" },
  { workflow: "response", from: "new", step: "declare", to: "declared", ...approver, by: "anyone" },
  { workflow: "response", from: "declared", step: "confirm", to: "in-force", ...approver, by: "another" },
  { workflow: "response", from: "declared", step: "withdraw", to: "withdrawn", ...approver, by: "anyone" },
  { workflow: "response", from: "in-force", step: "propose-end", to: "end-proposed", ...approver, by: "anyone" },
  { workflow: "response", from: "end-proposed", step: "confirm-end", to: "ended", ...approver, by: "another" },
  { workflow: "response", from: "end-proposed", step: "continue", to: "in-force", ...approver, by: "anyone" },
  { workflow: "purge", from: "planned", step: "approve", to: "approved", ...approver, by: "anyone" },
  { workflow: "purge", from: "approved", step: "confirm", to: "confirmed", ...administrator, by: "another" },
  { workflow: "purge", from: "planned", step: "refuse", to: "refused", ...approver, by: "anyone" },
  { workflow: "purge", from: "approved", step: "refuse", to: "refused", ...approver, by: "anyone" },
  { workflow: "purge", from: "confirmed", step: "refuse", to: "refused", ...approver, by: "anyone" },
  { workflow: "hold", from: "new", step: "propose", to: "proposed", ...approver, by: "anyone" },
  { workflow: "hold", from: "proposed", step: "confirm", to: "held", ...approver, by: "another" },
  { workflow: "hold", from: "proposed", step: "withdraw", to: "withdrawn", ...approver, by: "anyone" },
  { workflow: "hold", from: "held", step: "propose-release", to: "release-proposed", ...approver, by: "anyone" },
  { workflow: "hold", from: "release-proposed", step: "confirm-release", to: "released", ...approver, by: "another" },
  { workflow: "hold", from: "release-proposed", step: "keep", to: "held", ...approver, by: "anyone" },
  { workflow: "duplicate-review", from: "open", step: "same-person", to: "same-person", ...steward, by: "anyone" },
  { workflow: "duplicate-review", from: "open", step: "different-persons", to: "different-persons", ...steward, by: "anyone" },
  { workflow: "merge", from: "new", step: "propose", to: "proposed", ...owner, by: "anyone" },
  { workflow: "merge", from: "proposed", step: "accept", to: "accepted", ...owner, by: "another" },
  { workflow: "merge", from: "proposed", step: "refuse", to: "refused", ...owner, by: "another" },
  { workflow: "merge", from: "proposed", step: "withdraw", to: "withdrawn", ...owner, by: "same" },
];

/** Why the step is not open, in words for who asked; undefined when it is. `lastBy`: who took the step before. */
export function closedTo(workflow: Workflow, state: string, step: string, asker: string, lastBy: string | undefined): string | undefined {
  const open = transitions.find((one) => one.workflow === workflow && one.from === state && one.step === step);
  if (!open) return `it is ${state.replace("-", " ")}: this step does not follow from that state`;
  if (open.by === "another" && lastBy === asker) return "another person must take this step: you took the one before";
  if (open.by === "same" && lastBy !== asker) return "only who took the step before may take this one";
  return undefined;
}
