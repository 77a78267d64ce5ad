/** What backup and restore ask of the key store and of the list of purges, both of which lie outside the data. Not how either is kept. */

/** `id`: names the key in the clear, 1 to 64 letters, digits and `.-_`; `key`: 32 bytes. A purge of the epoch destroys it, and with it every backup under it. */
export type EpochKey = { readonly id: string; readonly key: Buffer };

export type EpochKeys = {
  /** Under which new backups are made. */
  readonly current: () => Promise<EpochKey>;
  /** Undefined when it is not there, or not any more. */
  readonly byId: (id: string) => Promise<Buffer | undefined>;
};

/** A purge that was carried out. `number`: 1, 2, 3 …; `executedAt`: in milliseconds since the Unix epoch. */
export type Purge = { readonly number: number; readonly scope: string; readonly executedAt: number };

/** The signed list beside the key ring, which no restore brings back to an earlier state. */
export type PurgeList = { readonly purges: () => Promise<readonly Purge[]> };
