/** What the tests of backup and restore look at and stand on: databases compared row by row, keys in files, servers of another version. Not for a running installation. */
import { randomBytes, randomUUID } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noticed } from "@epigraph/ledger";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";

import { withAccess } from "../database-url.js";
import { clusterIn } from "../embedded/cluster.js";
import { startPostmaster, stopPostmaster } from "../embedded/postmaster.js";
import { type Programs, runProgram } from "../embedded/run-program.js";
import { serverUser } from "../embedded/server-user.js";
import { DatastoreError } from "../error.js";
import { openDatabase } from "../connection.js";
import { ask, recordOf, subject, testChain, write } from "../log/testing.js";
import { sequencer } from "../log/sequencer.js";
import { applyMigrations } from "../migrate.js";
import { installWorkerSchema } from "../migrations/worker-schema.js";
import { migrations } from "../migrations/all.js";
import { ensureStayPartitions } from "../partitions.js";
import { testServer, testSigner } from "../testing.js";
import { unitsOf } from "./catalogue.js";
import type { EpochKeys } from "./epoch-keys.js";
import { plainSession } from "./snapshot.js";

export type OtherServer = { readonly url: string; readonly stop: () => Promise<void> };

/** Where Debian and the packages of postgresql.org put a version. */
const folderOf = (version: number): string => `/usr/lib/postgresql/${version}`;

/**
 * A server of that major version: the one of EPIGRAPH_TEST_DATABASE_URL_<version>, or one started from the programs of the system, with a folder that the end of any test run clears away if
 * this process is killed (see tests/setup/stop-server.ts). Undefined where there is neither.
 */
export async function startOther(version: number): Promise<OtherServer | undefined> {
  const said = process.env[`EPIGRAPH_TEST_DATABASE_URL_${version}`];
  if (said !== undefined) return { url: said, stop: () => Promise.resolve() };
  if (!existsSync(join(folderOf(version), "bin", "postgres"))) return undefined;
  const root = mkdtempSync(join(tmpdir(), "epigraph-test-"));
  chmodSync(root, 0o711);
  writeFileSync(join(root, "run.pid"), String(process.pid));
  const data = join(root, "data");
  const user = serverUser(process.getuid?.());
  mkdirSync(data);
  if (user.uid !== undefined && user.gid !== undefined) chownSync(data, user.uid, user.gid);
  const programs: Programs = { folder: folderOf(version), user, workingFolder: data };
  const cluster = clusterIn(data);
  const { code, output } = await runProgram(programs, "initdb", [`--pgdata=${cluster.folder}`, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
  if (code !== 0) throw new DatastoreError("SERVER_NOT_STARTED", `initdb of postgresql ${version} failed: ${output.trim()}`);
  const { port } = await startPostmaster(cluster, programs, undefined, "", false);
  return {
    url: `postgresql://postgres:none@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await stopPostmaster(cluster, programs);
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A new database without any schema. `drop` ends connections to it. */
export async function emptyDatabase(server?: string): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const admin = server ?? (await testServer());
  const name = `epigraph_test_${randomUUID().replaceAll("-", "")}`;
  await ask(admin, `create database ${name} template template0`);
  return { url: withAccess(admin, { database: name }), drop: async () => void (await ask(admin, `drop database if exists ${name} with (force)`)) };
}

/** A database as an older version left it: with the migrations up to that number, and nobody's logins. */
export async function migrateTo(url: string, number: number): Promise<void> {
  const database = await openDatabase(url, { name: "test", poolSize: 1 });
  const runner = database.createQueryRunner();
  await installWorkerSchema(url);
  await applyMigrations(runner, migrations.map(({ name }) => name).filter((name) => Number(name.slice(-4)) <= number));
  await runner.release();
  await database.destroy();
}

export type TestKeys = EpochKeys & {
  /** A new key from now on; the ones before stay. */
  readonly next: () => Promise<string>;
  readonly destroy: (id: string) => void;
};

/** Epoch keys as files of a folder: a stand-in for the key store, which no test of this package needs. */
export function testKeys(folder: string): TestKeys {
  let count = 0;
  const file = (id: string): string => join(folder, `${id}.key`);
  const next = (): Promise<string> => {
    count += 1;
    writeFileSync(file(`epoch-${count}`), randomBytes(32), { mode: 0o600 });
    return Promise.resolve(`epoch-${count}`);
  };
  void next();
  return {
    next,
    current: () => Promise.resolve({ id: `epoch-${count}`, key: readFileSync(file(`epoch-${count}`)) }),
    byId: (id) => Promise.resolve(existsSync(file(id)) ? readFileSync(file(id)) : undefined),
    destroy: (id) => rmSync(file(id)),
  };
}

/** Every row of a database as COPY writes it, by table and partition; without the tables that no backup holds. */
export async function contentsOf(url: string): Promise<ReadonlyMap<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(plainSession);
    const units = await unitsOf(async (sql, parameters) => (await client.query<Record<string, unknown>>(sql, parameters === undefined ? [] : [...parameters])).rows);
    const contents = new Map<string, string>();
    for (const { table, partition, columns } of units) {
      const pieces: Buffer[] = [];
      for await (const piece of client.query(copyTo(`copy ${partition?.name ?? table} (${columns.join(", ")}) to stdout`))) pieces.push(piece as Buffer);
      contents.set(partition?.name ?? table, Buffer.concat(pieces).toString("utf8"));
    }
    return contents;
  } finally {
    await client.end();
  }
}

/** What the catalogue says of our tables, one line each: columns, constraints, indexes, triggers, row security and policies, rights. Two databases with the same lines have the same schema. */
export async function schemaOf(url: string): Promise<readonly string[]> {
  const our = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";
  const rows = await ask<{ readonly line: string }>(
    url,
    `select line from (
       select 'table ' || c.oid::regclass || ' ' || c.relkind::text || ' ' || c.relrowsecurity || ' ' || c.relforcerowsecurity || ' ' || coalesce(c.relacl::text, '') || ' ' || coalesce(pg_get_expr(c.relpartbound, c.oid), '') as line
         from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${our} and c.relkind in ('r', 'p', 'v')
       union all select 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
         from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where ${our} and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
       union all select 'constraint ' || k.conrelid::regclass || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid) || ' ' || k.convalidated from pg_constraint k join pg_namespace n on n.oid = k.connamespace where ${our} and k.contype <> 'n'
       union all select 'index ' || pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace where ${our}
       union all select 'trigger ' || t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where ${our} and not t.tgisinternal
       union all select concat_ws(' ', 'policy', schemaname, tablename, policyname, permissive, roles, cmd, qual, with_check) from pg_policies) lines
     order by line`,
  );
  return rows.map(({ line }) => line);
}

/** Persons, cases, stays of three days, a sealed case, an account, and an access log of a few records. `url`: a superuser's; `writer`: in whose name records are written, the same if not given. */
export async function fill(url: string, count: number, writer = url): Promise<void> {
  const owner = await openDatabase(url, { name: "test", poolSize: 1 });
  await ensureStayPartitions((sql) => owner.query(sql), ["2020-02-28", "2020-02-29", "2020-03-01"]);
  await ask(url, "insert into cases.person (key, identity, source_system, source_record) select gen_random_uuid(), case when n % 3 = 0 then null else convert_to('a blob of some length, number ' || n, 'UTF8') end, E'tab\\t newline\\n back\\\\slash', n::text from generate_series(1, $1) n", [count]);
  await ask(url, "insert into cases.case_record (id, person_key, disease, classification, region_code, sealed, source_system, source_record) select gen_random_uuid(), key, 'covid-19', 'confirmed', '1168000000', row_number() over () = 1, 'test', source_record from cases.person");
  await ask(url, "insert into movements.case_reference (case_id, person_key, region_code, disease) select id, person_key, region_code, disease from cases.case_record");
  await ask(url, "insert into movements.information_request (id, case_id, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, source_system, source_record) select gen_random_uuid(), case_id, 'card-use', '2020-02-28', '2020-03-02', 'why', 'law', 'provided', 'a', now(), 'test', case_id::text from movements.case_reference");
  await ask(
    url,
    `insert into movements.stay (person_key, day, id, case_id, request_id, data_class, precision, arrival, departure, earliest, latest, latitude, longitude, cell, accuracy_metres, confidence, source_record)
     select c.person_key, d, gen_random_uuid(), c.case_id, r.id, 'card-use', 'minute', d, d + interval '1 hour', d, d + interval '1 hour', 37 + random(), 126 + random(), 622356693573664767, 50.1, 0.1, 's'
     from movements.case_reference c join movements.information_request r using (case_id), generate_series(date '2020-02-28', '2020-03-01', interval '1 day') d`,
  );
  await ask(url, "insert into identity.account (id, login, duty, clearance, agency, state, holder, created_at, changed_at) values ('a', 'a', 'auditor', 2, 'kdca', 'invited', '\\x00ff', now(), now())");
  await ask(url, "insert into identity.session (id, account, client_id, authenticated_by, address, started_at, last_used_at, expires_at) values ('s', 'a', 'c', 'otp', '::1', now(), now(), now())");
  const chain = testChain();
  await write(writer, ...Array.from({ length: 5 }, () => chain.next(recordOf({ subjectEpoch: "2026-11", events: [{ coordinate: "Query.cases", outcome: "allowed", ruleId: "case.read", count: 1, subjects: new Map([[subject(), 1]]) }] }))));
  const { step } = sequencer({ database: owner, ...testSigner, clock: Date.now, judge: noticed });
  while (!(await step()).whole);
  await write(writer, chain.next(recordOf()));
  await owner.destroy();
}
