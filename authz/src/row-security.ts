/** The third wall: PostgreSQL's row-security policies, generated from the rules table. Not which tables there are: see protected-tables.ts; not how they are applied: see datastore's row-policies.ts. */
import { conditionTree } from "./condition-tree.js";
import { AuthzError } from "./error.js";
import { type Claims, heldInTables, printTree } from "./predicate.js";
import type { Described, OwnersPart, Told, Way } from "./described-table.js";
import { described } from "./protected-tables.js";
import { type ServiceName, services } from "./names.js";
import type { Rule } from "./rule.js";
import { rules as allRules } from "./rules.js";

/** `using`: which rows are there; `check`: which rows may come to be. `everyone` is told apart by the claims; the owner migrates and imports; `audit` and `sequencer` are the services whose logins alone have any right to the log, `provision` the one that puts in what providers upload. */
export type RowPolicy = {
  readonly name: string;
  readonly command: "all" | "select" | "insert" | "update";
  readonly to: "everyone" | "owner" | "audit" | "sequencer" | "provision";
  readonly using?: string;
  readonly check?: string;
};

export type ProtectedTable = {
  /** With its schema. */
  readonly table: string;
  readonly policies: readonly RowPolicy[];
};

/** What policies look things up in: shows only what its reader's claims open, and with its owner's rights, so that no policy is worked out inside another. */
export type RowView = { readonly name: string; readonly select: string; readonly readers: readonly ServiceName[] };

/** In a view the asker is a row beside the others, worked out once a statement. */
const withAsker = "with me as materialized (select * from security.asker())";
const inViews: Claims = { jurisdictions: () => "me.jurisdictions", agency: () => "me.agency", account: () => "me.account", purpose: () => "me.purpose", correlation: () => "me.correlation", now: () => "me.now" };

/** In a policy each is a sub-select of its own, likewise worked out once a statement; permissions are read through views. */
const asked = (expression: string): string => `(select ${expression} from security.asker() me)`;
const inPolicies: Claims = {
  jurisdictions: () => asked("me.jurisdictions"),
  agency: () => asked("me.agency"),
  account: () => asked("me.account"),
  purpose: () => asked("me.purpose"),
  correlation: () => asked("me.correlation"),
  now: () => asked("me.now"),
  held: {
    assignment: (caseId) => `security.own_assignment a where a.case_id = ${caseId}`,
    referral: (caseId) => `security.own_referral f where f.case_id = ${caseId}`,
    grant: (caseId) => `security.own_grant g where g.case_id = ${caseId}`,
  },
};

const held = heldInTables(inViews);
const ofPermissions: readonly ServiceName[] = ["cases", "movements", "audit"];
const ownViews: readonly RowView[] = [
  { readers: ofPermissions, name: "security.own_assignment", select: `${withAsker} select a.case_id from me, ${held.assignment("a.case_id")}` },
  { readers: ofPermissions, name: "security.own_referral", select: `${withAsker} select f.case_id from me, ${held.referral("f.case_id")}` },
  { readers: ofPermissions, name: "security.own_grant", select: `${withAsker} select gc.case_id, g.data_class, g.window_from, g.window_to, g.roster_id from me, ${held.grant("gc.case_id")}` },
];

/** The protected tables with their policies, as the rules have it. */
export function rowSecurity(rules: readonly Rule[] = allRules): readonly ProtectedTable[] {
  return described.map((table) => ({ table: table.table, policies: policiesOf(table, rules) }));
}

/** The views that the policies look at. */
export function rowViews(rules: readonly Rule[] = allRules): readonly RowView[] {
  const open = described.flatMap((table) =>
    table.read.flatMap((way, index) => {
      const { through } = way;
      return through === undefined ? [] : [{ readers: services.filter((service) => table.table.startsWith(`${service}.`)), name: viewOf(table, index), select: `${withAsker} select ${through.key} as key from ${withCounted(through, rules)} where ${openedBy(way, rules, inViews, (askers) => askers)}` }];
    }),
  );
  return [...ownViews, ...open];
}

/** The asker beside the rows, and beside those the joined ones that count. */
function withCounted({ from, counting }: NonNullable<Way["through"]>, rules: readonly Rule[]): string {
  if (counting === undefined) return `me, ${from}`;
  const { join, on, way } = counting;
  return `me cross join ${from} left join (${join}) on ${both(on, openedBy(way, rules, inViews, (askers) => askers))}`;
}

const viewOf = ({ table }: Described, way: number): string => `security.open_${table.replace(".", "_")}_${way + 1}`;

function policiesOf(table: Described, rules: readonly Rule[]): RowPolicy[] {
  const { owner, read, insert, update, own, keptBy, provided } = table;
  const rows = (way: Way, index: number): string => {
    if (way.through !== undefined) return `exists (select from ${viewOf(table, index)} o where o.key = ${way.through.on})`;
    const opened = openedBy(way, rules, inPolicies, asked);
    return way.joined === undefined ? opened : `exists (select from ${way.joined} where ${opened})`;
  };
  const expression = (ways: readonly Way[]): string => either(ways.map((way, index) => both(rows(way, index), way.besides)));
  const written = (ways: readonly Way[]): string => either(ways.map((way, index) => both(both(rows(way, index), way.besides), way.written)));
  return [
    { name: "epigraph_read", command: "select", to: keptBy === undefined ? "everyone" : "audit", using: own ?? expression(read) },
    ...(insert === undefined ? [] : [{ name: "epigraph_insert", command: "insert", to: "everyone", check: written(insert) } as const]),
    ...(update === undefined ? [] : [{ name: "epigraph_update", command: "update", to: "everyone", using: expression(update), check: written(update) } as const]),
    ...(provided === undefined ? [] : [{ name: "epigraph_provision_inserts", command: "insert", to: "provision", check: provided } as const]),
    // what it may do with them stands in its rights
    ...(keptBy === undefined ? [] : [{ name: `epigraph_${keptBy}_keeps`, command: "all", to: keptBy, using: "true", check: "true" } as const]),
    ...ownersPolicies(owner),
  ];
}

function ownersPolicies(part: OwnersPart): RowPolicy[] {
  if (part === "keeps") return [{ name: "epigraph_owner_keeps", command: "all", to: "owner", using: "true", check: "true" }];
  const writes: RowPolicy = { name: "epigraph_owner_writes", command: "insert", to: "owner", check: "true" };
  if (part === "writes") return [writes];
  const reads: RowPolicy = { name: "epigraph_owner_reads", command: "select", to: "owner", using: "true" };
  return part === "writes and reads" ? [writes, reads] : [writes, reads, { name: "epigraph_owner_works", command: "update", to: "owner", using: asked("me.account is not null"), check: "true" }];
}

/** Whoever asks falls under the allows of one asker at least, and under every deny. `of`: how the question about the asker is put. */
function openedBy(way: Told, rules: readonly Rule[], claims: Claims, of: (askers: string) => string): string {
  const { coordinate, columns } = way;
  const allows = allowsOf(way, rules);
  const denies = rules.filter((rule) => rule.effect === "deny" && rule.coordinates.includes(coordinate));
  // askers with the same rows share them
  const askersOf = new Map<string, string[]>();
  for (const asker of new Set(allows.map(askerOf))) {
    const rows = printTree(conditionTree([...allows.filter((rule) => askerOf(rule) === asker), ...denies], coordinate), columns, claims);
    askersOf.set(rows, [...(askersOf.get(rows) ?? []), asker]);
  }
  return either([...askersOf].map(([rows, askers]) => (askers.includes(everyone) ? rows : `(${both(of(either(askers)), rows)})`)));
}

function allowsOf({ coordinate }: Told, rules: readonly Rule[]): readonly Rule[] {
  const allows = rules.filter((rule) => rule.effect === "allow" && rule.coordinates.includes(coordinate));
  if (allows.length === 0) throw new AuthzError("RULE_MISSING", `no rule opens \`${coordinate}\`, by which the rows of a table are told: correct authz/src/protected-tables.ts`);
  return allows;
}

const everyone = "true";

function askerOf({ duty, clearance, purpose }: Rule): string {
  if (duty === "everyone") return everyone;
  if (purpose === "any") throw new AuthzError("RULE_INVALID", `a rule for the duty \`${duty}\` is for any purpose: name the purpose`);
  return `(me.duty = '${duty}' and me.clearance >= ${clearance} and me.purpose = '${purpose}')`;
}

const either = (alternatives: readonly string[]): string => (alternatives.length === 1 ? (alternatives[0] ?? "false") : `(${alternatives.join(" or ")})`);
const both = (one: string, other: string | undefined): string => (other === undefined || other === "true" ? one : `${one} and ${other}`);
