/** `epigraph audit rotate-key`: the log gets another key, vouched for by the one in force. The new one is on the disk before the log knows it, so that a command that is broken off can be run again. */
import { existsSync, readFileSync, renameSync } from "node:fs";
import { basename, dirname } from "node:path";
import { handOver, logReader, openDatabase } from "@epigraph/datastore";
import { newPrivateKey, noteSigner, privateKeyFromPem, privateKeyToPem, type VerifierKey, verifierKey } from "@epigraph/ledger";
import { type Environment, ledgerKeyVariable } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { logKeyFile } from "../installation.js";
import { writeDurably } from "../offline/durable-file.js";
import { configuration } from "../platform/configuration.js";
import { openInstallation } from "../platform/database.js";
import { recordAct } from "../platform/operator-act.js";
import { lifetime } from "../stopping.js";
import { terminal } from "../terminal.js";

export type RotateOptions = { readonly out?: string; readonly json?: true };

export function rotateKey(env: Environment, { out, json }: RotateOptions): Promise<void> {
  const said = env[ledgerKeyVariable] !== undefined && env[ledgerKeyVariable] !== "";
  if (said && out === undefined) throw new CommandFailure(`${ledgerKeyVariable} holds the key, so say with --out into which file the new one goes`, 2);
  return lifetime("task", async (life) => {
    const installation = await openInstallation({ env, life, log: terminal.remark });
    const config = configuration(env, installation);
    const { origin, key, vkey } = config.log();
    const file = out ?? `${logKeyFile(installation.folder)}.next`;
    const next = newKey(file, origin);
    const owner = await life.open(
      () => openDatabase(installation.adminUrl, { name: "epigraph audit rotate-key", poolSize: 1 }),
      (database) => database.destroy(),
    );
    const inForce = (await logReader(owner).logKeys()).at(-1)?.vkey;
    if (inForce !== next.text) {
      await recordAct(config.databases("audit"), owner, { name: "audit-rotate-key", detail: { key: next.text } });
      await handOver(owner, { signer: noteSigner(origin, key), vkey, next });
    }
    if (out === undefined) renameSync(file, logKeyFile(installation.folder)); // the old key is gone with it, and nobody can sign with it again
    if (json) terminal.json({ before: vkey, key: next.text, file: out ?? logKeyFile(installation.folder) });
    else terminal.print(`the log's key is now\n  ${next.text}\nvouched for by\n  ${vkey}\n${out === undefined ? "restart what runs the sequencer" : `set ${ledgerKeyVariable} to what \`${out}\` holds, restart what runs the sequencer, and destroy the old key`}; give the new one to the log's witnesses`);
  });
}

/** Made now, or by a command before this one that was broken off. */
function newKey(file: string, origin: string): VerifierKey {
  if (!existsSync(file)) writeDurably(dirname(file), basename(file), privateKeyToPem(newPrivateKey()));
  return verifierKey(origin, privateKeyFromPem(readFileSync(file, "utf8")));
}
