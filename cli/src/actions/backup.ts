/** `epigraph backup`: an encrypted copy of one moment, in a folder. What is in it is in docs/backup.md. */
import { randomUUID } from "node:crypto";
import { backup, type BackupOutcome, type BackupPart, backupParts, openDatabase } from "@epigraph/datastore";
import type { Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { custodyOf, type OpenBackupCustody } from "../platform/backup-custody.js";
import { configuration } from "../platform/configuration.js";
import { openInstallation } from "../platform/database.js";
import { recordAct } from "../platform/operator-act.js";
import { lifetime } from "../stopping.js";
import { progress, table, terminal } from "../terminal.js";
import { programVersion } from "../version.js";
import { wholeNumber } from "../whole-number.js";

export type BackupCommandOptions = { readonly reason: string; readonly part?: string; readonly workers?: string; readonly json?: true };

/** The record comes first: a copy that left no trace must not be possible, and a backup of the log holds its own. */
export function backupDatabase(env: Environment, folder: string, options: BackupCommandOptions, openCustody: OpenBackupCustody = custodyOf): Promise<void> {
  const parts = partsOf(options.part) ?? backupParts;
  const workers = wholeNumber("--workers", options.workers ?? "2", 1, 16);
  requireReason(options.reason);
  return lifetime("task", async (life) => {
    const installation = await openInstallation({ env, life, log: terminal.remark });
    const { keys } = await life.open(
      () => openCustody(env, installation),
      async ({ close }) => close?.(),
    );
    const owner = await life.open(
      () => openDatabase(installation.adminUrl, { name: "epigraph backup", poolSize: 1 }),
      (database) => database.destroy(),
    );
    const id = randomUUID();
    const act = { name: "backup", detail: { backup: id, parts: parts.join(","), key: (await keys.current()).id } };
    const auditUrl = configuration(env, installation).databases("audit");
    await recordAct(auditUrl, owner, { ...act, reason: options.reason });
    const bar = progress();
    // a command that is stopped waits until nothing is left of what it had begun
    const { made } = await life.open(
      () => {
        const stop = new AbortController();
        const begun = backup({ url: installation.adminUrl, folder, parts, keys, id, workers, program: programVersion(), clock: Date.now, signal: stop.signal, onProgress: ({ done, total }) => bar.update("tables", done, total) });
        begun.catch(() => undefined);
        return Promise.resolve({ made: begun, stop });
      },
      async ({ made: unfinished, stop }) => {
        stop.abort();
        await unfinished.catch(() => undefined);
      },
    );
    try {
      tell(await made, options);
    } catch (error) {
      await recordAct(auditUrl, owner, act, "error");
      throw error;
    } finally {
      bar.end();
    }
  });
}

/** @throws CommandFailure for a part that there is not */
export function partsOf(part: string | undefined): readonly BackupPart[] | undefined {
  if (part === undefined) return undefined;
  const known = backupParts.find((name) => name === part);
  if (known === undefined) throw new CommandFailure(`there is no part \`${part}\`: choose one of ${backupParts.join(", ")}`, 2);
  return [known];
}

export function requireReason(reason: string): void {
  if (!/\S/.test(reason) || reason.length > 4_000) throw new CommandFailure("--reason has 1 to 4000 characters: say why", 2);
}

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

function tell(outcome: BackupOutcome, { json }: BackupCommandOptions): void {
  if (json) return terminal.json(outcome);
  terminal.print(table(["part", "tables", "rows", "size", "folder"], outcome.parts.map(({ part, tables, rows, bytes, folder }) => [part, tables, rows, megabytes(bytes), folder])));
  terminal.print(`of ${outcome.takenAt}, under the epoch key ${outcome.keyId}; the access log had ${outcome.log.size} records, root ${outcome.log.root}`);
}
