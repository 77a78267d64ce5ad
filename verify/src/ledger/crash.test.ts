/** Killed in the midst of its work, the platform has acknowledged nothing that is not in its log, and the log is whole. In full: `npm run verify:ledger`. */
import { crash } from "./crash.js";

it("is so for the gateway, a subgraph, the sequencer and PostgreSQL, and the same checks find what was spoilt on purpose", async () => {
  // a small outbreak and few clients: what is killed writes the same records, and is sooner up again when the others leave it the processor
  const { acknowledged, missing, duplicates, findings, faults, records, planted } = await crash({ rounds: 4, answersPerRound: 120, seed: 7, cases: 60, clients: 4, patienceMs: 0 }, () => undefined);
  expect({ missing, duplicates, findings, faults }).toEqual({ missing: 0, duplicates: 0, findings: [], faults: [] });
  expect(acknowledged).toBeGreaterThanOrEqual(480);
  expect(records).toBeGreaterThan(acknowledged);
  for (const { planted: put, found } of Object.values(planted)) expect(found).toBe(put);
}, 300_000);
