/** Holds a "not found" back until the next step of time, so that its time does not tell a hidden row from one that is nowhere. Not which rows are hidden. */
import { setTimeout as sleep } from "node:timers/promises";
import type { GraphQLError } from "graphql";

/**
 * In milliseconds. For a row that is there, but hidden, PostgreSQL works out the claims that its policies compare, and the filter; for one that is nowhere, nothing: about 0.3 ms
 * apart. Of answers that leave in steps many times as long only those next to a boundary can tell.
 */
const step = 20;

export const tellsNotFound = (errors: readonly GraphQLError[] | undefined): boolean => errors?.some(({ extensions }) => extensions["code"] === "NOT_FOUND") === true;

/** Resolves at the next whole step after `began`, a time of `performance.now()`. */
export async function untilNextStep(began: number, now = performance.now()): Promise<void> {
  await sleep(Math.ceil(step - ((now - began) % step)));
}
