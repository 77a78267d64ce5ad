/**
 * The rules table as Cedar policies, so that an engine that nobody here wrote decides the same questions. What a condition means is written here a second time, by
 * hand, in Cedar's words and from the facts alone: whether a grant is live and what it covers is Cedar's own finding. For verification only; nothing in the product asks Cedar.
 */
import { setFlagsFromString } from "node:v8";
import { preparsePolicySet, statefulIsAuthorized, type CedarValueJson } from "@cedar-policy/cedar-wasm/nodejs";
import { actionOf, type ConditionName, type Coordinate, type Grant, type Resource, type Rule } from "@epigraph/authz";
import { type Asker, provinces } from "./askers.js";
import type { Facts } from "./facts.js";

// node 20 dies ("Fatal error, unreachable code") when it leaves optimised code that calls WebAssembly directly
setFlagsFromString("--no-turbo-inline-js-wasm-calls");

/** The most assignments, grants and referrals, cases of a row and pieces of evidence that a question may bring: Cedar has no loops, so each has a place of its own. */
export const places = { facts: 4, cases: 2, inputs: 3 };

const facts = (letter: string): readonly string[] => Array.from({ length: places.facts }, (_, index) => `${letter}${index}`);
const caseSlots = Array.from({ length: places.cases }, (_, index) => `c${index}`);
const inputs = Array.from({ length: places.inputs }, (_, index) => `i${index}`);
const anyOf = (clauses: readonly string[]): string => `(${clauses.join("\n    || ")})`;
const since = (from: string, to: string): string => `context.${from} <= context.now && (!(context has ${to}) || context.now < context.${to})`;

const live = (grant: string): string =>
  `context has ${grant} && context.${grant}.from <= context.now && context.now < context.${grant}.to && context.${grant}.purpose == context.purpose` +
  ` && context.${grant}.holders.contains(principal.account) && (!(context.${grant} has readsLeft) || context.${grant}.readsLeft > 0)`;
const covered = (input: string): string =>
  anyOf(
    facts("g").map(
      (grant) =>
        `(${live(grant)} && context.${grant}.cases.contains(resource.${input}.case) && context.${grant}.dataClass == resource.${input}.dataClass && context.${grant}.roster == resource.${input}.roster` +
        ` && context.${grant}.windowFrom <= resource.${input}.from && resource.${input}.to <= context.${grant}.windowTo)`,
    ),
  );

/** Every named condition of the table, in Cedar. What is asked of a case is asked of this one of the row's cases. */
const conditionTexts: Readonly<Record<ConditionName, string | ((theCase: string) => string)>> = {
  published: "resource has published && resource.published",
  inOwnJurisdiction: "resource has region && (principal.jurisdictions.contains(resource.region) || principal.jurisdictions.contains(resource.province))",
  ofMyAgency: "resource has agency && resource.agency == principal.agency",
  sealed: "!(resource has sealed) || resource.sealed",
  referredToMyAgency: (theCase) =>
    anyOf(facts("r").map((one) => `(context has ${one} && context.${one}.toAgency == principal.agency && context.${one}.case == resource.${theCase} && context.${one} has accepted && ${since(`${one}.accepted`, `${one}.ended`)})`)),
  assignedToMe: (theCase) => anyOf(facts("a").map((one) => `(context has ${one} && context.${one}.account == principal.account && context.${one}.case == resource.${theCase} && ${since(`${one}.from`, `${one}.to`)})`)),
  liveGrantOnCase: (theCase) => anyOf(facts("g").map((grant) => `(${live(grant)} && context.${grant}.roster == "none" && context.${grant}.cases.contains(resource.${theCase}))`)),
  liveGrantCoversAllInputs: inputs.map((input, index) => (index === 0 ? `resource has ${input} && ${covered(input)}` : `(!(resource has ${input}) || ${covered(input)})`)).join(" && "),
};

export type CedarPolicies = Readonly<Record<string, string>>;

/** One policy for each row of the table, under the row's id. */
export const cedarPolicies = (rules: readonly Rule[]): CedarPolicies => Object.fromEntries(rules.map((row) => [row.id, policy(row)]));

function policy(row: Rule): string {
  const when = [
    ...(row.duty === "everyone" ? [] : [`principal.duty == ${JSON.stringify(row.duty)}`, `principal.clearance >= ${row.clearance}`]),
    ...(row.purpose === "any" ? [] : [`context.purpose == ${JSON.stringify(row.purpose)}`]),
    // after what is quickly denied: Cedar builds the list anew for each question that comes so far
    `[${row.coordinates.map((coordinate) => JSON.stringify(coordinate)).join(", ")}].contains(context.coordinate)`,
    ...conditionsOf(row),
  ];
  return `${row.effect === "allow" ? "permit" : "forbid"} (principal, action == Action::${JSON.stringify(row.may)}, resource)\n${when.map((text) => `when { ${text} }`).join("\n")};`;
}

/** What a rule asks of the case must hold of one and the same of the row's cases. */
function conditionsOf({ onlyWhen }: Rule): readonly string[] {
  const texts = onlyWhen.map((name) => conditionTexts[name]);
  const ofCase = texts.filter((text) => typeof text !== "string");
  const ofRow = texts.filter((text) => typeof text === "string");
  return ofCase.length === 0 ? ofRow : [...ofRow, anyOf(caseSlots.map((theCase) => `(resource has ${theCase} && ${ofCase.map((text) => text(theCase)).join(" && ")})`))];
}

export type Question = { readonly asker: Asker; readonly coordinate: Coordinate; readonly resource: Resource; readonly facts: Facts };

let prepared = 0;

/**
 * Decides with these policies.
 * @throws Error when Cedar cannot read a policy, or meets an attribute that is not there: it would pass over that policy, a forbid too
 */
export function cedarEngine(policies: CedarPolicies): (question: Question) => "allowed" | "refused" {
  const id = `policies ${prepared++}`;
  const parsed = preparsePolicySet(id, { staticPolicies: policies });
  if (parsed.type === "failure") throw new Error(`Cedar cannot read the policies: ${parsed.errors.map(({ message }) => message).join("; ")}`);
  return (question) => {
    const answer = statefulIsAuthorized({ ...request(question), preparsedPolicySetId: id });
    if (answer.type === "failure") throw new Error(`Cedar cannot read the question: ${answer.errors.map(({ message }) => message).join("; ")}`);
    const { decision, diagnostics } = answer.response;
    if (diagnostics.errors.length > 0) throw new Error(`Cedar could not evaluate ${diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`).join("; ")}`);
    return decision === "allow" ? "allowed" : "refused";
  };
}

type Attributes = Record<string, CedarValueJson>;

function request({ asker: { principal, purpose }, coordinate, resource, facts: { now, assignments, grants, referrals } }: Question) {
  const account = { type: "Account", id: "asker" };
  const row = { type: "Row", id: "row" };
  const { account: name, duty, clearance, agency, jurisdictions } = principal;
  return {
    principal: account,
    action: { type: "Action", id: actionOf(coordinate) },
    resource: row,
    context: {
      coordinate,
      purpose,
      now,
      ...placed("a", assignments, ({ account: held, caseId, from, to }) => ({ account: held, case: caseId, from, ...known({ to }) })),
      ...placed("r", referrals, ({ toAgency, caseId, acceptedAt, endedAt }) => ({ toAgency, case: caseId, ...known({ accepted: acceptedAt, ended: endedAt }) })),
      ...placed("g", grants, grantAttributes),
    },
    entities: [
      { uid: account, attrs: { account: name, duty, clearance, agency, jurisdictions: [...jurisdictions] }, parents: [] },
      { uid: row, attrs: rowAttributes(resource), parents: [] },
    ],
  };
}

const grantAttributes = ({ holders, cases, dataClass, window, purpose, notBefore, notAfter, readsLeft, roster }: Grant): Attributes => ({
  holders: [...holders],
  cases: [...cases],
  dataClass,
  windowFrom: window.from,
  windowTo: window.to,
  purpose,
  from: notBefore,
  to: notAfter,
  roster: roster ?? "none",
  ...known({ readsLeft }),
});

function rowAttributes({ regionCode, agency, sealed, published, caseIds, inputs: evidence }: Resource): Attributes {
  return {
    ...known({ region: regionCode, province: regionCode === undefined ? undefined : provinces.get(regionCode), agency, sealed, published }),
    ...placed("c", caseIds ?? [], (caseId) => caseId, places.cases),
    ...(evidence === undefined ? {} : placed("i", evidence, ({ caseId, dataClass, interval, roster }) => ({ case: caseId, dataClass, from: interval.from, to: interval.to, roster: roster ?? "none" }), places.inputs)),
  };
}

/** Cedar has no null: what is not known is not there. */
const known = (attributes: Readonly<Record<string, CedarValueJson | undefined>>): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter((entry): entry is [string, CedarValueJson] => entry[1] !== undefined));

function placed<T>(letter: string, all: readonly T[], attributes: (one: T) => CedarValueJson, most = places.facts): Attributes {
  if (all.length > most) throw new RangeError(`${all.length} facts, but only ${most} places`);
  return Object.fromEntries(all.map((one, index) => [`${letter}${index}`, attributes(one)]));
}
