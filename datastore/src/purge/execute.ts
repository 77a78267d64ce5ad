/**
 * Carries out a plan that two persons approved. Each step leaves a row when it is done, and doing it a second time changes nothing more: killed at any moment, the same call goes on. Nothing is destroyed
 * before the rows of held persons lie sealed in archives, and nothing is certified before a scan of every column found nothing.
 */
import { createHash } from "node:crypto";
import { treeHash, type Signer } from "@epigraph/ledger";
import { addPurge, createVault, type Custody, destroyKeys, heldVault, holdKeys, newKeyId, type Owner, partsOf, readPurges, type RingFolder, rotate } from "@epigraph/vault";
import type { ClientBase } from "pg";
import type { QueryRunner } from "typeorm";
import type { Query } from "../backup/catalogue.js";
import { openDatabase } from "../connection.js";
import { DatastoreError } from "../error.js";
import { readTiles, tilesToAppend } from "../log/hash-tiles.js";
import { migrationLock, queryOf } from "../migrate.js";
import type { TransactionQuery } from "../transaction.js";
import { archive } from "./archive.js";
import { type Certificate, signCertificate } from "./certificate.js";
import { heldAmongGoing } from "./chosen.js";
import { deleteChosen, type Deleted } from "./delete-chosen.js";
import { hashOfPlan, planOf, type PurgeContent, requireAboveRows } from "./plan.js";
import { keepProgress, planById, progressOf, requireApproved, type StoredPlan, stepTimes, traces } from "./plan-store.js";
import { purgedTables } from "./purge-tables.js";
import { forgetWriteAheadLog, type LogForgotten, rewriteTables, unprovable, untilNobodyLooksBack } from "./rewrite.js";
import { scan, type Scan } from "./scan.js";

/** The steps in their order. */
export const purgeSteps = ["begin", "hold", "archive", "delete", "keys", "subject-key", "rewrite", "scan", "write-ahead-log", "certificate", "list"] as const;
export type PurgeStep = (typeof purgeSteps)[number];

export type PurgeParts = {
  /** Of the database's owner, above row security; of the key store's owner, whose table is written anew. */
  readonly url: string;
  readonly keyStoreUrl: string;
  readonly custody: Custody & { readonly folder: string };
  readonly holds: RingFolder;
  readonly signer: Signer;
  readonly clock: () => number;
  /** Makes another key of the access log's pseudonyms; undefined where this process does not keep it. */
  readonly replaceSubjectKey: (() => void) | undefined;
  /** Told when a step is done; what it throws ends the purge there. */
  readonly onStep?: (step: PurgeStep) => void;
  /** How long a session may go on looking at what was deleted; 60 s if not given. */
  readonly waitMs?: number;
};

type Held = { readonly persons: number; readonly under: string | null };
type Keys = Certificate["keys"];
type Head = { readonly size: number; readonly root: string };
type Begun = { readonly approvedBy: string; readonly confirmedBy: string; readonly number: number; readonly log: Head };

/** The certificate's file. @throws DatastoreError PURGE_NOT_APPROVED, PURGE_PLAN_CHANGED, PURGE_BLOCKED, PURGE_ORPHANS, PURGE_FORBIDDEN; VaultError of the key store */
export async function executePurge(parts: PurgeParts, planId: string): Promise<{ readonly file: string; readonly certificate: Certificate }> {
  const database = await openDatabase(parts.url, { name: "epigraph purge", poolSize: 1 });
  const runner = database.createQueryRunner();
  const query = queryOf(runner);
  try {
    await runner.query("select pg_advisory_lock($1)", [migrationLock]); // no backup, migration or restore meanwhile
    await requireAboveRows(query);
    return await carryOut(parts, runner, query, await planById(query, planId));
  } finally {
    await runner.query("select pg_advisory_unlock_all()").catch(() => undefined);
    await runner.release();
    await database.destroy();
  }
}

async function carryOut(parts: PurgeParts, runner: QueryRunner, query: Query, plan: StoredPlan): Promise<{ readonly file: string; readonly certificate: Certificate }> {
  const { clock, custody } = parts;
  const now = (): Date => new Date(clock());
  const { content } = plan;
  const due = content.kind === "due";
  if (plan.state !== "executed") await requireApproved(query, plan, now());

  /** Does the step unless it was done, and keeps what it resolves to. */
  async function step<Result>(name: PurgeStep, work: () => Promise<Result>): Promise<Result> {
    const known = await progressOf<Result>(query, plan.id, name);
    if (known !== undefined) return known;
    const result = await work();
    await keepProgress(query, plan.id, name, result, now());
    parts.onStep?.(name);
    return result;
  }
  const inTransaction = <Result>(work: () => Promise<Result>): Promise<Result> => transacted(runner, work);

  const begun = await step<Begun>("begin", async () => {
    const accounts = await requireApproved(query, plan, now());
    await inTransaction(() => requireUnchanged(query, plan));
    const [last] = await query("select coalesce(max(p.number), 0) as number from policy.purge p");
    return { ...accounts, number: Math.max(Number(last?.["number"]), ...readPurges(custody.folder).map(({ number }) => number), 0) + 1, log: await headOf(query) };
  });

  const held = await step<Held>("hold", async () => {
    const persons = await inTransaction(async () => (await requireUnchanged(query, plan), due ? [] : await heldAmongGoing(query)));
    if (persons.length === 0) return { persons: 0, under: null };
    await createVault({ ...custody, cacheMs: 0 }).sealAll(persons.map((owner) => ({ owner, field: "none", text: "" }))); // who never had a key gets one: the archive needs it
    await holdKeys(custody, parts.holds, persons); // those held already stay under the key that they have
    return { persons: persons.length, under: (await custody.store.uses()).filter(({ held: many }) => many > 0).map(({ kek }) => kek).join(", ") };
  });

  const archived = await step<{ readonly rows: number }>("archive", async () => {
    if (held.persons === 0) return { rows: 0 };
    return {
      rows: await inTransaction(async () => {
        await requireUnchanged(query, plan);
        const persons = await heldAmongGoing(query);
        return archive(query, plan.id, persons, await heldVault({ store: custody.store, clock }, parts.holds, persons), now());
      }),
    };
  });

  // the rows and the note that they are gone are committed as one
  const known = await progressOf<Deleted>(query, plan.id, "delete");
  const deleted: Deleted =
    known ??
    (await inTransaction(async () => {
      await query(`lock table ${purgedTables.map(({ table }) => table).join(", ")} in access exclusive mode`);
      await requireUnchanged(query, plan);
      const result = due ? await deleteDue(query, plan, now()) : await deleteChosen(query, plan.id, content.everything);
      await keepProgress(query, plan.id, "delete", result, now());
      return result;
    }));
  if (!known) parts.onStep?.("delete");

  const keys = await step<Omit<Keys, "subjectKey">>("keys", () => destroyTheirKeys(parts, content, plan.id, query));
  const subjectKey = await step<Keys["subjectKey"]>("subject-key", () => {
    if (!content.everything) return Promise.resolve("kept");
    if (parts.replaceSubjectKey === undefined) return Promise.resolve("not ours");
    parts.replaceSubjectKey();
    return Promise.resolve("destroyed");
  });
  const { statistics } = await step<{ readonly statistics: boolean }>("rewrite", async () => {
    await untilNobodyLooksBack(query, parts.waitMs ?? 60_000);
    const forgotten = await rewriteTables(query, deleted.rewrite);
    await rewriteKeyStore(parts.keyStoreUrl);
    return { statistics: forgotten };
  });
  const found = await step<Scan>("scan", async () => {
    const result = await scan(query, (await runner.connect()) as ClientBase, await traces(query, plan.id, true));
    if (result.found.length > 0) throw new DatastoreError("PURGE_ORPHANS", `the purge is not over: ids of what was deleted are still in ${result.found.map(({ column, rows }) => `${column} (${rows} rows)`).join(", ")}; clear them away, then go on with the same command`);
    return result;
  });
  const log = await step<LogForgotten>("write-ahead-log", () => forgetWriteAheadLog(query));
  const signed = await step<{ readonly file: string; readonly certificate: Certificate }>("certificate", async () => {
    const [server] = await query("select current_setting('server_version') as version");
    const after = new Map<string, number>();
    for (const { table } of content.counts) after.set(table, Number((await query(`select count(*)::int as rows from ${table}`))[0]?.["rows"]));
    const certificate: Certificate = {
      number: begun.number, plan: plan.id, planHash: plan.hash, kind: content.kind, disease: content.disease, everything: content.everything, approvedBy: begun.approvedBy, confirmedBy: begun.confirmedBy,
      plannedAt: plan.madeAt.toISOString(), steps: await stepTimes(query, plan.id),
      tables: content.counts.map(({ table, total, goes, held: kept }) => ({ table, total, goes, held: kept, after: after.get(table) ?? 0 })),
      partitionsDropped: deleted.partitions,
      held: { persons: held.persons, archives: held.persons, rows: archived.rows, holds: content.holds, under: held.under },
      keys: { ...keys, subjectKey }, scan: found, log: { before: begun.log, after: await headOf(query) }, server: String(server?.["version"]),
      notProved: [...(await unprovable(query, log, statistics)), ...limits(content, subjectKey)],
    };
    return { file: signCertificate(certificate, parts.signer), certificate };
  });
  await step("list", async () => {
    const hash = createHash("sha256").update(signed.file).digest("hex");
    const scope = content.kind === "response" ? `the response to ${content.disease ?? ""}` : content.kind === "pilot" ? "everything" : `what was collected for ${content.requests.length} requests`;
    addPurge(custody.folder, { number: begun.number, plan: plan.id, kind: content.kind, disease: content.disease, scope, executedAt: clock(), certificateHash: hash, approvedBy: begun.approvedBy, confirmedBy: begun.confirmedBy, requests: content.requests, held: held.persons });
    await inTransaction(async () => {
      await query("insert into policy.purge (id, number, scope, executed_at, certificate_hash, planned_by, executed_by) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing", [plan.id, begun.number, scope, now(), hash, begun.approvedBy, begun.confirmedBy]);
      await query("update policy.purge_plan p set state = 'executed' where p.id = $1", [plan.id]);
      await query("delete from policy.purge_trace t where t.plan = $1", [plan.id]);
    });
    await query("vacuum (full) policy.purge_trace");
    return {};
  });
  return signed;
}

async function requireUnchanged(query: Query, plan: StoredPlan): Promise<PurgeContent> {
  const { kind, disease, requests } = plan.content;
  const present = await planOf(query, kind === "response" ? { kind, disease: disease ?? "" } : kind === "due" ? { kind, requests } : { kind });
  if (hashOfPlan(present) === plan.hash) return present;
  const differing = present.counts.filter((count) => plan.content.counts.some((one) => one.table === count.table && (one.total !== count.total || one.goes !== count.goes || one.held !== count.held))).map(({ table }) => table);
  throw new DatastoreError("PURGE_PLAN_CHANGED", `the data are not those that were approved (${differing.join(", ") || "others are chosen"}): make a new plan and have it approved`);
}

async function deleteDue(query: Query, { id, content }: StoredPlan, now: Date): Promise<Deleted> {
  const before = await query("select s.tableoid::regclass::text as name from movements.stay s where s.request_id = any ($1::uuid[]) group by 1", [content.requests]);
  await query("insert into policy.purge_trace (plan, hash, scanned) select $1::uuid, sha256(uuid_send(x)), false from unnest($2::uuid[]) x union select $1::uuid, sha256(uuid_send(u.id)), false from provision.upload u where u.request_id = any ($2::uuid[]) on conflict do nothing", [id, content.requests]);
  // persons of rosters who are in nothing else
  await query("insert into policy.purge_trace (plan, hash, scanned) select $1::uuid, sha256(uuid_send(s.person_key)), true from movements.stay s where s.request_id = any ($2::uuid[]) and not exists (select from movements.stay o where o.person_key = s.person_key and o.request_id <> all ($2::uuid[])) and not exists (select from cases.person p where p.key = s.person_key) and not exists (select from movements.case_reference r where r.person_key = s.person_key) on conflict do nothing", [id, content.requests]);
  const rows = Object.fromEntries(content.counts.map(({ table, goes }) => [table, goes]));
  await query("select movements.delete_collected($1::uuid[], $2)", [content.requests, now]);
  const days = before.map(({ name }) => String(name));
  return { rows, partitions: 0, rewrite: [...days, "movements.place", "movements.information_request", "provision.quarantined_row", "provision.ping"] };
}

/** Of persons, requests and uploads that went; with everything, of everybody who is not held. Ends with a rotation, and leaves no name of a destroyed key. */
async function destroyTheirKeys({ custody, clock }: PurgeParts, { everything, kind }: PurgeContent, plan: string, query: Query): Promise<Omit<Keys, "subjectKey">> {
  const gone = await traces(query, plan, false);
  const [owners, epochs]: [Owner[], string[]] = [[], []];
  for await (const some of custody.store.all(1_000)) {
    for (const { owner, held } of some) {
      const { kind: of, id } = partsOf(owner);
      if (held) continue;
      if (of === "epoch") {
        if (kind !== "due") epochs.push(id);
      } else if (everything || gone.has(createHash("sha256").update(Buffer.from(id.replaceAll("-", ""), "hex")).digest("hex"))) owners.push(owner);
    }
  }
  const { rotation } = await destroyKeys(custody, [...owners, ...epochs.map((id) => `epoch:${id}`)]);
  const former = everything ? (custody.ring.ids("pepper")[0] ?? null) : null;
  if (everything) {
    for (const id of custody.ring.ids("pepper")) custody.ring.destroy("pepper", id);
    custody.ring.make("pepper", newKeyId(clock()));
  }
  await custody.store.forgetDestroyed();
  await rotate(custody);
  return { dataKeys: owners.length, epochs, pepper: former, keyEncryptionKeys: rotation.destroyed };
}

async function rewriteKeyStore(url: string): Promise<void> {
  const database = await openDatabase(url, { name: "epigraph purge", poolSize: 1 });
  try {
    await database.query("vacuum (full, analyze) keys.data_key");
    await database.query("vacuum (full) pg_catalog.pg_statistic");
  } finally {
    await database.destroy();
  }
}

async function headOf(query: Query): Promise<Head> {
  const [head] = await query("select size from ledger.head");
  const size = Number(head?.["size"]);
  return { size, root: treeHash(size, await readTiles(query as TransactionQuery, tilesToAppend(size))).toString("base64") };
}

function limits({ everything, kind }: PurgeContent, subjectKey: string): readonly string[] {
  return [
    ...(subjectKey === "not ours" ? ["that the key of the log's pseudonyms (EPIGRAPH_LEDGER_SUBJECT_KEY) is gone: replace it where it is kept, destroy the old one, and restart the services"] : []),
    ...(!everything ? ["typed words beside the access log (reasons, notes): who goes cannot be told in them from who stays", "the pepper and the key of the log's pseudonyms, which those who stay need: who has them and knew a person's number can still look for it in copies"] : []),
    ...(kind === "due" ? ["backups that were made before: they open until their epoch's key is destroyed, and a restore carries this purge out again"] : []),
  ];
}

async function transacted<Result>(runner: QueryRunner, work: () => Promise<Result>): Promise<Result> {
  await runner.startTransaction("READ COMMITTED");
  try {
    const result = await work();
    await runner.commitTransaction();
    return result;
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}
