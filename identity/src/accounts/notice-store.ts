/** Notices of an account, kept until they were shown, and after. */
import { randomUUID } from "node:crypto";
import type { Query } from "../database.js";
import type { Notice, NoticeKind } from "./notice.js";

export const addNotice = async (query: Query, account: string, kind: NoticeKind, at: Date): Promise<void> =>
  void (await query("insert into identity.notice (id, account, at, kind) values ($1, $2, $3, $4)", [randomUUID(), account, at, kind]));

/** Those not shown yet, oldest first; from now on they are. */
export async function showNotices(query: Query, account: string, now: Date): Promise<Notice[]> {
  const rows = await query<Notice>("update identity.notice set shown_at = $2 where account = $1 and shown_at is null returning id, kind, at", [account, now]);
  return rows.toSorted((one, other) => one.at.getTime() - other.at.getTime());
}
