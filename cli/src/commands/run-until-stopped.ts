/** Keeps a process up until it is told to stop, and then closes what it opened, last first. */

export type Closing = () => Promise<unknown>;

/** Resolves after SIGINT or SIGTERM and after everything is closed. A second signal ends the process at once. */
export async function runUntilStopped(closings: readonly Closing[]): Promise<void> {
  const idle = setInterval(() => undefined, 60_000);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        resolve();
      });
    }
  });
  clearInterval(idle);
  for (const close of [...closings].reverse()) await close();
}
