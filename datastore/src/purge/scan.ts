/** Looks through every column of every table, as the catalogue has them, for ids of what a purge took: in any text, list, JSON or bytes. Looks at no file: see verify/. */
import { createHash } from "node:crypto";
import type { ClientBase } from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { Query } from "../backup/catalogue.js";

/** `found`: in which column how many rows; `exempt`: what was not looked at, and why. */
export type Scan = { readonly tables: number; readonly columns: number; readonly rows: number; readonly looked: number; readonly sought: number; readonly found: readonly { readonly column: string; readonly rows: number }[]; readonly exempt: readonly string[] };

/** What a hold keeps is named there on purpose; the prints of what is sought are themselves. */
const exempt: readonly string[] = ["policy.legal_hold.target", "policy.hold_archive.person_key", "policy.hold_archive.content", "policy.purge_trace.hash"];

type Column = { readonly table: string; readonly columns: readonly string[] };

/** `client`: of the same connection as `query`. `hashes`: SHA-256 of the bytes of each id or pseudonym, in hex. */
export async function scan(query: Query, client: ClientBase, hashes: ReadonlySet<string>): Promise<Scan> {
  const tables = (await query(
    `select format('%I.%I', n.nspname, c.relname) as "table", array_agg(quote_ident(a.attname) order by a.attnum) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'p', 'm') and not c.relispartition and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' group by 1 order by 1`,
  )) as unknown as readonly Column[];
  const found = new Map<string, number>();
  let [rows, looked, columns] = [0, 0, 0];
  for (const { table, columns: all } of tables) {
    const asked = all.filter((column) => !exempt.includes(`${table}.${column}`));
    columns += asked.length;
    if (asked.length === 0) continue;
    const stream = client.query(copyTo(`copy (select ${asked.join(", ")} from ${table}) to stdout`));
    for await (const line of linesOf(stream)) {
      rows += 1;
      line.split("\t").forEach((value, at) => {
        const candidates = candidatesIn(value);
        looked += candidates.length;
        if (candidates.some((bytes) => hashes.has(createHash("sha256").update(bytes).digest("hex")))) {
          const column = `${table}.${asked[at] ?? ""}`;
          found.set(column, (found.get(column) ?? 0) + 1);
        }
      });
    }
  }
  return { tables: tables.length, columns, rows, looked, sought: hashes.size, found: [...found].map(([column, many]) => ({ column, rows: many })), exempt };
}

/** Whatever in a value could be an id (16 bytes) or a pseudonym (32): with hyphens, or in any run of hexadecimal digits, at any place in it. */
export function candidatesIn(value: string): Buffer[] {
  const candidates = [...value.matchAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi)].map(([uuid]) => Buffer.from(uuid.replaceAll("-", ""), "hex"));
  for (const [run] of value.matchAll(/[0-9a-f]{32,}/gi)) {
    for (const length of [32, 64]) for (let at = 0; at + length <= run.length; at += run.length > 4_096 ? 2 : 1) candidates.push(Buffer.from(run.slice(at, at + length), "hex"));
  }
  return candidates;
}

async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of stream) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let from = 0;
    for (let end = bytes.indexOf(10, from); end >= 0; end = bytes.indexOf(10, from)) {
      yield bytes.toString("utf8", from, end);
      from = end + 1;
    }
    rest = bytes.subarray(from);
  }
}
