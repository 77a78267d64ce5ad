/** Which rules were seen at work, both ways: to allow and to refuse. Counts decisions; makes none. */
import { attributesOf, type Comparison, type ConditionName, type Decision, type Permissions, type Resource, type Rule, type RuleId, type Table } from "@epigraph/authz";
import type { Asker } from "./askers.js";
import type { Coordinate } from "@epigraph/authz";

/**
 * Of an allow: `opened` what it opened, `refused` what it kept closed because exactly one thing that it asks for was missing (`by` which one). A rule that asks
 * nothing of anybody refuses by what it does not list: the field next to it. Of a deny: `refused` what it closed and an allow would have opened, `opened` what it let pass.
 */
export type Hits = { opened: number; refused: number; readonly by: Map<string, number> };

export type Coverage = {
  readonly count: (asked: { readonly asker: Asker; readonly coordinate: Coordinate; readonly resource: Resource; readonly permissions: Permissions; readonly decision: Decision }) => void;
  readonly hits: ReadonlyMap<RuleId, Hits>;
  /** Share of the rules that were seen both ways, 0 to 100. */
  readonly bothWays: () => number;
  /** What was never seen, as sentences. */
  readonly unseen: () => readonly string[];
};

export function coverage({ rules, conditions }: Table): Coverage {
  const hits = new Map<RuleId, Hits>(rules.map(({ id }) => [id, { opened: 0, refused: 0, by: new Map() }]));
  const types = new Map(rules.map((row) => [row.id, new Set(row.coordinates.map(typeOf))]));

  const missing = (row: Rule, { principal, purpose }: Asker, holds: (name: ConditionName) => boolean): readonly string[] => [
    ...(row.clearance <= principal.clearance || row.duty === "everyone" ? [] : ["clearance"]),
    ...(row.purpose === "any" || row.purpose === purpose ? [] : ["purpose"]),
    ...row.onlyWhen.filter((name) => !holds(name)),
  ];
  const refusedBy = (row: Rule, why: string): void => {
    const hit = hits.get(row.id);
    if (!hit) return;
    hit.refused++;
    hit.by.set(why, (hit.by.get(why) ?? 0) + 1);
  };

  return {
    hits,
    count: ({ asker, coordinate, resource, permissions, decision }) => {
      // what is asked of the case must hold of one and the same of the row's cases: the way on which the least is missing
      const ways = (resource.caseIds?.length ?? 0) < 2 ? [resource] : (resource.caseIds ?? []).map((caseId) => ({ ...resource, caseIds: [caseId] }));
      const described = ways.map((way) => attributesOf(way, permissions));
      const least = (row: Rule): readonly string[] =>
        described.map((attributes) => missing(row, asker, (name) => compares(conditions[name].compare(asker.principal), attributes))).reduce((fewest, one) => (one.length < fewest.length ? one : fewest));
      const opened = decision.outcome === "allowed";
      const forDuty = rules.filter((row) => row.duty === "everyone" || row.duty === asker.principal.duty);
      const own = forDuty.filter((row) => row.coordinates.includes(coordinate));
      const closing = own.filter((row) => row.effect === "deny" && least(row).length === 0);
      for (const row of own) {
        if (row.effect === "deny") {
          const hit = hits.get(row.id);
          if (opened && hit) hit.opened++;
          if (closing.length === 1 && closing[0] === row && own.some((one) => one.effect === "allow" && least(one).length === 0)) refusedBy(row, "the deny");
        } else if (opened) {
          const hit = decision.ruleId === row.id ? hits.get(row.id) : undefined;
          if (hit) hit.opened++;
        } else if (closing.length === 0) {
          const [only, ...more] = least(row);
          if (only !== undefined && more.length === 0) refusedBy(row, only);
        }
      }
      if (opened || own.length > 0) return;
      for (const row of forDuty) if (row.effect === "allow" && types.get(row.id)?.has(typeOf(coordinate)) === true && least(row).length === 0) refusedBy(row, "a field next to its own");
    },
    bothWays: () => (100 * [...hits.values()].filter(({ opened, refused }) => opened > 0 && refused > 0).length) / hits.size,
    unseen: () =>
      rules.flatMap((row) => {
        const { opened = 0, refused = 0, by = new Map<string, number>() } = hits.get(row.id) ?? {};
        const granted = row.onlyWhen.some((name) => name.startsWith("liveGrant")); // a grant is for a purpose too: with the wrong one both are missing
        const parts = row.effect === "deny" ? [] : [...(row.duty === "everyone" || granted ? [] : ["purpose"]), ...row.onlyWhen].filter((part) => !by.has(part));
        return [
          ...(opened === 0 ? [`${row.id} was never seen to ${row.effect === "deny" ? "let pass" : "allow"}`] : []),
          ...(refused === 0 ? [`${row.id} was never seen to refuse`] : []),
          ...parts.map((part) => `${row.id} was never seen to refuse for want of \`${part}\` alone`),
        ];
      }),
  };
}

const typeOf = (coordinate: string): string => coordinate.split(".")[0] ?? "";

/** What the comparison says, without CASL. */
function compares(comparison: Comparison, attributes: ReturnType<typeof attributesOf>): boolean {
  return Object.entries(comparison).every(([name, wanted]) => {
    const value = attributes[name as keyof typeof attributes];
    if (typeof wanted === "boolean") return value === wanted;
    if ("$ne" in wanted) return value !== wanted.$ne;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.some((one) => (wanted.$in as readonly unknown[]).includes(one));
  });
}
