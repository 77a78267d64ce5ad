/**
 * Writes attempted on a real PostgreSQL as a service's login under an asker's claims: accepted if and only if the decision (CASL) allows the change and the row is one that the
 * product would write. Each is taken back at once. Not what is attempted: see attempts.ts.
 */
import type { Table } from "@epigraph/authz";
import pg from "pg";
import { type Attempt, attempts, type Sizes } from "./attempts.js";
import { decision } from "./decision.js";
import { fill } from "./filling.js";
import type { Sessions } from "./sessions.js";
import { generateWorld, type Operation } from "./worlds.js";
import { seeded } from "../seeded.js";

export type WriteDisagreement = { readonly attempt: Attempt; readonly operation: Operation; readonly due: boolean; readonly accepted: boolean };

/** Which attempt and asker it is about, and who says what. */
export const nameOf = ({ attempt: { key, kind, table }, operation, due, accepted }: WriteDisagreement): string => [table, key, kind, operation.correlation, due, accepted].join(" ");

export type WriteTally = {
  decisions: number;
  /** Carried out by the database. */
  accepted: number;
  readonly byKind: Map<string, { decisions: number; accepted: number }>;
  readonly disagreements: WriteDisagreement[];
};

export const newWriteTally = (): WriteTally => ({ decisions: 0, accepted: 0, byKind: new Map(), disagreements: [] });

/** `each`: attempts for each asker. `table`: a fault in the rules that are decided by. `until`: stops at a disagreement beside these. */
export type WriteOptions = { readonly seed: number; readonly cases: number; readonly operations: number; readonly each: Sizes; readonly table?: Table | undefined; readonly until?: { readonly beside: ReadonlySet<string> } };

export async function compareWrites({ owner, under }: Sessions, { seed, each, table, until, ...size }: WriteOptions, tally: WriteTally = newWriteTally()): Promise<WriteTally> {
  const world = generateWorld(seeded(seed), Date.now(), size); // the claims are checked against the real clock, and end after 30 seconds
  const random = seeded(seed + 1);
  await fill(owner, world);
  for (const operation of world.operations) {
    const sees = decision(world, operation, { table });
    const attempted = attempts(random, world, operation, each);
    for (const service of new Set(attempted.map((one) => one.service))) {
      await under(operation, service, world.now, async (client) => {
        for (const attempt of attempted.filter((one) => one.service === service)) {
          count({ attempt, operation, due: attempt.due(sees), accepted: await isAccepted(client, attempt) });
          if (until !== undefined && tally.disagreements.length > 0) return;
        }
      });
    }
  }
  return tally;

  function count(found: WriteDisagreement): void {
    const ofKind = tally.byKind.get(found.attempt.kind) ?? { decisions: 0, accepted: 0 };
    tally.byKind.set(found.attempt.kind, ofKind);
    for (const counted of [tally, ofKind]) {
      counted.decisions++;
      if (found.accepted) counted.accepted++;
    }
    if (found.due !== found.accepted && until?.beside.has(nameOf(found)) !== true) tally.disagreements.push(found);
  }
}

/** By a policy, a privilege or a trigger (42501), a check, a reference, a key. Anything else is a fault of the attempt. */
const refusals = new Set(["42501", "23514", "23503", "23505", "23502"]);

/** An update of a row that the asker may not change is refused by changing none. */
async function isAccepted(client: pg.Client, { sql, values }: Attempt): Promise<boolean> {
  await client.query("savepoint attempt");
  try {
    return (await client.query(sql, [...values])).rowCount === 1;
  } catch (error) {
    if (error instanceof pg.DatabaseError && refusals.has(error.code ?? "")) return false;
    throw error;
  } finally {
    await client.query("rollback to savepoint attempt");
  }
}
