/**
 * The sequencer: takes what writers made durable into the log, a step at a time, each one transaction under the lock of `ledger.head`. So two at once wait for each other, and one
 * that is killed leaves nothing half done. When steps are made is the command's; what became of changes and of whole operations: see reconciliation.ts and wholeness.ts.
 */
import type { Cap } from "./pending.js";
import type { Judge } from "./profiles.js";
import { type Attempt, type Attempted, findPoison, isOfBodies, type Signing, type Step, takeStep } from "./step.js";

/** `judge`: what looks for findings of what accounts do, none if not given; `report`: a line for the operator, which says nothing of any record. */
export type SequencerOptions = Signing & { readonly judge?: Judge; readonly report?: (line: string) => void; readonly cap?: Cap };

/** @throws DatastoreError LOG_KEY_NOT_IN_FORCE or LOG_CHANGED, and what the database says; then nothing happened */
export type Sequencer = { readonly step: () => Promise<Step> };

const usualCap: Cap = { rows: 2_000, bytes: 32 * 1024 * 1024 };

/**
 * Nothing that a body says stops it: what the database will not take as a record is taken as unreadable, and what a judge stumbles over is taken without judgement. The head of a new
 * log, of no records, is signed too, so that a witness can follow it from its beginning.
 */
export function sequencer({ database, signer, vkey, clock, judge, report = () => undefined, cap = usualCap }: SequencerOptions): Sequencer {
  const usual: Attempt = { database, signer, vkey, clock, judge, cap, distrusted: new Set() };

  const step = async (attempt: Attempt): Promise<Step> => {
    const { stuck, ...done } = await attempted(attempt);
    return stuck ? await step({ ...attempt, cap: { rows: attempt.cap.rows * 4, bytes: attempt.cap.bytes * 4 } }) : done;
  };
  const attempted = async (attempt: Attempt): Promise<Attempted> => {
    try {
      return await takeStep(guarded(attempt));
    } catch (error) {
      if (error instanceof JudgeFailure) return await unjudged(attempt);
      if (!isOfBodies(error)) throw error;
      const distrusted = attempt.distrusted.size === 0 ? await findPoison(attempt) : attempt.distrusted;
      if (distrusted.size > attempt.distrusted.size) return await attempted({ ...attempt, distrusted });
      if (attempt.judge === undefined) throw error;
      return await unjudged(attempt);
    }
  };
  const unjudged = (attempt: Attempt): Promise<Attempted> => {
    report("the access log could not look for findings among some records: they were sequenced without");
    return attempted({ ...attempt, judge: undefined });
  };
  return { step: () => step(usual) };
}

class JudgeFailure extends Error {}

/** Tells what the judge throws from what the database says. */
function guarded(attempt: Attempt): Attempt {
  const { judge } = attempt;
  if (judge === undefined) return attempt;
  return {
    ...attempt,
    judge: (profileOf, entry) => {
      try {
        return judge(profileOf, entry);
      } catch (cause) {
        throw new JudgeFailure("the judge failed", { cause });
      }
    },
  };
}
