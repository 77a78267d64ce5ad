/** The short way for days of stays that have no partition yet: fill a table of its own, then index and attach it. Days that have one go the ordinary way, see loader.ts. */
import { stayPartition } from "@epigraph/datastore";
import type { ClientBase } from "pg";

const partitionName = stayPartition.nameOf("day");

/**
 * Writes the staged rows of each new day that has at least `leastRows` of them, and gives those days and the number of rows written.
 * Three times as fast as row by row: indexes are built by sorting and the request's foreign key is checked once a day, on attaching. No row is visible before.
 */
export async function writeFreshDays(connection: ClientBase, stage: string, columns: string, leastRows: number): Promise<{ readonly days: readonly string[]; readonly inserted: number }> {
  await connection.query("select pg_advisory_xact_lock($1)", [stayPartition.lock]);
  const { rows } = await connection.query<{ day: string; next: string; name: string }>(
    `select day::text as day, (day + 1)::text as next, ${partitionName} as name from ${stage} group by day having count(*) >= $1 and to_regclass('movements.' || ${partitionName}) is null`,
    [leastRows],
  );
  let inserted = 0;
  for (const { day, next, name } of rows) {
    const partition = `movements.${name}`;
    await connection.query(`create table ${partition} (like movements.stay including defaults including constraints)`);
    // copies of one stay would break the primary key; of them one is kept, as `on conflict do nothing` would
    const distinct = `select distinct on (person_key, id) ${columns} from ${stage} where day = '${day}' order by person_key, id`;
    inserted += (await connection.query(`insert into ${partition} (${columns}) select ${columns} from (${distinct}) staged order by cell, earliest`)).rowCount ?? 0;
    await connection.query(`alter table movements.stay attach partition ${partition} for values from ('${day}') to ('${next}')`);
  }
  return { days: rows.map(({ day }) => day), inserted };
}
