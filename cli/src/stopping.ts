/** What a command has opened is closed, last first, whatever ends the command: its work, a failure, or a signal. Opens nothing itself. */
import { CommandFailure } from "./failure.js";

export type Lifetime = {
  /** Opens something that is closed when the command ends. */
  readonly open: <T>(open: () => Promise<T>, close: (opened: T) => Promise<unknown>) => Promise<T>;
  /** Resolves when the user, or the system, asks for the end. */
  readonly stopped: Promise<"stopped">;
};

const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs a command's work. A service ends well when it is stopped (Ctrl-C, SIGTERM), at any moment; a task that is stopped before it is done has failed:
 * the database rolls back what it had begun. A second signal ends the process at once.
 * @throws what the work throws; CommandFailure for a task that was stopped
 */
export async function lifetime(kind: "task" | "service", work: (life: Lifetime) => Promise<unknown>): Promise<void> {
  const stopped = untilStopped();
  const opened = openings();
  const failures: unknown[] = [];
  try {
    const outcome = await Promise.race([work({ open: opened.open, stopped }), stopped]);
    if (outcome === "stopped" && kind === "task") throw new CommandFailure("stopped before it was done: what it had begun is undone, so start it again");
  } catch (error) {
    failures.push(error);
  }
  failures.push(...(await opened.closeAll()));
  const [first] = failures;
  if (first !== undefined) throw first instanceof Error ? first : new Error("failed for an unknown reason");
}

function untilStopped(): Promise<"stopped"> {
  return new Promise((resolve) => {
    const stop = (): void => {
      for (const signal of signals) process.removeListener(signal, stop).once(signal, () => process.exit(1));
      resolve("stopped");
    };
    for (const signal of signals) process.on(signal, stop);
  });
}

/** Something may be just about to open when the end comes: it is waited for and closed too, and nothing opens after that. */
function openings(): { readonly open: Lifetime["open"]; readonly closeAll: () => Promise<unknown[]> } {
  const pending = new Set<Promise<unknown>>();
  const closings: (() => Promise<unknown>)[] = [];
  let ending = false;
  const open: Lifetime["open"] = async (make, close) => {
    if (ending) throw new CommandFailure("stopped before it was done");
    const opening = make().then((made) => {
      closings.push(() => close(made));
      return made;
    });
    pending.add(opening);
    try {
      return await opening;
    } finally {
      pending.delete(opening);
    }
  };
  const closeAll = async (): Promise<unknown[]> => {
    ending = true;
    await Promise.allSettled(pending);
    const failures: unknown[] = [];
    for (const close of closings.toReversed()) await close().catch((error: unknown) => failures.push(error));
    return failures;
  };
  return { open, closeAll };
}
