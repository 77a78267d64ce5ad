/** Runs the sequencer of the access log beside the audit service, again and again until it is closed. Not what a step does: see @epigraph/datastore. */
import { setTimeout as sleep } from "node:timers/promises";
import { DatastoreError, judgeOperations, openDatabase, reconciler, sequencer, sqlState, witnessStore } from "@epigraph/datastore";
import { noteSigner, noticed } from "@epigraph/ledger";
import type { LogSettings } from "./log-settings.js";
import { feedWitnesses } from "./witnesses.js";

/** `everyMs`: between two looks at what is pending; `slowlyMs`: at changes without an outcome and operations that may not be whole; `witnessMs`: between two askings of one witness. */
export type SequencerSurroundings = { readonly clock: () => number; readonly report: (line: string) => void; readonly everyMs?: number; readonly slowlyMs?: number; readonly witnessMs?: number };

export type RunningSequencer = { readonly close: () => Promise<void> };

const longestPauseMs = 5_000;

/**
 * The first step is made before it resolves, so that a log that may not be signed is said at once. Two processes may each run one: they take turns. `url`: the sequencer's login.
 * @throws DatastoreError as `openDatabase` and a step do
 */
export async function runSequencer(url: string, { origin, key, vkey, witnesses }: LogSettings, { clock, report, everyMs = 200, slowlyMs = 1_000, witnessMs = 1_000 }: SequencerSurroundings): Promise<RunningSequencer> {
  const database = await openDatabase(url, { name: "epigraph sequencer", poolSize: 4 });
  const log = sequencer({ database, signer: noteSigner(origin, key), vkey, clock, judge: noticed, report });
  const feeding = feedWitnesses({ witnesses, store: witnessStore(database), clock, report, everyMs: witnessMs });
  const { reconcile } = reconciler({ database, clock });
  const closing = new AbortController();
  let failures = 0;
  let slowly = performance.now();

  const takeAll = async (): Promise<void> => {
    for (;;) {
      const { whole, checkpoint } = await log.step();
      feeding.offer(checkpoint);
      if (whole || closing.signal.aborted) return;
    }
  };
  const once = async (): Promise<void> => {
    try {
      await takeAll();
      if (performance.now() - slowly >= slowlyMs) {
        slowly = performance.now();
        await reconcile();
        await judgeOperations(database, clock);
      }
      if (failures > 0) report("the access log is being sequenced again");
      failures = 0;
    } catch (error) {
      if (failures === 0) report(`the access log is not being sequenced (${sqlState(error) ?? "no code"}): records stay durable and wait${error instanceof DatastoreError ? `; ${error.message}` : ""}`);
      failures += 1;
    }
  };
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await sleep(failures === 0 ? everyMs : Math.min(everyMs * 2 ** failures, longestPauseMs), undefined, { signal: closing.signal }).catch(() => undefined);
      if (!closing.signal.aborted) await once();
    }
    if (failures === 0) await takeAll().catch(() => undefined); // what came last; it is durable and waits if this fails
  };

  try {
    await takeAll();
  } catch (error) {
    await feeding.close();
    await database.destroy();
    throw error;
  }
  const running = run();
  return {
    close: async () => {
      closing.abort();
      await running;
      await feeding.close();
      await database.destroy();
    },
  };
}
