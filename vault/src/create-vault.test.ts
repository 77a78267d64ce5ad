import { createSecretKey, randomBytes } from "node:crypto";
import fc from "fast-check";
import type { VaultError } from "./error.js";
import type { KeyRing } from "./key-ring.js";
import { ownerOf } from "./owner.js";
import { memoryKeyStore, memoryRing, memoryVault } from "./testing.js";

const person = "3f2c1c8e-0000-4000-8000-000000000001";
const other = "3f2c1c8e-0000-4000-8000-000000000002";
const code = async (work: Promise<unknown>): Promise<string | undefined> => work.then(() => undefined, (error: unknown) => (error as VaultError).code);

describe("what is sealed", () => {
  const vault = memoryVault();
  const owners = fc.oneof(fc.uuid(), fc.constantFrom("request", "upload", "epoch").chain((kind) => fc.uuid().map((id) => `${kind}:${id}`)));
  const fields = fc.constantFrom("identity", "interview", "match-key");

  it("opens again, whatever it says and whoever's it is", async () => {
    await fc.assert(
      fc.asyncProperty(owners, fields, fc.string({ unit: "grapheme", maxLength: 200 }), async (owner, field, text) => {
        expect(await vault.open([{ owner, field, blob: await vault.seal(owner, field, text) }])).toEqual([text]);
      }),
    );
  });

  it("opens under no other owner and as no other field", async () => {
    await fc.assert(
      fc.asyncProperty(owners, fields, owners, fields, async (owner, field, otherOwner, otherField) => {
        fc.pre(owner !== otherOwner || field !== otherField);
        const blob = await vault.seal(owner, field, "text");
        await vault.seal(otherOwner, otherField, "so that there is a key");
        expect(await code(vault.open([{ owner: otherOwner, field: otherField, blob }]))).toBe("BLOB_INVALID");
      }),
    );
  });

  it("does not open when any byte was altered, or any is missing", async () => {
    const blob = await vault.seal(person, "identity", "홍길동 (가상)");
    for (let index = 0; index < blob.length; index += 1) {
      const altered = Buffer.from(blob);
      altered[index] = (altered[index] ?? 0) ^ (1 << (index % 8));
      expect(await code(vault.open([{ owner: person, field: "identity", blob: altered }]))).toBe("BLOB_INVALID");
      expect(await code(vault.open([{ owner: person, field: "identity", blob: blob.subarray(0, index) }]))).toBe("BLOB_INVALID");
    }
  });

  it("is another each time, and never shows the text", async () => {
    const [first, second] = await vault.sealAll([{ owner: person, field: "identity", text: "홍길동" }, { owner: person, field: "identity", text: "홍길동" }]);
    expect(first).not.toEqual(second);
    expect(first?.includes("홍길동")).toBe(false);
  });

  it("needs an owner that is one", async () => {
    for (const owner of ["", "person:1", "nobody:1", "a b", "../x", "request:"]) expect(await code(vault.seal(owner, "identity", "text"))).toBe("OWNER_INVALID");
    expect(ownerOf("request", person)).toBe(`request:${person}`);
    expect(ownerOf("person", person)).toBe(person);
  });
});

describe("a page of persons", () => {
  it("costs one question to the key store, and none within half a minute", async () => {
    let now = 0;
    const store = memoryKeyStore();
    const vault = memoryVault({ store, clock: () => now });
    const texts = Array.from({ length: 50 }, (_, index) => ({ owner: `person-${index}`, field: "identity", text: `name ${index}` }));
    const blobs = await vault.sealAll(texts);
    const sealed = texts.map(({ owner, field }, index) => ({ owner, field, blob: blobs[index] ?? Buffer.alloc(0) }));
    now = 40_000;
    store.asked = 0;
    expect(await vault.open(sealed)).toEqual(texts.map(({ text }) => text));
    expect(store.asked).toBe(1);
    now = 69_999;
    await vault.open(sealed);
    expect(store.asked).toBe(1);
    now = 70_000;
    await vault.open(sealed);
    expect(store.asked).toBe(2);
  });

  it("keeps no more keys than it may", async () => {
    const store = memoryKeyStore();
    const vault = memoryVault({ store, cacheSize: 2 });
    const sealed = await Promise.all(["a-person", "b-person", "c-person"].map(async (owner) => ({ owner, field: "identity", blob: await vault.seal(owner, "identity", owner) })));
    store.asked = 0;
    await vault.open(sealed.slice(1));
    expect(store.asked).toBe(0);
    await vault.open(sealed.slice(0, 1));
    expect(store.asked).toBe(1);
  });
});

describe("a key that was destroyed, or is held", () => {
  it.each(["destroyed", "held"] as const)("(%s) opens nothing once the cache has forgotten it, and seals nothing", async (state) => {
    let now = 0;
    const store = memoryKeyStore();
    const vault = memoryVault({ store, clock: () => now, cacheMs: 1_000 });
    const mine = { owner: person, field: "identity", blob: await vault.seal(person, "identity", "mine") };
    const theirs = { owner: other, field: "identity", blob: await vault.seal(other, "identity", "theirs") };
    store.put({ state, owner: person });
    now = 999;
    expect(await vault.open([mine, theirs])).toEqual(["mine", "theirs"]);
    now = 1_000;
    expect(await vault.open([mine, theirs])).toEqual([undefined, "theirs"]);
    expect(await code(vault.seal(person, "interview", "more"))).toBe("KEY_UNAVAILABLE");
    expect(await vault.sealAll([{ owner: person, field: "interview", text: "more" }])).toEqual([undefined]);
  });

  it("is not made anew for a text that has none", async () => {
    const store = memoryKeyStore();
    expect(await memoryVault({ store }).open([{ owner: person, field: "identity", blob: Buffer.alloc(40) }])).toEqual([undefined]);
    expect(store.keys()).toEqual([]);
  });
});

describe("a rotation meanwhile", () => {
  const keks = [1, 2].map((number) => ({ id: `kek-${number}`, key: createSecretKey(randomBytes(32)) }));
  const [first, second] = keks as [(typeof keks)[0], (typeof keks)[0]];

  it("that retired the current key: the ring is read again, and the key is made under the new one", async () => {
    const store = memoryKeyStore();
    store.retired.add(first.id);
    let current = first;
    const ring: KeyRing = { ...memoryRing(), current: () => current, kek: (id) => keks.find((kek) => kek.id === id), refresh: () => void (current = second) };
    await memoryVault({ store, ring }).seal(person, "identity", "text");
    expect(store.keys()).toMatchObject([{ kek: second.id }]);
  });

  it("that destroyed a key between two looks: the store is asked again", async () => {
    const before = memoryKeyStore();
    const ring: KeyRing = { ...memoryRing(), current: () => first, kek: (id) => keks.find((kek) => kek.id === id) };
    const blob = await memoryVault({ store: before, ring }).seal(person, "identity", "text");
    const [moved] = before.keys();
    let looks = 0;
    const store = { ...before, find: (owners: readonly string[]) => ((looks += 1) === 1 ? Promise.resolve([{ state: "kept" as const, owner: person, kek: "gone", wrapped: Buffer.alloc(61) }]) : before.find(owners)) };
    expect(moved).toMatchObject({ kek: first.id });
    expect(await memoryVault({ store, ring }).open([{ owner: person, field: "identity", blob }])).toEqual(["text"]);
    expect(looks).toBe(2);
  });

  it("a ring that lacks the key is an error that says so, never an empty answer", async () => {
    const store = memoryKeyStore();
    store.put({ state: "kept", owner: person, kek: "unknown-kek", wrapped: Buffer.alloc(61) });
    expect(await code(memoryVault({ store }).open([{ owner: person, field: "identity", blob: Buffer.alloc(40) }]))).toBe("KEK_MISSING");
  });

  it("a wrapped key of another person does not unwrap", async () => {
    const store = memoryKeyStore();
    const ring = memoryRing();
    await memoryVault({ store, ring }).seal(other, "identity", "theirs");
    const [theirs] = store.keys();
    if (theirs?.state !== "kept") throw new Error("no key");
    store.put({ ...theirs, owner: person });
    expect(await code(memoryVault({ store, ring }).seal(person, "identity", "mine"))).toBe("KEY_INVALID");
  });
});
