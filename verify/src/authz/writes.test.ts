/** What PostgreSQL lets a service's login write under claims is what the decision allows and the product writes, and nothing else; in full: `npm run verify:authz`. */
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { openSessions, type Sessions } from "./sessions.js";
import { writeFaultFinder, writeFaults } from "./write-faults.js";
import { compareWrites, newWriteTally } from "./writes.js";

const seed = 20_200_510;
const each = { offers: 20, steps: 40, reports: 10 };

let database: TestDatabase;
let sessions: Sessions;
beforeAll(async () => {
  database = await createTestDatabase();
  sessions = await openSessions(database);
});
afterAll(async () => {
  await sessions?.close();
  await database?.drop();
});

describe(`writes attempted past the services (seed ${seed})`, () => {
  it("are accepted exactly if the product would write them", async () => {
    const tally = newWriteTally();
    for (const world of [seed, seed + 1]) await compareWrites(sessions, { seed: world, cases: 30, operations: 12, each }, tally);
    const { decisions, accepted, byKind, disagreements } = tally;
    expect(disagreements.map(({ attempt: { kind }, operation: { principal }, due, accepted: done }) => ({ kind, duty: principal.duty, due, done }))).toEqual([]);
    expect(decisions).toBe(24 * 70);
    expect(accepted).toBeGreaterThan(100);
    // to take back what never was is an end like any other
    const honest = ["a report", "acceptance, of one that is offered", "an offer", "end, of one that is accepted", "end, of one that is offered"];
    expect([...byKind].filter((counts) => counts[1].accepted > 0).map(([kind]) => kind).filter((kind) => !kind.startsWith("end that takes")).toSorted()).toEqual(honest);
  });
});

describe("a fault planted in what holds writers is found", () => {
  // some of each kind here; all of them by `npm run verify:authz`
  const some = ["any agency may accept", "referrals are under no row security", "the history of a referral is not kept", "every column of a referral may be changed", "an offer may name any region", "acceptance may be in any name", "acceptance and end may be one step"];
  let finds: ReturnType<typeof writeFaultFinder>;
  beforeAll(() => {
    finds = writeFaultFinder(sessions, { cases: 20, operations: 12, worlds: 3, each });
  });

  it.each(some)("%s", async (name) => {
    const fault = writeFaults.find((one) => one.fault === name);
    if (fault === undefined) throw new Error(`no such fault: ${name}`);
    expect(await finds(fault)).toBe(true);
  });
});
