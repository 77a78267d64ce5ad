/** The tables of the job queue, which are graphile-worker's own: installed and brought up to date by the library itself, with the migrator's rights. What of them a service may use: see 0025. */
/**
 * Commits by itself, before the migrations that build on it: a migration that fails afterwards leaves an empty queue behind, which nobody uses. To be called by who holds the advisory lock of
 * `migrate`, so that no two do it at once. @throws what the database says
 */
export async function installWorkerSchema(url: string): Promise<void> {
  const { Logger, runMigrations } = await import("graphile-worker"); // takes long to load, and whoever uses the database does not migrate it
  await runMigrations({ connectionString: url, logger: new Logger(() => () => undefined) }); // says nothing: what goes wrong is thrown
}
