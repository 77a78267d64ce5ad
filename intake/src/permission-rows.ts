/** Rows of the schema `permission` as the loader takes them: who is assigned to a case, and who holds a grant over which cases. */
import type { DataClass, Instant, Purpose } from "@epigraph/authz";

export type AssignmentRow = { readonly account: string; readonly caseId: string; readonly notBefore: Instant; readonly notAfter?: Instant };

export type AccessGrantRow = {
  readonly id: string;
  readonly requestId: string;
  readonly dataClass: DataClass;
  readonly windowFrom: Instant;
  readonly windowTo: Instant;
  readonly purpose: Purpose;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** How many operations may read under it; any number if not said. */
  readonly readsAllowed?: number;
};

export type GrantHolderRow = { readonly grantId: string; readonly account: string };
export type GrantCaseRow = { readonly grantId: string; readonly caseId: string };
