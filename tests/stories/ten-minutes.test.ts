/** The ten-minute story over HTTP: 28 agencies and a health centre, from a suspected case to stays that its investigator reads, and nobody else. With few rows: see `npm run bench -- process`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Actor, tellStory } from "@epigraph/bench/process-story";
import { configuration, prepareDemoRequests, serveAll } from "@epigraph/cli";
import { createTestDatabase, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { askOver, localInvestigator, testEnvironment, tokenFor } from "./platform.js";

const anywhere = { host: "127.0.0.1", port: 0 };
let database: TestDatabase;
let folder: string;
let running: Awaited<ReturnType<typeof serveAll>>;
beforeAll(async () => {
  database = await createTestDatabase();
  await prepareDemoRequests(database.adminUrl);
  folder = mkdtempSync(join(tmpdir(), "epigraph-story-"));
  running = await serveAll(configuration(testEnvironment(database, folder), undefined), { public: anywhere, agency: anywhere, clearance: anywhere }, { clock: Date.now, report: () => undefined });
}, 120_000);
afterAll(async () => {
  await running?.close();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

it("takes 13 steps of people, and 25 files that all end as stays under the case's grants", async () => {
  const tokenOf = ({ account, duty, agency, purpose, jurisdictions }: Actor): string => tokenFor({ account, duty, agency, purpose, jurisdictions });
  const told = await tellStory({ urls: running.urls, tokenOf }, 3);
  expect(told).toMatchObject({ uploads: 25, stays: 75, humanSteps: 13, hops: 55 });
  expect(told.agencies).toHaveLength(29);
  expect(told.agencies).toEqual(expect.arrayContaining(["kdca", "police", "card-association", "telecom-a", "card-22"]));

  const query = `query ($id: ID!) { case(id: $id) { stays(first: 5) { edges { node { arrival } } } } }`;
  const stranger = await askOver(running.urls.clearance, localInvestigator("1168000000"), query, { id: told.caseId });
  expect([stranger.data?.["case"] ?? null, stranger.text]).toEqual([{ stays: null }, expect.stringContaining("APPROVAL_REQUIRED")]);
  const uploads = (await recordsOf(database.adminUrl)).filter(({ entity, type }) => entity.name === "upload" && type === "operation");
  expect(uploads.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 25 }, () => "answered"));
});
