/** The questions about events asked of PostgreSQL. */
import type { CaseId } from "@epigraph/authz";
import { inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { caseById } from "../case/store.js";
import { Case } from "../case/types.js";
import { contactById } from "../contact/store.js";
import { Contact } from "../contact/types.js";
import { Event } from "./types.js";

const attributes = { caseId: "null::uuid", regionCode: "v.region_code", sealed: "false" };
const columns = `v.id, v.name_ko as "nameKo", v.name_en as "nameEn", v.region_code as "regionCode", v.place_id as "placeId", v.setting, v.started_on::text as "startedOn", v.ended_on::text as "endedOn"`;

/** An event of another jurisdiction loads as null. */
export const eventById = (scope: Scope) =>
  scope.loader<string, Event | null>("event", async (ids) => {
    const { bind, values } = parameters();
    const rows = await scope.db.query<Event>(`select ${columns} from cases.event v where v.id = any(${bind(ids)}::uuid[]) and ${scope.visible("Event.id", attributes, bind)}`, values);
    return inOrder(ids, rows.map((row) => Object.assign(new Event(), row)), ({ id }) => id);
  });

/** Latest first day first. */
export async function listEvents(scope: Scope, regionCode: string | undefined, page: Page): Promise<Event[]> {
  const { bind, values } = parameters();
  const rows = await scope.db.query<Event>(
    `select ${columns} from cases.event v where ${scope.visible("Event.id", attributes, bind)} and (${bind(regionCode ?? null)}::text is null or v.region_code = ${bind(regionCode ?? null)})
       and (v.started_on, v.id) < (${bind(page.after?.[0] ?? "infinity")}::date, ${bind(page.after?.[1] ?? "ffffffff-ffff-ffff-ffff-ffffffffffff")}::uuid)
     order by v.started_on desc, v.id desc limit ${bind(page.first + 1)}::int`,
    values,
  );
  return rows.map((row) => Object.assign(new Event(), row));
}

/** Members that may be seen: row security leaves the others out. In the order in which their ids stand. */
async function membersOf<Id extends string>(scope: Scope, event: Event, column: "case_id" | "contact_id", page: Page): Promise<Id[]> {
  const rows = await scope.db.query<{ readonly id: Id }>(`select m.${column} as id from cases.event_member m where m.event_id = $1 and m.${column} > $2::uuid order by m.${column} limit $3::int`, [event.id, page.after?.[0] ?? "00000000-0000-0000-0000-000000000000", page.first + 1]);
  return rows.map(({ id }) => id);
}

export async function casesOfEvent(scope: Scope, event: Event, page: Page): Promise<Case[]> {
  return (await caseById(scope).loadMany(await membersOf<CaseId>(scope, event, "case_id", page))).filter((row): row is Case => row instanceof Case);
}

export async function contactsOfEvent(scope: Scope, event: Event, page: Page): Promise<Contact[]> {
  return (await contactById(scope).loadMany(await membersOf(scope, event, "contact_id", page))).filter((row): row is Contact => row instanceof Contact);
}

export async function isMember(scope: Scope, event: Event, member: { readonly caseId?: string | undefined; readonly contactId?: string | undefined }): Promise<boolean> {
  const rows = await scope.db.query(`select from cases.event_member m where m.event_id = $1 and m.case_id is not distinct from $2::uuid and m.contact_id is not distinct from $3::uuid`, [event.id, member.caseId ?? null, member.contactId ?? null]);
  return rows.length > 0;
}
