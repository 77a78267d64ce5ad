/** The ledger's sink on a real database: durable, each batch whole or not at all, what its login may do with what it wrote, and what becomes of records when the database fails. */
import { randomBytes, randomUUID } from "node:crypto";
import { connect, createServer, type Server, type Socket } from "node:net";
import { type AuditRecord, encodeRecord, leafHash, type Link, openLanes, parseRecord, type Writer } from "@epigraph/ledger";
import type { DataSource } from "typeorm";
import { openDatabase } from "./connection.js";
import { type DatabaseService, databaseServices } from "./database-services.js";
import { type LedgerSink, openLedgerSink, postgresSink } from "./ledger-sink.js";
import { createTestDatabase, eventually, type TestDatabase } from "./testing.js";

const awkward = `{"quote":"' and \\" and \\\\ and {brace, comma} and NULL and 서울 and \u{1F600}"}`;
const record = (): AuditRecord => ({
  id: randomUUID(),
  recorded: Date.UTC(2020, 4, 10, 12, 0, 0, 123),
  type: "operation",
  outcome: "answered",
  purposeOfEvent: "audit",
  agent: { who: "kim", role: "auditor", clearance: 2, agency: "a", jurisdictions: ["1168000000"], session: "s", authenticatedBy: "otp", door: "clearance", policy: { grants: [], bases: [] } },
  source: { observer: "cases" },
  correlation: "c",
  entity: { query: "0".repeat(64), detail: {}, references: [] },
  events: [],
  assigned: [],
});
const writerOf = (sink: LedgerSink, timeoutMs = 5_000): Writer => openLanes(sink, { uuid: randomUUID, nonce: () => randomBytes(16) }, { timeoutMs });

let database: TestDatabase;
let admin: DataSource;
let name: string;
const toClose: (() => Promise<void>)[] = [];
const open = async (url: string): Promise<DataSource> => {
  const pool = await openDatabase(url, { name: "test", poolSize: 2 });
  toClose.push(() => pool.destroy());
  return pool;
};
const openSink = async (options: { connections?: number; timeoutMs?: number } = {}, url = database.urls.cases): Promise<LedgerSink> => {
  const sink = await openLedgerSink(url, { name: "test records", ...options });
  toClose.push(sink.close);
  return sink;
};
const bodies = async (): Promise<string[]> => (await admin.query<{ body: string }[]>("select body from ledger.pending")).map(({ body }) => body);
/** As a crash of its process would. */
const endConnections = async (): Promise<number> => (await admin.query<unknown[]>("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename = $1", [new URL(database.urls.cases).username])).length;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = await open(database.adminUrl);
  const rows = await admin.query<{ name: string }[]>("select current_database() as name");
  name = rows[0]?.name ?? "";
});
beforeEach(async () => {
  await admin.query("truncate ledger.pending");
});
afterAll(async () => {
  for (const close of toClose) await close();
  await database?.drop();
});

describe("a batch that was appended", () => {
  it("is there for everyone once it resolved, to the last character, with who the server says it was and when", async () => {
    const before = Date.now();
    await postgresSink(await open(database.urls.cases)).append([awkward, "{}"]);
    const rows = await admin.query<{ body: string; login: string; arrived: Date }[]>("select * from ledger.pending");
    expect(rows).toEqual([awkward, "{}"].map((body) => ({ body, login: new URL(database.urls.cases).username, arrived: expect.any(Date) })));
    for (const { arrived } of rows) expect(Math.abs(arrived.getTime() - before)).toBeLessThan(60_000);
  });

  it("may be empty, which tries whether it could be written and keeps nothing", async () => {
    await postgresSink(await open(database.urls.cases)).append([]);
    expect(await bodies()).toEqual([]);
  });

  it("may hold a full batch of a writer: 500 records, and others in other lanes", async () => {
    const writer = writerOf(await openSink());
    const records = Array.from({ length: 1_000 }, record);
    await Promise.all(records.map((one) => writer.append(one)));
    expect((await bodies()).map((body) => parseRecord(body).record.id).toSorted()).toEqual(records.map(({ id }) => id).toSorted());
  });

  it("may hold the longest record there can be", async () => {
    const long = encodeRecord({ ...record(), agent: { ...record().agent, jurisdictions: Array.from({ length: 13_800 }, () => "9".repeat(300)) } }, { writer: randomUUID(), sequence: 0, previous: Buffer.alloc(32).toString("base64"), nonce: randomBytes(16).toString("base64url") });
    expect(long.length).toBeGreaterThan(4_180_000);
    await (await openSink()).append([long]);
    expect((await bodies())[0] === long).toBe(true);
  });

  it("is not stored at all when a part of it cannot be", async () => {
    const sink = await openSink();
    await expect(sink.append(["{}", "\u0000"])).rejects.toThrow("invalid byte sequence");
    for (const odd of ["", "\n", "{\n}", "{}\n"]) await expect(sink.append(["{}", odd])).rejects.toThrow("a body is one line");
    expect(await bodies()).toEqual([]);
  });
});

describe("the sink's connections", () => {
  it("wait for the disk and give up in time, whatever the database's defaults are", async () => {
    await admin.query("create table public.seen (settings text)");
    await admin.query("create function public.see() returns trigger language plpgsql security definer as $$ begin insert into public.seen values (current_setting('synchronous_commit') || ' ' || current_setting('statement_timeout')); return new; end $$");
    await admin.query("create trigger see before insert on ledger.pending for each row execute function public.see()");
    await admin.query(`alter database ${name} set synchronous_commit = off`);
    try {
      await postgresSink(await open(database.urls.cases)).append(["{}"]);
      await (await openSink({ timeoutMs: 1_234 })).append(["{}"]);
      expect(await admin.query("select settings from public.seen")).toEqual([{ settings: "off 0" }, { settings: "on 1234ms" }]);
    } finally {
      await admin.query(`alter database ${name} reset synchronous_commit`);
      await admin.query("drop trigger see on ledger.pending");
    }
  });

  it("say clearly why there are none", async () => {
    const wrong = new URL(database.urls.cases);
    wrong.password = "geheim";
    await expect(openLedgerSink(wrong.href, { name: "test" })).rejects.toMatchObject({ code: "DATABASE_PASSWORD_WRONG", message: expect.not.stringContaining("geheim") });
  });
});

describe("a login", () => {
  const statements = {
    "insert (body)": "insert into ledger.pending (body) values ('{}')",
    "insert (body), returning": "insert into ledger.pending (body) values ('{}') returning login",
    "insert (login)": "insert into ledger.pending (body, login) values ('{}', 'somebody')",
    "insert (arrived)": "insert into ledger.pending (body, arrived) values ('{}', '2020-01-01')",
    copy: "copy ledger.pending to stdout",
    select: "select body from ledger.pending",
    update: "update ledger.pending set body = '{}'",
    delete: "delete from ledger.pending",
    truncate: "truncate ledger.pending",
    drop: "drop table ledger.pending",
    alter: "alter table ledger.pending disable row level security",
    "create a trigger": "create trigger t before insert on ledger.pending for each row execute function suppress_redundant_updates_trigger()",
    lock: "do $$ begin lock table ledger.pending in share mode; end $$",
    "insert into the log": "insert into ledger.record (index) values (0)",
    "delete from the log": "delete from ledger.record",
  } as const;
  const may = async (service: DatabaseService): Promise<string[]> => {
    const pool = await open(database.urls[service]);
    const allowed: string[] = [];
    for (const [what, statement] of Object.entries(statements)) {
      const failure: unknown = await pool.query(statement).then(() => undefined, (error: unknown) => error);
      if (failure === undefined) allowed.push(what);
      else expect([what, failure]).toEqual([what, expect.objectContaining({ message: expect.stringMatching(/permission denied|must be owner/) })]);
    }
    return allowed;
  };

  it.each(databaseServices.filter((service) => service !== "sequencer"))("of %s may append a body and nothing else: neither say who it is nor read what it wrote", async (service) => {
    expect(await may(service)).toEqual(["insert (body)"]);
    expect(await admin.query("select login from ledger.pending")).toEqual([{ login: new URL(database.urls[service]).username }]);
  });
});

describe("when the database fails", () => {
  const acknowledge = async (writer: Writer, records: readonly AuditRecord[]): Promise<string[]> => {
    const results = await Promise.all(records.map((one) => writer.append(one).then(() => one.id, () => undefined)));
    return results.filter((id) => id !== undefined);
  };
  const expectWhole = async (acknowledged: readonly string[]): Promise<void> => {
    const found = (await bodies()).map((body) => ({ body, ...(parseRecord(body) as { record: AuditRecord; link: Link }) }));
    const ids = found.map(({ record: { id } }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
    for (const writer of new Set(found.map(({ link }) => link.writer))) {
      const chain = found.filter(({ link }) => link.writer === writer).toSorted((one, other) => one.link.sequence - other.link.sequence);
      expect(chain.map(({ link }) => link.sequence)).toEqual(chain.map((_, index) => index));
      expect(chain.map(({ link }) => link.previous)).toEqual([Buffer.alloc(32), ...chain.slice(0, -1).map(({ body }) => leafHash(body))].map((hash) => hash.toString("base64")));
    }
  };

  it("under writers whose connections are killed over and over: what was acknowledged is there once, and no chain has a hole", async () => {
    const writer = writerOf(await openSink());
    const over = new AbortController();
    let killed = 0;
    const killing = (async (): Promise<void> => {
      for (; !over.signal.aborted; await new Promise((resolve) => setTimeout(resolve, 20))) killed += await endConnections();
    })();
    const acknowledged: string[] = [];
    let refused = 0;
    try {
      for (let round = 0; round < 2_000 && (acknowledged.length < 400 || refused < 20); round++) {
        const here = await acknowledge(writer, Array.from({ length: 8 }, record));
        acknowledged.push(...here);
        refused += 8 - here.length;
      }
    } finally {
      over.abort();
      await killing;
    }
    expect([acknowledged.length >= 400, refused >= 20, killed > 20]).toEqual([true, true, true]);
    await expectWhole(acknowledged);
    await eventually(async () => expect(await writer.ready()).toBe(true));
  });

  it("in a database that became read-only: no record, not ready, until it can be written again", async () => {
    const writer = writerOf(await openSink());
    await writer.append(record());
    await admin.query(`alter database ${name} set default_transaction_read_only = on`);
    try {
      await endConnections();
      await expect(writer.append(record())).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE", message: "the access log cannot be written: no answer without its record" });
      await expect(writer.append(record())).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
      expect(await writer.ready()).toBe(false);
    } finally {
      await admin.query("set default_transaction_read_only = off");
      await admin.query(`alter database ${name} reset default_transaction_read_only`);
    }
    expect(await writer.ready()).toBe(true);
    await writer.append(record());
    expect(await bodies()).toHaveLength(2);
  });

  it("behind a lock on the table: given up in time, by the server too, so that nothing is stored later", async () => {
    const writer = writerOf(await openSink({ timeoutMs: 200 }), 1_000);
    const locker = admin.createQueryRunner();
    await locker.startTransaction();
    await locker.query("lock table ledger.pending in access exclusive mode");
    try {
      await expect(writer.append(record())).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
      expect(await writer.ready()).toBe(false);
    } finally {
      await locker.rollbackTransaction();
      await locker.release();
    }
    await eventually(async () => expect(await writer.ready()).toBe(true)); // a busy machine may not answer within 200 ms
    expect(await bodies()).toEqual([]);
    await writer.append(record());
    expect(await bodies()).toHaveLength(1);
  });

  it("behind a network that swallows everything: given up in time, and over when it answers again", async () => {
    const network = await networkTo(database.urls.cases);
    const sink = await openLedgerSink(network.url, { name: "test records", timeoutMs: 200, connections: 2 });
    const writer = writerOf(sink, 300);
    try {
      const acknowledged = await acknowledge(writer, [record(), record()]);
      expect(acknowledged).toHaveLength(2);
      network.swallow(true);
      for (let attempt = 0; attempt < 3; attempt++) await expect(writer.append(record())).rejects.toMatchObject({ code: "LEDGER_UNAVAILABLE" });
      expect(await writer.ready()).toBe(false);
      network.swallow(false);
      await eventually(async () => expect(await writer.ready()).toBe(true));
      await writer.append(record());
      await expectWhole(acknowledged);
    } finally {
      await sink.close();
      await network.close();
    }
  });
});

/** A network between a client and the database of a URL, which can swallow what either says. */
async function networkTo(url: string): Promise<{ readonly url: string; readonly swallow: (on: boolean) => void; readonly close: () => Promise<void> }> {
  const there = new URL(url);
  const sockets = new Set<Socket>();
  let swallowing = false;
  const server: Server = createServer((near) => {
    const far = connect(Number(there.port), there.hostname);
    for (const [from, to] of [[near, far], [far, near]] as const) {
      sockets.add(from);
      from.on("data", (chunk) => void (swallowing || to.write(chunk)));
      from.on("error", () => undefined);
      from.on("close", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a port was asked for");
  const here = new URL(url);
  here.hostname = "127.0.0.1";
  here.port = String(address.port);
  return {
    url: here.href,
    swallow: (on) => {
      swallowing = on;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
