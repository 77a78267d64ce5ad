/** What demo data a database holds. Demo accounts exist where it holds nothing else. */
import { demoDistrict } from "../demo-accounts.js";
import { ask } from "./database.js";

export type DemoDistrict = { readonly code: string; readonly nameEn: string };
export type DemoData =
  /** The schema is missing, or it holds no case. */
  | { readonly state: "empty" }
  /** It holds cases that no generator made. */
  | { readonly state: "foreign" }
  /** `districts`: the municipalities that have cases; `example`: a case to begin with, of a named cluster where there is one. */
  | { readonly state: "demo"; readonly districts: readonly DemoDistrict[]; readonly example: { readonly caseId: string; readonly district: DemoDistrict } };

export async function demoData(adminUrl: string): Promise<DemoData> {
  const [schema] = await ask<{ readonly present: boolean }>(adminUrl, "select to_regclass('cases.case_record') is not null as present");
  if (schema?.present !== true) return { state: "empty" };
  const [held] = await ask<{ readonly any: boolean; readonly foreign: boolean }>(
    adminUrl,
    "select exists (select from cases.case_record) as any, exists (select from cases.case_record where source_system <> 'generated') as foreign",
  );
  if (held?.foreign === true) return { state: "foreign" };
  if (held?.any !== true) return { state: "empty" };
  const districts = await ask<DemoDistrict>(adminUrl, `select distinct r.code, r.name_en as "nameEn" from cases.case_record c join cases.region r on r.code = c.region_code order by r.code`);
  const [example] = await ask<{ readonly caseId: string; readonly code: string; readonly nameEn: string }>(
    adminUrl,
    `select c.id as "caseId", r.code, r.name_en as "nameEn" from cases.case_record c join cases.region r on r.code = c.region_code
     order by (r.code = $1) desc, (c.cluster_id is null), c.confirmation_date, c.id limit 1`,
    [demoDistrict],
  );
  return example ? { state: "demo", districts, example: { caseId: example.caseId, district: { code: example.code, nameEn: example.nameEn } } } : { state: "empty" };
}
