/** The questions about an agency's inbox asked of PostgreSQL, and what the agency does there. */
import { grouped, inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { InboxItem, InboxPlace, type InboxState } from "./types.js";

// a place roster is about nobody yet
const sealed = "(i.person_key is not null and exists (select from permission.sealed_case x where x.person_key = i.person_key))";
const attributes = { agency: "i.agency", sealed };
const columns = `i.id, i.request_id as "requestId", i.agency, i.kind, i.data_class as "dataClass", i.window_from as "windowFrom", i.window_to as "windowTo", i.legal_basis as "legalBasis", i.subject, i.person_key as "personKey",
  i.match_kind as "matchKind", i.match_key as "sealedMatchKey", i.arrived_at as "arrivedAt", i.due_at as "dueAt", i.done_at as "doneAt", i.done_as as "doneAs", i.position::text as position, ${sealed} as sealed`;

const asItem = (row: InboxItem): InboxItem => Object.assign(new InboxItem(), row);

/** Another agency's entry loads as null, like one that does not exist. */
export const itemById = (scope: Scope) =>
  scope.loader<string, InboxItem | null>("inbox item", async (ids) => {
    const { bind, values } = parameters();
    const rows = await scope.db.query<InboxItem>(`select ${columns} from movements.inbox_item i where i.id = any(${bind(ids)}::uuid[]) and ${scope.visible("InboxItem.id", attributes, bind)}`, values);
    return inOrder(ids, rows.map(asItem), ({ id }) => id);
  });

/** Oldest first: what has waited longest is on top. */
export async function listItems(scope: Scope, state: InboxState | undefined, page: Page): Promise<InboxItem[]> {
  const { bind, values } = parameters();
  const conditions = [
    scope.visible("InboxItem.id", attributes, bind),
    `(i.arrived_at, i.id) > (${bind(page.after?.[0] ?? "-infinity")}::timestamptz, ${bind(page.after?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid)`,
    ...(state === undefined ? [] : [state === "waiting" ? "i.done_at is null" : "i.done_at is not null"]),
  ];
  return (await scope.db.query<InboxItem>(`select ${columns} from movements.inbox_item i where ${conditions.join(" and ")} order by i.arrived_at, i.id limit ${bind(page.first + 1)}::int`, values)).map(asItem);
}

/** In the order in which their last changes were committed; `since`: changed at that moment or later. */
export async function itemsChanged(scope: Scope, since: Date | null | undefined, page: Page): Promise<InboxItem[]> {
  const { bind, values } = parameters();
  const conditions = [
    scope.visible("InboxItem.id", attributes, bind),
    page.after === undefined ? "i.position is not null" : `i.position > ${bind(page.after[0])}::bigint`,
    ...(since === null || since === undefined ? [] : [`i.position >= ${bind(since.getTime() * 1_000)}::bigint`]),
  ];
  return (await scope.db.query<InboxItem>(`select ${columns} from movements.inbox_item i where ${conditions.join(" and ")} order by i.position limit ${bind(page.first + 1)}::int`, values)).map(asItem);
}

export const itemCursor = ({ arrivedAt, id }: InboxItem): string[] => [arrivedAt.toISOString(), id];

export async function summarize(scope: Scope): Promise<{ readonly waiting: number; readonly oldestWaitingSince: Date | null; readonly done: number }> {
  const { bind, values } = parameters();
  const [row] = await scope.db.query<{ readonly waiting: number; readonly oldestWaitingSince: Date | null; readonly done: number }>(
    `select (count(*) filter (where i.done_at is null))::int as waiting, min(i.arrived_at) filter (where i.done_at is null) as "oldestWaitingSince", (count(*) filter (where i.done_at is not null))::int as done
     from movements.inbox_item i where ${scope.visible("InboxItem.id", attributes, bind)}`,
    values,
  );
  return row ?? { waiting: 0, oldestWaitingSince: null, done: 0 };
}

/** Of entries for place rosters. */
export const placesOf = (scope: Scope) =>
  scope.loader<InboxItem, InboxPlace[]>(
    "inbox places",
    async (items) => {
      const rows = await scope.db.query<InboxPlace & { readonly itemId: string }>(
        `select x.item as "itemId", x.name, x.latitude, x.longitude, x.radius_metres as "radiusMetres", x.dwell_minutes as "dwellMinutes" from unnest($1::uuid[]) p (id) cross join lateral movements.inbox_places(p.id) x`,
        [items.map(({ id }) => id)],
      );
      const groups = grouped(items.map(({ id }) => id), rows, ({ itemId }) => itemId);
      return groups.map((group, index) => group.map((row) => Object.assign(new InboxPlace(), row, { item: items[index] })));
    },
    ({ id }) => id,
  );

export const authoriseRequest = (scope: Scope, id: string): Promise<InboxItem | null> => step(scope, id, "movements.authorise_request($1::uuid)");
export const refuseRequest = (scope: Scope, id: string, reason: string): Promise<InboxItem | null> => step(scope, id, "movements.refuse_request($1::uuid, $2)", [reason]);
export const completeProvision = (scope: Scope, id: string, nothingHeld: boolean): Promise<InboxItem | null> => step(scope, id, "movements.complete_provision($1::uuid, $2)", [nothingHeld]);

/** Who asked for what the entry is about, for the log alone. */
export async function requesterOf(scope: Scope, { id }: InboxItem): Promise<string | undefined> {
  const [row] = await scope.db.query<{ readonly account: string | null }>("select movements.inbox_requester($1::uuid) as account", [id]);
  return row?.account ?? undefined;
}

async function step(scope: Scope, id: string, call: string, values: readonly unknown[] = []): Promise<InboxItem | null> {
  await scope.db.query(`select ${call}`, [id, ...values]);
  itemById(scope).clear(id);
  return itemById(scope).load(id);
}

