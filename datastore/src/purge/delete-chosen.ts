/** Takes the chosen rows out of the tables: whole days of stays are dropped, wholly taken tables truncated, the others' rows deleted. In one transaction; who may and when is execute.ts's. */
import { type Query, unitsOf } from "../backup/catalogue.js";
import { conditionsOf } from "./plan.js";
import { purgedTables } from "./purge-tables.js";

/** How many rows went from each table, and which tables have to be written anew, for deleted rows leave their bytes. */
export type Deleted = { readonly rows: Readonly<Record<string, number>>; readonly partitions: number; readonly rewrite: readonly string[] };

/** What went leaves a print of itself for the scan, and for whose data keys are to be destroyed. */
async function leaveTraces(query: Query, plan: string): Promise<void> {
  for (const [part, scanned] of [["case", true], ["contact", true], ["person", true], ["request", false], ["upload", false]] as const) {
    await query(`insert into policy.purge_trace (plan, hash, scanned) select $1::uuid, sha256(uuid_send(id)), ${scanned} from going_${part} union select $1::uuid, sha256(uuid_send(id)), ${scanned} from held_${part} on conflict do nothing`, [plan]);
  }
  await query("insert into policy.purge_trace (plan, hash, scanned) select $1::uuid, sha256(p.pseudonym), true from cases.person_pseudonym p where p.person_key in (select id from going_person union select id from held_person) on conflict do nothing", [plan]);
  await query("insert into policy.purge_trace (plan, hash, scanned) select $1::uuid, sha256(r.match_pseudonym), true from movements.information_request r where r.match_pseudonym is not null and r.id in (select id from going_request union select id from held_request) on conflict do nothing", [plan]);
}

/** How many notices go that no yearly figure counts yet: the figure of their year is published later, without a word of whom they were to. */
async function tallyNotices(query: Query, everything: boolean): Promise<void> {
  for (const known of purgedTables.filter(({ table }) => table === "movements.notice")) {
    const { goes, held } = conditionsOf(known, everything, false);
    await query(`insert into movements.notice_tally as y (year, kind, data_class, persons, made, told, sent, untold)
      select extract(year from t.made_at at time zone 'Asia/Seoul')::integer, t.kind, t.data_class, count(distinct t.person_key), count(*), count(distinct t.person_key) filter (where s.given), count(*) filter (where s.given),
        count(distinct t.person_key) filter (where not s.given)
      from movements.notice t cross join lateral (select exists (select from movements.notice_step x where x.notice_id = t.id and x.step = 'sent') as given) s where ((${goes}) or (${held})) is true group by 1, 2, 3
      on conflict (year, kind, data_class) do update set persons = y.persons + excluded.persons, made = y.made + excluded.made, told = y.told + excluded.told, sent = y.sent + excluded.sent, untold = y.untold + excluded.untold`);
  }
}

/** After `planOf` in the same transaction, under locks on all tables. */
export async function deleteChosen(query: Query, plan: string, everything: boolean): Promise<Deleted> {
  await leaveTraces(query, plan);
  await tallyNotices(query, everything);
  const order = (await unitsOf(query)).map(({ table }) => table).toReversed();
  const tables = [...new Set([...order, ...purgedTables.map(({ table }) => table)])].flatMap((name) => purgedTables.filter(({ table }) => table === name));
  const rows: Record<string, number> = {};
  const rewrite: string[] = [];
  const whole: string[] = [];
  let partitions = 0;
  // what the condition of another table asks for must still be there: ids first, then deletion in the order of references
  const doomed: { readonly table: string; readonly condition: string }[] = [];
  for (const known of tables) {
    const { goes, held } = conditionsOf(known, everything, false);
    const condition = `(${goes}) or (${held})`;
    const [found] = await query(`select count(*)::int as total, count(*) filter (where (${condition}) is true)::int as taken from ${known.table} t`);
    const [total, taken] = [Number(found?.["total"]), Number(found?.["taken"])];
    rows[known.table] = taken;
    if (known.table === "movements.stay") partitions = await dropDays(query, condition, rewrite);
    else if (everything || taken === total) whole.push(known.table);
    else if (taken > 0) doomed.push({ table: known.table, condition });
  }
  if (everything) await query(`truncate ${["movements.stay", ...whole].join(", ")}`); // stays too, which have no days any more, for they refer to what goes
  else for (const table of whole) doomed.push({ table, condition: "true" });
  const inOrder = doomed.toSorted((one, other) => tables.findIndex(({ table }) => table === one.table) - tables.findIndex(({ table }) => table === other.table));
  for (const { table, condition } of inOrder) {
    await query(`delete from ${table} t where (${condition}) is true`);
    rewrite.push(table);
  }
  return { rows, partitions, rewrite };
}

async function dropDays(query: Query, condition: string, rewrite: string[]): Promise<number> {
  const days = await query(`select t.tableoid::regclass::text as name, bool_and((${condition}) is true) as whole, bool_or((${condition}) is true) as touched from movements.stay t group by t.tableoid`);
  const empty = await query("select i.inhrelid::regclass::text as name from pg_inherits i where i.inhparent = 'movements.stay'::regclass");
  const filled = new Set(days.map(({ name }) => String(name)));
  const gone = [...days.filter(({ whole }) => whole === true).map(({ name }) => String(name)), ...empty.map(({ name }) => String(name)).filter((name) => !filled.has(name))];
  for (const name of gone) await query(`drop table ${name}`);
  for (const { name, whole, touched } of days) {
    if (whole === true || touched !== true) continue;
    await query(`delete from ${String(name)} t where (${condition}) is true`);
    rewrite.push(String(name));
  }
  return gone.length;
}
