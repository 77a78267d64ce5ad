/** The questions about legal holds asked of PostgreSQL. Their steps are taken as diseases' are. */
import { randomUUID } from "node:crypto";
import { inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { LegalHold } from "./types.js";

const columns = `h.id, h.kind, h.target, h.authority, h.order_number as "orderNumber", h.order_date::text as "orderDate", h.until::text as "heldUntil", h.state, h.made_at as "proposedAt"`;
const holdOfRow = (row: LegalHold): LegalHold => Object.assign(new LegalHold(), row);

export const holdById = (scope: Scope) =>
  scope.loader<string, LegalHold | null>("legal hold", async (ids) => inOrder(ids, (await scope.db.query<LegalHold>(`select ${columns} from policy.legal_hold h where h.id = any($1::uuid[])`, [ids])).map(holdOfRow), ({ id }) => id));

/** Latest first. */
export async function listHolds(scope: Scope, page: Page): Promise<LegalHold[]> {
  const { bind, values } = parameters();
  const after = page.after === undefined ? "true" : `(h.made_at, h.id) < (${bind(page.after[0])}::timestamptz, ${bind(page.after[1])}::uuid)`;
  return (await scope.db.query<LegalHold>(`select ${columns} from policy.legal_hold h where h.state <> 'new' and ${after} order by h.made_at desc, h.id desc limit ${bind(page.first + 1)}::int`, values)).map(holdOfRow);
}

export type NewHold = { readonly kind: string; readonly target: string; readonly authority: string; readonly orderNumber: string; readonly orderDate: string; readonly until: string | null };

/** What it names is looked up by the database, which refuses what is not there. */
export async function insertHold(scope: Scope, { kind, target, authority, orderNumber, orderDate, until }: NewHold): Promise<string> {
  const id = randomUUID();
  await scope.db.query("insert into policy.legal_hold (id, kind, target, authority, order_number, order_date, until) values ($1, $2, $3, $4, $5, $6, $7)", [id, kind, target, authority, orderNumber, orderDate, until]);
  return id;
}
