/** What backup and restore take from the key custodian's side: epoch keys, the list of purges, and how a purge is carried out again. Not how any of it is kept. */
import type { EpochKeys, PurgeList, Replay } from "@epigraph/datastore";
import type { Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import type { Standalone } from "./standalone.js";

/** Without `replay` no backup that is older than a purge can be restored. */
export type BackupCustody = { readonly keys: EpochKeys; readonly purges: PurgeList; readonly replay?: Replay };

export type OpenCustody = (env: Environment, installation: Standalone) => Promise<BackupCustody>;

/** Of the key store and ring of this installation, which hold no epoch keys in this version: nothing is backed up under a key that lies beside the backup. */
export const custodyOf: OpenCustody = () => Promise.reject(new CommandFailure("there is no key store with an epoch key: a backup needs one that is kept apart from the data"));
