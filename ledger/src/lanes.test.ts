/** Several writers side by side, over a sink that does everything a sink can do wrong: what was acknowledged is there once, and no chain has a hole. */
import { randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { openLanes } from "./lanes.js";
import type { AuditRecord, Link } from "./record.js";
import { parseRecord } from "./record-text.js";
import { leafHash } from "./tree.js";
import type { Sink } from "./writer.js";

const randomness = { uuid: randomUUID, nonce: () => randomBytes(16) };
const record = (): AuditRecord => ({
  id: randomUUID(),
  recorded: 0,
  type: "operation",
  outcome: "answered",
  purposeOfEvent: "p",
  agent: { who: "kim", role: "d", clearance: 0, agency: "a", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "public", policy: { grants: [], bases: [] } },
  source: { observer: "cases" },
  correlation: "c",
  entity: { query: "0".repeat(64), detail: {}, references: [] },
  events: [],
  assigned: [],
});
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const parsed = (body: string): { readonly record: AuditRecord; readonly link: Link } => parseRecord(body) as { record: AuditRecord; link: Link };

describe("lanes", () => {
  const held = (): { sink: Sink; batches: (readonly string[])[]; release: (() => void)[] } => {
    const batches: (readonly string[])[] = [];
    const release: (() => void)[] = [];
    return { batches, release, sink: { append: (bodies) => new Promise((resolve) => void (batches.push(bodies), release.push(resolve))) } };
  };

  it("are three: a unit goes to an idle one, else to the one with the least before it", async () => {
    const { sink, batches, release } = held();
    const writer = openLanes(sink, randomness);
    const append = (): Promise<void> => writer.append(record());
    const units = Array.from({ length: 3 }, append);
    await tick();
    expect(batches.map((batch) => batch.length)).toEqual([1, 1, 1]);
    units.push(...Array.from({ length: 6 }, append));
    for (let batch = 0; batch < 6; batch++) {
      release[batch]?.();
      await tick();
    }
    await Promise.all(units);
    expect(batches.map((batch) => batch.length)).toEqual([1, 1, 1, 2, 2, 2]);
    expect(new Set(batches.flat().map((body) => parsed(body).link.writer)).size).toBe(3);
  });

  it("leave a unit whole, in one batch of one writer", async () => {
    const { sink, batches, release } = held();
    const writer = openLanes(sink, randomness);
    const unit = writer.append([record(), record(), record()]);
    await tick();
    release[0]?.();
    await unit;
    expect(batches.map((batch) => batch.map((body) => parsed(body).link.sequence))).toEqual([[0, 1, 2]]);
  });

  it("go on beside one that hangs", async () => {
    const { sink, batches, release } = held();
    const writer = openLanes(sink, randomness, { timeoutMs: 60_000 });
    const hanging = writer.append(record());
    for (let others = 0; others < 4; others++) {
      const unit = writer.append(record());
      await tick();
      release.at(-1)?.();
      await unit;
    }
    expect(batches).toHaveLength(5);
    release[0]?.();
    await hanging;
  });

  it("are healthy when all are, and ask the sink once, without a record, whether those that failed would do again", async () => {
    const asked: number[] = [];
    let broken = true;
    const writer = openLanes({ append: (bodies) => (asked.push(bodies.length), broken ? Promise.reject(new Error("no connection")) : Promise.resolve()) }, randomness);
    expect([writer.healthy(), await writer.ready(), asked]).toEqual([true, true, []]);
    await Promise.allSettled([writer.append(record()), writer.append(record())]);
    expect([writer.healthy(), await writer.ready(), asked]).toEqual([false, false, [1, 1, 0]]);
    broken = false;
    expect(await Promise.all([writer.ready(), writer.ready()])).toEqual([true, true]);
    expect([writer.healthy(), asked]).toEqual([true, [1, 1, 0, 0]]);
  });

  it("tell the operator once that nothing can be written and why, without a record's words, and once that it can", async () => {
    const lines: string[] = [];
    let fault: Error | undefined = Object.assign(new Error("kim"), { code: "53100" });
    const writer = openLanes({ append: () => (fault === undefined ? Promise.resolve() : Promise.reject(fault)) }, randomness, { timeoutMs: 30, report: (line) => lines.push(line) });
    const several = (): Promise<unknown> => Promise.allSettled(Array.from({ length: 5 }, () => writer.append(record())));
    await several();
    await several();
    expect([await writer.ready(), lines]).toEqual([false, ["the access log cannot be written (53100): nothing is answered until it can"]]);
    fault = undefined;
    expect(await writer.ready()).toBe(true);
    await several();
    expect(lines.slice(1)).toEqual(["the access log can be written again"]);
    fault = new Error("kim");
    await several();
    fault = undefined;
    await several();
    expect(lines.slice(2)).toHaveLength(1); // one that goes through is no proof: on a disk almost full some do
    await new Promise((resolve) => setTimeout(resolve, 40));
    await writer.append(record()); // nobody asked whether it was ready
    expect([writer.healthy(), lines.slice(2)]).toEqual([true, ["the access log cannot be written (no code): nothing is answered until it can", "the access log can be written again"]]);
  });

  it("are not ready while the sink hangs", async () => {
    const { sink } = held();
    const writer = openLanes(sink, randomness, { timeoutMs: 20 });
    await expect(writer.append(record())).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
    expect(await writer.ready()).toBe(false);
  });
});

/** What a sink does with a batch: stores it, refuses it, stores it and then fails, hangs, hangs and stores it when nobody waits any more. */
const deeds = ["stores", "slowly", "refuses", "throws", "stores-and-fails", "hangs", "hangs-and-stores"] as const;

it("whatever the sink does: acknowledged is stored, once; units whole; no chain with a hole", async () => {
  let [acknowledged, failed] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant("stores" as const) }, { weight: 4, arbitrary: fc.constantFrom(...deeds) }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 6 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      async (plan, rounds, lanes) => {
        const stored: (readonly string[])[] = [];
        const later: Promise<unknown>[] = [];
        let number = 0;
        const store = (bodies: readonly string[]): void => void stored.push(bodies);
        const never = new Promise<void>(() => undefined);
        const sink: Sink = {
          append: (bodies) => {
            const deed = plan[number++ % plan.length] ?? "stores";
            if (deed === "throws") throw new Error("no connection");
            if (deed === "refuses") return Promise.reject(new Error("read-only"));
            if (deed === "hangs") return never;
            if (deed === "slowly" || deed === "hangs-and-stores") {
              const done = new Promise<void>((resolve) => setTimeout(() => (store(bodies), resolve()), deed === "slowly" ? 2 : 30));
              later.push(done);
              return done;
            }
            store(bodies);
            return deed === "stores" ? Promise.resolve() : Promise.reject(new Error("connection lost after the commit"));
          },
        };
        const writer = openLanes(sink, randomness, { lanes, batchCap: 4, timeoutMs: 15 });
        const units: { readonly ids: readonly string[]; readonly result: Promise<"acknowledged" | "failed"> }[] = [];
        for (const round of rounds) {
          for (const size of round) {
            const unit = Array.from({ length: size }, record);
            units.push({ ids: unit.map(({ id }) => id), result: writer.append(unit).then(() => "acknowledged", () => "failed") });
          }
          await tick();
        }
        const results = await Promise.all(units.map(async ({ ids, result }) => ({ ids, result: await result })));
        await Promise.all(later);

        const found = new Map<string, number>();
        for (const body of stored.flat()) found.set(parsed(body).record.id, (found.get(parsed(body).record.id) ?? 0) + 1);
        for (const { ids, result } of results) {
          const times = ids.map((id) => found.get(id) ?? 0);
          expect(new Set(times).size).toBe(1);
          expect(times[0]).toBeLessThanOrEqual(1);
          if (result === "acknowledged") expect(times[0]).toBe(1);
          if (result === "acknowledged") acknowledged += 1;
          else failed += 1;
        }
        const chains = new Map<string, string[]>();
        for (const body of stored.flat()) chains.set(parsed(body).link.writer, [...(chains.get(parsed(body).link.writer) ?? []), body]);
        for (const chain of chains.values()) {
          expect(chain.map((body) => parsed(body).link.sequence)).toEqual(chain.map((_, index) => index));
          expect(chain.map((body) => parsed(body).link.previous)).toEqual([Buffer.alloc(32), ...chain.slice(0, -1).map(leafHash)].map((hash) => hash.toString("base64")));
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(acknowledged).toBeGreaterThan(30);
  expect(failed).toBeGreaterThan(30);
});
