/** What a stand-alone installation would have to say in the environment of services that run in processes of their own. For tests and benches. */
import { sealingServices } from "@epigraph/datastore";
import { keyRingVariable, sealerVariable } from "../environment.js";
import type { Standalone } from "./standalone.js";
import { sealingKeys } from "./key-store.js";

/** `EPIGRAPH_KEY_RING` and `EPIGRAPH_DB_KEYS_<SERVICE>`; a ring is made when there is none. */
export function ownKeyVariables(standalone: Standalone): Readonly<Record<string, string>> {
  const { ring } = sealingKeys({}, standalone, "cases");
  return { [keyRingVariable]: ring, ...Object.fromEntries(sealingServices.map((service) => [sealerVariable(service), sealingKeys({}, standalone, service).url])) };
}
