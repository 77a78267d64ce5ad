/** Whether operations are whole: what the gateway says was answered against the records that are there, a minute later, once. */
import { randomUUID } from "node:crypto";
import type { DataSource } from "typeorm";
import { openDatabase } from "../connection.js";
import { createTestDatabase, sequenceAll, type TestDatabase } from "../testing.js";
import { judgeOperations } from "./wholeness.js";
import { ask, recordOf, testChain, write } from "./testing.js";

let database: TestDatabase;
let source: DataSource;
beforeEach(async () => {
  database = await createTestDatabase();
  source = await openDatabase(database.urls.sequencer, { name: "wholeness test", poolSize: 1 });
});
afterEach(async () => {
  await source.destroy();
  await database.drop();
});


const operation = async (correlation: string, calls: Record<string, number>, written: Record<string, number>): Promise<void> => {
  for (const [service, count] of Object.entries(written)) {
    const chain = testChain();
    await write(database.urls[service as "cases"], ...Array.from({ length: count }, () => chain.next(recordOf({ correlation, source: { observer: service } }))));
  }
  await write(database.urls.gateway, testChain().next(recordOf({ correlation, calls, source: { observer: "gateway" } })));
};
const found = (): Promise<{ kind: string; service: string; count: number; records: string[] }[]> => ask(database.adminUrl, "select kind, service, count, records from ledger.finding order by key");
const aMinuteLater = (): number => Date.now() + 61_000;

it.each([
  ["whole", { cases: 2, movements: 1 }, { cases: 2, movements: 1 }, []],
  ["with more records than calls, as after a failed commit", { cases: 1 }, { cases: 2 }, []],
  ["without the record of a service", { cases: 1, movements: 1 }, { cases: 1 }, [{ kind: "missing-record", service: "movements", count: 1 }]],
  ["with one of two records", { cases: 2 }, { cases: 1 }, [{ kind: "missing-record", service: "cases", count: 1 }]],
] as const)("an operation %s", async (_what, calls, written, expected) => {
  await operation(randomUUID(), calls, written);
  await sequenceAll(database.adminUrl);
  await judgeOperations(source, aMinuteLater);
  expect(await found()).toMatchObject(expected);
  expect(await found()).toHaveLength(expected.length);
});

it("waits a minute before it misses a record, and looks at each operation once", async () => {
  const correlation = randomUUID();
  await operation(correlation, { cases: 1 }, {});
  await sequenceAll(database.adminUrl);
  expect(await judgeOperations(source, Date.now)).toBe(0);
  await write(database.urls.cases, testChain().next(recordOf({ correlation })));
  await sequenceAll(database.adminUrl);
  expect(await judgeOperations(source, aMinuteLater)).toBe(2);
  expect(await judgeOperations(source, aMinuteLater)).toBe(0);
  expect(await found()).toEqual([]);
});

it("looks at what came after it had looked, though the clock went back", async () => {
  const now = Date.now();
  await operation(randomUUID(), { cases: 1 }, { cases: 1 });
  await sequenceAll(database.adminUrl, () => now + 600_000);
  expect(await judgeOperations(source, () => now + 700_000)).toBe(2);
  await operation(randomUUID(), { cases: 1 }, {});
  await sequenceAll(database.adminUrl, () => now);
  expect(await judgeOperations(source, () => now + 700_000)).toBe(1);
  expect(await found()).toMatchObject([{ kind: "missing-record", service: "cases" }]);
});

it("does not count a record that its login may not write", async () => {
  const correlation = randomUUID();
  await operation(correlation, { cases: 1 }, {});
  await write(database.urls.clinics, testChain().next(recordOf({ correlation })));
  await sequenceAll(database.adminUrl);
  await judgeOperations(source, aMinuteLater);
  expect((await found()).map(({ kind }) => kind)).toEqual(["foreign-record", "missing-record"]);
});
