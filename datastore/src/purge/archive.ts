/** One sealed text for each held person: all rows that are that person's, as JSON, under the person's own data key, which a hold's key wraps. Not who may open it: the custodian, with the folder of holds. */
import { randomUUID } from "node:crypto";
import type { Query } from "../backup/catalogue.js";
import { chooseHeld } from "./chosen.js";
import { purgedTables } from "./purge-tables.js";

/** The field that an archive is sealed as. */
export const archiveField = (plan: string): string => `archive ${plan}`;

export type Sealer = { readonly seal: (owner: string, field: string, text: string) => Promise<Buffer> };

/** In one transaction; a person who is archived already is left out. Says how many rows went in. */
export async function archive(query: Query, plan: string, persons: readonly string[], { seal }: Sealer, at: Date): Promise<number> {
  let rows = 0;
  for (const person of persons) {
    await chooseHeld(query, "one", [person]);
    const content: Record<string, unknown> = {};
    let own = 0;
    for (const { table, goes, held } of purgedTables) {
      const found = await query(`select to_jsonb(t) as row from ${table} t where (${(held ?? goes)("one")}) is true`);
      if (found.length > 0) content[table] = found.map(({ row }) => row);
      own += found.length;
    }
    const sealed = await seal(person, archiveField(plan), JSON.stringify({ person, at: at.toISOString(), rows: content }));
    await query(
      `insert into policy.hold_archive (id, plan, person_key, holds, rows, made_at, content) select $1::uuid, $2::uuid, $3::uuid, array_agg(distinct h.hold), $4::int, $5::timestamptz, $6::bytea from policy.held_persons() h where h.person_key = $3
       on conflict (plan, person_key) do update set rows = excluded.rows, made_at = excluded.made_at, content = excluded.content, holds = excluded.holds`,
      [randomUUID(), plan, person, own, at, sealed],
    );
    rows += own;
  }
  return rows;
}

export type Archive = { readonly id: string; readonly person: string; readonly plan: string; readonly holds: readonly string[]; readonly content: Buffer };

/** Those that a hold keeps. */
export async function archivesOf(query: Query, hold: string): Promise<readonly Archive[]> {
  return (await query("select a.id, a.person_key::text as person, a.plan, a.holds, a.content from policy.hold_archive a where $1 = any (a.holds) order by a.id", [hold])) as unknown as readonly Archive[];
}

/** Removes the archives that no hold keeps any more, and what the released holds were about. Says whose they were. */
export async function dropReleased(query: Query): Promise<readonly string[]> {
  const gone = await query(
    "delete from policy.hold_archive a where not exists (select from policy.legal_hold h where h.id = any (a.holds) and h.state in ('held', 'release-proposed')) returning a.person_key::text as key",
  );
  await query("update policy.legal_hold h set target = null where h.state = 'released' and h.kind <> 'response' and h.target is not null and not exists (select from cases.case_record c where c.id = h.target) and not exists (select from cases.contact k where k.id = h.target)");
  const still = new Set((await query("select a.person_key::text as key from policy.hold_archive a")).map(({ key }) => String(key)));
  return [...new Set(gone.map(({ key }) => String(key)))].filter((key) => !still.has(key));
}
