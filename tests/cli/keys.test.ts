/** `epigraph keys` as a custodian uses it: with a ring and a key store, and no connection to the data. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { openKeyStore } from "@epigraph/datastore";
import { createVault, ringFolder, type Sealed } from "@epigraph/vault";
import { epigraph, type Outcome, temporaryFolder, type Variables } from "./command.js";

let database: TestDatabase;
let folder: ReturnType<typeof temporaryFolder>;
let env: Variables;
let sealed: Sealed[];
const keys = (args: readonly string[], more: Variables = {}): Promise<Outcome> => epigraph(["keys", ...args], { ...env, ...more });

async function withVault<Result>(ring: string, work: (vault: ReturnType<typeof createVault>) => Promise<Result>): Promise<Result> {
  const { store, close } = await openKeyStore(database.keys.urls.cases, { name: "test" });
  try {
    return await work(createVault({ store, ring: ringFolder(ring, Date.now), clock: Date.now }));
  } finally {
    await close();
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
  folder = temporaryFolder();
  env = { EPIGRAPH_DB_KEYS: database.keys.custodianUrl, EPIGRAPH_KEY_RING: join(folder.path, "ring") };
});
afterAll(async () => {
  await database.drop();
  folder.remove();
});

it("makes a ring, rotates and lists it, and hands it over to a receiver, after which the giver's copy opens nothing", async () => {
  const at = (name: string): string => join(folder.path, name);
  expect((await keys(["init"])).stdout).toContain("copy it to a place of its own now");
  sealed = await withVault(at("ring"), async (vault) => Promise.all(["a", "b"].map(async (owner) => ({ owner: `person-${owner}`, field: "identity", blob: await vault.seal(`person-${owner}`, "identity", owner) }))));
  const before = readFileSync(at("ring/current"), "utf8").trim();
  expect(JSON.parse((await keys(["rotate", "--json"])).stdout)).toMatchObject({ resumed: false, rewrapped: 2, destroyed: [before] });
  expect(JSON.parse((await keys(["list", "--json"])).stdout)).toMatchObject({ keks: [{ kept: 2, held: 0, current: true, inRing: true }] });

  const { stdout: recipient } = await keys(["receiver", "--out", at("receiver.key")]);
  expect([/^age1[a-z0-9]{58}$/.test(recipient.trim()), statSync(at("receiver.key")).mode & 0o777]).toEqual([true, 0o600]);
  expect(await keys(["hand-over", "--to", recipient.trim(), "--out", at("ring.age")])).toMatchObject({ code: 0 });
  const given = ringFolder(at("ring"), Date.now).current();
  expect(readFileSync(at("ring.age"), "latin1")).not.toContain(readFileSync(at(`ring/kek-${given.id}.key`), "utf8").trim());

  const taken = await keys(["take-over", "--from", at("ring.age"), "--receiver", at("receiver.key")], { EPIGRAPH_KEY_RING: at("theirs") });
  expect(taken).toMatchObject({ code: 0, stdout: expect.stringContaining("took over the ring: 2 data keys unwrapped") });
  expect(await withVault(at("theirs"), (vault) => vault.open(sealed))).toEqual(["a", "b"]);
  expect(ringFolder(at("theirs"), Date.now).pepper().key.equals(ringFolder(at("ring"), Date.now).pepper().key)).toBe(true);
  await expect(withVault(at("ring"), (vault) => vault.open(sealed))).rejects.toMatchObject({ code: "KEK_MISSING" });
  expect(await keys(["verify"])).toMatchObject({ code: 1, stderr: expect.stringContaining("2 data keys under") });
  expect(await keys(["rotate"])).toMatchObject({ code: 1 }); // with the old ring: refused, nothing destroyed
  expect(await withVault(at("theirs"), (vault) => vault.open(sealed))).toEqual(["a", "b"]);
}, 240_000);
