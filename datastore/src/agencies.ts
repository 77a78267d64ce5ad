/** The agencies that take part, as an operator sets them up on the owner's connection. Not their accounts: see @epigraph/identity; not which of them is asked: that is policy. */
import type { AgencyKind } from "@epigraph/authz";
import type { DataSource } from "typeorm";

/** `dataClasses`: what it provides, of `telecom-location`, `card-use`, `qr-entry`. `region`: the municipality or province that is its jurisdiction; one agency has it. */
export type Agency = { readonly id: string; readonly kind: AgencyKind; readonly nameKo: string; readonly nameEn: string; readonly phone: string | null; readonly region: string | null; readonly dataClasses: readonly string[] };

const columns = 'a.id, a.kind, a.name_ko as "nameKo", a.name_en as "nameEn", a.phone, a.region_code as region, a.data_classes as "dataClasses"';

/** In the order of their ids; those of `kind` only, if given. */
export const listAgencies = (owner: DataSource, kind?: AgencyKind): Promise<Agency[]> => owner.query<Agency[]>(`select ${columns} from permission.agency a where $1::text is null or a.kind = $1 order by a.id`, [kind ?? null]);

/** Those of them, by id, that are there already; and, by region, which agency has it. */
export async function knownAgencies(owner: DataSource, wanted: readonly Agency[]): Promise<{ readonly known: ReadonlyMap<string, Agency>; readonly holders: ReadonlyMap<string, string>; readonly unknownRegions: readonly string[] }> {
  const regions = wanted.flatMap(({ region }) => (region === null ? [] : [region]));
  const known = await owner.query<Agency[]>(`select ${columns} from permission.agency a where a.id = any ($1::text[])`, [wanted.map(({ id }) => id)]);
  const holders = await owner.query<{ id: string; region: string }[]>("select a.id, a.region_code as region from permission.agency a where a.region_code = any ($1::text[])", [regions]);
  const unknown = await owner.query<{ code: string }[]>("select g.code from unnest($1::text[]) g (code) where not exists (select from cases.region r where r.code = g.code)", [regions]);
  return { known: new Map(known.map((agency) => [agency.id, agency])), holders: new Map(holders.map(({ id, region }) => [region, id])), unknownRegions: unknown.map(({ code }) => code) };
}

/** All of them or none. @throws when one is there already */
export async function addAgencies(owner: DataSource, agencies: readonly Agency[]): Promise<void> {
  await owner.query(
    `insert into permission.agency (id, kind, name_ko, name_en, phone, region_code, data_classes)
     select r.id, r.kind, r."nameKo", r."nameEn", r.phone, r.region, array(select jsonb_array_elements_text(r."dataClasses")) from jsonb_to_recordset($1::jsonb) r (id text, kind text, "nameKo" text, "nameEn" text, phone text, region text, "dataClasses" jsonb)`,
    [JSON.stringify(agencies)],
  );
}
