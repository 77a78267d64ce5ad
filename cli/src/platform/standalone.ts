/** A stand-alone installation, for what the environment does not say. Not how it is opened: see database.ts. */

/** `adminUrl`: the migrator's connection. */
export type Standalone = { readonly folder: string; readonly adminUrl: string };
