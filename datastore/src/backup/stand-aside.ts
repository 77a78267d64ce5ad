/** What stands in the way of putting rows back as they were: triggers that would act on them once more, row security that does not let the owner copy, and rules that only newer rows must keep. Takes them out of the way and puts them back exactly. */
import type { Query } from "./catalogue.js";
import { foreignSchemas } from "./parts.js";

type Row = { readonly table: string; readonly name: string; readonly definition: string };

const ours = "n.nspname !~ '^pg_' and n.nspname <> all ($1)";
const tableName = "format('%I.%I', n.nspname, c.relname) as table";

/** In the restore's own transaction, which nobody else sees. Resolves to what puts everything back. References and all other constraints go on to hold. */
export async function standAside(query: Query): Promise<() => Promise<void>> {
  const list = async (sql: string): Promise<readonly Row[]> => (await query(sql, [foreignSchemas])) as readonly Row[];
  const forced = await list(`select ${tableName} from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relforcerowsecurity and ${ours}`);
  const triggers = await list(
    `select ${tableName}, quote_ident(t.tgname) as name from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where not t.tgisinternal and t.tgparentid = 0 and t.tgenabled = 'O' and c.relkind in ('r', 'p') and ${ours}`,
  );
  const unproven = await list(
    `select ${tableName}, quote_ident(k.conname) as name, pg_get_constraintdef(k.oid) as definition from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where not k.convalidated and k.contype in ('c', 'f') and k.conparentid = 0 and k.coninhcount = 0 and ${ours}`,
  );
  for (const { table } of forced) await query(`alter table ${table} no force row level security`);
  for (const { table, name } of triggers) await query(`alter table ${table} disable trigger ${name}`);
  for (const { table, name } of unproven) await query(`alter table ${table} drop constraint ${name}`);
  return async () => {
    for (const { table, name, definition } of unproven) await query(`alter table ${table} add constraint ${name} ${definition}`);
    for (const { table, name } of triggers) await query(`alter table ${table} enable trigger ${name}`);
    for (const { table } of forced) await query(`alter table ${table} force row level security`);
  };
}
