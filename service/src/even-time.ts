/** Holds an answer back until the next step of time where its time would tell what it does not: a hidden row from one that is nowhere, a match that is not told of. Not which those are. */
import { setTimeout as sleep } from "node:timers/promises";
import type { GraphQLError } from "graphql";

/**
 * In milliseconds. For a row that is there, but hidden, PostgreSQL works out the claims that its policies compare, and the filter; for one that is nowhere, nothing: about 0.3 ms
 * apart. Of answers that leave in steps many times as long only those next to a boundary can tell.
 */
const step = 20;

export const tellsByTime = ({ even }: { readonly even?: boolean }, errors: readonly GraphQLError[] | undefined): boolean => even === true || errors?.some(({ extensions }) => extensions["code"] === "NOT_FOUND") === true;

/** Resolves at the next whole step after `began`, a time of `performance.now()`. */
export async function untilNextStep(began: number, now = performance.now()): Promise<void> {
  await sleep(Math.ceil(step - ((now - began) % step)));
}
