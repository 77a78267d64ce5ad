/** What it takes to store an upload: rows a second, beside a plain COPY of the same rows and beside the same reading with TypeORM's batches, into the same table shape, and memory for a file of any length. */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { newSecrets } from "@epigraph/cli";
import { databaseServices, migrate, serviceUrl, startServer } from "@epigraph/datastore";
import { declareTestResponses } from "@epigraph/datastore/testing";
import { provider } from "@epigraph/provision/testing";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { DataSource, EntitySchema } from "typeorm";
import { type Figure, median, rounded } from "./figures.js";
import { ingestWindow } from "./ingest-file.js";
import { ingestOnce, type IngestTarget, readOnce } from "./ingest-run.js";

const rounds = 3;
const rows = 200_000;
const rowsOfTypeorm = 20_000;
const fileBytes = 5_000_000_000;
/** Bytes of a row in the long file, whose rows come again after a while so that no disk fills. */
const wide = 400;

export async function benchIngest(bytes = fileBytes): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "epigraph-bench-"));
  chmodSync(folder, 0o711); // root's server runs as another user, who must pass through
  const server = await startServer({ folder: join(folder, "data") });
  try {
    const { adminUrl, target } = await installed(server.url);
    const admin = new pg.Client({ connectionString: adminUrl });
    await admin.connect();
    const rates = { ours: [] as number[], plain: [] as number[], typeorm: [] as number[] };
    let stays = 0;
    for (let round = 0; round < rounds; round++) {
      await admin.query("truncate movements.stay");
      const { seconds, stored } = await ingestOnce(target, { rows, seed: round });
      rates.ours.push(rows / seconds);
      stays = stored;
      const text = await copiedOut(admin);
      await plainTable(admin);
      rates.plain.push(stored / (await timed(() => copyIn(admin, text))));
      await plainTable(admin);
      rates.typeorm.push(rowsOfTypeorm / ((await readOnce(target, { rows: rowsOfTypeorm, seed: round })) + (await byTypeorm(adminUrl, admin)))); // the same reading, another writing
    }
    await admin.query("drop table plain_stay");
    const { peak, rows: rowsOfFile, seconds } = await longFile(target, bytes);
    await admin.end();
    return [
      { name: "rows_per_second", value: Math.round(median(rates.ours)), unit: "rows/s", n: rounds, aim: ">= 60000" },
      { name: "stays_per_row", value: rounded(stays / rows), unit: "ratio", n: rows },
      { name: "plain_copy_over_ours", value: rounded(median(rates.plain) / median(rates.ours)), unit: "ratio", n: rounds, aim: "<= 6" },
      { name: "ours_over_typeorm", value: rounded(median(rates.ours) / median(rates.typeorm)), unit: "ratio", n: rounds, aim: ">= 5" },
      { name: "peak_memory", value: Math.round(peak), unit: "MB", n: rowsOfFile, aim: "<= 300" },
      { name: "file_bytes", value: bytes, unit: "B", n: 1 },
      { name: "file_rows_per_second", value: Math.round(rowsOfFile / seconds), unit: "rows/s", n: rowsOfFile },
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function installed(adminUrl: string): Promise<{ readonly adminUrl: string; readonly target: IngestTarget }> {
  const secrets = newSecrets();
  const logins = Object.fromEntries(databaseServices.map((service) => [service, serviceUrl(adminUrl, service, secrets.databasePasswords[service])]));
  await migrate({ url: adminUrl, logins, claimsKey: Buffer.from(secrets.claimsKey, "base64url") });
  await declareTestResponses(adminUrl);
  const [request, caseId] = [randomUUID(), randomUUID()];
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query("insert into movements.case_reference (case_id, person_key, region_code, disease) values ($1, $1, '1168000000', 'covid-19')", [caseId]);
  await admin.query(
    `insert into movements.information_request (id, case_id, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, expires_at, source_system, source_record)
     values ($1::uuid, $2, 'telecom-location', $3, $4, 'bench', 'bench', 'sent', 'bench', now(), now() + interval '1 day', 'bench', $1::text)`,
    [request, caseId, ingestWindow.from, ingestWindow.to],
  );
  await admin.query("insert into permission.agency (id, name_ko, name_en, kind) values ($1::text, $1::text, $1::text, 'telecom')", [provider.agency]);
  await admin.query(
    `insert into movements.inbox_item (id, request_id, agency, kind, data_class, window_from, window_to, arrived_at, due_at) values (gen_random_uuid(), $1, $2, 'provision', 'telecom-location', $3, $4, now(), now() + interval '1 day')`,
    [request, provider.agency, ingestWindow.from, ingestWindow.to],
  );
  await admin.end();
  return { adminUrl, target: { movementsUrl: logins["movements"] ?? "", provisionUrl: logins["provision"] ?? "", claimsKey: secrets.claimsKey, request, caseId } };
}

/** The stays as COPY has them. */
async function copiedOut(admin: pg.Client): Promise<readonly Buffer[]> {
  const parts: Buffer[] = [];
  for await (const part of admin.query(copyTo("copy (select * from movements.stay) to stdout")) as AsyncIterable<Buffer>) parts.push(part);
  return parts;
}

async function copyIn(admin: pg.Client, text: readonly Buffer[]): Promise<void> {
  await pipeline(Readable.from(text), admin.query(copyFrom("copy plain_stay from stdin")));
}

/** The same columns, partitions, keys and indexes, and no policies. */
async function plainTable(admin: pg.Client): Promise<void> {
  await admin.query("drop table if exists plain_stay");
  await admin.query("create table plain_stay (like movements.stay including defaults including constraints including indexes, foreign key (request_id) references movements.information_request) partition by range (day)");
  const { rows: partitions } = await admin.query<{ name: string }>("select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'movements.stay'::regclass");
  for (const { name } of partitions) {
    const day = `${name.slice(5, 9)}-${name.slice(9, 11)}-${name.slice(11, 13)}`;
    await admin.query(`create table plain_${name} partition of plain_stay for values from ('${day}') to (date '${day}' + 1)`);
  }
}

const columns = ["person_key", "day", "id", "case_id", "request_id", "data_class", "precision", "arrival", "departure", "earliest", "latest", "place_id", "latitude", "longitude", "cell", "accuracy_metres", "confidence", "source_record"];

/** Batches of 1,000, the way of its documentation. Gives seconds. */
async function byTypeorm(url: string, admin: pg.Client): Promise<number> {
  const { rows: ready } = await admin.query<Record<string, string>>(`select ${columns.map((column) => `${column}::text`).join(", ")} from movements.stay limit $1`, [rowsOfTypeorm]);
  const entity = new EntitySchema<Record<string, string>>({ name: "PlainStay", tableName: "plain_stay", columns: Object.fromEntries(columns.map((column) => [column, { type: "text", nullable: true, ...(["person_key", "day", "id"].includes(column) ? { primary: true } : {}) }])) });
  const source = await new DataSource({ type: "postgres", url, entities: [entity], logging: false }).initialize();
  try {
    const repository = source.getRepository(entity);
    return await timed(async () => {
      for (let at = 0; at < ready.length; at += 1_000) await repository.createQueryBuilder().insert().values(ready.slice(at, at + 1_000)).orIgnore().updateEntity(false).execute();
    });
  } finally {
    await source.destroy();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

async function longFile(target: IngestTarget, bytes: number): Promise<{ readonly peak: number; readonly rows: number; readonly seconds: number }> {
  const file = { rows: Math.ceil(bytes / (wide + 75)), seed: 99, wide, rowsOfCycle: 400_000 };
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, "ingest-memory.js"), JSON.stringify({ target, file })], { maxBuffer: 1_000_000 });
  return JSON.parse(stdout) as { readonly peak: number; readonly rows: number; readonly seconds: number };
}
