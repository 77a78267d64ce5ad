/** Registers cases, one or many: what each needs before it is written, and what is told of it afterwards. Not how it is written: see store.ts. */
import { randomUUID } from "node:crypto";
import type { CaseId, PersonKey, RegionCode } from "@epigraph/authz";
import { badInput, noResponse, type Scope } from "@epigraph/service";
import { diseaseByCode } from "../../disease/store.js";
import { regionByCode } from "../../region/store.js";
import { respondedDiseases } from "../../response/store.js";
import type { CaseRecord } from "../plausible.js";
import type { ReadIdentity } from "./reading.js";
import type { EnteredCase } from "./store.js";

/** What a case is registered with: read, and not yet looked up. `source`: where its record came from; this platform if not said. */
export type ReadCase = { readonly disease: string; readonly regionCode: string; readonly record: CaseRecord; readonly person: ReadIdentity; readonly source?: { readonly system: string; readonly record: string } };

export function enteredCase({ disease, regionCode, record, person, source }: ReadCase): EnteredCase {
  const [id, personKey] = [randomUUID() as CaseId, randomUUID() as PersonKey];
  const from = { sourceSystem: source?.system ?? "epigraph", sourceRecord: source?.record ?? id };
  return { id, personKey, disease, regionCode: regionCode as RegionCode, record, person: { key: personKey, ...person, ...from, ...(source ? {} : { sourceRecord: personKey }) }, ...from };
}

/** @throws ClientError BAD_USER_INPUT or NO_RESPONSE */
export async function requireResponse(scope: Scope, disease: string): Promise<void> {
  if ((await respondedDiseases(scope)).includes(disease)) return;
  if (!(await diseaseByCode(scope).load(disease))) throw badInput("`disease` is not described: take its code from `diseases`");
  throw noResponse("no response is in force for this disease");
}

/** @throws ClientError BAD_USER_INPUT */
export async function requireMunicipality(scope: Scope, regionCode: string): Promise<RegionCode> {
  const region = await regionByCode(scope).load(regionCode);
  if (region?.level !== "municipality") throw badInput("`regionCode` is not a municipality: take its code from `regions(level: \"municipality\")`");
  return regionCode as RegionCode;
}
