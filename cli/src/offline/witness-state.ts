/**
 * What a witness remembers, in a folder of its own: the last checkpoint of each log, and the evidence of every refusal that should not happen. A checkpoint is on the disk
 * before its cosignature leaves, so that the witness never goes back, whenever it is ended. Not what it answers: see witness-server.ts.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LedgerError, type TreeHead, verifyCheckpoint, type VerifierKey, type WatchedLog } from "@epigraph/ledger";
import { CommandFailure } from "../failure.js";
import { writeDurably } from "./durable-file.js";

export type WitnessState = {
  readonly logs: ReadonlyMap<string, WatchedLog>;
  /** On the disk when it returns. @throws the system's error; then nothing has changed */
  readonly remember: (origin: string, head: TreeHead, note: string) => void;
  /** Keeps both checkpoints, once. Whether it is new. */
  readonly keepEvidence: (origin: string, reason: string, offered: string, request: Uint8Array) => boolean;
  /** Alarms are kept until somebody moves them away. */
  readonly alarms: () => number;
};

/** `keys`: of the logs, of one origin as many as it has. @throws CommandFailure when something is damaged: a witness that forgets may not go on */
export function openWitnessState(folder: string, keys: readonly VerifierKey[]): WitnessState {
  const logs = new Map<string, WatchedLog & { readonly note: string | undefined }>();
  for (const origin of new Set(keys.map(({ name }) => name))) {
    const own = keys.filter(({ name }) => name === origin);
    logs.set(origin, { keys: own, ...readLast(join(folder, folderOf(origin), "checkpoint"), origin, own) });
  }
  const alarms = join(folder, "alarms");
  return {
    logs,
    remember: (origin, { size, root }, note) => {
      const log = logs.get(origin);
      if (!log) throw new RangeError("not a log of this witness");
      const place = join(folder, folderOf(origin));
      const current = existsSync(join(place, "checkpoint")) ? readFileSync(join(place, "checkpoint"), "utf8") : undefined;
      if (current !== log.note) throw new LedgerError("LOG_FORKED", "another process has written to this witness's state");
      writeDurably(place, "checkpoint", note);
      logs.set(origin, { ...log, last: { size, root }, note });
    },
    keepEvidence: (origin, reason, offered, request) => {
      const place = join(alarms, createHash("sha256").update(offered).digest("hex").slice(0, 16));
      if (existsSync(join(place, "reason"))) return false;
      writeDurably(place, "offered", offered);
      writeDurably(place, "request", request);
      const witnessed = logs.get(origin)?.note;
      if (witnessed !== undefined) writeDurably(place, "witnessed", witnessed);
      writeDurably(place, "reason", `${reason}\n`);
      return true;
    },
    alarms: () => (existsSync(alarms) ? readdirSync(alarms).length : 0),
  };
}

/** A log's name may hold what a path may not. */
function folderOf(origin: string): string {
  return join("logs", createHash("sha256").update(origin).digest("hex").slice(0, 16));
}

function readLast(path: string, origin: string, keys: readonly VerifierKey[]): { readonly last: TreeHead | undefined; readonly note: string | undefined } {
  if (!existsSync(path)) return { last: undefined, note: undefined };
  const note = readFileSync(path, "utf8");
  try {
    const { size, root } = verifyCheckpoint(note, keys);
    return { last: { size, root }, note };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    throw new CommandFailure(`\`${path}\` is not a checkpoint of ${origin} by any of its keys (${error.message}): give every key that the log had with --log, or restore the file; a witness that forgot must not go on`);
  }
}
