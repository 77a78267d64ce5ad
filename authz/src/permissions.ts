/** The assignments and live grants of one account at one instant, for the cases asked about. Not where they are stored. */
import type { AccountId, CaseId, Instant, Purpose } from "./names.js";
import type { Grant } from "./principal.js";
import type { Evidence } from "./resource.js";

export type Permissions = {
  /** Whether the account is assigned to the case. */
  readonly assigned: (caseId: CaseId) => boolean;
  /** Whether one live grant covers the evidence wholly: case, class, window, and the roster where it came of one. */
  readonly covers: (evidence: Evidence) => boolean;
  /** Whether any live grant on evidence of the case names it; one on a place roster does not. */
  readonly grantOn: (caseId: CaseId) => boolean;
  /** Whether the case was referred to the account's agency, which accepted it. */
  readonly referred: (caseId: CaseId) => boolean;
};

export const noPermissions: Permissions = { assigned: () => false, covers: () => false, grantOn: () => false, referred: () => false };

/** A grant counts from `notBefore` (inclusive) until `notAfter` (exclusive), for its holders and its purpose, while reads are left. */
export function isLive(grant: Grant, account: AccountId, purpose: Purpose, now: Instant): boolean {
  return grant.notBefore <= now && now < grant.notAfter && grant.purpose === purpose && grant.holders.includes(account) && grant.readsLeft !== 0;
}

/** Whether a grant that names the case covers the evidence wholly; not whether it is live. What a place roster brought is opened by the grant of that very request, and by no other. */
export const opens = (grant: Grant, { dataClass, interval, roster }: Evidence): boolean =>
  grant.dataClass === dataClass && grant.roster === roster && grant.window.from <= interval.from && interval.to <= grant.window.to;

type GrowingPermissions = Permissions & { readonly addAssignment: (caseId: CaseId) => void; readonly dropAssignment: (caseId: CaseId) => void; readonly addReferral: (caseId: CaseId) => void; readonly dropReferral: (caseId: CaseId) => void; readonly addGrant: (grant: Grant) => void };

/** A growing set: the service adds what it loads for further cases; what was not loaded is not permitted. */
export function permissionSet(account: AccountId, purpose: Purpose, now: Instant): GrowingPermissions {
  const assignments = new Set<CaseId>();
  const referrals = new Set<CaseId>();
  const grants = new Map<CaseId, Grant[]>();
  return {
    addAssignment: (caseId) => void assignments.add(caseId),
    dropAssignment: (caseId) => void assignments.delete(caseId),
    addReferral: (caseId) => void referrals.add(caseId),
    dropReferral: (caseId) => void referrals.delete(caseId),
    addGrant: (grant) => {
      if (!isLive(grant, account, purpose, now)) return;
      for (const caseId of grant.cases) grants.set(caseId, [...(grants.get(caseId) ?? []), grant]);
    },
    assigned: (caseId) => assignments.has(caseId),
    grantOn: (caseId) => (grants.get(caseId) ?? []).some(({ roster }) => roster === undefined),
    referred: (caseId) => referrals.has(caseId),
    covers: (evidence) => (grants.get(evidence.caseId) ?? []).some((grant) => opens(grant, evidence)),
  };
}
