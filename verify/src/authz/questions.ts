/** Generated questions about fields: near a rule's edge, so that most are decided by one part of it. Rows of a database: see worlds.ts. */
import { type AccountId, type CaseId, type Coordinate, type Evidence, type Grant, type Instant, provinceOf, type RegionCode, type Resource, type Rule } from "@epigraph/authz";
import type { Seeded } from "../seeded.js";
import { agencies, type Asker, generateAsker, regions } from "./askers.js";
import { type Question, places } from "./cedar.js";
import { evidenceAt, type Facts, generateFacts, generateGrant, grantedClasses, rosterNow } from "./facts.js";

const account = "kim" as AccountId;
const others = ["lee", "park"] as AccountId[];
const cases = ["case-a", "case-b"] as CaseId[];

export function generateQuestion(random: Seeded, rules: readonly Rule[], now: Instant): Question {
  const row = random.pick(rules);
  const coordinate = random.chance(0.9) ? random.pick(row.coordinates) : elsewhere(random, rules, row);
  const openers = rules.flatMap(({ effect, duty, coordinates }) => (effect === "allow" && duty !== "everyone" && coordinates.includes(coordinate) ? [duty] : []));
  const duty = row.duty === "everyone" ? openers.length === 0 ? undefined : random.pick(openers) : row.duty;
  const asker = random.chance(0.85) && duty !== undefined ? generateAsker(random, account, duty) : generateAsker(random, account);
  const resource = generateResource(random, asker);
  const facts = generateFacts(random, now, { account, others, agency: asker.principal.agency, cases });
  return { asker, coordinate, resource, facts: random.chance(0.6) ? { ...facts, grants: [...facts.grants, ...aimed(random, resource, facts)] } : facts };
}

/** A grant that just covers the first piece of evidence; so that whole rows of evidence are open often enough to try their edges. */
function aimed(random: Seeded, { inputs: [first] = [] }: Resource, { now }: Facts): readonly Grant[] {
  if (first === undefined) return [];
  const grant = generateGrant(random, now, { limited: true, id: "aimed", accounts: [account], cases: [first.caseId], roster: random.chance(0.9) ? first.roster : rosterNow(random) });
  return [{ ...grant, dataClass: first.dataClass, window: first.interval }];
}

/** Any field of the table, a field that is nowhere, or one that is closed. */
function elsewhere(random: Seeded, rules: readonly Rule[], row: Rule): Coordinate {
  const type = random.pick(row.coordinates).split(".")[0] ?? "";
  return random.pick([random.pick(random.pick(rules).coordinates), random.pick(random.pick(rules).coordinates), `${type}.shoeSize`, "Query._service"] as const);
}

function generateResource(random: Seeded, { principal }: Asker): Resource {
  const region = random.chance(0.9) ? regionNear(random, principal.jurisdictions) : undefined;
  const agency = random.chance(0.9) ? (random.chance(0.7) ? principal.agency : random.pick(agencies)) : undefined;
  const sealed = random.chance(0.92) ? random.chance(0.15) : undefined;
  const published = random.chance(0.92) ? random.chance(0.7) : undefined;
  const caseIds = random.chance(0.93) ? random.some(cases, random.chance(0.15) ? 0 : 1) : undefined;
  const inputs = random.chance(0.93) ? Array.from({ length: random.pick([0, 1, 1, 1, 1, 2, places.inputs]) }, () => generateEvidence(random)) : undefined;
  return {
    ...(region === undefined ? {} : { regionCode: region }),
    ...(agency === undefined ? {} : { agency }),
    ...(sealed === undefined ? {} : { sealed }),
    ...(published === undefined ? {} : { published }),
    ...(caseIds === undefined ? {} : { caseIds }),
    ...(inputs === undefined ? {} : { inputs }),
  };
}

function regionNear(random: Seeded, jurisdictions: readonly RegionCode[]): RegionCode {
  if (jurisdictions.length === 0 || random.chance(0.3)) return random.pick(regions);
  const own = random.pick(jurisdictions);
  return random.pick(regions.filter((code) => code === own || provinceOf(code) === own));
}

function generateEvidence(random: Seeded): Evidence {
  const hour = random.integer(4);
  const roster = rosterNow(random);
  return { caseId: random.pick(cases), dataClass: random.pick(grantedClasses), interval: { from: evidenceAt(random, hour), to: evidenceAt(random, hour + 1 + random.integer(2)) }, ...(roster === undefined ? {} : { roster }) };
}
