/** What an export takes from the log beside its newest tree: records that were chosen, and which older checkpoints. As the owner. Not the files: see @epigraph/ledger's make-export.ts. */
import type { DataSource } from "typeorm";
import type { LoggedCheckpoint } from "./log-reader.js";

/** All that is said must hold. `indexes`: both ends included; times are of the record itself, in milliseconds since the Unix epoch, `from` included and `until` not. */
export type Choice = {
  readonly indexes?: readonly { readonly from: number; readonly to: number }[];
  readonly from?: number;
  readonly until?: number;
  readonly account?: string;
  readonly correlation?: string;
  readonly ids?: readonly string[];
};

export type ChosenRecord = { readonly index: number; readonly body: string };

const page = 500;
/** What of one page is in memory at once, in bytes of bodies. */
const memory = 8 * 1024 * 1024;

/** Those below `size`, ascending by index; what was pruned is left out. */
export async function* chosenRecords(database: DataSource, choice: Choice, size: number): AsyncGenerator<ChosenRecord, void, undefined> {
  const { sql, parameters } = conditions(choice);
  for (let next = 0; ; ) {
    const found = await database.query<{ readonly index: string; readonly bytes: number }[]>(`select index, octet_length(body) as bytes from ledger.record where index >= $1 and index < $2${sql} order by index limit ${page}`, [next, size, ...parameters]);
    for (const group of groups(found)) {
      const rows = await database.query<{ readonly index: string; readonly body: string }[]>("select index, body from ledger.record where index = any($1::bigint[]) order by index", [group]);
      for (const { index, body } of rows) yield { index: Number(index), body };
    }
    const last = found.at(-1);
    if (last === undefined || found.length < page) return;
    next = Number(last.index) + 1;
  }
}

/** Each condition stands as text here; what it is compared with is a parameter. */
function conditions({ indexes, from, until, account, correlation, ids }: Choice): { readonly sql: string; readonly parameters: readonly unknown[] } {
  const said: [string, unknown][] = [];
  if (indexes) said.push(["exists (select from unnest(?::int8range[]) r where r @> index)", indexes.map(({ from: low, to }) => `[${low},${to}]`)]);
  if (from !== undefined) said.push(["recorded >= ?", new Date(from)]);
  if (until !== undefined) said.push(["recorded < ?", new Date(until)]);
  if (account !== undefined) said.push(["account = ?", account]);
  if (correlation !== undefined) said.push(["correlation = ?", correlation]);
  if (ids) said.push(["id = any(?::uuid[])", ids]);
  return { sql: said.map(([text], at) => ` and ${text.replace("?", `$${at + 3}`)}`).join(""), parameters: said.map(([, value]) => value) };
}

function* groups(found: readonly { readonly index: string; readonly bytes: number }[]): Generator<string[], void, undefined> {
  let [group, bytes] = [[] as string[], 0];
  for (const one of found) {
    if (group.length > 0 && bytes + one.bytes > memory) {
      yield group;
      [group, bytes] = [[], 0];
    }
    group.push(one.index);
    bytes += one.bytes;
  }
  if (group.length > 0) yield group;
}

/** Of the checkpoints below `size`: the last of each day (UTC), and those of these sizes. Ascending. */
export async function dailyCheckpoints(database: DataSource, size: number, sizes: readonly number[]): Promise<readonly LoggedCheckpoint[]> {
  const rows = await database.query<{ readonly size: string; readonly note: string; readonly signed_at: Date }[]>(
    `select size, note, signed_at from (select size, note, signed_at, lead(signed_at) over (order by size) as following from ledger.checkpoint where size < $1) c
     where following is null or date_trunc('day', following, 'UTC') <> date_trunc('day', signed_at, 'UTC') or size = any($2::bigint[]) order by size`,
    [size, sizes],
  );
  return rows.map((row) => ({ size: Number(row.size), note: row.note, signedAt: row.signed_at.getTime() }));
}

/** The newest checkpoint that most witnesses cosigned, among those signed within `withinSeconds` before the newest; undefined when none of those is cosigned. `last`: the newest that any witness cosigned. */
export async function newestCosigned(database: DataSource, withinSeconds: number): Promise<{ readonly recent: number | undefined; readonly last: number | undefined }> {
  const [recent] = await database.query<{ readonly size: string }[]>(
    `select c.size from ledger.checkpoint c join ledger.cosignature k on k.size = c.size
     where c.signed_at >= (select max(signed_at) from ledger.checkpoint) - make_interval(secs => $1) group by c.size order by count(*) desc, c.size desc limit 1`,
    [withinSeconds],
  );
  const [last] = await database.query<{ readonly size: string }[]>("select size from ledger.cosignature order by size desc limit 1");
  return { recent: recent && Number(recent.size), last: last && Number(last.size) };
}

/** Keeps the reason for an act on a command line; the act's record refers to it by `id`. `text`: 1 to 4,000 characters. */
export async function keepReason(database: DataSource, id: string, writtenBy: string, at: Date, text: string): Promise<void> {
  await database.query("insert into ledger.note (id, written_at, written_by, text) values ($1, $2, $3, $4)", [id, at, writtenBy, text]);
}
