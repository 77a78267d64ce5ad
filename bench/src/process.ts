/** How long the platform itself takes from a suspected case to stays that can be read, with 28 agencies and people's waiting taken out: everything in one process, over HTTP, on a server that waits for its disk. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signToken } from "@epigraph/authz";
import { configuration, migrateInstallation, newSigningKey, prepareDemoRequests, serveAll, signingKey } from "@epigraph/cli";
import { startServer } from "@epigraph/datastore";
import { declareTestResponses } from "@epigraph/datastore/testing";
import { type Figure, median, rounded } from "./figures.js";
import { type Actor, type StoryTold, tellStory } from "./process-story.js";

const rounds = 5;
const rowsOfFile = 200;
const authority = { issuer: "epigraph-bench", audience: "epigraph" } as const;
const anywhere = { host: "127.0.0.1", port: 0 };

export async function benchProcess(): Promise<readonly Figure[]> {
  const told = await measured();
  const [first] = told;
  if (first === undefined) throw new Error("nothing was told");
  const n = told.length;
  return [
    { name: "machine_seconds", value: rounded(median(told.map(({ seconds }) => seconds))), unit: "s", n, aim: "<= 5" },
    { name: "hops", value: first.hops, unit: "count", n },
    { name: "human_steps", value: first.humanSteps, unit: "count", n },
    { name: "calls", value: first.calls, unit: "count", n },
    { name: "agencies", value: first.agencies.length, unit: "count", n },
    { name: "uploads", value: first.uploads, unit: "count", n },
    { name: "stays_read", value: first.stays, unit: "count", n },
    ...Object.keys(first.phases).map((phase): Figure => ({ name: `seconds_${phase.replaceAll(" ", "_")}`, value: rounded(median(told.map(({ phases }) => phases[phase] ?? 0))), unit: "s", n })),
  ];
}

async function measured(): Promise<readonly StoryTold[]> {
  const folder = mkdtempSync(join(tmpdir(), "epigraph-bench-"));
  chmodSync(folder, 0o755); // the database server runs as another user when we are root
  const data = join(folder, "data");
  const server = await startServer({ folder: data });
  try {
    const installation = { folder: data, adminUrl: server.url };
    await migrateInstallation({}, installation);
    await declareTestResponses(server.url);
    await prepareDemoRequests(server.url);
    const signing = signingKey(newSigningKey());
    const jwks = join(folder, "jwks.json");
    writeFileSync(jwks, signing.jwks);
    const config = configuration({ EPIGRAPH_JWKS: jwks, EPIGRAPH_ISSUER: authority.issuer, EPIGRAPH_AUDIENCE: authority.audience }, installation);
    const { urls, close } = await serveAll(config, { public: anywhere, agency: anywhere, clearance: anywhere }, { clock: Date.now, report: (line) => process.stderr.write(`${line}\n`) });
    const tokenOf = ({ account, duty, agency, jurisdictions }: Actor): string =>
      signToken({ account, duty, agency, jurisdictions: [...jurisdictions], session: `bench.${account}`, authenticatedBy: duty === "data-provider" ? "client" : "otp" }, authority, signing, Date.now(), 300);
    try {
      const told: StoryTold[] = [];
      for (let round = 0; round <= rounds; round++) {
        const one = await tellStory({ urls, tokenOf }, rowsOfFile);
        if (one.uploads !== 25 || one.stays < 25 * rowsOfFile * 0.99) throw new Error(`${String(one.uploads)} files and ${String(one.stays)} stays are not what was sent`);
        if (round > 0) told.push(one); // the first round warms up
      }
      return told;
    } finally {
      await close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
