/** A writer is one ordered lane: batches go one after another, each whole or not at all, chained by their leaf hashes. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { openLanes } from "./lanes.js";
import type { AuditRecord, Link } from "./record.js";
import { parseRecord } from "./record-text.js";
import { leafHash } from "./tree.js";
import type { Randomness, Sink, Writer } from "./writer.js";

const idOf = (name: string): string => createHash("sha256").update(name).digest("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
const record = (name: string, change: Partial<AuditRecord> = {}): AuditRecord => ({
  id: idOf(name),
  recorded: 0,
  type: "operation",
  outcome: "answered",
  purposeOfEvent: "p",
  agent: { who: "kim", role: "d", clearance: 0, agency: "a", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "public", policy: { grants: [], bases: [] } },
  source: { observer: "cases" },
  correlation: name,
  entity: { query: "0".repeat(64), detail: {}, references: [] },
  events: [],
  assigned: [],
  ...change,
});
const tooLong = (name: string): AuditRecord => record(name, { agent: { ...record(name).agent, jurisdictions: Array.from({ length: 15_000 }, () => "9".repeat(300)) } });
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const parsed = (body: string): { readonly record: AuditRecord; readonly link: Link } => parseRecord(body) as { record: AuditRecord; link: Link };
const names = (batch: readonly string[] | undefined): string[] => (batch ?? []).map((body) => parsed(body).record.correlation);
const links = (bodies: readonly string[]): Link[] => bodies.map((body) => parsed(body).link);

/** A sink whose batches end when the test says so. */
function sinkInHand(): { readonly sink: Sink; readonly batches: (readonly string[])[]; readonly end: (how?: "fails") => Promise<void>; readonly inFlight: () => number } {
  const batches: (readonly string[])[] = [];
  const pending: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  return {
    batches,
    inFlight: () => pending.length,
    sink: { append: (batch) => new Promise((resolve, reject) => void (batches.push(batch), pending.push({ resolve, reject }))) },
    end: async (how) => {
      const one = pending.shift();
      if (how === "fails") one?.reject(new Error("the disk is full: kim"));
      else one?.resolve();
      await tick();
    },
  };
}
const numbered = (): Randomness => {
  let made = 0;
  return { uuid: () => idOf(`writer ${++made}`), nonce: () => createHash("md5").update(String(++made)).digest() };
};
const open = (sink: Sink, options: { batchCap?: number; timeoutMs?: number } = {}): Writer => openLanes(sink, numbered(), { lanes: 1, ...options });
const all = (writer: Writer, ...some: string[]): Promise<PromiseSettledResult<void>[]> => Promise.allSettled(some.map((name) => writer.append(record(name))));
const statuses = (results: readonly PromiseSettledResult<void>[]): string[] => results.map(({ status }) => status);

describe("a writer", () => {
  it("resolves a record only when its batch is durable", async () => {
    const { sink, end } = sinkInHand();
    let durable = false;
    const appended = open(sink).append(record("a")).then(() => (durable = true));
    await tick();
    expect(durable).toBe(false);
    await end();
    await appended;
    expect(durable).toBe(true);
  });

  it("takes together what comes at one moment", async () => {
    const { sink, batches, end } = sinkInHand();
    const writer = open(sink);
    const units = all(writer, "a", "b", "c");
    await tick();
    expect(batches.map(names)).toEqual([["a", "b", "c"]]);
    await end();
    expect(statuses(await units)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
  });

  it("has one batch in flight; what comes meanwhile waits and goes together, in order", async () => {
    const { sink, batches, end, inFlight } = sinkInHand();
    const writer = open(sink);
    const first = all(writer, "a");
    await tick();
    const second = all(writer, "b", "c", "d");
    await tick();
    expect([inFlight(), batches.map(names)]).toEqual([1, [["a"]]]);
    await end();
    expect([inFlight(), batches.map(names)]).toEqual([1, [["a"], ["b", "c", "d"]]]);
    await end();
    expect(statuses([...(await first), ...(await second)])).toEqual(Array.from({ length: 4 }, () => "fulfilled"));
  });

  it("cuts what waits at the cap of a batch, but never a unit", async () => {
    const { sink, batches, end } = sinkInHand();
    const writer = open(sink, { batchCap: 3 });
    const units = [["a"], ["b", "c"], ["d", "e"], ["f", "g", "h", "i"], ["j"]].map((unit) => writer.append(unit.map((name) => record(name))));
    for (let batch = 0; batch < 5; batch++) await end();
    await Promise.all(units);
    expect(batches.map(names)).toEqual([["a", "b", "c"], ["d", "e"], ["f", "g", "h", "i"], ["j"]]);
  });

  it("cuts it also at 16 MiB", async () => {
    const { sink, batches, end } = sinkInHand();
    const writer = open(sink);
    const long = record("long", { agent: { ...record("long").agent, jurisdictions: Array.from({ length: 13_000 }, () => "9".repeat(300)) } }); // 3.9 MB
    const units = Array.from({ length: 6 }, () => writer.append(long));
    for (let batch = 0; batch < 3; batch++) await end();
    await Promise.all(units);
    expect(batches.map((batch) => batch.length)).toEqual([4, 2]);
  });

  it("has nothing to do for a unit of no records", async () => {
    const { sink, batches } = sinkInHand();
    await open(sink).append([]);
    expect(batches).toEqual([]);
  });

  it("numbers its records from 0, chains each to the leaf hash of the one before and gives each a nonce of its own", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }), async (rounds) => {
        const stored: string[] = [];
        const writer = open({ append: (batch) => Promise.resolve(void stored.push(...batch)) });
        for (const round of rounds) await Promise.all(round.map((size) => writer.append(Array.from({ length: size }, () => record("r")))));
        expect(links(stored).map(({ sequence }) => sequence)).toEqual(stored.map((_, index) => index));
        expect(new Set(links(stored).map(({ writer: name }) => name))).toEqual(new Set([idOf("writer 1")]));
        expect(links(stored).map(({ previous }) => previous)).toEqual([Buffer.alloc(32), ...stored.slice(0, -1).map(leafHash)].map((hash) => hash.toString("base64")));
        expect(new Set(links(stored).map(({ nonce }) => nonce)).size).toBe(stored.length);
      }),
      { numRuns: 30 },
    );
  });
});

describe("a unit that can never be written", () => {
  it.each([
    ["too long", tooLong("b"), "RECORD_TOO_LONG"],
    ["not a record", record("b", { correlation: "two words" }), "RECORD_INVALID"],
  ])("fails alone, %s, and leaves no hole: the chain goes on under its name", async (_, spoilt, code) => {
    const { sink, batches, end } = sinkInHand();
    const writer = open(sink);
    const units = Promise.allSettled([writer.append(record("a")), writer.append([record("b1"), spoilt]), writer.append(record("c"))]);
    await end();
    await end();
    expect(await units).toMatchObject([{ status: "fulfilled" }, { status: "rejected", reason: { name: "LedgerError", code } }, { status: "fulfilled" }]);
    expect(batches.map(names)).toEqual([["a", "c"]]);
    expect(links(batches.flat()).map(({ writer: name, sequence }) => [name, sequence])).toEqual([0, 1].map((sequence) => [idOf("writer 1"), sequence]));
    expect(writer.healthy()).toBe(true);
  });

  it("is not offered to the sink when it is alone", async () => {
    const { sink, batches } = sinkInHand();
    await expect(open(sink).append(tooLong("a"))).rejects.toMatchObject({ code: "RECORD_TOO_LONG" });
    expect(batches).toEqual([]);
  });

  it("is also one of more than 64 MiB together", async () => {
    const one = record("a", { agent: { ...record("a").agent, jurisdictions: Array.from({ length: 13_000 }, () => "9".repeat(300)) } });
    await expect(open({ append: () => Promise.resolve() }).append(Array.from({ length: 18 }, () => one))).rejects.toMatchObject({ code: "RECORD_TOO_LONG" });
  });
});

describe("a batch that fails", () => {
  it("fails every unit of it with our own error, which says nothing of the cause", async () => {
    const { sink, end } = sinkInHand();
    const writer = open(sink);
    const first = all(writer, "a");
    await tick();
    const second = all(writer, "b", "c");
    await end();
    await end("fails");
    expect(statuses(await first)).toEqual(["fulfilled"]);
    for (const result of await second) expect(result).toMatchObject({ status: "rejected", reason: { name: "LedgerError", code: "LEDGER_UNAVAILABLE", message: expect.not.stringMatching(/disk|kim/) } });
  });

  it("ends the writer: what follows has a new name and starts at 0, unchained", async () => {
    const { sink, batches, end } = sinkInHand();
    const writer = open(sink);
    const settled = [all(writer, "a")];
    await tick();
    settled.push(all(writer, "b"));
    await end("fails");
    await end();
    const third = all(writer, "c");
    await end();
    await Promise.all([...settled, third]);
    const zero = Buffer.alloc(32).toString("base64");
    const [first, second] = links(batches.flat()).map(({ writer: name }) => name);
    expect(first).not.toBe(second);
    expect(links(batches.flat()).map(({ writer: name, sequence, previous }) => [name, sequence, previous === zero])).toEqual([[first, 0, true], [second, 0, true], [second, 1, false]]);
  });

  it("shows in `healthy` until a batch is durable again", async () => {
    const { sink, end } = sinkInHand();
    const writer = open(sink);
    expect(writer.healthy()).toBe(true);
    for (const [how, healthy] of [["fails", false], ["fails", false], [undefined, true]] as const) {
      const settled = all(writer, "a");
      await tick();
      await end(how);
      await settled;
      expect(writer.healthy()).toBe(healthy);
    }
  });

  it("does not stop the writer, even if the sink throws at once", async () => {
    let broken = true;
    const writer = open({ append: () => { if (broken) throw new Error("no connection"); return Promise.resolve(); } });
    expect(statuses(await all(writer, "a", "b"))).toEqual(["rejected", "rejected"]);
    broken = false;
    expect(statuses(await all(writer, "c"))).toEqual(["fulfilled"]);
  });
});

describe("a batch that hangs", () => {
  it("fails when its time is over, and the writer goes on under a new name while it still hangs", async () => {
    const { sink, batches, end } = sinkInHand();
    const writer = open(sink, { timeoutMs: 30 });
    await expect(writer.append(record("a"))).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
    expect(writer.healthy()).toBe(false);
    const next = writer.append(record("b"));
    await end(); // the one that hung: stored after all, and nobody is told
    await end();
    await next;
    expect(links(batches.flat()).map(({ sequence }) => sequence)).toEqual([0, 0]);
    expect(new Set(links(batches.flat()).map(({ writer: name }) => name)).size).toBe(2);
  });

  it("takes with it what has waited long behind it, so that nobody waits for one hanging batch after another", async () => {
    const { sink, batches } = sinkInHand();
    const writer = open(sink, { timeoutMs: 200 });
    const first = all(writer, "a");
    await tick();
    const behind = all(writer, "b", "c");
    expect(statuses([...(await first), ...(await behind)])).toEqual(["rejected", "rejected", "rejected"]);
    expect(batches.map(names)).toEqual([["a"]]);
  });
});
