/**
 * Writes that somebody might attempt past all services, as the login of one: what the product writes, and the same with one thing changed. Each knows by hand whether the product
 * would write this row for this asker. Two things only the product refuses, since they open nothing: a blank reason, and an offer to the agency that keeps the case.
 */
import type { Instant, RegionCode } from "@epigraph/authz";
import type { DatabaseService } from "@epigraph/datastore";
import type { Seeded } from "../seeded.js";
import { agencies, regions } from "./askers.js";
import { byId, isListed, ofCase, ofDesk, ofReferral, type Sees } from "./tables.js";
import { type CaseRow, nobodysCase, type Operation, type ReferralRow, type World } from "./worlds.js";

export type Attempt = {
  readonly table: "permission.referral" | "clinics.clinic";
  readonly service: DatabaseService;
  /** The row that it changes, or the case of a new one. */
  readonly key: string;
  /** What is attempted, in words. */
  readonly kind: string;
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Whether the decision allows it, and the product would write this. */
  readonly due: (sees: Sees) => boolean;
};

/** How many of each to make. */
export type Sizes = { readonly offers: number; readonly steps: number; readonly reports: number };

export function attempts(random: Seeded, world: World, operation: Operation, { offers, steps, reports }: Sizes): readonly Attempt[] {
  const times = (count: number, make: () => Attempt): readonly Attempt[] => Array.from({ length: count }, make);
  const given: Given = { random, world, operation, identifier: () => uuid(random) };
  return [...times(offers, () => offer(given)), ...times(steps, () => step(given)), ...times(reports, () => report(given))];
}

type Given = { readonly random: Seeded; readonly world: World; readonly operation: Operation; readonly identifier: () => string };
/** Values by their columns. */
type Row = Readonly<Record<string, unknown>>;
/** What is changed of an honest row: a column that the product does not write stands among the changes, one that it leaves alone as undefined. */
type Change<Of> = readonly [kind: string, change: (honest: Row, given: Given, of: Of) => Row];

const minute = 60_000;
const at = (instant: Instant): string => new Date(instant).toISOString();
/** Every second attempt is an honest one. */
const chosen = <Of>(random: Seeded, honest: Change<Of>, hostile: readonly Change<Of>[]): Change<Of> => (random.chance(0.5) ? honest : random.pick(hostile));
const somebodyElse = "somebody-else";
/** A region of the asker's own, rather than this one. */
const ownInstead = (of: RegionCode | null, { operation: { principal } }: Given): RegionCode | undefined => [...principal.jurisdictions, ...regions].find((region) => region !== of);
/** One that the asker is likely to have to do with, mostly; any one now and then. */
const near = <T>(random: Seeded, all: readonly T[], isNear: (one: T) => boolean): T => {
  const nearer = all.filter(isNear);
  return random.pick(nearer.length > 0 && random.chance(0.7) ? nearer : all);
};

const offersWithFault: readonly Change<CaseRow>[] = [
  ["an offer in another's name", (row) => ({ ...row, offered_by: somebodyElse })],
  ["an offer of an hour ago", (row, { world }) => ({ ...row, offered_at: at(world.now - 60 * minute) })],
  ["an offer of a millisecond from now", (row, { world }) => ({ ...row, offered_at: at(world.now + 1) })],
  ["an offer that names another region", (row, given, { region }) => ({ ...row, region_code: ownInstead(region, given) })],
  ["an offer that names another person", (row, { identifier }) => ({ ...row, person_key: identifier() })],
  ["an offer of another case's person", (row, { random, world }) => ({ ...row, person_key: random.pick(world.cases.filter((one) => one.id !== row["case_id"])).personKey })],
  ["an offer of a case that is nowhere", (row, given) => ({ ...row, case_id: nobodysCase, region_code: ownInstead(null, given) })],
  ["an offer to an agency that is none", (row) => ({ ...row, to_agency: "nobody" })],
  ["an offer accepted already", (row, { world, operation }) => ({ ...row, accepted_by: operation.principal.account, accepted_at: at(world.now) })],
  ["an offer ended already", (row, { world, operation }) => ({ ...row, ended_by: operation.principal.account, ended_at: at(world.now) })],
];

function offer(given: Given): Attempt {
  const { random, world, operation, identifier } = given;
  const listed = world.cases.filter(({ id, sealed }) => sealed === false && isListed(world, id)); // protected in another's eyes, if not in the case's own
  const of = listed.length > 0 && random.chance(0.1) ? random.pick(listed) : near(random, world.cases, ({ region }) => region !== null && operation.principal.jurisdictions.includes(region));
  const honest: Row = {
    id: identifier(),
    case_id: of.id,
    person_key: of.personKey,
    region_code: of.region ?? regions[0],
    to_agency: random.pick(agencies.filter((agency) => agency !== `health-centre.${of.region ?? ""}`)),
    reason: "moved",
    offered_by: operation.principal.account,
    offered_at: at(world.now),
  };
  const [kind, change] = chosen(random, ["an offer", (row) => row], offersWithFault);
  const row = change(honest, given, of);
  const columns = Object.keys(row);
  return {
    table: "permission.referral",
    service: "cases",
    key: of.id,
    kind,
    sql: `insert into permission.referral (${columns.join(", ")}) values (${columns.map((_, index) => `$${index + 1}`).join(", ")})`,
    values: Object.values(row),
    due: (sees) => {
      const known = byId(world.cases, String(row["case_id"]));
      const asItIs = known !== undefined && row["person_key"] === known.personKey && row["region_code"] === known.region;
      const isMine = row["offered_by"] === operation.principal.account && row["offered_at"] === at(world.now) && columns.length === Object.keys(honest).length;
      const isNew = agencies.some((agency) => agency === row["to_agency"]) && !world.referrals.some(({ caseId, toAgency, endedAt }) => caseId === row["case_id"] && toAgency === row["to_agency"] && endedAt === undefined);
      // a case is protected in the eyes of a referral as soon as any list has it so
      return asItIs && isMine && isNew && !isListed(world, known.id) && sees("Case.id", ofCase(known)) && sees("Mutation.offerReferral", ofCase(known));
    },
  };
}

const accepted = (by: string, when: Instant): Row => ({ accepted_by: by, accepted_at: at(when) });
const ended = (by: string, when: Instant): Row => ({ ended_by: by, ended_at: at(when) });

const stepsWithFault: readonly Change<ReferralRow>[] = [
  ["acceptance in another's name", (_, { world }) => accepted(somebodyElse, world.now)],
  ["acceptance of an hour ago", (_, { world, operation }) => accepted(operation.principal.account, world.now - 60 * minute)],
  ["acceptance of a millisecond from now", (_, { world, operation }) => accepted(operation.principal.account, world.now + 1)],
  ["acceptance taken back", () => ({ accepted_by: null, accepted_at: null })],
  ["acceptance and end at once", (_, { world, operation }) => ({ ...accepted(operation.principal.account, world.now), ...ended(operation.principal.account, world.now) })],
  ["acceptance for the own agency of what another was offered", (_, { world, operation }) => ({ ...accepted(operation.principal.account, world.now), to_agency: operation.principal.agency })],
  ["end in another's name", (_, { world }) => ended(somebodyElse, world.now)],
  ["end of an hour ago", (_, { world, operation }) => ended(operation.principal.account, world.now - 60 * minute)],
  ["end of a millisecond from now", (_, { world, operation }) => ended(operation.principal.account, world.now + 1)],
  ["end taken back", () => ({ ended_by: null, ended_at: null })],
  ["end that takes the acceptance back", (_, { world, operation }) => ({ ...ended(operation.principal.account, world.now), accepted_by: null, accepted_at: null })],
  ["end that tells another acceptance", (_, { world, operation }) => ({ ...ended(operation.principal.account, world.now), ...accepted(somebodyElse, world.now - 90 * minute) })],
  ["end that names another region", (_, given, { region }) => ({ ...ended(given.operation.principal.account, given.world.now), region_code: ownInstead(region, given) })],
  ["end that gives another reason", (_, { world, operation }) => ({ ...ended(operation.principal.account, world.now), reason: "another" })],
];
const acceptance: Change<ReferralRow> = ["acceptance", (_, { world, operation }) => accepted(operation.principal.account, world.now)];
const end: Change<ReferralRow> = ["end", (_, { world, operation }) => ended(operation.principal.account, world.now)];

/** Of a referral in any state: the honest steps are hostile too where it was taken before. */
function step(given: Given): Attempt {
  const { random, world, operation } = given;
  const { account, agency, jurisdictions } = operation.principal;
  const isMine = ({ toAgency, region }: ReferralRow): boolean => toAgency === agency || (region !== null && jurisdictions.includes(region));
  const isOffered = ({ acceptedAt, endedAt }: ReferralRow): boolean => acceptedAt === undefined && endedAt === undefined;
  const of = random.chance(0.6) ? near(random, world.referrals, (row) => isMine(row) && isOffered(row)) : near(random, world.referrals, isMine);
  const [kind, change] = chosen(random, random.pick([acceptance, end]), stepsWithFault);
  const row = change({}, given, of);
  return {
    ...update("permission.referral", of.id, row),
    service: "cases",
    kind: `${kind}, of one that is ${of.endedAt !== undefined ? "ended" : of.acceptedAt !== undefined ? "accepted" : "offered"}`,
    due: (sees) => {
      const resource = ofReferral(world, of);
      if (!sees("Referral.id", resource) || of.endedAt !== undefined) return false;
      const effect = effectOf(row, of);
      if (isSame(effect, accepted(account, world.now))) return of.acceptedAt === undefined && sees("Mutation.acceptReferral", resource);
      return isSame(effect, ended(account, world.now)) && sees("Mutation.endReferral", resource);
    },
  };
}

/** Without what it takes back though it never was. */
const effectOf = (row: Row, { acceptedAt }: ReferralRow): Row => Object.fromEntries(Object.entries(row).filter(([column, value]) => !(value === null && acceptedAt === undefined && column.startsWith("accepted_"))));

const crowdings = ["low", "moderate", "high", "closed"];
const reportsWithFault: readonly Change<unknown>[] = [
  ["a report of an hour ago", (row, { world }) => ({ ...row, crowding_reported_at: at(world.now - 60 * minute) })],
  ["a report of a millisecond from now", (row, { world }) => ({ ...row, crowding_reported_at: at(world.now + 1) })],
  ["a report without its time", ({ crowding }) => ({ crowding })],
  ["a report taken back", () => ({ crowding: null, crowding_reported_at: null })],
  ["a report of nothing", (row) => ({ ...row, crowding: null })],
  ["a report in other words", (row) => ({ ...row, crowding: "empty" })],
  ["a report that publishes the clinic", (row) => ({ ...row, published: true })],
  ["a report that takes the clinic over", (row, { operation }) => ({ ...row, agency: operation.principal.agency })],
];

function report(given: Given): Attempt {
  const { random, world, operation } = given;
  const of = near(random, world.clinics, ({ agency }) => agency === operation.principal.agency);
  const honest: Row = { crowding: random.pick(crowdings), crowding_reported_at: at(world.now) };
  const [kind, change] = chosen(random, ["a report", (row) => row], reportsWithFault);
  const row = change(honest, given, of);
  return {
    ...update("clinics.clinic", of.id, row),
    service: "clinics",
    kind,
    due: (sees) => isSame(row, honest) && sees("Clinic.id", ofDesk(of)) && sees("Mutation.reportCrowding", ofDesk(of)),
  };
}

function update(table: Attempt["table"], key: string, row: Row): Pick<Attempt, "table" | "key" | "sql" | "values"> {
  const assignments = Object.keys(row).map((column, index) => `${column} = $${index + 2}`);
  return { table, key, sql: `update ${table} set ${assignments.join(", ")} where id = $1`, values: [key, ...Object.values(row)] };
}

const isSame = (one: Row, other: Row): boolean => Object.keys({ ...one, ...other }).every((column) => one[column] === other[column]);

function uuid(random: Seeded): string {
  const hex = (digits: number): string => random.integer(16 ** digits).toString(16).padStart(digits, "0");
  return `${hex(4)}${hex(4)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`;
}
