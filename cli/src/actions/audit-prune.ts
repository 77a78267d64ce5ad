/** `epigraph audit prune`: says which months of records can go, and drops them when asked. What stays of them is in docs/ledger-format.md. */
import { type DataSource, type LogMonth, openDatabase, planPrune, prune } from "@epigraph/datastore";
import { type Environment, witnessesVariable } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { configuration } from "../platform/configuration.js";
import { openInstallation } from "../platform/database.js";
import { witnessesOf } from "../platform/log-settings.js";
import { recordAct } from "../platform/operator-act.js";
import { lifetime } from "../stopping.js";
import { table, terminal } from "../terminal.js";
import { wholeNumber } from "../whole-number.js";

export type PruneOptions = { readonly before: string; readonly months: string; readonly execute?: true; readonly json?: true };

export function pruneLog(env: Environment, { before, months: said, execute, json }: PruneOptions): Promise<void> {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(before)) throw new CommandFailure(`--before is \`${before}\`: give a month such as 2024-11`, 2);
  const months = wholeNumber("--months", said, 1, 1_200);
  return lifetime("task", async (life) => {
    const installation = await openInstallation({ env, life, log: terminal.remark });
    const owner = await life.open(
      () => openDatabase(installation.adminUrl, { name: "epigraph audit prune", poolSize: 2 }),
      (database) => database.destroy(),
    );
    const options = { before, months, now: Date.now(), witnesses: witnessesOf(env[witnessesVariable] ?? "").map(({ key }) => key.name) };
    const planned = await planPrune(owner, options);
    const going = planned.filter(({ because }) => because === undefined);
    const kept = planned.filter(({ because }) => because !== undefined);
    if (execute && kept.length > 0) throw new CommandFailure(`nothing was dropped, for ${kept.map(({ month, because }) => `${month} has to stay: ${because ?? ""}`).join("; ")}`);
    if (execute && going.length > 0) await drop(configuration(env, installation).databases("audit"), owner, going, options);
    tell(planned, execute === true, json);
  });
}

/** The record comes first: what is dropped without it would be gone in silence. */
async function drop(auditUrl: string, owner: DataSource, going: readonly LogMonth[], options: Parameters<typeof prune>[2]): Promise<void> {
  const records = going.reduce((sum, month) => sum + month.records, 0);
  const act = { name: "audit-prune", detail: { before: options.before, months: options.months, partitions: going.length, records } };
  await recordAct(auditUrl, owner, act);
  try {
    await prune(owner, going.map(({ month }) => month), options);
  } catch (error) {
    await recordAct(auditUrl, owner, act, "error");
    throw error;
  }
}

function tell(planned: readonly LogMonth[], dropped: boolean, json: true | undefined): void {
  if (json) return terminal.json({ dropped, months: planned });
  if (planned.length === 0) return terminal.print("there are no records of months before that");
  const rows = planned.map(({ month, records, first, last, bytes, because }) => [month, records, first === undefined || last === undefined ? "-" : `${first} to ${last}`, `${(bytes / 1_048_576).toFixed(1)} MB`, because ?? (dropped ? "dropped" : "can go")]);
  terminal.print(table(["month", "records", "numbers", "on the disk", ""], rows));
  if (!dropped && planned.some(({ because }) => because === undefined)) terminal.print("nothing was dropped yet: the same command with --execute does it; hashes, checkpoints and findings stay");
}
