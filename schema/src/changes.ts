/** What a new supergraph would do to those who use the old one. Judges the API schema and its access directives, not the data. */
import { findBreakingChanges, findDangerousChanges } from "graphql";
import { accessDirectives } from "./access-directives.js";
import { apiSchema } from "./api-schema.js";

/**
 * - `breaking`: an operation that worked may fail;
 * - `dangerous`: it still runs but may mean something else;
 * - `opened`: a type or field lost, or changed, a directive that guarded it, so that someone may see more than before.
 */
export type SchemaChange = { readonly severity: "breaking" | "dangerous" | "opened"; readonly kind: string; readonly description: string };

/**
 * Every change between two supergraphs that somebody must look at, the worst first. Harmless additions are not in it.
 * @throws {SchemaError} `SUPERGRAPH_INVALID` if one of the texts is not a supergraph.
 */
export function schemaChanges(before: string, after: string): readonly SchemaChange[] {
  const [from, to] = [apiSchema(before), apiSchema(after)];
  return [
    ...findBreakingChanges(from, to).map((change): SchemaChange => ({ severity: "breaking", kind: change.type, description: change.description })),
    ...opened(before, after),
    ...findDangerousChanges(from, to).map((change): SchemaChange => ({ severity: "dangerous", kind: change.type, description: change.description })),
  ];
}

/** The changes as lines for a terminal or a commit message; one line if there are none. */
export function printChanges(changes: readonly SchemaChange[]): string {
  if (changes.length === 0) return "no breaking, dangerous or opening change\n";
  return changes.map(({ severity, kind, description }) => `${severity.padEnd(9)} ${kind}: ${description}\n`).join("");
}

function opened(before: string, after: string): readonly SchemaChange[] {
  const now = accessDirectives(after);
  const changes: SchemaChange[] = [];
  for (const [coordinate, was] of accessDirectives(before)) {
    const is = now.get(coordinate);
    if (is === undefined) continue; // gone altogether: a breaking change, and nobody sees it any more
    for (const directive of was.filter((text) => !is.includes(text))) {
      changes.push({ severity: "opened", kind: "ACCESS_DIRECTIVE_REMOVED", description: `\`${coordinate}\` no longer has \`${directive}\`${is.length === 0 ? "" : `, but ${is.map((text) => `\`${text}\``).join(", ")}`}.` });
    }
  }
  return changes;
}
