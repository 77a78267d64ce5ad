/** Fields decided twice: by the product's decision (CASL) and by Cedar. Equal on every question, or it is shown where they part. */
import { abilityFor, conditions, decider, rowOf, type Rule, rules, type Table } from "@epigraph/authz";
import { seeded } from "../seeded.js";
import { cedarEngine, type CedarPolicies, cedarPolicies, type Question } from "./cedar.js";
import { coverage, type Coverage, type Hits } from "./coverage.js";
import { permissionsFrom } from "./facts.js";
import type { Engine } from "./kept-decisions.js";
import { generateQuestion } from "./questions.js";

export type FieldFindings = {
  readonly decisions: number;
  readonly allowed: number;
  /** Of the decisions about mutations. */
  readonly changes: number;
  readonly disagreements: readonly { readonly question: Question; readonly casl: string; readonly cedar: string }[];
  readonly coverage: Coverage;
};

/** Any moment will do: nothing here looks at a clock. */
const now = Date.UTC(2020, 4, 10, 12, 0, 0, 123);

export const table: Table = { rules, conditions };

/** `engine`: what decides beside Cedar; the product if not given, as it is used there. */
type FieldComparison = {
  readonly seed: number;
  readonly decisions: number;
  readonly policies?: CedarPolicies;
  readonly engine?: Engine;
  /** After how many disagreements to stop; all are looked for if not given. */
  readonly stopAt?: number;
  /** The rules near which to ask; all if not given. */
  readonly about?: readonly Rule[];
};

export function compareFields(options: FieldComparison): FieldFindings {
  const { decider: decides, makeAbility: makes } = options.engine ?? { decider, makeAbility: abilityFor };
  const random = seeded(options.seed);
  const ask = cedarEngine(options.policies ?? cedarPolicies(rules));
  const seen = coverage(table);
  const disagreements: FieldFindings["disagreements"][number][] = [];
  let allowed = 0;
  let changes = 0;
  let decisions = 0;
  const about = options.about ?? rules;
  let seldom = about; // rules not yet seen both ways: half of the questions are near one of them
  while (decisions < options.decisions && disagreements.length < (options.stopAt ?? Infinity)) {
    if (decisions % 50 === 0) seldom = about.filter(({ id }) => !isSeen(seen.hits.get(id)));
    const question = generateQuestion(random, seldom.length > 0 && random.chance(0.5) ? seldom : about, now);
    const { asker, coordinate, resource, facts } = question;
    const permissions = permissionsFrom(facts, asker.principal, asker.purpose);
    const decision = decides(makes(asker.principal, asker.purpose, table), permissions)(coordinate)(rowOf(resource));
    const casl = decision.outcome === "allowed" ? "allowed" : "refused";
    const cedar = ask(question);
    decisions++;
    if (casl === "allowed") allowed++;
    if (coordinate.startsWith("Mutation.")) changes++;
    if (casl !== cedar) disagreements.push({ question, casl, cedar });
    seen.count({ asker, coordinate, resource, permissions, decision });
  }
  return { decisions, allowed, changes, disagreements, coverage: seen };
}

const isSeen = (hits: Hits | undefined): boolean => hits !== undefined && hits.opened > 0 && hits.refused > 0;

type Planted = { readonly fault: string; readonly policies: CedarPolicies; readonly about: readonly Rule[] };

/** The same policies with one fault each, which the same comparison must find. */
export function plantedFaults(): readonly Planted[] {
  const whole = cedarPolicies(rules);
  const without = rules.map((row): Planted => ({ fault: `without ${row.id}`, policies: Object.fromEntries(Object.entries(whole).filter(([other]) => other !== row.id)), about: [row] }));
  const edited = edits.map(({ fault, find, replace }): Planted => {
    const policies = Object.fromEntries(Object.entries(whole).map(([id, text]) => [id, text.replaceAll(find, replace)]));
    const about = rules.filter(({ id }) => policies[id] !== whole[id]);
    if (about.length === 0) throw new Error(`the fault \`${fault}\` changes nothing: plant it anew`);
    return { fault, policies, about };
  });
  return [...without, ...edited];
}

const edits: readonly { readonly fault: string; readonly find: RegExp; readonly replace: string }[] = [
  { fault: "a purpose is not asked for", find: /context\.purpose == "investigation"/g, replace: "true" },
  { fault: "a clearance is not asked for", find: /principal\.clearance >= 4/g, replace: "true" },
  { fault: "a province does not cover its municipalities", find: / \|\| principal\.jurisdictions\.contains\(resource\.province\)/g, replace: "" },
  { fault: "an unknown seal is no seal", find: /!\(resource has sealed\) \|\| resource\.sealed/g, replace: "resource has sealed && resource.sealed" },
  { fault: "a grant lives one moment too long", find: /context\.now < context\.g(\d)\.to/g, replace: "context.now <= context.g$1.to" },
  { fault: "a grant begins one moment too late", find: /context\.g(\d)\.from <= context\.now/g, replace: "context.g$1.from < context.now" },
  { fault: "a grant is anybody's", find: /context\.g\d\.holders\.contains\(principal\.account\)/g, replace: "true" },
  { fault: "a grant serves any purpose", find: /context\.g\d\.purpose == context\.purpose/g, replace: "true" },
  { fault: "a grant never runs out of reads", find: /context\.g(\d)\.readsLeft > 0/g, replace: "true" },
  { fault: "a grant is for every class", find: /context\.g\d\.dataClass == resource\.i\d\.dataClass/g, replace: "true" },
  { fault: "evidence may begin before the window", find: /context\.g\d\.windowFrom <= resource\.i\d\.from/g, replace: "true" },
  { fault: "evidence may end after the window", find: /resource\.i\d\.to <= context\.g\d\.windowTo/g, replace: "true" },
  { fault: "evidence may not touch the end of the window", find: /resource\.i(\d)\.to <= context\.g(\d)\.windowTo/g, replace: "resource.i$1.to < context.g$2.windowTo" },
  { fault: "the second piece of evidence is not looked at", find: /\(!\(resource has i1\) \|\|/g, replace: "(true ||" },
  { fault: "a referral need not be accepted in time", find: /context\.r(\d)\.accepted <= context\.now/g, replace: "true" },
  { fault: "a referral never ends", find: /context\.now < context\.r\d\.ended/g, replace: "true" },
  { fault: "an assignment never ends", find: /context\.now < context\.a\d\.to/g, replace: "true" },
  { fault: "an assignment is anybody's", find: /context\.a\d\.account == principal\.account/g, replace: "true" },
  { fault: "an assignment to another case than the referred one will do", find: /context\.a(\d)\.case == resource\.c\d/g, replace: '[resource has c0, resource has c1].contains(true) && ((resource has c0 && context.a$1.case == resource.c0) || (resource has c1 && context.a$1.case == resource.c1))' },
  { fault: "only the first of a row's cases counts", find: /resource has c1/g, replace: "false" },
  { fault: "any agency is the own one", find: /resource\.agency == principal\.agency/g, replace: "true" },
  { fault: "what is not published is open", find: /resource has published && resource\.published/g, replace: "resource has published" },
];
