import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VaultError } from "./error.js";
import { newReceiver, openRing, sealRing } from "./hand-over.js";
import { keysIn, makeRing, openToOthers, ringFolder } from "./ring-folder.js";

let root: string;
let folder: string;
let now = Date.parse("2026-07-01T00:00:00Z");
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "epigraph-ring-"));
  folder = join(root, "ring");
});
afterEach(() => rmSync(root, { recursive: true }));
const code = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as VaultError).code;
  }
};

describe("a new ring", () => {
  it("has one key-encryption key, which is current, and one pepper, for its owner's eyes only", () => {
    expect(makeRing(folder, now)).toBe(true);
    const ring = ringFolder(folder, () => now);
    expect(ring.ids("kek")).toEqual([ring.current().id]);
    expect(ring.ids("pepper")).toHaveLength(1);
    expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
    expect([statSync(folder).mode & 0o777, openToOthers(folder)]).toEqual([0o700, []]);
  });

  it("is not made where one is, and an empty mount is filled", () => {
    makeRing(folder, now);
    const before = readdirSync(folder);
    expect([makeRing(folder, now), readdirSync(folder)]).toEqual([false, before]);
    expect(readdirSync(root)).toEqual(["ring"]); // no draft stays
  });

  it("that others may read is told of", () => {
    makeRing(folder, now);
    chmodSync(join(folder, "current"), 0o644);
    expect(openToOthers(folder)).toEqual([join(folder, "current")]);
  });
});

describe("a ring that is read", () => {
  it("follows `current` within two seconds, and an unknown id at once", () => {
    makeRing(folder, now);
    const [service, custodian] = [ringFolder(folder, () => now), ringFolder(folder, () => now)];
    const first = service.current().id;
    custodian.make("kek", "20260702-aaaaaaaa");
    custodian.makeCurrent("20260702-aaaaaaaa");
    expect(service.current().id).toBe(first);
    expect(service.kek("20260702-aaaaaaaa")?.key.equals(custodian.current().key)).toBe(true);
    now += 2_000;
    expect(service.current().id).toBe("20260702-aaaaaaaa");
    custodian.destroy("kek", first);
    now += 2_000;
    expect(service.kek(first)).toBeUndefined();
  });

  it.each([
    ["there is no folder", () => rmSync(folder, { recursive: true }), "RING_MISSING"],
    ["there is no current", () => rmSync(join(folder, "current")), "RING_INVALID"],
    ["current names a path", () => writeFileSync(join(folder, "current"), "../../x"), "RING_INVALID"],
    ["current names a key that is not there", () => writeFileSync(join(folder, "current"), "nothing-here"), "RING_INVALID"],
    ["the key is cut short", () => writeFileSync(join(folder, readdirSync(folder).find((name) => name.startsWith("kek")) ?? ""), "AAAA"), "RING_INVALID"],
  ])("is refused when %s", (_, spoil, expected) => {
    makeRing(folder, now);
    spoil();
    expect(code(() => ringFolder(folder, () => now).current())).toBe(expected);
  });

  it("is refused when there are two peppers, or none", () => {
    makeRing(folder, now);
    const ring = ringFolder(folder, () => now);
    ring.make("pepper", "another-one");
    expect(code(() => ringFolder(folder, () => now).pepper())).toBe("RING_INVALID");
    for (const id of ring.ids("pepper")) ring.destroy("pepper", id);
    expect(code(() => ringFolder(folder, () => now).pepper())).toBe("RING_INVALID");
  });

  it("never leaves the folder for an id out of a table", () => {
    makeRing(folder, now);
    writeFileSync(join(root, "kek-x.key"), readFileSync(join(folder, readdirSync(folder).find((name) => name.startsWith("kek")) ?? "")));
    for (const id of ["../kek-x", "..", "", "a/b", "x\0"]) expect(ringFolder(folder, () => now).kek(id)).toBeUndefined();
  });
});

it("destroys a key file for good, also one whose destruction was broken off", () => {
  makeRing(folder, now);
  const ring = ringFolder(folder, () => now);
  ring.make("hold", "hold-one");
  ring.destroy("hold", "hold-one");
  writeFileSync(join(folder, ".kek-x.key.gone"), "a key");
  writeFileSync(join(folder, ".kek-y.key.new"), "half a key");
  ring.sweep();
  expect(readdirSync(folder).filter((name) => name.startsWith(".") || name.startsWith("hold"))).toEqual([]);
  expect(existsSync(join(folder, "current"))).toBe(true);
});

describe("a ring that is handed over", () => {
  it("opens for its receiver, and for nobody else", async () => {
    makeRing(folder, now);
    const ring = ringFolder(folder, () => now);
    const { identity, recipient } = await newReceiver();
    const file = await sealRing({ current: ring.current().id, keys: keysIn(folder, ring) }, recipient);
    const { current, keys } = await openRing(file, identity);
    expect(makeRing(join(root, "theirs"), now, { current, keys })).toBe(true);
    const theirs = ringFolder(join(root, "theirs"), () => now);
    expect([theirs.current().key.equals(ring.current().key), theirs.pepper().key.equals(ring.pepper().key)]).toEqual([true, true]);
    await expect(openRing(file, (await newReceiver()).identity)).rejects.toMatchObject({ code: "HAND_OVER_INVALID" });
    const altered = Uint8Array.from(file);
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    await expect(openRing(altered, identity)).rejects.toMatchObject({ code: "HAND_OVER_INVALID" });
    await expect(sealRing({ current, keys }, "age1nobody")).rejects.toMatchObject({ code: "HAND_OVER_INVALID" });
    await expect(openRing(file, "secret")).rejects.toMatchObject({ code: "HAND_OVER_INVALID" });
  });
});
