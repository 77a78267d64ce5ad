/** The sequencer on a real database: what is written comes into the log, whole, in one order, signed, whatever it says. */
import { randomUUID } from "node:crypto";
import { appendLeaves, consistencyProof, consistencyTiles, defaultFindingSettings, leafHash, noticed, parseVerifierKey, tilesOf, treeHash, verifyCheckpoint, verifyConsistency } from "@epigraph/ledger";
import type { DataSource } from "typeorm";
import { openDatabase } from "../connection.js";
import { createTestDatabase, recordsOf, sequenceAll, type TestDatabase, testSigner } from "../testing.js";
import { readTiles } from "./hash-tiles.js";
import { logReader } from "./log-reader.js";
import { sequencer, type Sequencer } from "./sequencer.js";
import type { Step } from "./step.js";
import { ask, recordOf, subject, testChain, write } from "./testing.js";

let database: TestDatabase;
let source: DataSource;
let log: Sequencer;
/** Whoever tests at night is no finding. */
const anyHour = { ...defaultFindingSettings, outOfHours: { ...defaultFindingSettings.outOfHours, leastClearance: 5 } };
beforeEach(async () => {
  database = await createTestDatabase();
  source = await openDatabase(database.urls.sequencer, { name: "sequencer test", poolSize: 4 });
  log = sequencer({ database: source, ...testSigner, clock: Date.now, judge: (profileOf, entry) => noticed(profileOf, entry, anyHour) });
});
afterEach(async () => {
  await source.destroy();
  await database.drop();
});

const records = <Row extends Record<string, unknown>>(columns: string): Promise<Row[]> => ask<Row>(database.adminUrl, `select ${columns} from ledger.record order by index`);
const findings = (): Promise<{ kind: string; count: number; records: string[] }[]> => ask(database.adminUrl, "select kind, count, records from ledger.finding order by kind, key");

/** Recomputes everything from the bodies: the tree, and that each checkpoint is of it and signed. */
async function requireSoundLog(): Promise<number> {
  const owner = await openDatabase(database.adminUrl, { name: "owner", poolSize: 1 });
  try {
    const reader = logReader(owner);
    const leaves: Buffer[] = [];
    for await (const { index, body } of reader.records()) {
      expect(index).toBe(leaves.length);
      leaves.push(leafHash(body));
    }
    const key = parseVerifierKey(testSigner.vkey);
    const query = <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => owner.query<Row[]>(sql, [...parameters]);
    let before: { size: number; root: Buffer } | undefined;
    for await (const { size, note } of reader.checkpoints()) {
      const checkpoint = verifyCheckpoint(note, [key]);
      expect(checkpoint.size).toBe(size);
      expect(checkpoint.root).toEqual(appendLeaves(0, leaves.slice(0, size), () => Buffer.alloc(0)).root);
      if (before !== undefined) verifyConsistency(before, checkpoint, consistencyProof(before.size, size, await readTiles(query, consistencyTiles(before.size, size))));
      before = checkpoint;
    }
    expect(before?.size).toBe(leaves.length);
    expect(treeHash(leaves.length, await readTiles(query, [...tilesOf(leaves.length)]))).toEqual(before?.root);
    return leaves.length;
  } finally {
    await owner.destroy();
  }
}

describe("a step", () => {
  it("signs the head of a new log of no records, once", async () => {
    const first = await log.step();
    expect(first).toMatchObject({ sequenced: 0, size: 0, whole: true });
    expect(await log.step()).toEqual(first);
    expect(await requireSoundLog()).toBe(0);
  });

  it("takes what is pending into the log in its order, with columns from the bodies", async () => {
    const [one, two] = [subject(), subject()];
    const chain = testChain();
    const met = recordOf({
      subjectEpoch: "2026-11",
      events: [
        { coordinate: "Case.fullName", outcome: "denied", ruleId: undefined, count: 1, subjects: new Map([[two, 1]]) },
        { coordinate: "Case.id", outcome: "allowed", ruleId: "case.read", count: 2, subjects: new Map([[one, 1], [two, 1]]) },
        { coordinate: "Case.id", outcome: "allowed", ruleId: "case.other", count: 1, subjects: new Map([[one, 1]]) },
      ],
      assigned: [two],
    });
    await write(database.urls.cases, chain.next(recordOf()), chain.next(met));
    expect(await log.step()).toMatchObject({ sequenced: 2, size: 2, whole: true });
    expect(await records("index, standing, login, id, writer, sequence, type, service, account, duty, agency, session, address, purpose, outcome, operation_name, operation_hash, subjects, unassigned, calls")).toMatchObject([
      { index: "0", sequence: "0", subjects: 0 },
      {
        index: "1", standing: "sound", login: "epigraph_cases_test", id: met.id, writer: chain.writer, sequence: "1", type: "operation", service: "cases", account: "investigator-1", duty: "local-investigator",
        agency: "gangnam-gu", session: "s1", address: null, purpose: "investigation", outcome: "answered", operation_name: "Cases", operation_hash: met.entity.query, subjects: 2, unassigned: 1, calls: null,
      },
    ]);
    expect(await ask(database.adminUrl, "select subject, index, assigned, allowed from ledger.record_subject order by assigned")).toEqual([
      { subject: one, index: "1", assigned: false, allowed: true },
      { subject: two, index: "1", assigned: true, allowed: true },
    ]);
    expect(await ask(database.adminUrl, "select s.events from ledger.record r join ledger.shape s on s.id = r.shape order by r.index")).toEqual([{ events: ["Query.cases allowed"] }, { events: ["Case.fullName denied", "Case.id allowed"] }]);
    expect(await ask(database.adminUrl, "select from ledger.pending")).toEqual([]);
    expect((await recordsOf(database.adminUrl)).map(({ id }) => id)[1]).toBe(met.id);
    expect(await findings()).toEqual([]);
    await requireSoundLog();
  });

  it("goes on where the last one stopped, over the edges of tiles and more than a step takes at once", async () => {
    const chain = testChain();
    const few = sequencer({ database: source, ...testSigner, clock: Date.now, cap: { rows: 100, bytes: 1_000_000 } });
    await write(database.urls.cases, ...Array.from({ length: 700 }, () => chain.next(recordOf())));
    for (let steps = 1; !(await few.step()).whole; steps += 1) expect(steps).toBeLessThan(20);
    expect((await records<{ sequence: string }>("sequence")).map(({ sequence }) => Number(sequence))).toEqual(Array.from({ length: 700 }, (_, at) => at));
    expect(await findings()).toEqual([]);
    expect(await requireSoundLog()).toBe(700);
  });

  it("never takes a record before those that its writer wrote earlier, wherever they lie", async () => {
    const few = sequencer({ database: source, ...testSigner, clock: Date.now, cap: { rows: 3, bytes: 1_000_000 } });
    const chain = testChain();
    const bodies = Array.from({ length: 12 }, () => chain.next(recordOf()));
    await write(database.urls.cases, ...bodies.toReversed()); // the last lies first
    while (!(await few.step()).whole);
    expect((await records<{ sequence: string }>("sequence")).map(({ sequence }) => Number(sequence))).toEqual(bodies.map((_, at) => at));
    expect(await findings()).toEqual([]);
  });

  it("has a time of its own that never goes back, though clocks do", async () => {
    const chain = testChain();
    const at = (now: number): Sequencer => sequencer({ database: source, ...testSigner, clock: () => now });
    const now = Date.now();
    await write(database.urls.cases, chain.next(recordOf()));
    await at(now).step();
    await write(database.urls.cases, chain.next(recordOf()));
    await at(now - 86_400_000 * 40).step();
    await write(database.urls.cases, chain.next(recordOf()));
    await at(now + 86_400_000 * 40).step();
    const times = (await records<{ sequenced: Date }>("sequenced")).map(({ sequenced }) => sequenced.getTime());
    expect(times).toEqual([now, now, now + 86_400_000 * 40]);
    expect(await findings()).toEqual([]);
    expect(await requireSoundLog()).toBe(3);
  });

  it("notices a clock that is off, once an hour, and refuses nothing for it", async () => {
    const chain = testChain();
    const off = Date.now() - 600_000;
    await write(database.urls.cases, chain.next(recordOf({ recorded: off })), chain.next(recordOf({ recorded: off })));
    expect(await log.step()).toMatchObject({ sequenced: 2 });
    expect(await findings()).toMatchObject([{ kind: "clock-skew", count: 2, records: ["0", "1"] }]);
  });
});

describe("tampering with what is pending", () => {
  const chainOfThree = async (): Promise<string[]> => {
    const chain = testChain();
    const bodies = [recordOf(), recordOf(), recordOf()].map(chain.next);
    await write(database.urls.cases, ...bodies);
    return bodies;
  };
  const alter = (sql: string, parameters: readonly unknown[]): Promise<unknown> => ask(database.adminUrl, sql, parameters);

  it("leaves a hole where a record was deleted", async () => {
    const [, second] = await chainOfThree();
    await alter("delete from ledger.pending where body = $1", [second]);
    expect(await log.step()).toMatchObject({ sequenced: 2 });
    expect(await findings()).toMatchObject([{ kind: "hole", count: 1, records: ["1"] }]);
  });

  it("is seen in the next record when a body was changed", async () => {
    const [, second = ""] = await chainOfThree();
    const changed = second.replace("gangnam-gu", "mapo-gu-00");
    await alter("update ledger.pending set body = $2 where body = $1", [second, changed]);
    await log.step();
    expect(await findings()).toMatchObject([{ kind: "reorder", records: ["2"] }]);
  });

  it("is seen when two were given each other's number", async () => {
    const chain = testChain();
    const [first, second] = [chain.next(recordOf()), chain.next(recordOf())];
    const swap = (body: string, sequence: number): string => body.replace(/"sequence":\d/, `"sequence":${sequence}`);
    await write(database.urls.cases, swap(first, 1), swap(second, 0));
    await log.step();
    expect(await findings()).toMatchObject([{ kind: "reorder", count: 2 }]);
  });

  it("is seen when the end of a chain is deleted and its writer goes on", async () => {
    const chain = testChain();
    await write(database.urls.cases, chain.next(recordOf()));
    await log.step();
    chain.next(recordOf());
    await write(database.urls.cases, chain.next(recordOf()));
    await log.step();
    expect(await findings()).toMatchObject([{ kind: "hole", records: ["1"] }]);
  });

  it("is seen when a record comes twice, in one step or in two, and stops nothing", async () => {
    const [, , third = ""] = await chainOfThree();
    await write(database.urls.cases, third);
    expect(await log.step()).toMatchObject({ sequenced: 4 });
    await write(database.urls.cases, third);
    expect(await log.step()).toMatchObject({ sequenced: 1 });
    expect(await findings()).toMatchObject([{ kind: "duplicate-record", count: 2, records: ["3", "4"] }]);
    expect(await requireSoundLog()).toBe(5);
  });

  it("is not seen in a writer that just ends, as one does that crashes", async () => {
    await chainOfThree();
    await log.step();
    await chainOfThree();
    await log.step();
    expect(await findings()).toEqual([]);
  });
});

describe("a body that is no sound record", () => {
  const unreadable: readonly (readonly [string, string])[] = [
    ["is empty", ""],
    ["is no JSON", "{"],
    ["is of a future version", '{"version":3}'],
    ["is not spelt as the encoder spells", ` ${testChain().next(recordOf())}`],
    ["is very long", "x".repeat(3_000_000)],
    ["holds half a character", '{"version":2,"writer":"\\ud800"}'],
  ];

  it("comes into the log as it is, with nothing of it believed, and is a finding of its login's hour", async () => {
    for (const [, body] of unreadable) await write(database.urls.movements, body);
    const good = testChain().next(recordOf());
    await write(database.urls.cases, good);
    expect(await log.step()).toMatchObject({ sequenced: unreadable.length + 1, whole: true });
    expect((await records<{ standing: string }>("standing, service, account, type, outcome, purpose, id")).filter(({ standing }) => standing !== "sound")).toEqual(
      unreadable.map(() => ({ standing: "unreadable", service: "movements", account: "unknown", type: "unknown", outcome: "unknown", purpose: "unknown", id: null })),
    );
    expect(await findings()).toMatchObject([{ kind: "unreadable-record", count: unreadable.length }]);
    expect(await requireSoundLog()).toBe(unreadable.length + 1);
  });

  const publicAgent = { ...recordOf().agent, who: "public", role: "public" };
  it.each([
    ["its own service", "cases", recordOf(), "sound"],
    ["another service", "clinics", recordOf(), "foreign"],
    ["the public door, as nobody", "public", recordOf({ agent: publicAgent }), "sound"],
    ["the public door, as somebody", "public", recordOf(), "foreign"],
    ["the public door, about somebody", "public", recordOf({ agent: publicAgent, subjectEpoch: "2026-11", events: [{ coordinate: "Case.id", outcome: "allowed", ruleId: undefined, count: 1, subjects: new Map([[subject(), 1]]) }] }), "foreign"],
    ["the public door, for a service that does not stand there", "public", recordOf({ agent: publicAgent, source: { observer: "movements" } }), "foreign"],
    ["one process with all services", "ledger", recordOf({ source: { observer: "identity" } }), "sound"],
    ["the sequencer in its own name", "sequencer", recordOf({ source: { observer: "sequencer" } }), "sound"],
    ["the sequencer in another's", "sequencer", recordOf(), "foreign"],
  ] as const)("written by %s is told so", async (_who, service, record, standing) => {
    await write(database.urls[service], testChain().next(record));
    await log.step();
    const account = standing === "sound" ? record.agent.who : "unknown";
    expect(await records("standing, account, service")).toEqual([{ standing, account, service: standing === "sound" ? record.source.observer : service }]);
    expect((await findings()).map(({ kind }) => kind)).toEqual(standing === "sound" ? [] : ["foreign-record"]);
  });

  it("is foreign when the owner of the database wrote it", async () => {
    await write(database.adminUrl, testChain().next(recordOf()));
    await log.step();
    expect(await records("standing")).toEqual([{ standing: "foreign" }]);
  });

  it("neither goes on with another login's chain nor breaks it", async () => {
    const chain = testChain();
    await write(database.urls.cases, chain.next(recordOf()));
    await log.step();
    const stolen = testChain(chain.writer);
    stolen.next(recordOf());
    await write(database.urls.clinics, stolen.next(recordOf({ source: { observer: "clinics" } })));
    await log.step();
    await write(database.urls.cases, chain.next(recordOf()));
    await log.step();
    expect(await records("standing")).toEqual([{ standing: "sound" }, { standing: "foreign" }, { standing: "sound" }]);
    expect((await findings()).map(({ kind }) => kind)).toEqual(["foreign-record"]);
  });

  it("does not stop the others when the database refuses it as a record, for whatever reason", async () => {
    await ask(database.adminUrl, "alter table ledger.record add constraint strange check (account <> 'strange')");
    const chain = testChain();
    const strange = { ...recordOf().agent, who: "strange" };
    await write(database.urls.cases, chain.next(recordOf()), chain.next(recordOf({ agent: strange })), chain.next(recordOf()));
    expect(await log.step()).toMatchObject({ sequenced: 3 });
    expect(await records("standing")).toEqual([{ standing: "sound" }, { standing: "unreadable" }, { standing: "sound" }]);
    expect(await requireSoundLog()).toBe(3);
  });

  it("does not stop the others when the judge stumbles over it", async () => {
    const lines: string[] = [];
    const stumbling = sequencer({ database: source, ...testSigner, clock: Date.now, report: (line) => void lines.push(line), judge: () => { throw new RangeError("no"); } });
    await write(database.urls.cases, testChain().next(recordOf()));
    expect(await stumbling.step()).toMatchObject({ sequenced: 1 });
    expect(lines).toEqual(["the access log could not look for findings among some records: they were sequenced without"]);
  });
});

describe("two sequencers over one log", () => {
  it("neither fork it nor lose or double a record while services go on writing", async () => {
    const logs = [log, sequencer({ database: source, ...testSigner, clock: Date.now, cap: { rows: 37, bytes: 100_000 } })];
    const chains = Array.from({ length: 6 }, () => testChain());
    const state = { writing: true };
    const written: string[] = [];
    const writers = chains.map(async (chain) => {
      for (let batch = 0; batch < 12; batch += 1) {
        const made = Array.from({ length: 1 + (batch % 5) }, () => recordOf());
        await write(database.urls.cases, ...made.map(chain.next));
        written.push(...made.map(({ id }) => id));
      }
    });
    const sequencing = logs.map(async ({ step }) => {
      while (state.writing || !(await step()).whole) await step();
    });
    await Promise.all(writers);
    state.writing = false;
    await Promise.all(sequencing);
    const found = await records<{ index: string; id: string }>("index, id");
    expect(found.map(({ index }) => Number(index))).toEqual(written.map((_, at) => at));
    expect(found.map(({ id }) => id).sort()).toEqual(written.toSorted());
    expect(await findings()).toEqual([]);
    expect(await requireSoundLog()).toBe(written.length);
  });
});

describe("a sequencer that fails", () => {
  /** What the failed step left, and what the next one did. */
  const after = async (fault: string, undo: string, code: string): Promise<{ readonly left: number; readonly next: Step }> => {
    const chain = testChain();
    await write(database.urls.cases, chain.next(recordOf()));
    await log.step();
    await write(database.urls.cases, chain.next(recordOf()), chain.next(recordOf()));
    await ask(database.adminUrl, fault);
    await expect(log.step()).rejects.toMatchObject({ code });
    const left = (await records("index")).length;
    await ask(database.adminUrl, undo);
    const next = await log.step();
    expect(await findings()).toEqual([]);
    expect(await requireSoundLog()).toBe(3);
    return { left, next };
  };
  const unharmed = { left: 1, next: expect.objectContaining({ sequenced: 2, size: 3 }) as unknown };
  const raising = (table: string, code: string): [string, string] => [
    `create function public.fault() returns trigger language plpgsql as $$ begin raise exception 'fault' using errcode = '${code}'; end $$; grant execute on function public.fault() to public; create trigger fault before insert on ${table} for each statement execute function public.fault()`,
    `drop trigger fault on ${table}; drop function public.fault()`,
  ];

  it.each(["ledger.record", "ledger.tile", "ledger.checkpoint", "ledger.writer"])("because the disk is full at %s, goes on where it was when there is room", async (table) => {
    expect(await after(...raising(table, "53100"), "53100")).toEqual(unharmed);
  });

  it("because it was killed at its last statement, goes on where it was", async () => {
    const killing = "create function public.fault() returns trigger language plpgsql security definer as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$; create trigger fault before update on ledger.head for each statement execute function public.fault()";
    expect(await after(killing, "drop trigger fault on ledger.head; drop function public.fault()", "57P01")).toEqual(unharmed);
  });

  it("because the database lets nobody write, goes on when it does", async () => {
    expect(await after("revoke insert on ledger.record from epigraph_sequencer", "grant insert on ledger.record to epigraph_sequencer", "42501")).toEqual(unharmed);
  });

  it("waits for another's lock, gives up in seconds, and goes on", async () => {
    const other = source.createQueryRunner();
    await other.startTransaction();
    await other.query("select from ledger.head for update");
    await expect(log.step()).rejects.toMatchObject({ code: "55P03" });
    await other.rollbackTransaction();
    await other.release();
    expect(await log.step()).toMatchObject({ whole: true });
  });
});

describe("the key of a log", () => {
  it("is the one that signed it first, and no other", async () => {
    await log.step();
    const other = sequencer({ database: source, signer: testSigner.signer, vkey: `${testSigner.vkey.slice(0, -2)}==`, clock: Date.now });
    await write(database.urls.cases, testChain().next(recordOf()));
    await expect(other.step()).rejects.toMatchObject({ code: "LOG_KEY_NOT_IN_FORCE", message: expect.stringContaining("epigraph audit rotate-key") });
    expect(await log.step()).toMatchObject({ sequenced: 1 });
  });

  it("does not sign a tree that somebody changed", async () => {
    await write(database.urls.cases, testChain().next(recordOf()));
    await log.step();
    await ask(database.adminUrl, "alter table ledger.tile disable trigger keep; update ledger.tile set hashes = set_byte(hashes, 3, (get_byte(hashes, 3) + 1) % 256)");
    await write(database.urls.cases, testChain().next(recordOf()));
    await expect(log.step()).rejects.toMatchObject({ code: "LOG_CHANGED" });
  });

  it("leaves a tile as it is but for growing, even to the sequencer's own login", async () => {
    await write(database.urls.cases, testChain().next(recordOf()));
    await log.step();
    await expect(ask(database.urls.sequencer, "update ledger.tile set hashes = set_byte(hashes, 3, (get_byte(hashes, 3) + 1) % 256)")).rejects.toMatchObject({ code: "42501" });
  });
});

it("sequences all for tests", async () => {
  await write(database.urls.cases, testChain().next(recordOf({ id: randomUUID() })));
  await sequenceAll(database.adminUrl);
  await sequenceAll(database.adminUrl);
  expect(await records("index")).toEqual([{ index: "0" }]);
});
