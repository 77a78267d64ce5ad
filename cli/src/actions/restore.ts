/** `epigraph restore`: a backup into an empty database, or only read to its end to see that it is sound. */
import { type CheckedPart, openDatabase, restore, type RestoreOutcome, verifyBackup } from "@epigraph/datastore";
import type { Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { type BackupCustody, custodyOf, type OpenBackupCustody } from "../platform/backup-custody.js";
import { configuration } from "../platform/configuration.js";
import { type Database, migrationOf, openInstallation } from "../platform/database.js";
import { recordAct } from "../platform/operator-act.js";
import { lifetime } from "../stopping.js";
import { progress, table, terminal } from "../terminal.js";
import { megabytes, partsOf, requireReason } from "./backup.js";

export type RestoreCommandOptions = { readonly reason?: string; readonly part?: string; readonly check?: true; readonly replayPurges?: true; readonly json?: true };

export function restoreDatabase(env: Environment, folder: string, options: RestoreCommandOptions, openCustody: OpenBackupCustody = custodyOf): Promise<void> {
  const parts = partsOf(options.part);
  if (options.check === undefined) {
    if (options.reason === undefined) throw new CommandFailure("--reason is missing: say why the backup is restored, or --check to read it only", 2);
    requireReason(options.reason);
  }
  return lifetime("task", async (life) => {
    const installation = await openInstallation({ env, life, log: terminal.remark });
    const custody = await life.open(
      () => openCustody(env, installation),
      async ({ close }) => close?.(),
    );
    if (options.check) {
      const checked = await verifyBackup(folder, custody.keys, parts);
      if (options.json) terminal.json({ sound: true, parts: checked });
      else terminal.print(`${partsTable(checked)}\nsound: every file is as it was written, and every row is there`);
      return;
    }
    const outcome = await carryOut(env, installation, { folder, ...(parts === undefined ? {} : { parts }) }, custody, options);
    await record(env, installation, outcome, options.reason);
    if (options.json) terminal.json(outcome);
    else tell(outcome);
  });
}

async function carryOut(env: Environment, installation: Database, backup: { readonly folder: string; readonly parts?: RestoreParts }, { keys, purges, replay }: BackupCustody, { replayPurges }: RestoreCommandOptions): Promise<RestoreOutcome> {
  if (replayPurges && replay === undefined) throw new CommandFailure("this version cannot carry out a purge: restore with the version that did");
  const bar = progress();
  try {
    return await restore({ ...migrationOf(env, installation), ...backup, keys, purges, ...(replayPurges && replay ? { replay } : {}), onProgress: ({ done, total }) => bar.update("tables", done, total) });
  } finally {
    bar.end();
  }
}

type RestoreParts = NonNullable<ReturnType<typeof partsOf>>;

/** Afterwards: before it there is no log that the record could be in. */
async function record(env: Environment, installation: Database, { parts, replayed }: RestoreOutcome, reason: string | undefined): Promise<void> {
  const owner = await openDatabase(installation.adminUrl, { name: "epigraph restore", poolSize: 1 });
  try {
    const detail = { backup: [...new Set(parts.map(({ backup }) => backup))].join(","), parts: parts.map(({ part }) => part).join(","), takenAt: parts.map(({ takenAt }) => takenAt).join(","), purgesReplayed: replayed.length };
    await recordAct(configuration(env, installation).databases("audit"), owner, { name: "restore", detail, ...(reason === undefined ? {} : { reason }) });
  } finally {
    await owner.destroy();
  }
}

const partsTable = (parts: readonly CheckedPart[]): string =>
  table(["part", "tables", "rows", "size", "made", "by", "under"], parts.map(({ part, tables, rows, bytes, takenAt, program, server, keyId }) => [part, tables, rows, megabytes(bytes), takenAt, `epigraph ${program} on postgresql ${server}`, keyId]));

function tell({ parts, replayed, migrated, apart }: RestoreOutcome): void {
  terminal.print(partsTable(parts));
  const [log] = parts.filter(({ part }) => part === "ledger").map(({ log: of }) => of);
  terminal.print(
    [
      ...(log === undefined ? [] : [`the access log has ${log.size} records, root ${log.root}, as it was backed up`]),
      ...(apart ? ["the parts are of different moments: what was recorded between them is missing from one of them"] : []),
      ...(migrated.length > 0 ? [`migrated on: ${migrated.join(", ")}`] : []),
      ...(replayed.length > 0 ? [`carried out again: purge ${replayed.map(({ number }) => number).join(", ")}`] : []),
      "restored: everybody logs in anew; accounts that were locked and grants that were revoked since the backup have to be so again",
    ].join("\n"),
  );
}
