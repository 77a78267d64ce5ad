/** How an event is kept. It is never changed afterwards: the login has no right to. */
import type { Query } from "./database.js";

type EventRow = { readonly id: string; readonly at: Date; readonly kind: string; readonly account: string | undefined; readonly session: string | undefined; readonly address: string; readonly agency: string | undefined };

export const insertEvent = async (query: Query, { id, at, kind, account, session, address, agency }: EventRow): Promise<void> =>
  void (await query("insert into identity.event (id, at, kind, account, session, address, agency) values ($1, $2, $3, $4, $5, $6, $7)", [id, at, kind, account ?? null, session ?? null, address, agency ?? null]));
