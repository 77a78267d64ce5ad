/** Ways of giving less: each takes something away from what is granted, assigned, referred, told or held, and adds nothing. Not whether less is shown then: see metamorphic.ts. */
import type { Clearance, ConditionName, DataClass, Grant, RequestId, Rule, RuleId, Table } from "@epigraph/authz";
import type { Seeded } from "../seeded.js";
import type { Question } from "./cedar.js";
import type { World } from "./worlds.js";

const minute = 60_000;

type GrantNarrowing = { readonly name: string; readonly only?: readonly ConditionName[]; readonly narrow: (grant: Grant, now: number) => Grant };
/** Windows and classes matter to evidence alone, not to whether there is a grant. */
const evidence: readonly ConditionName[] = ["liveGrantCoversAllInputs"];

const grantNarrowings: readonly GrantNarrowing[] = [
  { name: "a window that begins later", only: evidence, narrow: (grant) => ({ ...grant, window: { ...grant.window, from: grant.window.from + 30 * minute } }) },
  { name: "a window that ends earlier", only: evidence, narrow: (grant) => ({ ...grant, window: { ...grant.window, to: grant.window.to - 30 * minute } }) },
  { name: "a grant for fewer cases", narrow: (grant) => ({ ...grant, cases: grant.cases.slice(1) }) },
  { name: "a grant for a class that brought nothing", only: evidence, narrow: (grant) => ({ ...grant, dataClass: "qr-entry" satisfies DataClass }) },
  { name: "a grant of another place roster", narrow: (grant) => ({ ...grant, roster: "00000000-0000-4000-8000-00000000000f" as RequestId }) },
  { name: "a grant with fewer holders", narrow: (grant) => ({ ...grant, holders: grant.holders.slice(1) }) },
  { name: "a grant that begins later", narrow: (grant, now) => ({ ...grant, notBefore: now + 1, notAfter: Math.max(grant.notAfter, now + 2) }) },
  { name: "a grant that ends now", narrow: (grant, now) => ({ ...grant, notBefore: Math.min(grant.notBefore, now - 1), notAfter: now }) },
];

/** Over a question about one field. `about`: the conditions that look at what is taken away, if only some do. Undefined where there is nothing to take away. */
export type FieldNarrowing = { readonly name: string; readonly about?: readonly ConditionName[]; readonly narrow: (random: Seeded, question: Question, table: Table) => { readonly question: Question; readonly table: Table } | undefined };

const ofQuestion = (name: string, narrow: (random: Seeded, question: Question) => Question | undefined): FieldNarrowing => ({
  name,
  narrow: (random, question, table) => {
    const less = narrow(random, question);
    return less && { question: less, table };
  },
});
const ofResource = (name: string, about: ConditionName, less: (resource: Question["resource"]) => Question["resource"]): FieldNarrowing => ({ ...ofQuestion(name, (_, question) => ({ ...question, resource: less(question.resource) })), about: [about] });
const without = (resource: Question["resource"], name: keyof Question["resource"]): Question["resource"] => Object.fromEntries(Object.entries(resource).filter(([key]) => key !== name));
const ofPrincipal = (name: string, less: (principal: Question["asker"]["principal"]) => Partial<Question["asker"]["principal"]>): FieldNarrowing =>
  ofQuestion(name, (_, question) => ({ ...question, asker: { ...question.asker, principal: { ...question.asker.principal, ...less(question.asker.principal) } } }));
/** One of them, chosen by the seed. */
const one = <T>(random: Seeded, all: readonly T[], change: (chosen: T) => T | undefined): readonly T[] | undefined => {
  if (all.length === 0) return undefined;
  const index = random.integer(all.length);
  return all.flatMap((item, position) => (position === index ? (change(item) ?? []) : [item]));
};
const asking: Readonly<Record<"assignments" | "grants" | "referrals", readonly ConditionName[]>> = { assignments: ["assignedToMe"], grants: ["liveGrantOnCase", "liveGrantCoversAllInputs"], referrals: ["referredToMyAgency"] };
const ofFacts = <Name extends keyof typeof asking>(name: string, which: Name, change: (item: Question["facts"][Name][number], now: number) => Question["facts"][Name][number] | undefined, about = asking[which]): FieldNarrowing => ({
  ...ofQuestion(name, (random, question) => {
    const less = one<Question["facts"][Name][number]>(random, question.facts[which], (item) => change(item, question.facts.now));
    return less && { ...question, facts: { ...question.facts, [which]: less } };
  }),
  about,
});

export const fieldNarrowings: readonly FieldNarrowing[] = [
  ...grantNarrowings.map(({ name, narrow, only }) => ofFacts(name, "grants", narrow, only)),
  ofFacts("a grant whose reads are used up", "grants", (grant) => ({ ...grant, readsLeft: 0 })),
  ofFacts("no grant", "grants", () => undefined),
  ofFacts("no assignment", "assignments", () => undefined),
  ofFacts("an assignment that ends now", "assignments", (given, now) => ({ ...given, to: now })),
  ofFacts("no referral", "referrals", () => undefined),
  ofFacts("a referral that ends now", "referrals", (given, now) => ({ ...given, endedAt: now })),
  ofFacts("a referral that nobody accepted", "referrals", (given) => ({ ...given, acceptedAt: undefined })),
  ofResource("a sealed case", "sealed", (resource) => ({ ...resource, sealed: true })),
  ofResource("a case of unknown seal", "sealed", (resource) => without(resource, "sealed")),
  ofResource("a row of unknown region", "inOwnJurisdiction", (resource) => without(resource, "regionCode")),
  ofResource("a row of unknown agency", "ofMyAgency", (resource) => without(resource, "agency")),
  ofResource("a row that is not published", "published", (resource) => ({ ...resource, published: false })),
  ofResource("a row of no known case", "assignedToMe", (resource) => without(resource, "caseIds")),
  ofResource("a row of unknown evidence", "liveGrantCoversAllInputs", (resource) => without(resource, "inputs")),
  {
    ...ofQuestion("evidence more behind the row", (_, question) => {
      const [first] = question.resource.inputs ?? [];
      return first && { ...question, resource: { ...question.resource, inputs: [...(question.resource.inputs ?? []), { ...first, dataClass: "interview" }] } };
    }),
    about: evidence,
  },
  ofPrincipal("no duty", () => ({ duty: "public-visitor", clearance: 0 })),
  ofPrincipal("a lower clearance", ({ clearance }) => ({ clearance: Math.max(0, clearance - 1) as Clearance })),
  { ...ofPrincipal("one jurisdiction less", ({ jurisdictions }) => ({ jurisdictions: jurisdictions.slice(1) })), about: ["inOwnJurisdiction"] },
  {
    name: "a deny more",
    narrow: (random, question, table) => {
      const { fieldClass, may, basis, retained, approval } = random.pick(table.rules);
      const added: Rule = { id: "added.deny" as RuleId, effect: "deny", duty: "everyone", clearance: 0, purpose: "any", may, fieldClass, basis, retained, approval, coordinates: [question.coordinate], onlyWhen: random.some(["sealed", "inOwnJurisdiction", "ofMyAgency", "published", "assignedToMe"] as const, 0).slice(0, 1) };
      return { question, table: { ...table, rules: [...table.rules, added] } };
    },
  },
  {
    name: "an allow less",
    narrow: (random, question, table) => {
      const opening = table.rules.filter((row) => row.effect === "allow" && row.coordinates.includes(question.coordinate));
      if (opening.length === 0) return undefined;
      const gone = random.pick(opening);
      return { question, table: { ...table, rules: table.rules.filter((row) => row !== gone) } };
    },
  },
];

/** Over a whole database: about half of what there is of a kind is taken away. */
export type WorldNarrowing = { readonly name: string; readonly narrow: (random: Seeded, world: World) => World };

const half = <T>(random: Seeded, all: readonly T[], change: (item: T) => T | undefined): readonly T[] => all.flatMap((item) => (random.chance(0.5) ? (change(item) ?? []) : [item]));

export const worldNarrowings: readonly WorldNarrowing[] = [
  ...grantNarrowings.map(
    ({ name, narrow }): WorldNarrowing => ({
      name,
      narrow: (random, world) => ({ ...world, grants: half(random, world.grants, (stored) => ({ ...stored, grant: nonEmpty(narrow(stored.grant, world.now)) })) }),
    }),
  ),
  { name: "a grant whose reads are used up", narrow: (random, world) => ({ ...world, grants: half(random, world.grants, (stored) => ({ ...stored, readsAllowed: 0, takenBy: [] })) }) },
  { name: "no assignment", narrow: (random, world) => ({ ...world, assignments: half(random, world.assignments, () => undefined) }) },
  { name: "an assignment that ends now", narrow: (random, world) => ({ ...world, assignments: half(random, world.assignments, (given) => ({ ...given, to: world.now })) }) },
  { name: "no referral", narrow: (random, world) => ({ ...world, referrals: half(random, world.referrals, () => undefined) }) },
  { name: "a referral that ends now", narrow: (random, world) => ({ ...world, referrals: half(random, world.referrals, (given) => ({ ...given, endedAt: given.endedAt === undefined ? world.now : Math.min(given.endedAt, world.now) })) }) },
  { name: "a referral that nobody accepted", narrow: (random, world) => ({ ...world, referrals: half(random, world.referrals, (given) => ({ ...given, acceptedAt: undefined })) }) },
  { name: "sealed cases", narrow: (random, world) => ({ ...world, cases: half(random, world.cases, (row) => ({ ...row, sealed: true })) }) },
  { name: "sealed cases, told to movements only", narrow: (random, world) => ({ ...world, references: half(random, world.references, (row) => ({ ...row, sealed: true })) }) },
  { name: "nothing published", narrow: (random, world) => ({ ...world, clinics: half(random, world.clinics, (row) => ({ ...row, published: false })), programs: half(random, world.programs, (row) => ({ ...row, published: null })) }) },
  { name: "fewer jurisdictions", narrow: (_, world) => ({ ...world, operations: world.operations.map((asked) => ({ ...asked, principal: { ...asked.principal, jurisdictions: asked.principal.jurisdictions.slice(1) } })) }) },
  { name: "no duty", narrow: (_, world) => ({ ...world, operations: world.operations.map((asked) => ({ ...asked, principal: { ...asked.principal, duty: "public-visitor", clearance: 0 } })) }) },
];

/** The tables have no window without time in it. */
const nonEmpty = (grant: Grant): Grant => (grant.window.from < grant.window.to ? grant : { ...grant, window: { from: grant.window.to - 1, to: grant.window.to } });
