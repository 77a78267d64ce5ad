/**
 * The states of the work that the matrix shows: what row it is, and what the asker holds for it. The instants are made up; the decisions are not made here.
 * The columns stand in the order of this table. See access-matrix.ts.
 */
import type { AccountId, AgencyId, CaseId, DataClass, GrantId, Instant, Purpose, RegionCode, RequestId } from "./names.js";
import { type Permissions, permissionSet } from "./permissions.js";
import type { Grant } from "./principal.js";
import type { Evidence, Resource } from "./resource.js";

/** Who asks in every line: one municipality, one agency. */
export const asker = { account: "asker" as AccountId, agency: "agency.own" as AgencyId, jurisdictions: ["1168000000" as RegionCode] } as const;

type Referral = { readonly acceptedAt?: Instant; readonly endedAt?: Instant };

type Held = { readonly assignment?: true; readonly referral?: Referral; readonly grants?: readonly Partial<Grant>[] };

export type WorkflowState = {
  /** The column's name. */
  readonly name: string;
  readonly row: Resource;
  readonly holds: Held;
  /** The purpose stated is not the one of the line. */
  readonly otherPurpose?: true;
};

const hour = 3_600_000;
/** The instant of every decision. */
const now = 1_589_068_800_000;
const thisCase = "case.this" as CaseId;
const otherCase = "case.other" as CaseId;
const window = { from: now - 48 * hour, to: now - 24 * hour };
const dataClass: DataClass = "telecom-location";
const evidence: Evidence = { caseId: thisCase, dataClass, interval: { from: window.from, to: window.to } };

const foreign = "1165000000" as RegionCode;
const ofAnother = "agency.other" as AgencyId;
/** A published row of the own jurisdiction that another agency keeps, about nobody specially protected, made of one piece of evidence. */
const row: Resource = { caseIds: [thisCase], regionCode: "1168000000" as RegionCode, agency: ofAnother, sealed: false, published: true, inputs: [evidence] };
const grant: Partial<Grant> = {};
const everything: Held = { assignment: true, referral: { acceptedAt: now }, grants: [grant] };

export const workflowStates: readonly WorkflowState[] = [
  { name: "other purpose", row, holds: everything, otherPurpose: true },
  { name: "other purpose, unpublished, own agency", row: { ...row, published: false, agency: asker.agency }, holds: everything, otherPurpose: true },
  { name: "nothing held", row, holds: {} },
  { name: "assigned", row, holds: { assignment: true } },
  { name: "grant covers", row, holds: { grants: [grant] } },
  { name: "grant of other window", row, holds: { grants: [{ window: { from: window.from + 1, to: window.to } }] } },
  { name: "grant of other class", row, holds: { grants: [{ dataClass: "card-use" }] } },
  { name: "grant of other case", row, holds: { grants: [{ cases: [otherCase] }] } },
  { name: "grant not yet", row, holds: { grants: [{ notBefore: now + 1 }] } },
  { name: "grant expired", row, holds: { grants: [{ notAfter: now }] } },
  { name: "grant exhausted", row, holds: { grants: [{ readsLeft: 0 }] } },
  { name: "grant of another account", row, holds: { grants: [{ holders: ["another" as AccountId] }] } },
  { name: "two persons, one granted", row: { ...row, caseIds: [thisCase, otherCase], inputs: [evidence, { ...evidence, caseId: otherCase }] }, holds: { grants: [grant] } },
  { name: "foreign", row: { ...row, regionCode: foreign }, holds: {} },
  { name: "foreign, assigned and granted", row: { ...row, regionCode: foreign }, holds: { assignment: true, grants: [grant] } },
  { name: "referral offered to own agency", row: { ...row, regionCode: foreign, agency: asker.agency }, holds: { referral: {} } },
  { name: "referral accepted", row: { ...row, regionCode: foreign, agency: asker.agency }, holds: { referral: { acceptedAt: now } } },
  { name: "referral accepted, kept by another agency", row: { ...row, regionCode: foreign }, holds: { referral: { acceptedAt: now } } },
  { name: "referral accepted, assigned and granted", row: { ...row, regionCode: foreign, agency: asker.agency }, holds: everything },
  { name: "referral ended, assigned and granted", row: { ...row, regionCode: foreign, agency: asker.agency }, holds: { ...everything, referral: { acceptedAt: now - 1, endedAt: now } } },
  { name: "sealed, everything held", row: { ...row, agency: asker.agency, sealed: true }, holds: everything },
  { name: "seal unknown, everything held", row: withoutSeal({ ...row, agency: asker.agency }), holds: everything },
  { name: "unpublished", row: { ...row, published: false }, holds: {} },
  { name: "unpublished, own agency", row: { ...row, published: false, agency: asker.agency }, holds: {} },
];

export function permissionsIn({ holds }: WorkflowState, purpose: Purpose): Permissions {
  const set = permissionSet(asker.account, purpose, now);
  if (holds.assignment) set.addAssignment(thisCase);
  if (holds.referral && isOpen(holds.referral)) set.addReferral(thisCase);
  for (const change of holds.grants ?? []) {
    set.addGrant({ id: "grant" as GrantId, request: "request" as RequestId, holders: [asker.account], cases: [thisCase], dataClass, window, purpose, notBefore: now - hour, notAfter: now + hour, ...change });
  }
  return set;
}

/** As the service loads referrals: accepted, and not ended. */
const isOpen = ({ acceptedAt, endedAt }: Referral): boolean => acceptedAt !== undefined && acceptedAt <= now && (endedAt === undefined || now < endedAt);

function withoutSeal(known: Resource): Resource {
  const { sealed, ...unknown } = known;
  return sealed === undefined ? known : unknown;
}
