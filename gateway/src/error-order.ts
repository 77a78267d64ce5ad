/** The order in which the errors of one answer stand. Not which errors there are. */
import type { GraphQLError } from "graphql";

/**
 * By their place in the answer, those without one first. Subgraphs are asked at the same time: in the order in which they answered, one and the same answer would come in
 * several forms, and tell which of them was quicker.
 */
export const inOrderOfPath = (errors: readonly GraphQLError[]): readonly GraphQLError[] => errors.toSorted((a, b) => comparePaths(a.path ?? [], b.path ?? []) || compareTexts(a.message, b.message));

type Path = readonly (string | number)[];

function comparePaths(a: Path, b: Path): number {
  for (const [index, step] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = typeof step === "number" && typeof other === "number" ? step - other : compareTexts(String(step), String(other));
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
