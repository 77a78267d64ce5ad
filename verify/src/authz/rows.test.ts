/** CASL, the SQL predicate and row security open the same rows of a real database, and giving less shows no more of them; in full: `npm run verify:authz`. */
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { narrowRows } from "./metamorphic.js";
import { editedBy, rowFaultFinder, rowFaults } from "./row-faults.js";
import { type RowComparison, rowComparison } from "./rows.js";
import { openSessions, type Sessions } from "./sessions.js";
import { tables } from "./tables.js";

const seed = 20_200_510;

let database: TestDatabase;
let sessions: Sessions;
let comparison: RowComparison;
beforeAll(async () => {
  database = await createTestDatabase();
  sessions = await openSessions(database);
  comparison = rowComparison(sessions);
});
afterAll(async () => {
  await sessions?.close();
  await database?.drop();
});

describe(`the rows of a generated world (seed ${seed})`, () => {
  it("are open alike to CASL, SQL and row security, a quarter of them at least", async () => {
    const { decisions, allowed, byTable, disagreements } = await comparison.compare({ seed, cases: 30, operations: 20 });
    expect(disagreements).toEqual([]);
    expect(decisions).toBeGreaterThan(5_000);
    expect(allowed / decisions).toBeGreaterThan(0.25);
    expect([...byTable.keys()]).toEqual(tables.map(({ table }) => table));
    expect([...byTable].filter(([, counts]) => counts.allowed === 0 || counts.allowed === counts.decisions)).toEqual([]);
  });

  it("are not more for who is given less", async () => {
    const only = ["a grant for fewer cases", "a grant that ends now", "no assignment", "a referral that ends now", "sealed cases", "nothing published", "fewer jurisdictions"];
    const narrowed = await narrowRows(comparison, { seed, cases: 20, operations: 10, only });
    expect(narrowed.map(({ name, widened, bit }) => ({ name, widened, bites: bit > 0 }))).toEqual(only.map((name) => ({ name, widened: 0, bites: true })));
  });
});

describe("a fault planted in one of the walls is found", () => {
  // two of each wall here; all of them by `npm run verify:authz`
  const some = ["the clock is a millisecond fast", "a grant never runs out of reads", "an unknown seal is no seal", "a grant is for every class", "every row of cases.person is there", "a grant lives one moment too long (row security)"];
  it("if it is still one: each that is planted in row security changes a policy or a view", () => {
    expect(rowFaults.filter((fault) => fault.wall === "row security" && editedBy(fault).length === 0)).toEqual([]);
  });

  let finds: ReturnType<typeof rowFaultFinder>;
  beforeAll(() => {
    finds = rowFaultFinder(comparison, { cases: 20, operations: 10, worlds: 2 });
  });

  it.each(some)("%s", async (name) => {
    const fault = rowFaults.find((one) => one.fault === name);
    if (fault === undefined) throw new Error(`no such fault: ${name}`);
    expect(await finds(fault)).toBe(true);
  });
});
