/** Looks at entries for what accounts do, with what is remembered of each account. What is worth noticing is said by the judge. */
import { accountsConcerned, type LogEntry, type Notice, type Profile, readProfile } from "@epigraph/ledger";
import type { TransactionQuery } from "../transaction.js";

/** `noticed` of @epigraph/ledger is one. */
export type Judge = (profileOf: (account: string) => Profile, entry: LogEntry) => { readonly profile: Profile; readonly notices: readonly Notice[] };

/** What the judge noticed, entry by entry; what it remembers is kept in the same transaction. */
export async function judgeEntries(query: TransactionQuery, judge: Judge, entries: readonly LogEntry[]): Promise<readonly Notice[]> {
  const accounts = new Set(entries.flatMap(({ record }) => accountsConcerned(record)));
  if (accounts.size === 0) return [];
  const stored = await query<{ readonly account: string; readonly state: unknown }>("select account, state from ledger.profile where account = any ($1)", [[...accounts]]);
  const profiles = new Map(stored.map(({ account, state }) => [account, readProfile(state)]));
  const profileOf = (account: string): Profile => profiles.get(account) ?? readProfile(undefined);
  const changed = new Map<string, Profile>();
  const notices: Notice[] = [];
  for (const entry of entries) {
    const { who } = entry.record.agent;
    const found = judge(profileOf, entry);
    notices.push(...found.notices);
    if (found.profile === profileOf(who)) continue;
    profiles.set(who, found.profile);
    changed.set(who, found.profile);
  }
  if (changed.size > 0) {
    await query("insert into ledger.profile (account, state) select account, state::jsonb from unnest($1::text[], $2::text[]) as p (account, state) on conflict (account) do update set state = excluded.state", [
      [...changed.keys()],
      [...changed.values()].map((profile) => JSON.stringify(profile)),
    ]);
  }
  return notices;
}
