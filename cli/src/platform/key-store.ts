/** Where wrapped data keys and the key ring are: said by the environment, or an installation's own. Not what is done with them: see @epigraph/vault. */
import { type KeyMigrationOutcome, keyStoreBeside, makeKeyStore, migrateKeys, openKeyCustody, openKeyStore, type SealingService, sealingServices, withAccess } from "@epigraph/datastore";
import { type BulkVault, createVault, type Custody, type RingFolder, ringFolder } from "@epigraph/vault";
import { type Environment, holdKeysVariable, keyRingVariable, keysVariable, sealerVariable } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { holdsOf, keyStorePasswordOf, ringOf } from "../installation.js";
import { checkedUrl } from "./checked-url.js";
import type { Standalone } from "./standalone.js";

/** What one service needs to seal and to open. `ring`: a folder. */
export type SealingKeys = { readonly url: string; readonly ring: string };

const missing = (name: string): never => {
  throw new CommandFailure(`${name} is not set: set it, or run \`npx epigraph up\`, which makes its own`);
};

export function sealingKeys(env: Environment, standalone: Standalone | undefined, service: SealingService): SealingKeys {
  return { url: sealerUrl(env, standalone, service), ring: keyRing(env, standalone) };
}

/** The folder of the ring; a stand-alone installation's own is made at random when there is none. */
export const keyRing = (env: Environment, standalone: Pick<Standalone, "folder"> | undefined): string => env[keyRingVariable] || (standalone ? ringOf(standalone.folder) : missing(keyRingVariable));

/** The keys of legal holds, which no service gets. */
export const holdRing = (env: Environment, standalone: Pick<Standalone, "folder"> | undefined): RingFolder => ringFolder(env[holdKeysVariable] || (standalone ? holdsOf(standalone.folder) : missing(holdKeysVariable)), Date.now);

export type OpenVault = { readonly vault: BulkVault; readonly close: () => Promise<void> };

/** A vault as a service has it. `name`: of the process, as the server lists its connections. @throws VaultError RING_*; DatastoreError when the key store cannot be used */
export async function openVault({ url, ring }: SealingKeys, name: string): Promise<OpenVault> {
  const folder = ringFolder(ring, Date.now);
  folder.current(); // a service without keys must not start
  folder.pepper();
  const { store, close } = await openKeyStore(url, { name: `${name} keys` });
  return { vault: createVault({ store, ring: folder, clock: Date.now }), close };
}

export type OpenCustody = Custody & { readonly folder: string; readonly close: () => Promise<void> };

/** What the custodian works with. */
export async function openCustody(env: Environment, standalone: Standalone | undefined): Promise<OpenCustody> {
  const folder = keyRing(env, standalone);
  const { store, close } = await openKeyCustody(custodianUrl(env, standalone), { name: "epigraph keys" });
  return { store, ring: ringFolder(folder, Date.now), clock: Date.now, folder, close };
}

/** Makes the key store beside the data when no other place is said, brings it to this version, and makes its logins. */
export async function migrateKeyStore(env: Environment, standalone: Standalone): Promise<KeyMigrationOutcome> {
  const sealers = Object.fromEntries(sealingServices.map((service) => [service, sealerUrl(env, standalone, service)]));
  const said = env[keysVariable];
  if (said !== undefined) return await migrateKeys({ url: checkedUrl(keysVariable, said), sealers });
  const beside = keyStoreBeside(standalone.adminUrl);
  await makeKeyStore(standalone.adminUrl, beside);
  return await migrateKeys({ url: beside, custodian: custodianUrl(env, standalone), sealers });
}

export function custodianUrl(env: Environment, standalone: Standalone | undefined): string {
  const said = env[keysVariable];
  if (said !== undefined) return checkedUrl(keysVariable, said);
  return standalone ? ownUrl(standalone, "keys") : missing(keysVariable);
}

function sealerUrl(env: Environment, standalone: Standalone | undefined, service: SealingService): string {
  const said = env[sealerVariable(service)];
  if (said !== undefined) return checkedUrl(sealerVariable(service), said);
  if (!standalone) return missing(sealerVariable(service));
  const place = env[keysVariable];
  return place === undefined ? ownUrl(standalone, `keys-${service}`) : withAccess(checkedUrl(keysVariable, place), accessOf(standalone, `keys-${service}`));
}

const ownUrl = (standalone: Standalone, name: string): string => withAccess(keyStoreBeside(standalone.adminUrl), accessOf(standalone, name));

const accessOf = ({ folder }: Standalone, name: string): { readonly user: string; readonly password: string } => ({ user: `epigraph_${name.replace("-", "_")}_login`, password: keyStorePasswordOf(folder, name) });
