/** The records of one operation in one process: all of them or none, in one commit, and none lost when the gateway's part dies. */
import { randomUUID } from "node:crypto";
import { jest } from "@jest/globals";
import { type AuditRecord, LedgerError } from "@epigraph/ledger";
import { type OperationRecords, operationRecords } from "./operation-records.js";
import { memoryLog } from "./testing.js";

const record = (observer: string, correlation: string, type: AuditRecord["type"] = "operation"): AuditRecord => ({
  id: randomUUID(),
  recorded: 0,
  type,
  outcome: "answered",
  purposeOfEvent: "investigation",
  agent: { who: "kim", role: "auditor", clearance: 2, agency: "a", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "clearance", policy: { grants: [], bases: [] } },
  source: { observer },
  correlation,
  entity: { query: "0".repeat(64), detail: {}, references: [] },
  events: [],
  assigned: [],
});

let log = memoryLog();
let records: OperationRecords;
beforeEach(() => {
  log = memoryLog();
  records = operationRecords(log.ledger);
});
afterEach(() => records.close());
const seen = (): string[] => log.written.map(({ source, correlation }) => `${source.observer} ${correlation}`);

it("reads wait for the gateway's record, and go with it in one commit", async () => {
  await records.ofSubgraphs.append(record("cases", "a"));
  await records.ofSubgraphs.append(record("movements", "a"));
  await records.ofSubgraphs.append(record("cases", "b"));
  expect(seen()).toEqual([]);
  await records.ofDoors.append(record("gateway", "a"));
  expect([seen(), log.commits]).toEqual([["cases a", "movements a", "gateway a"], [3]]);
});

it("a change, and a refusal, wait for nothing", async () => {
  await records.ofSubgraphs.append(record("cases", "a"));
  await records.ofSubgraphs.append(record("clinics", "a", "change"));
  await records.ofSubgraphs.append({ ...record("cases", "c", "refusal"), outcome: "refused", refusals: [{ code: "CONTEXT_REQUIRED", count: 1, first: 0, last: 0 }] });
  expect(seen()).toEqual(["clinics a", "cases c"]);
});

it("nothing of an operation is in the log when its unit could not be written, and the gateway hears of it", async () => {
  await records.ofSubgraphs.append(record("cases", "a"));
  log.works = false;
  await expect(records.ofDoors.append(record("gateway", "a"))).rejects.toThrow(LedgerError);
  log.works = true;
  await records.settle("a");
  expect(seen()).toEqual([]);
});

it("one record that can never be written keeps no other from the log", async () => {
  await records.ofSubgraphs.append(record("cases", "a"));
  await records.ofSubgraphs.append({ ...record("movements", "a"), subjectEpoch: "no month" });
  await expect(records.ofDoors.append(record("gateway", "a"))).rejects.toMatchObject({ code: "RECORD_INVALID" });
  expect(seen()).toEqual(["cases a"]);
});

it("an operation that ends without the gateway's record leaves those of its subgraphs", async () => {
  await records.ofSubgraphs.append(record("cases", "a"));
  await records.settle("a");
  await records.settle("a");
  expect(seen()).toEqual(["cases a"]);
});

it("one whose end nobody tells is written after a minute", async () => {
  jest.useFakeTimers();
  try {
    let uptime = 0;
    const forgotten = operationRecords(log.ledger, { uptime: () => uptime });
    await forgotten.ofSubgraphs.append(record("cases", "a"));
    for (const [seconds, expected] of [[30, []], [60, ["cases a"]]] as const) {
      uptime = seconds * 1000;
      await jest.advanceTimersByTimeAsync(30_000);
      expect(seen()).toEqual(expected);
    }
    await forgotten.close();
  } finally {
    jest.useRealTimers();
  }
});

it("what waits when the process ends is written", async () => {
  await records.ofSubgraphs.append(record("cases", "a"));
  await records.close();
  expect(seen()).toEqual(["cases a"]);
});

it("each can be written when the log can", async () => {
  expect([await records.ofSubgraphs.ready(), records.ofDoors.healthy()]).toEqual([true, true]);
  log.works = false;
  await records.ofDoors.append(record("gateway", "a")).catch(() => undefined);
  expect([await records.ofSubgraphs.ready(), records.ofDoors.healthy()]).toEqual([false, false]);
});
