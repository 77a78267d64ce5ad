/** What backup and restore take from the key custodian's side: epoch keys in the key store, the list of purges beside the ring, and how a purge is carried out again. Not how any of it is kept. */
import { type EpochKeys, type PurgeList, type Replay, replayOf } from "@epigraph/datastore";
import { epochKeys, readPurges } from "@epigraph/vault";
import type { Environment } from "../environment.js";
import { openCustody } from "./key-store.js";
import type { Standalone } from "./standalone.js";

/** Without `replay` no backup that is older than a purge can be restored. */
export type BackupCustody = { readonly keys: EpochKeys; readonly purges: PurgeList; readonly replay?: Replay; readonly close?: () => Promise<void> };

export type OpenBackupCustody = (env: Environment, installation: Standalone) => Promise<BackupCustody>;

/** Of the key store and ring that the environment names, or the installation's own. */
export const custodyOf: OpenBackupCustody = async (env, installation) => {
  const custody = await openCustody(env, installation);
  const list = (): ReturnType<typeof readPurges> => readPurges(custody.folder);
  return { keys: epochKeys(custody), purges: { purges: () => Promise.resolve(list()) }, replay: replayOf(list), close: custody.close };
};
