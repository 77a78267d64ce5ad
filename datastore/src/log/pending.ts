/** What writers made durable and nobody has sequenced yet. Not what it says: see @epigraph/ledger. */
import type { Pending } from "@epigraph/ledger";
import type { TransactionQuery } from "../transaction.js";

/** A pending body, and where its row lies (`ctid`): nobody can change it, and only a sequencer deletes it. */
export type Placed = Pending & { readonly place: string };

/** `whole`: there was no more at that moment. */
export type Taken = { readonly rows: readonly Placed[]; readonly whole: boolean };

/** Most of a step. A body has up to 4 MiB, so rows alone bound nothing. */
export type Cap = { readonly rows: number; readonly bytes: number };

/** One statement, so one moment: of a writer it shows no record without those before it, unless the cap cut them off, for a writer waits for each batch. */
export async function readPending(query: TransactionQuery, cap: Cap): Promise<Taken> {
  const rows = await query<{ readonly place: string; readonly body: string; readonly login: string; readonly arrived: Date; readonly found: number }>(
    `select place, body, login, arrived, found from (
       select p.ctid::text as place, p.body, p.login, p.arrived, count(*) over ()::int as found, row_number() over () as number, sum(octet_length(p.body)) over (rows unbounded preceding) as bytes
       from (select ctid, body, login, arrived from ledger.pending limit $1) p) seen
     where number = 1 or bytes <= $2`,
    [cap.rows, cap.bytes],
  );
  const found = rows[0]?.found ?? 0;
  return { rows: rows.map(({ place, body, login, arrived }) => ({ place, body, login, arrived: arrived.getTime() })), whole: rows.length === found && found < cap.rows };
}

/** Whose login each is: the services in whose groups it was put. A superuser, who is a member of everything, is put in none. */
export async function servicesOf(query: TransactionQuery, logins: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await query<{ readonly login: string; readonly services: readonly string[] }>(
    `select l.rolname::text as login, array_agg(substr(g.rolname::text, 10) order by g.rolname) as services
     from pg_roles l join pg_auth_members m on m.member = l.oid join pg_roles g on g.oid = m.roleid
     where l.rolname = any ($1) and g.rolname ~ '^epigraph_' and not g.rolcanlogin group by l.rolname`,
    [[...new Set(logins)]],
  );
  return new Map(rows.map(({ login, services }) => [login, services]));
}
