/** What `doctor` says of key ring and key store. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, keyVariablesOf, type TestDatabase } from "@epigraph/datastore/testing";
import { makeRing, ringFolder } from "@epigraph/vault";
import { checkKeyStore } from "./check-key-store.js";
import type { Finding } from "./checks.js";

let database: TestDatabase;
let root: string;
let ring: string;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "epigraph-doctor-"));
  ring = join(root, "ring");
  makeRing(ring, Date.now());
});
afterEach(() => rmSync(root, { recursive: true }));

const found = async (change: Readonly<Record<string, string | undefined>> = {}): Promise<Record<string, Pick<Finding, "state" | "detail">>> => {
  const findings = await checkKeyStore({ ...keyVariablesOf(database), EPIGRAPH_KEY_RING: ring, ...change }, { folder: "/nonexistent", adminUrl: database.adminUrl, embedded: false });
  return Object.fromEntries(findings.map(({ check, state, detail }) => [check, { state, detail }]));
};
const states = async (change?: Readonly<Record<string, string | undefined>>): Promise<Record<string, string>> => Object.fromEntries(Object.entries(await found(change)).map(([check, { state }]) => [check, state]));

it("all is well with a ring for its owner only, and a key store that every service reaches", async () => {
  expect(await states()).toEqual({ "key ring": "ok", "key store of cases": "ok", "key store of movements": "ok", "key custody": "ok" });
});

it("without a ring says how to make one, and makes none", async () => {
  expect(await found({ EPIGRAPH_KEY_RING: undefined })).toMatchObject({ "key ring": { state: "failed", detail: expect.stringContaining("keys init") } });
});

it("warns of a ring that others may open, and of a rotation that was not finished", async () => {
  chmodSync(ring, 0o755);
  expect(await found()).toMatchObject({ "key ring": { state: "warning", detail: expect.stringContaining("others than the owner may open") } });
  chmodSync(ring, 0o700);
  ringFolder(ring, Date.now).make("kek", "another-one");
  expect(await found()).toMatchObject({ "key ring": { state: "warning", detail: expect.stringContaining("was not finished") } });
});

it("fails without a current key, and where the key store is not to be reached", async () => {
  rmSync(join(ring, "current"));
  expect(await states()).toMatchObject({ "key ring": "failed" });
  expect(await found({ EPIGRAPH_DB_KEYS_CASES: "postgresql://nobody:x@127.0.0.1:1/none" })).toMatchObject({ "key store of cases": { state: "failed", detail: expect.stringContaining("nothing answers") }, "key store of movements": { state: "ok" } });
});

it("leaves to the custodian's connection what only that may see", async () => {
  expect(await states({ EPIGRAPH_DB_KEYS: undefined })).toMatchObject({ "key custody": "skipped" });
});
