/** `epigraph witness`: runs one as a process. What it answers is in offline/witness-server.ts. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import type { KeyObject } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { LedgerError, newPrivateKey, parseVerifierKey, privateKeyFromPem, privateKeyToPem, type VerifierKey, verifierKey } from "@epigraph/ledger";
import { CommandFailure } from "../failure.js";
import { writeDurably } from "../offline/durable-file.js";
import { lockFolder } from "../offline/folder-lock.js";
import { witnessServer } from "../offline/witness-server.js";
import { openWitnessState } from "../offline/witness-state.js";
import type { Address } from "../platform/run.js";
import { lifetime } from "../stopping.js";
import { terminal } from "../terminal.js";

export type WitnessOptions = { readonly log: readonly string[]; readonly state: string; readonly name?: string; readonly key?: string };

export function runWitness({ log, state: folder, name, key }: WitnessOptions, { host, port }: Address): Promise<void> {
  const logs = log.map(logKey);
  return lifetime("service", async (life) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await life.open(
      () => lockFolder(folder),
      (lock) => new Promise((resolve) => lock.close(resolve)),
    );
    const own = ownKey(folder, name, key);
    const state = openWitnessState(folder, logs);
    const server = witnessServer({ name: own.public.name, key: own.private, state, clock: Date.now, report: terminal.remark });
    await life.open(
      async () => void (await once(server.listen(port, host), "listening")),
      async () => {
        const closed = once(server, "close");
        server.close().closeAllConnections();
        await closed;
      },
    );
    const bound = server.address();
    for (const [origin, { last }] of state.logs) terminal.remark(`watches ${origin}, ${last ? `${last.size} records so far` : "from its beginning"}`);
    if (state.alarms() > 0) terminal.remark(`ALARM: ${state.alarms()} alarms are kept in the folder alarms`);
    terminal.print(own.public.text);
    terminal.remark(`witness listens on port ${typeof bound === "object" && bound ? bound.port : port}`);
    await life.stopped;
  });
}

/** The name is part of every cosignature: it is written down the first time, and never changes. */
function ownKey(folder: string, name: string | undefined, file: string | undefined): { readonly private: KeyObject; readonly public: VerifierKey } {
  const written = existsSync(join(folder, "witness")) ? parseVerifierKey(readFileSync(join(folder, "witness"), "utf8").trim()) : undefined;
  if (!written && name === undefined) throw new CommandFailure("a new witness needs a name: give one with --name, such as `witness.agency.example/w1`", 2);
  const path = file ?? join(folder, "key.pem");
  if (file === undefined && !written && !existsSync(path)) writeDurably(folder, "key.pem", privateKeyToPem(newPrivateKey()));
  if (!existsSync(path)) throw new CommandFailure(`the key \`${path}\` is not there: without it this witness cannot go on, and a new one needs a new folder`);
  const own = privateKeyFromPem(readFileSync(path, "utf8"));
  const made = verifierKey(name ?? written?.name ?? "", own, "cosignature/v1");
  if (written && written.text !== made.text) throw new CommandFailure(`this folder is of the witness \`${written.text}\`: use its name and key, or another folder`);
  if (!written) writeDurably(folder, "witness", `${made.text}\n`);
  return { private: own, public: made };
}

function logKey(text: string): VerifierKey {
  try {
    const key = parseVerifierKey(text);
    if (key.type !== "note") throw new LedgerError("KEY_INVALID", "it is a witness's key, not a log's");
    return key;
  } catch (error) {
    if (error instanceof LedgerError) throw new CommandFailure(`--log cannot be used: ${error.message}`, 2);
    throw error;
  }
}
