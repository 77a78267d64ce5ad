/** What a purge would take, table by table, and a hash by which two persons approve exactly that. Takes nothing. */
import { createHash } from "node:crypto";
import { backedTables, type Query } from "../backup/catalogue.js";
import { DatastoreError } from "../error.js";
import { chooseGoing, chooseHeld, heldAmongGoing, leavesNobody, type PurgeScope } from "./chosen.js";
import { purgedTables, requireKnown } from "./purge-tables.js";

/** Rows: of `total` some go, some are a held person's and go into archives, the others stay. `partitions`: of a table that has them, how many are gone as a whole. */
export type PurgeCount = { readonly table: string; readonly total: number; readonly goes: number; readonly held: number; readonly stays: number; readonly partitions?: number };

/** `prints`: SHA-256 of the sorted ids of what was chosen, so that another choice of the same number is told from it. */
export type PurgeContent = {
  readonly kind: PurgeScope["kind"];
  readonly disease: string | null;
  /** Nothing of anybody would be left: the pepper, and the key of the log's pseudonyms go too. */
  readonly everything: boolean;
  /** Of `due` alone. */
  readonly requests: readonly string[];
  readonly counts: readonly PurgeCount[];
  readonly prints: Readonly<Record<string, string>>;
  readonly heldPersons: number;
  readonly holds: readonly string[];
};

/** Every table is looked at in the same moment. `query`: of one connection, in a transaction, above row security. @throws DatastoreError PURGE_FORBIDDEN, PURGE_IMPOSSIBLE */
export async function planOf(query: Query, scope: PurgeScope): Promise<PurgeContent> {
  await requireAboveRows(query);
  requireKnown(await allTables(query));
  const everything = await leavesNobody(query, scope);
  await chooseGoing(query, scope, everything);
  const held = scope.kind === "due" ? [] : await heldAmongGoing(query);
  await chooseHeld(query, "held", held);
  const holds = await query("select distinct h.hold::text as id from policy.held_persons() h where h.person_key = any ($1::uuid[]) order by 1", [held]);
  const counts: PurgeCount[] = [];
  for (const known of purgedTables) counts.push(await count(query, known, everything, scope.kind === "due"));
  const prints: Record<string, string> = {};
  for (const part of ["case", "contact", "person", "request", "cluster", "event", "place"]) {
    const [row] = await query(`select encode(sha256(coalesce(string_agg(uuid_send(id), ''::bytea order by id), ''::bytea)), 'hex') as print from going_${part}`);
    prints[part] = String(row?.["print"]);
  }
  return { kind: scope.kind, disease: scope.kind === "response" ? scope.disease : null, everything, requests: scope.kind === "due" ? scope.requests.toSorted() : [], counts, prints, heldPersons: held.length, holds: holds.map(({ id }) => String(id)) };
}

/** What approvals are about: all that does not change by itself meanwhile. SHA-256 in hex. */
export function hashOfPlan(content: PurgeContent): string {
  const restless = new Set(purgedTables.filter((known) => known.restless === true).map(({ table }) => table));
  const counts = content.counts.filter(({ table }) => !restless.has(table)).map(({ table, total, goes, held, stays }) => [table, total, goes, held, stays]);
  const { kind, disease, everything, requests, prints, heldPersons, holds } = content;
  return createHash("sha256").update(JSON.stringify([kind, disease, everything, requests, counts, Object.entries(prints).toSorted(([one], [other]) => (one < other ? -1 : 1)), heldPersons, holds])).digest("hex");
}

/** Conditions under which a row goes, and under which it is a held person's. */
export function conditionsOf({ table, goes, held }: (typeof purgedTables)[number], everything: boolean, due: boolean): { readonly goes: string; readonly held: string } {
  if (due) {
    const collected = ["movements.stay", "provision.ping", "provision.quarantined_row"].includes(table);
    return { goes: collected ? goes("going") : "false", held: "false" };
  }
  return { goes: everything ? "true" : goes("going"), held: (held ?? goes)("held") };
}

async function count(query: Query, known: (typeof purgedTables)[number], everything: boolean, due: boolean): Promise<PurgeCount> {
  const { goes, held } = conditionsOf(known, everything, due);
  const { table } = known;
  const [row] = await query(`select count(*)::int as total, count(*) filter (where (${held}) is true)::int as held, count(*) filter (where (${goes}) is true and (${held}) is not true)::int as goes from ${table} t`);
  const [total, taken, kept] = [Number(row?.["total"]), Number(row?.["goes"]), Number(row?.["held"])];
  const base = { table, total, goes: taken, held: kept, stays: total - taken - kept };
  if (table !== "movements.stay") return base;
  const [parts] = await query(`select count(*)::int as gone from (select t.tableoid from ${table} t group by t.tableoid having bool_and(((${goes}) or (${held})) is true)) x`);
  return { ...base, partitions: Number(parts?.["gone"]) };
}

/** All of Epigraph's own, those that no backup holds too. */
export async function allTables(query: Query): Promise<readonly string[]> {
  const left = await query("select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't' and n.nspname in ('security', 'identity') order by 1");
  return [...new Set([...(await backedTables(query)), ...left.map(({ name }) => String(name))])].toSorted();
}

/** A purge that row security narrowed would leave rows behind without a word. @throws DatastoreError PURGE_FORBIDDEN */
export async function requireAboveRows(query: Query): Promise<void> {
  const [row] = await query("select current_user as user, (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as above");
  if (row?.["above"] !== true) throw new DatastoreError("PURGE_FORBIDDEN", `row security would hide rows from the user \`${String(row?.["user"])}\`, and the purge would miss them: let a superuser run \`alter role ${String(row?.["user"])} bypassrls\` for the time of the purge`);
}
