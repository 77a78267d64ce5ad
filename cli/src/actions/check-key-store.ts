/** What `epigraph doctor` looks at of sealed identities: the key ring and the key store. Changes nothing, and makes no ring. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { keyStoreIsCurrent, openKeyCustody, sealingServices } from "@epigraph/datastore";
import { openToOthers, ringFolder } from "@epigraph/vault";
import { type Environment, keyRingVariable, keysVariable } from "../environment.js";
import { failureLine } from "../failure.js";
import { ask, type Database } from "../platform/database.js";
import { custodianUrl, sealingKeys } from "../platform/key-store.js";
import type { Finding } from "./checks.js";

export async function checkKeyStore(env: Environment, { folder, adminUrl }: Database): Promise<readonly Finding[]> {
  const own = existsSync(join(folder, "keys", "ring"));
  if (env[keyRingVariable] === undefined && !own) return [{ check: "key ring", state: "failed", detail: `there is none: name the custodian's folder in ${keyRingVariable}, or make one with \`npx epigraph keys init\`` }];
  const standalone = own ? { folder, adminUrl } : undefined;
  const place = env[keyRingVariable] ?? join(folder, "keys", "ring");
  return [checkRing(place), ...(await Promise.all(sealingServices.map((service) => checkSealer(service, () => sealingKeys(env, standalone, service).url)))), await checkCurrent(env, standalone, place)];
}

function checkRing(place: string): Finding {
  const check = "key ring";
  try {
    const ring = ringFolder(place, Date.now);
    ring.pepper();
    const current = ring.current().id;
    const open = openToOthers(place);
    if (open.length > 0) return { check, state: "warning", detail: `others than the owner may open ${open.map((file) => `\`${file}\``).join(", ")}: chmod go= them, unless a mount of a container shows them so` };
    const keks = ring.ids("kek").length;
    if (keks > 1) return { check, state: "warning", detail: `it holds ${keks} key-encryption keys: a rotation was not finished, run \`npx epigraph keys rotate\`` };
    return { check, state: "ok", detail: `the current key \`${current}\` and the pepper are there, for their owner only` };
  } catch (error) {
    return { check, state: "failed", detail: failureLine(error) };
  }
}

async function checkSealer(service: string, url: () => string): Promise<Finding> {
  const check = `key store of ${service}`;
  try {
    if (!(await keyStoreIsCurrent((sql) => ask(url(), sql)))) return { check, state: "failed", detail: "its schema is not that of this version: run `npx epigraph migrate`" };
    return { check, state: "ok", detail: "connects" };
  } catch (error) {
    return { check, state: "failed", detail: failureLine(error) };
  }
}

/** Only the custodian's login may look at which keys are retired. */
async function checkCurrent(env: Environment, standalone: { readonly folder: string; readonly adminUrl: string } | undefined, place: string): Promise<Finding> {
  const check = "key custody";
  if (standalone === undefined && env[keysVariable] === undefined) return { check, state: "skipped", detail: `only the custodian's connection (${keysVariable}) can look` };
  try {
    const { store, close } = await openKeyCustody(custodianUrl(env, standalone), { name: "epigraph doctor" });
    const uses = await store.uses();
    await close();
    const current = ringFolder(place, Date.now).current().id;
    const lost = uses.filter(({ kek, kept }) => kept > 0 && ringFolder(place, Date.now).kek(kek) === undefined);
    if (lost.length > 0) return { check, state: "failed", detail: `the ring lacks ${lost.map(({ kek, kept }) => `\`${kek}\`, under which ${kept} data keys stand`).join(", ")}: restore it from the custodian's copy` };
    if (uses.some(({ kek, retired }) => retired && kek === current)) return { check, state: "failed", detail: `the ring's current key \`${current}\` is retired: this ring is older than the last rotation` };
    return { check, state: "ok", detail: `${uses.reduce((sum, { kept }) => sum + kept, 0)} data keys, ${uses.reduce((sum, { held }) => sum + held, 0)} held` };
  } catch (error) {
    return { check, state: "failed", detail: failureLine(error) };
  }
}
