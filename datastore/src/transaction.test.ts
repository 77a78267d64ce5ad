import { jest } from "@jest/globals";
import fc from "fast-check";
import { type DataSource, EntitySchema } from "typeorm";

import { openDatabase } from "./connection.js";
import { createTestDatabase, eventually, type TestDatabase } from "./testing.js";
import { transaction } from "./transaction.js";

type Word = { readonly id: number; text: string };
const word = new EntitySchema<Word>({ name: "word", schema: "public", columns: { id: { type: "int", primary: true }, text: { type: "text" } } });

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase(database.adminUrl, { name: "test", poolSize: 2, entities: [word] });
  await source.query("create table public.word (id int primary key, text text not null)");
});
beforeEach(async () => void (await source.query("truncate public.word")));
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** Connections of the pool: all, and those that nobody holds. */
function pool(): { total: number; idle: number } {
  const { master } = source.driver as unknown as { master: { totalCount: number; idleCount: number } };
  return { total: master.totalCount, idle: master.idleCount };
}

async function words(): Promise<unknown[]> {
  return await source.query("select id, text from public.word order by id");
}

const readWrite = { access: "read-write" } as const;

describe("a request's transaction", () => {
  it("takes no connection until something is asked, and then commit and rollback are nothing", async () => {
    const held = [source.createQueryRunner(), source.createQueryRunner()];
    for (const runner of held) await runner.connect(); // the pool is empty: whoever needs a connection now waits
    const idle = transaction(source);
    expect(idle.begun).toBe(false);
    await idle.commit();
    await transaction(source).rollback();
    for (const runner of held) await runner.release();
  });

  it("is read-only and of one moment unless asked otherwise", async () => {
    const reading = transaction(source);
    expect(await reading.query("select from public.word")).toEqual([]);
    expect(reading.begun).toBe(true);
    await source.query("insert into public.word values (1, 'later')");
    expect(await reading.query("select from public.word")).toEqual([]);
    await expect(reading.query("insert into public.word values (2, 'x')")).rejects.toMatchObject({ code: "25006" });
    await reading.rollback();

    const following = transaction(source, { isolation: "read committed" });
    expect(await following.query("select id from public.word")).toEqual([{ id: 1 }]);
    await source.query("delete from public.word");
    expect(await following.query("select id from public.word")).toEqual([]);
    await following.commit();
  });

  it("writes on commit and leaves nothing on rollback", async () => {
    const kept = transaction(source, readWrite);
    expect(await kept.query("insert into public.word values ($1, $2) returning id", [1, "kept"])).toEqual([{ id: 1 }]);
    expect(await kept.query("update public.word set text = 'changed' returning text")).toEqual([{ text: "changed" }]);
    expect(await words()).toEqual([]);
    await kept.commit();
    const dropped = transaction(source, readWrite);
    await dropped.query("delete from public.word");
    await dropped.rollback();
    expect(await words()).toEqual([{ id: 1, text: "changed" }]);
  });

  it("serves concurrent callers one after another, in the order of their calls, on one connection", async () => {
    const reading = transaction(source, { access: "read-write", isolation: "read committed" });
    const manager = await reading.manager();
    const client = (await manager.queryRunner?.connect()) as { query(...args: unknown[]): Promise<unknown> };
    const send = client.query.bind(client);
    const [open, most] = [new Set<symbol>(), { open: 0 }];
    const counted = jest.spyOn(client, "query").mockImplementation(async (...args) => {
      const statement = Symbol("statement");
      most.open = Math.max(most.open, open.add(statement).size);
      return await send(...args).finally(() => open.delete(statement));
    });
    const results = await Promise.all([
      reading.query("insert into public.word values (1, 'one') returning pg_backend_pid() as pid"),
      manager.findBy(word, {}),
      reading.query("insert into public.word values (2, 'two') returning pg_backend_pid() as pid"),
      manager.count(word),
    ]);
    await reading.commit();
    counted.mockRestore();
    expect(results[1]).toEqual([{ id: 1, text: "one" }]);
    expect(results[3]).toBe(2);
    expect(results[0]).toEqual(results[2]);
    expect(most.open).toBe(1);
  });

  it("holds the entity manager's own transactions inside it, as savepoints", async () => {
    const outer = transaction(source, readWrite);
    const manager = await outer.manager();
    await manager.save(word, { id: 1, text: "outer" });
    await expect(
      manager.transaction(async (inner) => {
        await inner.save(word, { id: 2, text: "inner" });
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    await manager.transaction(async (inner) => void (await inner.save(word, { id: 3, text: "inner" })));
    expect(await words()).toEqual([]);
    await outer.commit();
    expect(await words()).toEqual([{ id: 1, text: "outer" }, { id: 3, text: "inner" }]);
  });

  it("commits what was asked before the commit, and refuses what comes after", async () => {
    const writing = transaction(source, readWrite);
    const manager = writing.manager();
    const asked = writing.query("insert into public.word values (1, 'asked')");
    const committed = writing.commit();
    const late = writing.query("insert into public.word values (2, 'late')");
    await expect(late).rejects.toMatchObject({ code: "TRANSACTION_OVER" });
    await Promise.all([asked, committed, writing.commit()]);
    await expect((await manager).save(word, { id: 3, text: "late" })).rejects.toMatchObject({ code: "TRANSACTION_OVER" });
    await writing.rollback();
    expect(await words()).toEqual([{ id: 1, text: "asked" }]);
    const undone = transaction(source, readWrite);
    await undone.rollback();
    await expect(undone.commit()).rejects.toMatchObject({ code: "TRANSACTION_OVER" });
  });

  it("does not call it a commit when a failed statement had undone everything", async () => {
    const writing = transaction(source, readWrite);
    await writing.query("insert into public.word values (1, 'x')");
    await expect(writing.query("insert into public.word values (1, 'y')")).rejects.toMatchObject({ code: "23505" });
    await expect(writing.commit()).rejects.toMatchObject({ code: "TRANSACTION_FAILED" });
    await writing.rollback();
    expect(await words()).toEqual([]);
    expect(pool().idle).toBe(pool().total);
  });

  it("prepares itself first, once, and without that nothing is read", async () => {
    const calls: string[] = [];
    const claimed = transaction(source, {
      prepare: async (query) => {
        calls.push("prepare");
        await query("select set_config('epigraph.account', $1, true)", ["kim"]);
      },
    });
    const asked = await Promise.all([claimed.query("select current_setting('epigraph.account') as account"), claimed.query("select 1 as one")]);
    expect([calls, asked]).toEqual([["prepare"], [[{ account: "kim" }], [{ one: 1 }]]]);
    await claimed.commit();
    const refused = transaction(source, { prepare: () => Promise.reject(new Error("claims refused")) });
    await expect(refused.query("select 1")).rejects.toThrow("claims refused");
    await expect(refused.query("select 1")).rejects.toThrow("claims refused");
    await refused.rollback();
    expect(pool().idle).toBe(pool().total);
    expect(await source.query("select current_setting('epigraph.account', true) as account")).toEqual([{ account: expect.not.stringContaining("kim") }]);
  });

  describe.each(["commit", "rollback"] as const)("leaves the next one, after a %s, nothing that its session kept:", (end) => {
    let one: DataSource; // one connection, so that the next transaction has the same
    let pid: unknown;
    const pidOf = async (): Promise<unknown> => (await one.query<{ pid: unknown }[]>("select pg_backend_pid() as pid"))[0]?.pid;
    beforeAll(async () => {
      one = await openDatabase(database.adminUrl, { name: "test one", poolSize: 1 });
      pid = await pidOf();
    });
    afterAll(() => one.destroy());
    const settings = "select name, setting from pg_settings where name in ('application_name', 'client_encoding', 'DateStyle', 'TimeZone', 'search_path', 'statement_timeout', 'session_authorization') order by name";
    const role = async (query: (sql: string) => Promise<unknown>): Promise<unknown> => query("select current_user, session_user");

    /** Left behind in the middle of a transaction that then ends; `outside`: by a session that ended and began transactions by itself. */
    async function leave(statements: string, where: "inside" | "outside" = "inside"): Promise<void> {
      const leaving = transaction(one, readWrite);
      await leaving.query(where === "inside" ? statements : `commit; ${statements}; commit; begin`);
      await leaving[end]();
      expect(await pidOf()).toBe(pid);
    }

    it.each(["inside", "outside"] as const)("a cursor WITH HOLD made %s the transaction", async (where) => {
      await leave("declare kept cursor with hold for select 1 as one", where);
      expect(await one.query("select name from pg_cursors")).toEqual([]);
      const next = transaction(one);
      await expect(next.query("fetch all from kept")).rejects.toMatchObject({ code: "34000" });
      await next.rollback();
    });

    it.each(["inside", "outside"] as const)("settings made %s the transaction; those of the connection stay", async (where) => {
      const before = await one.query(settings);
      await leave("set session statement_timeout = '1h'; set session search_path = pg_temp; set session application_name = 'x'; set session time zone 'Asia/Seoul'; set session datestyle = 'German'; set session epigraph.claims = 'kim'", where);
      expect(await one.query(settings)).toEqual(before);
      expect(before).toContainEqual({ name: "application_name", setting: "test one" });
      expect(await one.query("select current_setting('epigraph.claims', true) as claims")).toEqual([{ claims: expect.not.stringContaining("kim") }]);
    });

    it.each(["inside", "outside"] as const)("a role chosen %s the transaction", async (where) => {
      const before = await role((sql) => one.query(sql));
      await leave("set session authorization epigraph_cases", where);
      expect(await role((sql) => one.query(sql))).toEqual(before);
      await leave("set role epigraph_cases", where);
      expect(await role((sql) => one.query(sql))).toEqual(before);
    });

    it.each(["inside", "outside"] as const)("prepared statements and channels of %s the transaction", async (where) => {
      await leave("prepare kept as select 1; listen kept", where);
      expect(await one.query("select name from pg_prepared_statements union all select pg_listening_channels()")).toEqual([]);
    });
  });

  it("commits nothing when its session cannot be made to forget, and throws the connection away", async () => {
    const writing = transaction(source, readWrite);
    await writing.query("insert into public.word values (1, 'x')");
    const manager = await writing.manager();
    const client = (await manager.queryRunner?.connect()) as { query(...args: unknown[]): Promise<unknown> };
    const send = client.query.bind(client);
    const spoilt = jest.spyOn(client, "query").mockImplementation(async (...[sql, ...rest]) => await send(typeof sql === "string" ? sql.replace("deallocate all", "deallocate nothing_of_this_name") : sql, ...rest));
    const before = pool().total;
    await expect(writing.commit()).rejects.toMatchObject({ code: "26000" });
    expect(spoilt).toHaveBeenCalledWith(expect.stringMatching(/^close all.*commit$/));
    expect(spoilt).toHaveBeenLastCalledWith(expect.stringMatching(/^rollback; close all/), undefined);
    expect([await words(), pool().total]).toEqual([[], before - 1]);
  });

  it("throws away a connection that the server has ended", async () => {
    const broken = transaction(source, readWrite);
    const [row] = await broken.query<{ pid: number }>("select pg_backend_pid() as pid");
    await source.query("select pg_terminate_backend($1)", [row?.pid]);
    await expect(broken.query("select 1")).rejects.toThrow(/terminat|closed|released/i);
    await broken.rollback();
    const next = transaction(source);
    expect(await next.query("select 1 as one")).toEqual([{ one: 1 }]);
    await next.commit();
    expect(pool().idle).toBe(pool().total);
  });

  it("says which database is out of reach", async () => {
    const gone = await createTestDatabase();
    const pooled = await openDatabase(gone.adminUrl, { name: "gone" });
    await gone.drop();
    await new Promise((resolve) => setTimeout(resolve, 50)); // until the pool has seen it
    await expect(transaction(pooled).query("select 1")).rejects.toMatchObject({ code: "DATABASE_MISSING" });
    await pooled.destroy();
  });

  it("gives its connection back exactly once, whatever is done in whatever order", async () => {
    const step = fc.constantFrom("read", "fail", "manager", "commit", "rollback", "wait");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const tried = transaction(source, readWrite);
        const pending: Promise<unknown>[] = [];
        for (const what of steps) {
          if (what === "read") pending.push(tried.query("select 1"));
          if (what === "fail") pending.push(tried.query("select 1 / 0"));
          if (what === "manager") pending.push(tried.manager().then((manager) => manager.count(word)));
          if (what === "commit") pending.push(tried.commit());
          if (what === "rollback") pending.push(tried.rollback());
          if (what === "wait") await Promise.allSettled(pending);
        }
        pending.push(tried.rollback());
        await Promise.allSettled(pending);
        expect(pool().idle).toBe(pool().total);
        await eventually(async () => expect(await source.query("select count(*)::int as open from pg_stat_activity where application_name = 'test' and state like 'idle in transaction%'")).toEqual([{ open: 0 }]));
      }),
      { numRuns: 60 },
    );
  });
});
