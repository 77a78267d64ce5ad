import { jest } from "@jest/globals";
import { createServer } from "node:net";
import { once } from "node:events";

import { connectionFailure } from "./connection-failure.js";
import { openDatabase } from "./connection.js";
import { withAccess } from "./database-url.js";
import { createTestDatabase, eventually, type TestDatabase } from "./testing.js";

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(async () => await database.drop());

async function failure(url: string): Promise<{ code: string; message: string }> {
  try {
    await (await openDatabase(url, { name: "test" })).destroy();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error("it connected");
}

describe("opening a database", () => {
  it("gives a pool that names itself, of the size asked for, and prints nothing, not even a failing statement", async () => {
    const printed: string[] = [];
    const spies = (["log", "info", "warn", "error", "debug"] as const).map((name) => jest.spyOn(console, name).mockImplementation((...words: unknown[]) => void printed.push(String(words[0]))));
    const cases = await openDatabase(database.urls.cases, { name: "epigraph cases", poolSize: 2 });
    expect(await cases.query("select application_name from pg_stat_activity where pid = pg_backend_pid()")).toEqual([{ application_name: "epigraph cases" }]);
    await expect(cases.query("select '010-5555-0199'::date")).rejects.toMatchObject({ code: "22008" });
    await Promise.all(Array.from({ length: 5 }, () => cases.query("select pg_sleep(0.01)")));
    const admin = await openDatabase(database.adminUrl, { name: "counting" });
    await eventually(async () => expect(await admin.query("select count(*)::int as connections from pg_stat_activity where application_name = 'epigraph cases'")).toEqual([{ connections: 2 }]));
    await admin.destroy();
    await cases.destroy();
    for (const spy of spies) spy.mockRestore();
    expect(printed).toEqual([]);
  });

  it("survives that the server ends its idle connections", async () => {
    const cases = await openDatabase(database.urls.cases, { name: "epigraph idle" });
    const admin = await openDatabase(database.adminUrl, { name: "ending" });
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'epigraph idle'");
    await admin.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await cases.query("select 1 as one")).toEqual([{ one: 1 }]);
    await cases.destroy();
  });

  it("tells that nothing listens, and where", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    server.close();
    await once(server, "close");
    const error = await failure(`postgresql://kim:geheim@127.0.0.1:${port}/epi`);
    expect(error).toMatchObject({ code: "DATABASE_UNREACHABLE", message: expect.stringContaining(`\`127.0.0.1:${port}/epi\``) });
    expect((await failure(`postgresql://kim:geheim@localhost:${port}/epi`)).code).toBe("DATABASE_UNREACHABLE");
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain("geheim");
  });

  it("tells a wrong password from none, without showing it", async () => {
    const wrong = await failure(withAccess(database.adminUrl, { password: "geheim" }));
    expect(wrong).toMatchObject({ code: "DATABASE_PASSWORD_WRONG" });
    expect(wrong.message).not.toContain("geheim");
    expect(await failure(withAccess(database.adminUrl, { password: "" }))).toMatchObject({ code: "DATABASE_PASSWORD_WRONG" });
  });

  it("tells that the database does not exist, or that the user may not enter it", async () => {
    expect(await failure(withAccess(database.adminUrl, { database: "nowhere" }))).toMatchObject({ code: "DATABASE_MISSING", message: expect.stringContaining("/nowhere`") });
    const admin = await openDatabase(database.adminUrl, { name: "revoking" });
    const [row] = await admin.query<{ name: string }[]>("select current_database() as name");
    await admin.query(`revoke connect on database ${row?.name ?? ""} from epigraph_audit_test`);
    await admin.destroy();
    expect(await failure(database.urls.audit)).toMatchObject({ code: "DATABASE_REFUSED", message: expect.stringContaining("epigraph_audit_test") });
  });

  it("refuses a server older than 15", async () => {
    const old = await createTestDatabase();
    const admin = await openDatabase(old.adminUrl, { name: "ageing" });
    await admin.query("create schema past");
    await admin.query("create function past.current_setting(text) returns text language sql as $$ select case $1 when 'server_version_num' then '140012' else '14.12' end $$");
    const [row] = await admin.query<{ name: string }[]>("select current_database() as name");
    await admin.query(`alter database ${row?.name ?? ""} set search_path = past, pg_catalog`);
    await admin.destroy();
    expect(await failure(old.adminUrl)).toMatchObject({ code: "DATABASE_TOO_OLD", message: expect.stringMatching(/14\.12.*15 or newer/) });
    await old.drop();
  });

  it.each([
    [{ code: "53300" }, "DATABASE_BUSY"],
    [{ code: "ENOTFOUND" }, "DATABASE_UNREACHABLE"],
    [{ code: "28000" }, "DATABASE_REFUSED"],
    [{ message: "timeout exceeded when trying to connect" }, "DATABASE_BUSY"],
    [{ message: "Connection terminated due to connection timeout" }, "DATABASE_UNREACHABLE"],
    [{ code: "XX001" }, "DATABASE_FAILED"],
  ])("knows %j", (fault, code) => {
    expect(connectionFailure(Object.assign(new Error(), fault), "postgresql://$&:geheim@h/d")).toMatchObject({ code, message: expect.not.stringContaining("geheim") });
  });
});
