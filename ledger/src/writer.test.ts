/** A writer is one ordered lane: batches go one after another, each whole or not at all, chained by hash. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { type AuditRecord, decodeRecord } from "./record.js";
import { LedgerError, openWriter, type SealedRecord, type Sink, type Writer } from "./writer.js";

const record = (id: string): AuditRecord => ({
  id,
  recorded: 0,
  service: "cases",
  correlation: "c",
  agent: { account: "kim", duty: "d", clearance: 0, agency: "a", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "public" },
  purpose: "p",
  operation: { hash: "h" },
  outcome: "answered",
  events: [],
});
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A sink whose batches end when the test says so. */
function sinkInHand(): { readonly sink: Sink; readonly batches: (readonly SealedRecord[])[]; readonly end: (how?: "fails") => Promise<void>; readonly inFlight: () => number } {
  const batches: (readonly SealedRecord[])[] = [];
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
const named = (): (() => string) => {
  let lanes = 0;
  return () => `lane ${++lanes}`;
};
const ids = (batch: readonly SealedRecord[] | undefined): string[] => (batch ?? []).map((sealed) => sealed.record.id);
const all = (writer: Writer, ...names: string[]): Promise<PromiseSettledResult<void>[]> => Promise.allSettled(names.map((id) => writer.append(record(id))));

describe("a writer", () => {
  it("resolves a record only when its batch is durable", async () => {
    const { sink, end } = sinkInHand();
    let durable = false;
    const appended = openWriter(sink, named()).append(record("a")).then(() => (durable = true));
    await tick();
    expect(durable).toBe(false);
    await end();
    await appended;
    expect(durable).toBe(true);
  });

  it("has one batch in flight; what comes meanwhile waits and goes together, in order", async () => {
    const { sink, batches, end, inFlight } = sinkInHand();
    const writer = openWriter(sink, named());
    const first = all(writer, "a");
    const second = all(writer, "b", "c", "d");
    await tick();
    expect([inFlight(), batches.map(ids)]).toEqual([1, [["a"]]]);
    await end();
    expect([inFlight(), batches.map(ids)]).toEqual([1, [["a"], ["b", "c", "d"]]]);
    await end();
    expect([...(await first), ...(await second)].map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => "fulfilled"));
  });

  it("cuts what waits at the cap of a batch", async () => {
    const { sink, batches, end } = sinkInHand();
    const writer = openWriter(sink, named(), 2);
    const settled = all(writer, "a", "b", "c", "d");
    for (let batch = 0; batch < 3; batch++) await end();
    await settled;
    expect(batches.map(ids)).toEqual([["a"], ["b", "c"], ["d"]]);
  });

  it("numbers its records from 0 and chains each to the SHA-256 of the one before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }), async (sizes) => {
        const stored: SealedRecord[] = [];
        const writer = openWriter({ append: (batch) => Promise.resolve(void stored.push(...batch)) }, named());
        for (const size of sizes) await all(writer, ...Array.from({ length: size }, (_, index) => `${size}-${index}`));
        expect(stored.map(({ sequence }) => sequence)).toEqual(stored.map((_, index) => index));
        expect(new Set(stored.map(({ writer: lane }) => lane))).toEqual(new Set(["lane 1"]));
        stored.forEach(({ previous, body, record: sealed }, index) => {
          const before = stored[index - 1];
          expect(previous).toEqual(before === undefined ? Buffer.alloc(32) : createHash("sha256").update(before.body).digest());
          expect(decodeRecord(body)).toEqual(sealed);
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe("a batch that fails", () => {
  it("fails every record of it with our own error, which says nothing of the cause", async () => {
    const { sink, end } = sinkInHand();
    const writer = openWriter(sink, named());
    const first = all(writer, "a");
    const second = all(writer, "b", "c");
    await end();
    await end("fails");
    expect((await first)[0]?.status).toBe("fulfilled");
    for (const result of await second) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "LEDGER_UNAVAILABLE", message: expect.not.stringMatching(/disk|kim/) } });
      expect(result.status === "rejected" && result.reason).toBeInstanceOf(LedgerError);
    }
  });

  it("ends the lane: what follows has a new name and starts at 0, unchained", async () => {
    const { sink, batches, end } = sinkInHand();
    const writer = openWriter(sink, named());
    const settled = [all(writer, "a"), all(writer, "b")];
    await end("fails");
    await end();
    const third = all(writer, "c");
    await end();
    await Promise.all([...settled, third]);
    expect(batches.flat().map(({ writer: lane, sequence, previous }) => [lane, sequence, previous.equals(Buffer.alloc(32))])).toEqual([["lane 1", 0, true], ["lane 2", 0, true], ["lane 2", 1, false]]);
  });

  it("shows in `healthy` until a batch is durable again", async () => {
    const { sink, end } = sinkInHand();
    const writer = openWriter(sink, named());
    expect(writer.healthy()).toBe(true);
    for (const [how, healthy] of [["fails", false], ["fails", false], [undefined, true]] as const) {
      const settled = all(writer, "a");
      await end(how);
      await settled;
      expect(writer.healthy()).toBe(healthy);
    }
  });

  it("is got over without a record: `ready` asks the sink whether it could write again", async () => {
    const asked: number[] = [];
    let broken = true;
    const writer = openWriter({ append: (batch) => (asked.push(batch.length), broken ? Promise.reject(new Error("no connection")) : Promise.resolve()) }, named());
    expect(await writer.ready()).toBe(true);
    expect(asked).toEqual([]);
    await all(writer, "a");
    expect(await writer.ready()).toBe(false);
    broken = false;
    expect(await writer.ready()).toBe(true);
    expect([writer.healthy(), asked]).toEqual([true, [1, 0, 0]]);
  });

  it("does not stop the writer, even if the sink throws at once", async () => {
    let broken = true;
    const writer = openWriter({ append: () => { if (broken) throw new Error("no connection"); return Promise.resolve(); } }, named());
    expect((await all(writer, "a", "b")).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    broken = false;
    expect((await all(writer, "c"))[0]?.status).toBe("fulfilled");
  });
});
