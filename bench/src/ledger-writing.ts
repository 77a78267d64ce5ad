/** What it costs to wait until a record is durable: many at once beside a commit for each, and one client of a service beside the same service with a sink that keeps nothing. */
import { randomBytes, randomFillSync, randomUUID } from "node:crypto";
import { type Principal, sha256, signContext, type TraceId } from "@epigraph/authz";
import { cases } from "@epigraph/cases";
import { type DatabaseService, openDatabase, openLedgerSink } from "@epigraph/datastore";
import { simulate } from "@epigraph/generator";
import { seedOutbreak } from "@epigraph/intake";
import { encodeRecord, nonces, openLanes, pseudonyms, type Writer } from "@epigraph/ledger";
import { buildSubgraph, type Service, startService } from "@epigraph/service";
import { memoryVault } from "@epigraph/vault/testing";
import { type Figure, median, rounded } from "./figures.js";
import { benchRecord } from "./ledger-records.js";

export type BenchDatabase = { readonly adminUrl: string; readonly urls: Readonly<Record<DatabaseService, string>>; readonly claimsKey: Buffer };

const randomness = { uuid: randomUUID, nonce: nonces(randomFillSync) };
const clients = 128;
const seconds = 3;
const rounds = 3;

export async function benchWriting(database: BenchDatabase): Promise<Figure[]> {
  return [...(await groupCommit(database)), ...(await addedLatency(database))];
}

/** Both in turn, several times; the median of each. */
async function groupCommit({ urls }: BenchDatabase): Promise<Figure[]> {
  const sink = await openLedgerSink(urls.cases, { name: "bench lanes" });
  const each = await openDatabase(urls.cases, { name: "bench each", poolSize: 16 });
  try {
    const writer = openLanes(sink, randomness);
    const link = { writer: randomUUID(), sequence: 0, previous: Buffer.alloc(32).toString("base64"), nonce: "AAAAAAAAAAAAAAAAAAAAAA" };
    const ways = {
      grouped: (number: number) => writer.append(benchRecord(number, ["AAAAAAAAAAAAAAAAAAAAAA"], Date.now())),
      alone: async (number: number) => void (await each.query("insert into ledger.pending (body) values ($1)", [encodeRecord(benchRecord(number, ["AAAAAAAAAAAAAAAAAAAAAA"], Date.now()), link)])),
    };
    const rates = { grouped: [] as number[], alone: [] as number[] };
    let written = 0;
    for (let round = 0; round < rounds; round++)
      for (const way of ["grouped", "alone"] as const) {
        const count = await load(ways[way]);
        rates[way].push(count / seconds);
        if (way === "grouped") written += count;
      }
    return [
      { name: "group_commit_128", value: Math.round(median(rates.grouped)), unit: "rec/s", n: written, aim: ">= 40000" },
      { name: "grouped_over_alone_128", value: rounded(median(rates.grouped) / median(rates.alone)), unit: "ratio", n: rounds },
    ];
  } finally {
    await sink.close();
    await each.destroy();
  }
}

/** How many were durable in the time, with so many waiting at any moment. */
async function load(append: (number: number) => Promise<void>): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let number = client; performance.now() < end; number += clients) {
        await append(number);
        done += 1;
      }
    }),
  );
  return done;
}

const unkept: Writer = { append: () => Promise.resolve(), healthy: () => true, ready: () => Promise.resolve(true) };
const query = "query Page { cases(first: 20) { edges { node { id disease classification onsetDate } } } }";

/** The same service twice on the same database: one keeps its records, one does not. There is no such switch in the product. */
async function addedLatency({ adminUrl, urls, claimsKey }: BenchDatabase): Promise<Figure[]> {
  const admin = await openDatabase(adminUrl, { name: "bench", entities: cases.entities });
  await seedOutbreak({ outbreak: simulate(), database: admin, vault: memoryVault(), now: Date.now() });
  await admin.destroy();
  const contextKey = randomBytes(32);
  const subgraph = await buildSubgraph(cases);
  const own = await openDatabase(urls.cases, { name: "bench cases", entities: subgraph.entities });
  const records = await openLedgerSink(urls.cases, { name: "bench records" });
  try {
    const serviceWith = (ledger: Writer): Service => startService({ subgraph, database: own, ledger, contextKey, pseudonyms: pseudonyms(randomBytes(32)), clock: Date.now, report: (line) => void process.stderr.write(`${line}\n`) });
    const services = { kept: serviceWith(openLanes(records, randomness)), unkept: serviceWith(unkept) };
    const times = { kept: [] as number[], unkept: [] as number[] };
    for (let round = 0; round < 1_100; round++) {
      for (const side of round % 2 === 0 ? (["kept", "unkept"] as const) : (["unkept", "kept"] as const)) {
        const body = JSON.stringify({ query });
        const header = contextFor(body, contextKey, claimsKey);
        const began = performance.now();
        const { status, body: answer } = await services[side].answer(body, header);
        const took = performance.now() - began;
        if (status !== 200 || answer.includes('"errors"')) throw new Error(`the service answered ${status} with errors`);
        if (round >= 100) times[side].push(took);
      }
    }
    return [
      { name: "added_median_1_client", value: rounded(median(times.kept) - median(times.unkept), 3), unit: "ms", n: times.kept.length, aim: "<= 1" },
      { name: "kept_over_unkept_1_client", value: rounded(median(times.kept) / median(times.unkept)), unit: "ratio", n: times.kept.length },
    ];
  } finally {
    await own.destroy();
    await records.close();
  }
}

const investigator = { account: "bench", duty: "national-investigator", clearance: 4, agency: "kdca", jurisdictions: [], session: "bench", authenticatedBy: "otp", door: "clearance" } as unknown as Principal;

function contextFor(body: string, contextKey: Buffer, claimsKey: Buffer): string {
  const now = Date.now();
  return signContext({ principal: investigator, purpose: "investigation", audience: "cases", correlation: randomUUID() as TraceId, operation: { name: "Page", hash: sha256(query) }, bodyHash: sha256(body), issuedAt: now, expiresAt: now + 30_000 }, contextKey, claimsKey);
}
