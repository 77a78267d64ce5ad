/** The key store on PostgreSQL: who may do what, and a rotation while services go on, broken off at every step. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVault, type Custody, destroyKeys, holdKeys, type KeyCustody, makeRing, releaseKeys, type RingFolder, ringFolder, rotate, type Sealed, type Vault, verifyKeys } from "@epigraph/vault";
import pg from "pg";
import { createTestDatabase, type TestDatabase } from "../testing.js";
import { openKeyCustody, type OpenKeyCustody } from "./key-custody.js";
import { openKeyStore, type OpenKeyStore } from "./key-store.js";

let database: TestDatabase;
let sealer: OpenKeyStore;
let custodian: OpenKeyCustody;
let root: string;
let ring: RingFolder;
let custody: Custody;

beforeAll(async () => {
  database = await createTestDatabase();
  sealer = await openKeyStore(database.keys.urls.cases, { name: "test sealer" });
  custodian = await openKeyCustody(database.keys.custodianUrl, { name: "test custodian" });
});
afterAll(async () => {
  await Promise.all([sealer.close(), custodian.close()]);
  await database.drop();
});
// a ring of its own: the run's is shared, and must not be rotated
beforeEach(async () => {
  await as(database.keys.ownerUrl, "truncate keys.data_key, keys.rotation, keys.kek");
  root = mkdtempSync(join(tmpdir(), "epigraph-custody-"));
  makeRing(join(root, "ring"), Date.now());
  ring = ringFolder(join(root, "ring"), Date.now);
  custody = { store: custodian.store, ring, clock: Date.now };
});
afterEach(() => rmSync(root, { recursive: true }));

/** As another process would have it: its own ring reader, and no key kept. */
const service = (): Vault => createVault({ store: sealer.store, ring: ringFolder(join(root, "ring"), Date.now), clock: Date.now, cacheMs: 0 });
const owner = (number: number): string => `person-${String(number).padStart(4, "0")}`;
async function sealed(count: number, from = 0): Promise<Sealed[]> {
  const vault = createVault({ store: sealer.store, ring, clock: Date.now });
  const texts = Array.from({ length: count }, (_, index) => ({ owner: owner(from + index), field: "identity", text: `name ${from + index}` }));
  const blobs = await vault.sealAll(texts);
  return texts.map(({ owner: whose, field }, index) => ({ owner: whose, field, blob: blobs[index] ?? Buffer.alloc(0) }));
}
const names = (some: readonly Sealed[]): string[] => some.map(({ owner: whose }) => `name ${Number(whose.slice(-4))}`);
const as = async (url: string, sql: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } catch (error) {
    return (error as { readonly code?: string }).code;
  } finally {
    await client.end();
  }
};

describe("a service that seals", () => {
  it("may add and read keys, and neither change, remove nor hold one, nor look at who rotates", async () => {
    await sealed(1);
    const { cases } = database.keys.urls;
    for (const sql of ["update keys.data_key set wrapped = null", "delete from keys.data_key", "truncate keys.data_key", "update keys.kek set retired_at = null", "select * from keys.rotation", "select * from keys.kek", "insert into keys.kek (id, kind) values ('abcd', 'service')",
      "insert into keys.data_key (owner_kind, owner_id, held_at) values ('person', 'x', now())", "drop table keys.data_key", "create table keys.mine ()", "select keys.see_kek()"]) {
      expect([sql, await as(cases, sql)]).toEqual([sql, "42501"]);
    }
    expect(await as(cases, "select count(*)::int as n from keys.data_key k where k.owner_id = 'person-0000'")).toEqual([{ n: 1 }]);
    expect(await as(database.urls.cases, "select 1 from keys.data_key")).toBe("42P01"); // nothing of it in the database of the data
    expect(await as(database.keys.urls.cases.replace(/_keys$/, ""), "select 1")).toBe("42501"); // nor this login there
  });

  it("keeps the first key of two that are added at once", async () => {
    const [one, two] = await Promise.all([service().seal("person-a", "identity", "one"), service().seal("person-a", "identity", "two")]);
    expect(await service().open([one, two].map((blob) => ({ owner: "person-a", field: "identity", blob })))).toEqual(["one", "two"]);
  });
});

describe("a rotation", () => {
  it("changes no text, wraps everything anew, and destroys what wrapped it before", async () => {
    const before = ring.current().id;
    const blobs = await sealed(603);
    const rotation = await rotate(custody);
    expect(rotation).toMatchObject({ resumed: false, rewrapped: 603, destroyed: [before] });
    expect(ring.current().id).toBe(rotation.to);
    expect(readdirSync(join(root, "ring")).filter((name) => name.includes(before))).toEqual([]);
    expect(await service().open(blobs)).toEqual(names(blobs));
    expect(await verifyKeys(custody)).toMatchObject({ unwrapped: 603, faults: [], current: rotation.to });
  });

  it("lets services read and write all the time", async () => {
    const blobs = await sealed(800);
    const state = { rotating: true };
    const written: Sealed[] = [];
    const writing = (async () => {
      const vault = service();
      for (let number = 1_000; state.rotating || number < 1_005; number += 1) written.push({ owner: owner(number), field: "identity", blob: await vault.seal(owner(number), "identity", `name ${number}`) });
    })();
    const reading = (async () => {
      const vault = service();
      for (let round = 0; state.rotating || round < 5; round += 1) {
        const some = blobs.slice((round * 97) % 700, ((round * 97) % 700) + 50);
        expect(await vault.open(some)).toEqual(names(some));
      }
    })();
    for (let round = 0; round < 3; round += 1) await rotate(custody, { batch: 50 });
    state.rotating = false;
    await Promise.all([writing, reading]);
    expect(ring.ids("kek")).toEqual([ring.current().id]);
    expect(await service().open([...blobs, ...written])).toEqual(names([...blobs, ...written]));
    expect(await verifyKeys(custody)).toMatchObject({ faults: [], unwrapped: 800 + written.length });
  });

  it("broken off at any step leaves everything readable and writable, and the next one finishes it", async () => {
    const blobs = await sealed(120);
    const steps = ["beginRotation", "make", "makeCurrent", "retireAllBut", "rewrapSome", "rewrapSome-2", "destroy", "endRotation"];
    for (const step of steps) {
      const before = ring.current().id;
      await expect(rotate(brokenAt(step), { batch: 50 })).rejects.toThrow("killed");
      expect([step, await service().open(blobs)]).toEqual([step, names(blobs)]);
      blobs.push(...(await sealed(1, blobs.length)));
      const finished = await rotate(custody);
      expect([step, finished.resumed, ring.ids("kek"), ring.current().id === before]).toEqual([step, step !== "endRotation", [finished.to], false]);
      expect([step, await service().open(blobs)]).toEqual([step, names(blobs)]);
    }
    expect(await verifyKeys(custody)).toMatchObject({ faults: [], unwrapped: blobs.length });
  });

  /** Dies after the step was done, as a process that is killed. */
  function brokenAt(step: string): Custody {
    let rewraps = 0;
    const dying = (name: string, work: unknown) => (...args: readonly unknown[]): unknown => {
      const result = (work as (...given: readonly unknown[]) => unknown)(...args);
      if (name === "rewrapSome") rewraps += 1;
      if (name !== step && !(step === "rewrapSome-2" && name === "rewrapSome" && rewraps === 2)) return result;
      const die = (): never => {
        throw new Error("killed");
      };
      return result instanceof Promise ? result.then(die) : die();
    };
    const mortal = <Parts extends object>(parts: Parts): Parts => Object.fromEntries(Object.entries(parts).map(([name, work]) => [name, name === "exclusively" ? work : dying(name, work)])) as Parts;
    return { store: mortal<KeyCustody>(custodian.store), ring: mortal<RingFolder>(ring), clock: Date.now };
  }

  it("refuses whoever still wraps under the old key, and loses nothing", async () => {
    await sealed(1);
    const old = ring.current();
    await rotate(custody);
    const { store } = sealer;
    await expect(store.add([{ owner: owner(9), kek: old.id, wrapped: Buffer.alloc(61) }])).rejects.toMatchObject({ code: "KEK_RETIRED" });
    expect(await store.find([owner(9)])).toEqual([]);
  });

  it("waits for a key that is being added under the old one", async () => {
    await sealed(1);
    const adding = new pg.Client({ connectionString: database.keys.urls.movements });
    await adding.connect();
    await adding.query("begin");
    await adding.query("insert into keys.data_key (owner_kind, owner_id, kek_id, wrapped) select 'person', 'late', k.kek_id, k.wrapped from keys.data_key k limit 1");
    let ended = false;
    const rotating = rotate(custody).catch((error: unknown) => error).finally(() => (ended = true));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(ended).toBe(false);
    await adding.query("commit");
    await adding.end();
    expect(await rotating).toMatchObject({ code: "KEY_INVALID" }); // another's key under a late name: seen, and nothing destroyed
    expect(ring.ids("kek")).toHaveLength(2);
  });

  it("is nobody else's at the same time", async () => {
    await sealed(1);
    await custodian.store.exclusively(async () => {
      const second = await openKeyCustody(database.keys.custodianUrl, { name: "second" });
      await expect(rotate({ ...custody, store: second.store })).rejects.toMatchObject({ code: "CUSTODY_BUSY" });
      await second.close();
    });
  });

  it("beside another installation's store destroys nothing", async () => {
    await sealed(1);
    makeRing(join(root, "other"), Date.now());
    const other = ringFolder(join(root, "other"), Date.now);
    await expect(rotate({ ...custody, ring: other })).rejects.toMatchObject({ code: "RING_INVALID" });
    expect(other.ids("kek")).toHaveLength(1);
    const empty = await createTestDatabase();
    const unused = await openKeyCustody(empty.keys.custodianUrl, { name: "unused" });
    expect(await rotate({ ...custody, store: unused.store })).toMatchObject({ rewrapped: 0, destroyed: [] });
    expect(ring.ids("kek")).toHaveLength(1);
    await unused.close();
    await empty.drop();
  });
});

describe("a person whose key is destroyed", () => {
  it("is gone for good: from the store, from its old pages, and never sealed for again", async () => {
    const blobs = await sealed(3);
    const { destroyed, rotation } = await destroyKeys(custody, [owner(1)]);
    expect([destroyed, rotation.destroyed.length]).toEqual([1, 1]);
    expect(await service().open(blobs)).toEqual(["name 0", undefined, "name 2"]);
    await expect(service().seal(owner(1), "identity", "again")).rejects.toMatchObject({ code: "KEY_UNAVAILABLE" });
    expect(await custodian.store.forgetDestroyed()).toBe(1);
  });

  it("with everybody else, but those who are held", async () => {
    const blobs = await sealed(4);
    const holds = ringFolder(join(root, "holds"), Date.now);
    await holdKeys(custody, holds, [owner(2)]);
    expect((await destroyKeys(custody, "all")).destroyed).toBe(3);
    expect((await releaseKeys(custody, holds, [owner(2)])).released).toBe(1);
    expect(await service().open(blobs)).toEqual([undefined, undefined, "name 2", undefined]);
  });
});

describe("a legal hold", () => {
  it("makes a person unreadable for services, survives rotations, and gives back the same texts", async () => {
    const blobs = await sealed(3);
    const holds = ringFolder(join(root, "holds"), Date.now);
    const { held, under } = await holdKeys(custody, holds, [owner(0), "person-unknown"]);
    expect([held, holds.ids("hold")]).toEqual([1, [under]]);
    expect(readdirSync(join(root, "ring")).some((name) => name.includes(under))).toBe(false);
    expect(await service().open(blobs)).toEqual([undefined, "name 1", "name 2"]);
    await expect(service().seal(owner(0), "interview", "more")).rejects.toMatchObject({ code: "KEY_UNAVAILABLE" });
    await rotate(custody);
    expect(await verifyKeys(custody)).toMatchObject({ unwrapped: 2, untried: 1, faults: [] });
    expect(await verifyKeys(custody, holds)).toMatchObject({ unwrapped: 3, untried: 0, faults: [] });
    expect(await releaseKeys(custody, holds, [owner(0)])).toEqual({ released: 1, destroyed: [under] });
    expect(await service().open(blobs)).toEqual(names(blobs));
  });
});

it("verifying finds keys that were altered, a ring that is too old, and a rotation that was not finished", async () => {
  await sealed(3);
  expect(await verifyKeys(custody)).toMatchObject({ unwrapped: 3, faults: [] });
  await as(database.keys.custodianUrl, "update keys.data_key set wrapped = set_byte(wrapped, 20, 255 - get_byte(wrapped, 20)) where owner_id = 'person-0001'");
  expect(await verifyKeys(custody)).toMatchObject({ unwrapped: 2, faults: [expect.stringMatching(/^1 data keys under `.*` do not unwrap/)] });
  ring.make("kek", "left-over");
  expect((await verifyKeys(custody)).faults).toEqual(expect.arrayContaining([expect.stringContaining("a rotation was not finished")]));
});
