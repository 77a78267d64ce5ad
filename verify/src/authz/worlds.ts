/** A generated database's worth of rows and permissions, as plain facts: what stands in every protected table. Not the tables: see filling.ts. */
import type { AccountId, AgencyId, CaseId, DataClass, Duty, Grant, Instant, RegionCode, RequestId } from "@epigraph/authz";
import type { Seeded } from "../seeded.js";
import { agencies, type Asker, generateAsker, regions } from "./askers.js";
import { type Assignment, evidenceAt, type Facts, generateAssignment, generateGrant, generateReferral, grantedClasses, type Referral } from "./facts.js";

export type CaseRow = { readonly id: CaseId; readonly personKey: string; readonly region: RegionCode | null; readonly sealed: boolean | null };
export type ContactRow = { readonly id: string; readonly personKey: string; readonly region: RegionCode | null };
export type ExposureRow = { readonly id: string; readonly caseId: CaseId; readonly contactId: string | null; readonly exposedCaseId: CaseId | null };
export type LinkRow = { readonly id: string; readonly infector: CaseId; readonly infectee: CaseId };
export type SampleRow = { readonly id: string; readonly caseId: CaseId | null; readonly contactId: string | null };
export type FollowUpRow = { readonly id: string; readonly contactId: string };
export type RequestRow = { readonly id: string; readonly caseId: CaseId };
/** In the inbox of an agency, or of one that asks for nothing; about nobody where a place roster is answered. */
export type InboxRow = { readonly id: string; readonly requestId: string; readonly agency: AgencyId; readonly personKey: string | null };
export type NoticeRow = { readonly id: string; readonly requestId: string; readonly caseId: CaseId };
export type StayRow = { readonly id: string; readonly caseId: CaseId | null; readonly dataClass: DataClass | null; readonly earliest: Instant | null; readonly latest: Instant | null };
/** Of whom nothing is known but a pseudonym, or of a case's or contact's person. */
export type RosterStayRow = { readonly id: string; readonly requestId: string; readonly personKey: string; readonly dataClass: DataClass; readonly earliest: Instant; readonly latest: Instant };
export type ReferralRow = Referral & { readonly id: string; readonly region: RegionCode | null };
export type DeskRow = { readonly id: string; readonly published: boolean | null; readonly agency: AgencyId | null };
export type PlainRow = { readonly id: string };
export type RecordRow = { readonly id: string; readonly service: "gateway" | "cases"; readonly outcome: "answered" | "refused" | "partly-denied" | "error" };

/** A grant as it is stored: how often it may be read under, and which operations have taken one of these reads. */
export type StoredGrant = { readonly grant: Grant; readonly readsAllowed: number | null; readonly takenBy: readonly string[] };

/** Somebody who asks, in an operation of its own. */
export type Operation = Asker & { readonly correlation: string };

export type World = {
  readonly now: Instant;
  readonly operations: readonly Operation[];
  /** As the cases' own service has them, and as they were told to movements: the two may differ. */
  readonly cases: readonly CaseRow[];
  readonly references: readonly CaseRow[];
  readonly contacts: readonly ContactRow[];
  readonly exposures: readonly ExposureRow[];
  readonly links: readonly LinkRow[];
  readonly samples: readonly SampleRow[];
  readonly followUps: readonly FollowUpRow[];
  readonly requests: readonly RequestRow[];
  readonly inbox: readonly InboxRow[];
  readonly notices: readonly NoticeRow[];
  readonly policies: readonly PlainRow[];
  readonly emergencies: readonly PlainRow[];
  readonly stays: readonly StayRow[];
  readonly rosterStays: readonly RosterStayRow[];
  readonly referrals: readonly ReferralRow[];
  readonly clinics: readonly DeskRow[];
  readonly programs: readonly DeskRow[];
  readonly clusters: readonly PlainRow[];
  readonly places: readonly PlainRow[];
  readonly records: readonly RecordRow[];
  readonly assignments: readonly Assignment[];
  readonly grants: readonly StoredGrant[];
};

const investigators = ["local-investigator", "national-investigator"] as const;

/** Those for whom there are rows; the oftener, the more tables they read. */
const askingDuties: readonly Duty[] = [
  ...Array.from({ length: 5 }, () => investigators).flat(),
  ...(["approver", "auditor", "security-officer", "clinic-staff", "content-editor", "police-officer", "card-association-officer", "data-provider"] as const),
];

/** The case that the row speaks of is in no table: it was there once. */
export const nobodysCase = "ffffffff-0000-4000-8000-000000000000" as CaseId;

export function generateWorld(random: Seeded, now: Instant, size: { readonly cases: number; readonly operations: number }): World {
  const id = identifiers(random);
  const times = <T>(count: number, make: (index: number) => T): readonly T[] => Array.from({ length: count }, (_, index) => make(index));
  const nullable = <T>(value: T, share = 0.06): T | null => (random.chance(share) ? null : value);

  const operations = times(size.operations, (index): Operation => {
    const duty = random.chance(0.9) ? random.pick(askingDuties) : undefined;
    const asker = generateAsker(random, `account-${index}` as AccountId, duty, 0.05);
    // in every world somebody lacks nothing but the clearance
    return { ...asker, ...(index === 0 ? { purpose: "investigation", principal: { ...asker.principal, duty: random.pick(investigators), clearance: 3 } } : {}), correlation: `operation-${index}` };
  });
  const accounts = operations.map(({ principal }) => principal.account);

  const caseRow = (of: { readonly id: CaseId; readonly personKey: string }): CaseRow => ({ ...of, region: nullable(random.pick(regions)), sealed: nullable(random.chance(0.12)) });
  const cases = times(size.cases, () => caseRow({ id: id() as CaseId, personKey: id() }));
  const caseIds = cases.map((row) => row.id);
  const references = cases.map((row) => (random.chance(0.8) ? row : random.chance(0.25) ? { ...row, sealed: true } : caseRow(row)));
  // some contacts are persons who are a case too, every eighth of them one that is specially protected
  const protectedCases = [...cases, ...references].filter(({ sealed }) => sealed === true);
  const contacts = times(size.cases, (index): ContactRow => {
    const isProtected = index % 8 === 0 && protectedCases.length > 0;
    return { id: id(), personKey: isProtected ? random.pick(protectedCases).personKey : random.chance(0.15) ? random.pick(cases).personKey : id(), region: nullable(random.pick(regions)) };
  });
  const exposures = times(2 * size.cases, (): ExposureRow => {
    const caseId = random.pick(caseIds);
    return random.chance(0.8) ? { id: id(), caseId, contactId: random.pick(contacts).id, exposedCaseId: null } : { id: id(), caseId, contactId: null, exposedCaseId: random.pick(caseIds) };
  });
  const links = times(size.cases, (): LinkRow => {
    const infector = random.pick(caseIds);
    return { id: id(), infector, infectee: random.pick(caseIds.filter((other) => other !== infector)) };
  });
  const samples = times(size.cases, (): SampleRow => (random.chance(0.5) ? { id: id(), caseId: random.pick(caseIds), contactId: null } : { id: id(), caseId: null, contactId: random.pick(contacts).id }));
  const followUps = times(size.cases, (): FollowUpRow => ({ id: id(), contactId: random.pick(contacts).id }));
  const requests = times(size.cases, (): RequestRow => ({ id: id(), caseId: random.pick(caseIds) }));
  const inbox = times(size.cases, (): InboxRow => ({ id: id(), requestId: random.pick(requests).id, agency: random.pick(agencies), personKey: nullable(random.pick(cases).personKey, 0.2) }));
  const notices = requests.map(({ id: requestId, caseId }): NoticeRow => ({ id: id(), requestId, caseId }));
  const stays = times(3 * size.cases, (): StayRow => {
    const hour = random.integer(4);
    const earliest = nullable(evidenceAt(random, hour), 0.03);
    return {
      id: id(),
      caseId: nullable(random.chance(0.03) ? nobodysCase : random.pick(caseIds), 0.03),
      dataClass: nullable(random.pick(grantedClasses), 0.03),
      earliest,
      latest: nullable(Math.max(evidenceAt(random, hour + random.integer(3)), earliest ?? 0), 0.03),
    };
  });
  const rosters = requests.slice(0, 3);
  const rosterStays = times(size.cases, (): RosterStayRow => {
    const hour = random.integer(4);
    const earliest = evidenceAt(random, hour);
    const personKey = random.chance(0.3) ? random.pick([...cases, ...contacts]).personKey : id();
    return { id: id(), requestId: random.pick(rosters).id, personKey, dataClass: random.pick(grantedClasses), earliest, latest: Math.max(evidenceAt(random, hour + random.integer(3)), earliest) };
  });
  const referred = times(3 * size.cases, (): ReferralRow => {
    const referral = generateReferral(random, now, random.pick(caseIds), random.pick(agencies));
    return { ...referral, ...(random.chance(0.15) ? { acceptedAt: undefined } : {}), id: id(), region: nullable(random.pick(regions)) }; // some more that can still be accepted
  });
  const referrals = keyed(referred, ({ caseId, toAgency, endedAt }) => (endedAt === undefined ? caseId + toAgency : undefined)); // one open referral of a case to an agency
  const desk = (): DeskRow => ({ id: id(), published: nullable(random.chance(0.5)), agency: nullable(random.pick(agencies), 0.15) });

  return {
    now,
    operations,
    cases,
    references,
    contacts,
    exposures,
    links,
    samples,
    followUps,
    requests,
    inbox,
    notices,
    policies: times(3, () => ({ id: id() })),
    emergencies: times(3, () => ({ id: id() })),
    stays,
    rosterStays,
    referrals,
    clinics: times(size.cases, desk),
    programs: times(size.cases, desk),
    clusters: times(3, () => ({ id: id() })),
    places: times(3, () => ({ id: id() })),
    records: times(16, () => ({ id: id(), service: random.pick(["gateway", "cases"] as const), outcome: random.pick(["answered", "refused", "partly-denied", "error"] as const) })),
    // so many that an asker is assigned to about a third of the cases, and holds grants on as many
    assignments: keyed(times(accounts.length * Math.ceil(size.cases / 2), () => generateAssignment(random, now, random.pick(accounts), random.pick(caseIds))), ({ account, caseId }) => account + caseId),
    grants: accounts.flatMap((account) =>
      times(11, () => {
        const of = random.chance(0.25) ? random.pick(rosters) : undefined;
        const named = of === undefined || random.chance(0.2) ? random.some(caseIds, 1) : [of.caseId];
        return storedGrant(random, generateGrant(random, now, { id: id(), accounts: [...new Set([account, ...(random.chance(0.3) ? [random.pick(accounts)] : [])])], cases: named, roster: of?.id as RequestId | undefined }), operations);
      }),
    ),
  };
}

/** What was read so far, by the asker's own operation or by others. */
function storedGrant(random: Seeded, grant: Grant, operations: readonly Operation[]): StoredGrant {
  if (random.chance(0.6)) return { grant, readsAllowed: null, takenBy: [] };
  const readsAllowed = random.integer(4);
  const holders = operations.filter(({ principal }) => grant.holders.includes(principal.account)).map(({ correlation }) => correlation);
  const takers = [...(random.chance(0.4) ? holders.slice(0, 1) : []), "earlier-1", "earlier-2", "earlier-3"];
  return { grant, readsAllowed, takenBy: takers.slice(0, random.integer(readsAllowed + 1)) };
}

/** What the world permits in one operation, as the decision is told it: reads that the operation has taken already count as left. */
export function factsFor({ now, assignments, grants, referrals }: World, { correlation }: Operation): Facts {
  return {
    now,
    assignments,
    referrals,
    grants: grants.map(({ grant, readsAllowed, takenBy }) => (readsAllowed === null ? grant : { ...grant, readsLeft: takenBy.includes(correlation) ? 1 : readsAllowed - takenBy.length })),
  };
}

/** The first of each key; what has none stays. */
function keyed<T>(all: readonly T[], keyOf: (one: T) => string | undefined): readonly T[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const key = keyOf(one);
    if (key === undefined) return true;
    return !seen.has(key) && seen.add(key);
  });
}

/** Version-4 uuids out of the seeded stream. */
function identifiers(random: Seeded): () => string {
  const hex = (digits: number): string => random.integer(16 ** digits).toString(16).padStart(digits, "0");
  return () => `${hex(7)}${hex(1)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`;
}
