/** `epigraph audit verify`: an exported log, from its files and the keys that were given. Opens no database. */
import { readFileSync, statSync } from "node:fs";
import { LedgerError, parseVerifierKey, type SoundExport, type VerifierKey, verifyExport } from "@epigraph/ledger";
import { CommandFailure } from "../failure.js";
import { exportFolder } from "../offline/export-folder.js";
import { terminal } from "../terminal.js";
import { wholeNumber } from "../whole-number.js";

export type VerifyOptions = { readonly key: readonly string[]; readonly witness?: readonly string[]; readonly quorum?: string; readonly since?: readonly string[]; readonly json?: true };

const longestCheckpoint = 65_536;

/** With --json the outcome is on stdout also when it is not sound. */
export function verifyLog(folder: string, { key, witness = [], quorum, since = [], json }: VerifyOptions): void {
  const witnesses = witness.map((text) => keyOf("--witness", text));
  const trust = {
    keys: key.map((text) => keyOf("--key", text)),
    witnesses,
    quorum: quorum === undefined ? Math.min(1, witnesses.length) : wholeNumber("--quorum", quorum, 0, witnesses.length),
    since: since.map((name) => ({ name, bytes: checkpointFile(name) })),
  };
  try {
    const sound = verifyExport(exportFolder(folder), trust);
    if (json) terminal.json({ sound: true, ...sound });
    else terminal.print(soundLine(sound));
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    if (json) terminal.json({ sound: false, code: error.code, message: error.message });
    throw new CommandFailure(`not sound: ${error.message}`);
  }
}

/** All of it in one line. */
export function soundLine({ origin, size, root, signedBy, cosignatures, checkpoints, records }: SoundExport): string {
  const witnessed = cosignatures.length === 0 ? "witnessed by nobody" : `witnessed by ${cosignatures.map(({ witness, timestamp }) => `${witness} at ${new Date(timestamp * 1_000).toISOString().replace(".000", "")}`).join(" and ")}`;
  return `sound: ${origin}, ${size} records, root ${root}, signed by ${signedBy}, ${witnessed}; ${checkpoints} older checkpoints, ${records} records disclosed`;
}

/** @throws CommandFailure naming the option */
export function keyOf(option: string, text: string): VerifierKey {
  try {
    return parseVerifierKey(text);
  } catch (error) {
    if (error instanceof LedgerError) throw new CommandFailure(`${option} cannot be used: ${error.message}`, 2);
    throw error;
  }
}

function checkpointFile(name: string): Uint8Array {
  const found = statSync(name, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size > longestCheckpoint) throw new CommandFailure(`--since names \`${name}\`, which is not a checkpoint: give the file \`checkpoint\` of an earlier export`);
  return readFileSync(name);
}
