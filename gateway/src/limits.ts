/** Bounds on a document, held before anything is planned: planning cost grows much faster than a document does. Not authorization: see clearance.ts. */
import type { Duty } from "@epigraph/authz";
import { type DocumentNode, type FragmentDefinitionNode, type GraphQLError, Kind, parse, type SelectionSetNode } from "graphql";
import { gatewayError } from "./error.js";

/** Published in the README; an operation over one of them is refused with OPERATION_TOO_LARGE. */
export const limits = { bodyBytes: 65_536, tokens: 5_000, depth: 15, selections: 1_000, aliases: 30, rootFields: 20, nameCharacters: 100 } as const;

/** The most that a body may be of who may hand in a file (`importLineList`: 10 MB, in base64); everybody else's is `limits.bodyBytes`. */
export const fileBodyBytes = 14_000_000;
const handsInFiles: readonly Duty[] = ["local-investigator", "national-investigator"];
export const bodyBytesOf = (principal: { readonly duty: Duty } | undefined): number => (principal !== undefined && handsInFiles.includes(principal.duty) ? fileBodyBytes : limits.bodyBytes);

/**
 * The limit that a text is over, as an error. Asked before validation, whose cost too grows with the square of a document's fields.
 * `undefined` also for a text that is no GraphQL: others say so better.
 */
export function overLimit(source: string): GraphQLError | undefined {
  if (source.length > limits.bodyBytes) return tooLarge("bodyBytes"); // a file is a variable, never a part of the document
  let document: DocumentNode;
  try {
    document = parse(source, { maxLexicalTokens: limits.tokens, noLocation: true });
  } catch {
    return undefined;
  }
  return brokenLimit(document);
}

function brokenLimit(document: DocumentNode): GraphQLError | undefined {
  const fragments = new Map(document.definitions.flatMap((definition) => (definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [])));
  const measured = { selections: 0, aliases: 0, rootFields: 0 };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    if ((definition.name?.value.length ?? 0) > limits.nameCharacters) return tooLarge("nameCharacters"); // the name of an operation stands in the access log
    const over = measure(definition.selectionSet, 1, fragments, measured, new Set());
    if (over) return tooLarge(over);
  }
  return undefined;
}

type Measured = { selections: number; aliases: number; rootFields: number };

/** Walks with fragments spread out, and stops at the first limit, so that the walk itself is bounded. */
function measure(set: SelectionSetNode, depth: number, fragments: ReadonlyMap<string, FragmentDefinitionNode>, measured: Measured, within: ReadonlySet<string>): keyof typeof limits | undefined {
  if (depth > limits.depth) return "depth";
  for (const selection of set.selections) {
    if (++measured.selections > limits.selections) return "selections";
    if (selection.kind === Kind.FIELD) {
      if (depth === 1 && ++measured.rootFields > limits.rootFields) return "rootFields";
      if (selection.alias && ++measured.aliases > limits.aliases) return "aliases";
      const over = selection.selectionSet && measure(selection.selectionSet, depth + 1, fragments, measured, within);
      if (over) return over;
      continue;
    }
    const name = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : undefined;
    if (name !== undefined && within.has(name)) continue; // a cycle: another rule reports it
    const inner = name === undefined ? (selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : undefined) : fragments.get(name)?.selectionSet;
    const over = inner && measure(inner, depth, fragments, measured, name === undefined ? within : new Set([...within, name]));
    if (over) return over;
  }
  return undefined;
}

const tooLarge = (limit: keyof typeof limits): GraphQLError => gatewayError("OPERATION_TOO_LARGE", `the operation has more than ${limits[limit]} ${words[limit]}: split it`);
const words: Record<keyof typeof limits, string> = { bodyBytes: "bytes", tokens: "tokens", depth: "levels", selections: "selections", aliases: "aliases", rootFields: "root fields", nameCharacters: "characters in its name" };
