/** What is so at one moment: who is assigned, granted and referred what, at the edges of time. The product's own functions say what follows of it. */
import { type AccountId, type AgencyId, type CaseId, type DataClass, type Grant, type GrantId, type Instant, type Permissions, type Principal, permissionSet, type Purpose, type RequestId } from "@epigraph/authz";
import type { Seeded } from "../seeded.js";
import { agencies } from "./askers.js";

export type Assignment = { readonly account: AccountId; readonly caseId: CaseId; readonly from: Instant; readonly to: Instant | undefined };
export type Referral = { readonly caseId: CaseId; readonly toAgency: AgencyId; readonly offeredAt: Instant; readonly acceptedAt: Instant | undefined; readonly endedAt: Instant | undefined };
export type Facts = { readonly now: Instant; readonly assignments: readonly Assignment[]; readonly grants: readonly Grant[]; readonly referrals: readonly Referral[] };

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Around now, where an off-by-one would show; the farther ones oftener, so that much is live. */
const begins = [-dayMs, -dayMs, -dayMs, -dayMs, -1, 0, 1];
const ends = [-1, 0, 1, dayMs, dayMs, dayMs, dayMs];
const begin = (random: Seeded, now: Instant): Instant => now + random.pick(begins);
const end = (random: Seeded, now: Instant): Instant => now + random.pick(ends);

export const grantedClasses: readonly DataClass[] = ["telecom-location", "card-use"];
/** The hour from which windows and evidence are counted. */
export const windowStart = Date.UTC(2020, 4, 1);
const windowAt = (hour: number): Instant => windowStart + hour * hourMs;
/** Evidence at the edges of windows: on the hour, or one millisecond off it. */
export const evidenceAt = (random: Seeded, hour: number): Instant => windowAt(hour) + random.pick([0, 0, 0, 0, -1, 1]);

export function generateAssignment(random: Seeded, now: Instant, account: AccountId, caseId: CaseId): Assignment {
  return { account, caseId, from: begin(random, now), to: random.chance(0.5) ? undefined : end(random, now) };
}

export function generateReferral(random: Seeded, now: Instant, caseId: CaseId, toAgency: AgencyId): Referral {
  const acceptedAt = random.chance(0.1) ? undefined : begin(random, now);
  return { caseId, toAgency, offeredAt: now - 2 * dayMs, acceptedAt, endedAt: random.chance(0.5) ? undefined : now + random.pick([-1, 0, 0, 1, dayMs]) };
}

export function generateGrant(random: Seeded, now: Instant, from: { readonly id: string; readonly accounts: readonly AccountId[]; readonly cases: readonly CaseId[]; readonly limited?: boolean; readonly roster?: RequestId | undefined }): Grant {
  const notBefore = begin(random, now);
  const start = random.integer(2);
  return {
    id: from.id as GrantId,
    request: from.roster ?? (from.id as RequestId),
    holders: from.accounts,
    cases: from.cases,
    dataClass: random.pick(grantedClasses),
    window: { from: windowAt(start), to: windowAt(start + 1 + random.integer(6)) },
    purpose: random.pick<Purpose>(["investigation", "investigation", "investigation", "investigation", "investigation", "investigation", "audit"]),
    notBefore,
    notAfter: Math.max(end(random, now), notBefore + 1),
    ...(from.limited === true && random.chance(0.3) ? { readsLeft: random.integer(3) } : {}),
    ...(from.roster === undefined ? {} : { roster: from.roster }),
  };
}

const rosters = ["roster-a", "roster-b"] as RequestId[];
/** Of evidence and of grants, now and then. */
export const rosterNow = (random: Seeded): RequestId | undefined => (random.chance(0.15) ? random.pick(rosters) : undefined);

/** A few facts about a few cases, for one decision. */
export function generateFacts(random: Seeded, now: Instant, from: { readonly account: AccountId; readonly others: readonly AccountId[]; readonly agency: AgencyId; readonly cases: readonly CaseId[] }): Facts {
  const who = (): AccountId => (random.chance(0.85) ? from.account : random.pick(from.others));
  const some = (most: number): readonly undefined[] => Array.from({ length: random.integer(most + 1) }, () => undefined);
  return {
    now,
    assignments: some(2).map(() => generateAssignment(random, now, who(), random.pick(from.cases))),
    grants: some(3).map((_, index) => generateGrant(random, now, { limited: true, roster: rosterNow(random), id: `grant-${index}`, accounts: random.chance(0.2) ? [random.pick(from.others), who()] : [who()], cases: random.some(from.cases, 1) })),
    referrals: some(2).map(() => generateReferral(random, now, random.pick(from.cases), random.chance(0.85) ? from.agency : random.pick(agencies))),
  };
}

/** What the facts permit one account, by the product's own functions: the same that a service loads in a request's transaction. */
export function permissionsFrom({ now, assignments, grants, referrals }: Facts, principal: Principal, purpose: Purpose): Permissions {
  const set = permissionSet(principal.account, purpose, now);
  for (const { account, caseId, from, to } of assignments) if (account === principal.account && from <= now && (to === undefined || now < to)) set.addAssignment(caseId);
  for (const { caseId, toAgency, acceptedAt, endedAt } of referrals) if (toAgency === principal.agency && acceptedAt !== undefined && acceptedAt <= now && (endedAt === undefined || now < endedAt)) set.addReferral(caseId);
  for (const grant of grants) set.addGrant(grant);
  return set;
}
