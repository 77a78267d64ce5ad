/** `epigraph audit export`: the access log as files that an outsider can verify. What the files are is in @epigraph/ledger; this reads them out of the database and puts them into a folder. */
import { type Choice, chosenRecords, type DataSource, dailyCheckpoints, type LoggedCheckpoint, type LoggedKey, type LogReader, logReader, newestCosigned, openDatabase } from "@epigraph/datastore";
import { attachSignatures, exportFiles, type ExportSource, parseSignatures, parseVerifierKey, type SoundExport, type VerifierKey, verifyExport } from "@epigraph/ledger";
import { type Environment, witnessesVariable } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { exportFolder, requireEmptyFolder, writeExport } from "../offline/export-folder.js";
import { choiceDetail, choiceOf, type ChoiceOptions } from "../offline/record-choice.js";
import { configuration } from "../platform/configuration.js";
import { openInstallation } from "../platform/database.js";
import { witnessesOf } from "../platform/log-settings.js";
import { recordAct } from "../platform/operator-act.js";
import { lifetime } from "../stopping.js";
import { terminal } from "../terminal.js";
import { keyOf, soundLine } from "./audit-verify.js";

export type ExportOptions = ChoiceOptions & { readonly reason: string; readonly witness?: readonly string[]; readonly allCheckpoints?: true; readonly json?: true };

/** A checkpoint that witnesses cosigned is taken in place of the newest when it is at most this much older. */
const recentSeconds = 60;

export function exportLog(env: Environment, folder: string, options: ExportOptions): Promise<void> {
  const choice = choiceOf(options);
  const witnesses = [...witnessesOf(env[witnessesVariable] ?? "").map(({ key }) => key), ...(options.witness ?? []).map((text) => keyOf("--witness", text))];
  if (!/\S/.test(options.reason) || options.reason.length > 4_000) throw new CommandFailure("--reason has 1 to 4000 characters: say why the export is made", 2);
  requireEmptyFolder(folder);
  return lifetime("task", async (life) => {
    const installation = await openInstallation({ env, life, log: terminal.remark });
    const owner = await life.open(
      () => openDatabase(installation.adminUrl, { name: "epigraph audit export", poolSize: 2 }),
      (database) => database.destroy(),
    );
    const log = logReader(owner);
    const { newest, last } = await checkpointToExport(owner, log);
    await recordAct(configuration(env, installation).databases("audit"), owner, { name: "audit-export", detail: { ...choiceDetail(options), size: newest.size }, reason: options.reason });
    const keys = (await log.logKeys()).filter(({ since }) => since <= newest.size);
    const wanted = { newest, last, keys, choice, witnesses, all: options.allCheckpoints === true };
    await writeExport(folder, exportFiles(await sourceOf(owner, log, wanted)));
    tell(folder, keys, witnesses, options);
  });
}

/** The newest checkpoint, or one about as new that witnesses cosigned; and the last that a witness cosigned. */
async function checkpointToExport(owner: DataSource, log: LogReader): Promise<{ readonly newest: LoggedCheckpoint; readonly last: number | undefined }> {
  const latest = await log.latest();
  if (!latest) throw new CommandFailure("the access log has no checkpoint yet: its sequencer makes one as soon as `npx epigraph up`, or `serve audit`, runs");
  const { recent, last } = await newestCosigned(owner, recentSeconds);
  if (recent === undefined && last !== undefined) terminal.remark(`no witness has cosigned the newest checkpoints: the last one that was cosigned has ${last} records`);
  const cosigned = recent === undefined ? undefined : (await dailyCheckpoints(owner, recent + 1, [recent])).find(({ size }) => size === recent);
  return { newest: cosigned ?? latest, last };
}

type Wanted = { readonly newest: LoggedCheckpoint; readonly last: number | undefined; readonly keys: readonly LoggedKey[]; readonly choice: Choice | undefined; readonly witnesses: readonly VerifierKey[]; readonly all: boolean };

async function sourceOf(owner: DataSource, log: LogReader, { newest, last, keys, choice, witnesses, all }: Wanted): Promise<ExportSource> {
  const leftOut = new Set<string>();
  const cosigned = async ({ size, note }: LoggedCheckpoint): Promise<string> => {
    const lines = (await log.cosignatures(size)).flatMap(({ line }) => parseSignatures(line));
    const known = lines.filter(({ name, keyId }) => witnesses.some((witness) => witness.name === name && witness.id === keyId));
    for (const { name } of lines) {
      if (known.some((one) => one.name === name) || leftOut.has(name)) continue;
      leftOut.add(name);
      terminal.remark(`the cosignatures of ${name} are left out: name its key with --witness, or in EPIGRAPH_WITNESSES`);
    }
    return known.length === 0 ? note : attachSignatures(note, known);
  };
  const sizes = [...keys.map(({ since }) => since), ...(last === undefined ? [] : [last])];
  const older = async function* (): ExportSource["older"] {
    for await (const one of all ? log.checkpoints() : await dailyCheckpoints(owner, newest.size, sizes)) if (one.size < newest.size) yield { size: one.size, note: await cosigned(one) };
  };
  return {
    checkpoint: await cosigned(newest),
    older: older(),
    statements: keys.flatMap(({ since, statement }) => (statement === null ? [] : [{ size: since, note: statement }])),
    tile: log.tile,
    records: choice ? chosenRecords(owner, choice, newest.size) : none(),
  };
}

async function* none(): AsyncGenerator<never, void, undefined> {
  yield* [];
}

/** What was written is verified as it lies there, and then said how others do. */
function tell(folder: string, keys: readonly LoggedKey[], witnesses: readonly VerifierKey[], { json }: ExportOptions): void {
  const sound = verifyExport(exportFolder(folder), { keys: keys.map(({ vkey }) => parseVerifierKey(vkey)), witnesses, quorum: 0, since: [] });
  const command = verifyCommand(folder, sound, witnesses);
  if (json) terminal.json({ ...sound, verify: command });
  else terminal.print(`${soundLine(sound)}\nwho has the folder, and the keys from someone they trust, verifies it with\n  ${command}`);
}

function verifyCommand(folder: string, { keys, cosignatures }: SoundExport, witnesses: readonly VerifierKey[]): string {
  const quorum = cosignatures.length === 0 && witnesses.length > 0 ? ["--quorum 0"] : [];
  return ["npx epigraph audit verify", quoted(folder), ...keys.map((key) => `--key ${quoted(key)}`), ...witnesses.map(({ text }) => `--witness ${quoted(text)}`), ...quorum].join(" ");
}

const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
