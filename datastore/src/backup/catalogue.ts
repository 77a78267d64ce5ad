/** What the database's own catalogue says of the tables that a backup holds. Reads no row of them. */
import { DatastoreError } from "../error.js";
import { type BackupPart, foreignSchemas, partOf } from "./parts.js";

export type Query = (sql: string, parameters?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

/** A table, or one partition of one: what is copied at a time. Names are quoted where SQL needs it. `condition`: which rows of the table are the partition's. */
export type Unit = {
  readonly part: BackupPart;
  readonly table: string;
  readonly partition?: { readonly name: string; readonly bounds: string; readonly condition: string };
  readonly columns: readonly string[];
};

const nameOf = (relation: string): string => `(select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = ${relation})`;

/** Tables by themselves and the partitions of the others, by part, in an order in which no row is loaded before the one it refers to. @throws DatastoreError BACKUP_IMPOSSIBLE */
export async function unitsOf(query: Query): Promise<readonly Unit[]> {
  const rows = (await query(
    `select ${nameOf("coalesce(i.inhparent, t.oid)")} as "table", case when i.inhparent is not null then ${nameOf("t.oid")} end as partition,
       pg_get_expr(t.relpartbound, t.oid) as bounds, pg_get_partition_constraintdef(t.oid) as condition,
       array(select quote_ident(a.attname) from pg_attribute a where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
     from pg_class t join pg_namespace s on s.oid = t.relnamespace left join pg_inherits i on i.inhrelid = t.oid
     where t.relkind = 'r' and t.relpersistence <> 't' and s.nspname !~ '^pg_' and s.nspname <> all ($1)
       and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = t.oid and d.deptype = 'e')
     order by 1, 2`,
    [foreignSchemas],
  )) as readonly { readonly table: string; readonly partition: string | null; readonly bounds: string | null; readonly condition: string | null; readonly columns: readonly string[] }[];
  const order = inOrder([...new Set(rows.map(({ table }) => table))], await references(query));
  const units = rows.flatMap(({ table, partition, bounds, condition, columns }): Unit[] => {
    const part = partOf(table);
    if (part === undefined) return [];
    if (partition === null) return [{ part, table, columns }];
    // a partition that went away since this transaction began has no bounds any more: its rows would be missing in silence
    if (bounds === null || condition === null) throw new DatastoreError("BACKUP_IMPOSSIBLE", `\`${partition}\` was taken away while the backup began: start it again`);
    return [{ part, table, partition: { name: partition, bounds, condition }, columns }];
  });
  return units.toSorted((one, other) => order.indexOf(one.table) - order.indexOf(other.table));
}

/** The tables that a backup holds, partitioned ones too, whether they have partitions or not; with their schemas, quoted where SQL needs it. */
export async function backedTables(query: Query): Promise<readonly string[]> {
  const rows = await query(
    "select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> all ($1) order by 1",
    [foreignSchemas],
  );
  return rows.map(({ name }) => String(name)).filter((name) => partOf(name) !== undefined);
}

/** Each table with another that its rows refer to; a reference to itself is checked when all rows are there. */
async function references(query: Query): Promise<readonly { readonly from: string; readonly to: string }[]> {
  return (await query(`select distinct ${nameOf("k.conrelid")} as from, ${nameOf("k.confrelid")} as to from pg_constraint k where k.contype = 'f' and k.conparentid = 0 and k.conrelid <> k.confrelid order by 1, 2`)) as readonly { readonly from: string; readonly to: string }[];
}

function inOrder(tables: readonly string[], needs: readonly { readonly from: string; readonly to: string }[]): readonly string[] {
  const done: string[] = [];
  while (done.length < tables.length) {
    const next = tables.filter((table) => !done.includes(table) && needs.every(({ from, to }) => from !== table || done.includes(to) || !tables.includes(to)));
    if (next.length === 0) throw new DatastoreError("BACKUP_IMPOSSIBLE", `tables refer to each other in a circle (${tables.filter((table) => !done.includes(table)).join(", ")}): no order of loading them is right`);
    done.push(...next);
  }
  return done;
}

/** Where each sequence stands. Read from the sequence itself, which fails without the right to, where the catalogue's view would answer nothing. */
export async function sequencesOf(query: Query): Promise<readonly { readonly part: BackupPart; readonly sequence: string; readonly value: string; readonly called: boolean }[]> {
  const names = await sequenceNames(query);
  return await Promise.all(
    names.map(async (sequence) => {
      const [row] = await query(`select last_value::text as value, is_called as called from ${sequence}`);
      return { part: sequence.startsWith("ledger.") ? "ledger" : "data", sequence, value: String(row?.["value"]), called: row?.["called"] === true } as const;
    }),
  );
}

export async function sequenceNames(query: Query): Promise<readonly string[]> {
  const rows = await query("select format('%I.%I', schemaname, sequencename) as name from pg_sequences where schemaname !~ '^pg_' and schemaname <> all ($1) order by 1", [foreignSchemas]);
  return rows.map(({ name }) => String(name));
}
