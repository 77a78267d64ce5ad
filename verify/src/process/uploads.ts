/** Kills an upload, or PostgreSQL under it, again and again in the middle of a transaction, sends the file again, and looks whether the table has its valid rows, exactly once. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "@epigraph/bench/figures";
import { newSecrets } from "@epigraph/cli";
import { databaseServices, migrate, serviceUrl, startServer } from "@epigraph/datastore";
import { declareTestResponses } from "@epigraph/datastore/testing";
import { sentRequest } from "@epigraph/provision/testing";
import { seeded } from "../seeded.js";
import { asOwner } from "./as-owner.js";
import type { UploadTask } from "./upload-child.js";
import { uploadFile } from "./upload-file.js";

export type UploadRounds = { readonly rounds: number; readonly rows: number; readonly rowsOfChunk: number; readonly seed: number };
export type UploadResult = { readonly rounds: number; readonly kills: number; readonly midway: number; readonly rows: number; readonly lost: number; readonly twice: number; readonly strange: number; readonly planted: { readonly lost: number; readonly twice: number } };

const victims = ["process", "database"] as const;

/** `midway`: kills after the first chunk and before the last. */
export async function killUploads({ rounds, rows, rowsOfChunk, seed }: UploadRounds, tell: (line: string) => void): Promise<UploadResult> {
  const choices = seeded(seed);
  const folder = mkdtempSync(join(tmpdir(), "epigraph-uploads-"));
  chmodSync(folder, 0o711); // root's server runs as another user, who must pass through
  const data = join(folder, "data");
  let server = await startServer({ folder: data }); // it waits for its disk: that is what is tried
  try {
    const secrets = newSecrets();
    const logins = Object.fromEntries(databaseServices.map((service) => [service, serviceUrl(server.url, service, secrets.databasePasswords[service])]));
    await migrate({ url: server.url, logins, claimsKey: Buffer.from(secrets.claimsKey, "base64url") });
    await declareTestResponses(server.url);
    const sum = { kills: 0, midway: 0, rows: 0, lost: 0, twice: 0, strange: 0 };
    let planted = { lost: 0, twice: 0 };
    const chunks = Math.ceil((rows + 1) / rowsOfChunk);
    for (let round = 0; round < rounds; round++) {
      const { request, agency, caseId, personKey } = await sentRequest(server.url);
      const task: UploadTask = { movementsUrl: logins["movements"] ?? "", provisionUrl: logins["provision"] ?? "", claimsKey: secrets.claimsKey, request, agency, caseId, personKey, seed: seed + round, rows, rowsOfChunk };
      const victim = victims[round % victims.length] ?? "process";
      let child = started(task);
      const stored = await untilStored(server.url, request, choices.integer(chunks), child);
      await new Promise((resolve) => setTimeout(resolve, choices.integer(15)));
      if (victim === "process") child.process.kill("SIGKILL");
      else process.kill(Number(readFileSync(join(data, "postgres", "postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
      await child.ended;
      sum.kills += 1;
      if (victim === "database") server = await startServer({ folder: data });
      if (stored > 0 && stored < chunks) sum.midway += 1;
      for (let tries = 0; ; tries++) {
        child = started(task);
        if ((await child.ended) === 0) break;
        if (tries === 20) throw new Error("the file cannot be stored any more");
        await new Promise((resolve) => setTimeout(resolve, 250)); // the server has not yet noticed that the process is gone
      }
      const found = await compared(server.url, task);
      for (const name of ["lost", "twice", "strange"] as const) sum[name] += found[name];
      sum.rows += found.rows;
      tell(`round ${round + 1} of ${rounds}: killed the ${victim} after ${stored} of ${chunks} chunks; ${found.rows} rows, ${found.lost} lost, ${found.twice} twice`);
      if (round === rounds - 1) planted = await plant(server.url, task);
    }
    return { rounds, ...sum, planted };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function started(task: UploadTask): { readonly process: ChildProcess; readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../dist/process/upload-child.js"), JSON.stringify(task)], { stdio: "ignore" });
  return { process: child, ended: new Promise((resolve) => child.once("exit", resolve)) };
}

/** Waits until so many chunks are stored, or the child has ended; gives how many are. */
async function untilStored(url: string, request: string, wanted: number, child: { readonly ended: Promise<number | null> }): Promise<number> {
  return await asOwner(url, async (admin) => {
    const over = { yes: false };
    void child.ended.then(() => (over.yes = true));
    for (;;) {
      const { rows } = await admin.query<{ stored: number }>("select count(*)::int as stored from provision.chunk c join provision.upload u on u.id = c.upload_id where u.request_id = $1", [request]);
      const stored = rows[0]?.stored ?? 0;
      if (stored >= wanted || over.yes) return stored;
    }
  });
}

async function compared(url: string, { request, seed, rows }: UploadTask): Promise<{ readonly rows: number; readonly lost: number; readonly twice: number; readonly strange: number }> {
  const { valid } = uploadFile(seed, rows);
  const found = await asOwner(url, async (admin) => (await admin.query<{ key: string; count: number }>("select (extract(epoch from s.arrival) * 1000)::bigint || ' ' || (extract(epoch from s.departure) * 1000)::bigint as key, count(*)::int as count from movements.stay s where s.request_id = $1 group by 1", [request])).rows);
  const keys = new Set(found.map(({ key }) => key));
  return { rows: valid.size, lost: [...valid].filter((key) => !keys.has(key)).length, twice: found.reduce((sum, { count }) => sum + count - 1, 0), strange: [...keys].filter((key) => !valid.has(key)).length };
}

/** Takes one row away and puts another in twice: the same look must find both. */
async function plant(url: string, task: UploadTask): Promise<UploadResult["planted"]> {
  await asOwner(url, async (admin) => {
    const { rows } = await admin.query<{ id: string }>("select id from movements.stay where request_id = $1 order by id limit 2", [task.request]);
    await admin.query("delete from movements.stay where request_id = $1 and id = $2", [task.request, rows[0]?.id]);
    await admin.query(
      `insert into movements.stay select s.person_key, s.day, gen_random_uuid(), s.case_id, s.request_id, s.data_class, s.precision, s.arrival, s.departure, s.earliest, s.latest, s.place_id, s.latitude, s.longitude, s.cell, s.accuracy_metres, s.confidence, s.source_record
       from movements.stay s where s.request_id = $1 and s.id = $2`,
      [task.request, rows[1]?.id],
    );
  });
  const { lost, twice } = await compared(url, task);
  return { lost, twice };
}

/** As FIGURES names them. */
export function uploadFigures({ rounds, kills, midway, rows, lost, twice, strange, planted }: UploadResult): Figure[] {
  return [
    { name: "kill_rounds", value: kills, unit: "count", n: rounds, aim: ">= 30" },
    { name: "kills_midway", value: midway, unit: "count", n: kills },
    { name: "rows_lost", value: lost, unit: "count", n: rows, aim: "= 0", planted: { planted: 1, found: planted.lost } },
    { name: "rows_twice", value: twice, unit: "count", n: rows, aim: "= 0", planted: { planted: 1, found: planted.twice } },
    { name: "rows_of_nobody", value: strange, unit: "count", n: rows, aim: "= 0" },
  ];
}

/** In full, for `npm run verify:process`. */
export async function verifyUploads(tell: (line: string) => void): Promise<readonly Figure[]> {
  return uploadFigures(await killUploads({ rounds: 32, rows: 6_000, rowsOfChunk: 250, seed: 20_200_506 }, tell));
}
