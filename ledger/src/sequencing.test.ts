/** The order of the log, and what is noticed on the way: as laws over whatever order records arrive in. Real writers and a real database are datastore's tests. */
import { createHash, randomUUID } from "node:crypto";
import fc from "fast-check";
import type { AuditRecord } from "./record.js";
import { encodeRecord } from "./record-text.js";
import { type Before, type Entry, putInOrder, readPending } from "./sequencing.js";
import { leafHash } from "./tree.js";

const at = Date.UTC(2026, 10, 22, 8);
const record = (): AuditRecord => ({
  id: randomUUID(), recorded: at, type: "operation", outcome: "answered", purposeOfEvent: "audit",
  agent: { who: "a", role: "auditor", clearance: 2, agency: "kdca", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "clearance", policy: { grants: [], bases: [] } },
  source: { observer: "cases" }, correlation: "c", entity: { query: createHash("sha256").update("{ a }").digest("hex"), detail: {}, references: [] }, events: [], assigned: [],
});

/** What a writer's chain looks like in the database, in order. `clock`: of the database when each arrived. */
function chainOf(length: number, clock: (sequence: number) => number = () => at): Entry[] {
  const writer = randomUUID();
  let previous: Buffer = Buffer.alloc(32);
  return Array.from({ length }, (_, sequence) => {
    const body = encodeRecord(record(), { writer, sequence, previous: previous.toString("base64"), nonce: "AAAAAAAAAAAAAAAAAAAAAA" });
    previous = leafHash(body);
    return readPending({ body, login: "cases_login", arrived: clock(sequence) }, ["cases"]);
  });
}

const empty: Before = { size: 0, writers: new Map(), ids: new Set(), whole: true };
const after = (size: number, before: Before, sequenced: ReturnType<typeof putInOrder>, whole = true): Before => ({
  size: size + sequenced.entries.length,
  writers: new Map([...before.writers, ...sequenced.writers.map((one) => [one.writer, one] as const)]),
  ids: new Set([...before.ids, ...sequenced.entries.flatMap(({ id }) => id ?? [])]),
  whole,
});
const kinds = (sequenced: ReturnType<typeof putInOrder>): string[] => sequenced.notices.map(({ kind, count }) => `${kind} ${count}`);
const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, position) => position !== index);

/** Chains of several writers, all shuffled, under a database clock that jumps as it likes. */
const shuffled = fc.tuple(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }), fc.array(fc.integer({ min: -100_000, max: 100_000 }), { minLength: 6, maxLength: 6 }), fc.infiniteStream(fc.nat()));

describe("what honest writers wrote", () => {
  it("is put in the order of each writer's numbers, and nothing is noticed, in whatever order it lies and whatever the clock did", () => {
    fc.assert(
      fc.property(shuffled, ([lengths, jumps, random]) => {
        const chains = lengths.map((length) => chainOf(length, (sequence) => at + (jumps[sequence] ?? 0)));
        const batch = chains.flat().map((entry) => ({ entry, key: random.next().value as number })).sort((one, other) => one.key - other.key).map(({ entry }) => entry);
        const { entries, left, notices, writers } = putInOrder(batch, empty);
        expect([left, notices, entries.length, writers.length]).toEqual([[], [], batch.length, chains.length]);
        for (const chain of chains) expect(entries.filter(({ writer }) => writer === chain[0]?.writer)).toEqual(chain);
      }),
    );
  });

  it("comes out whole, in order and unnoticed when it is taken in pieces, wherever they are cut", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.infiniteStream(fc.nat()), (piece, random) => {
        const chains = [chainOf(5), chainOf(7), chainOf(1)];
        let pending = chains.flat().map((entry) => ({ entry, key: random.next().value as number })).sort((one, other) => one.key - other.key).map(({ entry }) => entry);
        let before: Before = { ...empty, whole: false };
        const log: Entry[] = [];
        for (let cap = piece; pending.length > 0; ) {
          const taken = pending.slice(0, cap);
          const sequenced = putInOrder(taken, { ...before, whole: taken.length === pending.length });
          expect(sequenced.notices).toEqual([]);
          cap = sequenced.entries.length === 0 ? cap * 2 : piece;
          pending = [...sequenced.left, ...pending.slice(taken.length)];
          log.push(...sequenced.entries);
          before = after(before.size, before, sequenced, false);
        }
        for (const chain of chains) expect(log.filter(({ writer }) => writer === chain[0]?.writer)).toEqual(chain);
      }),
    );
  });

  it("may end anywhere: that is what a crash looks like", () => {
    for (let length = 0; length <= 3; length += 1) expect(kinds(putInOrder(chainOf(3).slice(0, length), empty))).toEqual([]);
  });
});

describe("what somebody did to it", () => {
  it("shows as a hole, whichever record but the last is gone, in one batch or over two", () => {
    for (const gone of [0, 1, 2, 3]) {
      expect(kinds(putInOrder(without(chainOf(5), gone), empty))).toEqual(["hole 1"]);
      const chain = chainOf(5);
      const first = putInOrder(chain.slice(0, gone), empty);
      expect(kinds(putInOrder(chain.slice(gone + 1), after(0, empty, first)))).toEqual(["hole 1"]);
    }
  });

  it("shows as a wrong order when a record follows another than it says", () => {
    const [first, ...rest] = chainOf(3);
    const [other] = chainOf(1);
    if (!first || !other) throw new RangeError("chains have records");
    const replaced = { ...other, writer: first.writer }; // another body under the number of the first
    expect(kinds(putInOrder([replaced, ...rest], empty))).toEqual(["reorder 1"]);
  });

  it("shows as a duplicate when a record is there twice, and its chain goes on", () => {
    const chain = chainOf(3);
    const [, second] = chain;
    if (!second) throw new RangeError("the chain has three");
    const { entries, notices } = putInOrder([...chain, second], empty);
    expect([entries.length, notices.map(({ kind }) => kind)]).toEqual([4, ["duplicate-record"]]);
  });

  it("shows as foreign under another login, and the chain goes on unharmed", () => {
    const chain = chainOf(3);
    const [first, second, third] = chain;
    if (!first || !second || !third) throw new RangeError("the chain has three");
    const taken = putInOrder([first], empty);
    const stolen = putInOrder([{ ...second, login: "clinics_login" }], after(0, empty, taken));
    expect([kinds(stolen), stolen.entries[0]?.standing, stolen.entries[0]?.columns.account]).toEqual([["foreign-record 1"], "foreign", "unknown"]);
    expect(kinds(putInOrder([second, third], after(1, after(0, empty, taken), stolen)))).toEqual([]);
  });
});

it("reads anything without throwing, and believes nothing that is not a record", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (body) => {
      const { standing, columns, leaf } = readPending({ body, login: "cases_login", arrived: at }, ["cases"]);
      expect([standing, columns.account, columns.service, columns.recorded]).toEqual(["unreadable", "unknown", "cases", at]);
      expect(leaf).toEqual(leafHash(body));
    }),
  );
});
