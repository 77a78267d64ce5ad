/** A stand-alone installation from its first start on: what a stranger sees, pastes, and does to it. One embedded database for all of it, in the order of a day. */
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "@epigraph/cli";
import { createTestDatabase } from "@epigraph/datastore/testing";
import { epigraph, freePorts, program, run, type Started, start, temporaryFolder, type Variables, variablesOf } from "./command.js";

const { path: folder, remove } = temporaryFolder();
const data = join(folder, "data");
const env: Variables = { EPIGRAPH_DATA: data };
let port: string;
let up: Started;

beforeAll(async () => {
  port = String(await freePorts(4)); // the three doors, and the identity provider
  up = start(["up", "--port", port], env);
  await up.until("Ctrl-C stops everything");
}, 120_000);

afterAll(async () => {
  await up.end("SIGTERM");
  remove();
});

/** The process of the embedded server, or undefined when it is stopped. */
const postmaster = (): number | undefined => (existsSync(join(data, "postgres", "postmaster.pid")) ? Number.parseInt(readFileSync(join(data, "postgres", "postmaster.pid"), "utf8"), 10) : undefined);
const printed = (pattern: RegExp): readonly string[] => up.said().split("\n").filter((line) => pattern.test(line)).map((line) => line.trim());
/** At the clearance door, two ports above the public one. */
const ask = async (token: string, purpose: string, query: string): Promise<unknown> => {
  const response = await fetch(`http://127.0.0.1:${Number(port) + 2}/graphql`, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}`, "epigraph-purpose": purpose }, body: JSON.stringify({ query }) });
  return response.json();
};
const ready = (): Promise<boolean> => fetch(`http://127.0.0.1:${port}/readyz`).then(({ ok }) => ok, () => false);

describe("what `up` prints", () => {
  it("are URLs that answer", async () => {
    const urls = printed(/^ {2}(public|agency|clearance) /).map((line) => /http:\S+/.exec(line)?.[0] ?? "");
    expect(urls).toEqual([0, 1, 2].map((above) => `http://127.0.0.1:${Number(port) + above}/graphql`));
    for (const url of urls) for (const health of ["/healthz", "/readyz"]) expect((await fetch(url.replace("/graphql", health))).status).toBe(200);
  });

  it("are questions that answer when they are pasted into a shell", async () => {
    const [everybody, investigator, ...more] = printed(/^ {2}curl /);
    expect(more).toEqual([]);
    const answers = await Promise.all([everybody, investigator].map((command) => run("bash", ["-c", command ?? ""])));
    const [open, evidence] = answers.map(({ code, stdout }) => {
      expect(code).toBe(0);
      return JSON.parse(stdout) as Record<string, unknown>;
    });
    expect(open).toEqual({ data: { region: expect.objectContaining({ nameEn: "Guro-gu", clinics: { edges: expect.arrayContaining([expect.anything()]) } }) } });
    expect(evidence).toEqual({ data: { case: expect.objectContaining({ region: { nameEn: "Guro-gu" }, person: { fullName: expect.any(String) }, path: { edges: expect.arrayContaining([expect.anything()]) } }) } });
  });

  it("are commands that make tokens, one for each kind of user, and the tokens work", async () => {
    const commands = printed(/npx epigraph token \S+ +#/);
    expect(commands.map((command) => / token (\S+)/.exec(command)?.[1])).toEqual(["investigator.1153000000", "investigator.national", "approver.kdca", "auditor", "clinic-staff"]);
    const { stdout } = await run("bash", ["-c", commands.find((command) => command.includes("auditor")) ?? ""]);
    expect(await ask(stdout.trim(), "audit", "{ auditRecords(first: 1) { edges { node { account outcome } } } }")).toEqual({ data: { auditRecords: { edges: [{ node: { account: expect.any(String), outcome: expect.any(String) } }] } } });
  });

  it("fits a terminal, but for the questions", () => {
    expect(up.said().split("\n").filter((line) => !line.includes("curl") && line.length > 100 + data.length)).toEqual([]);
  });
});

describe("`token`", () => {
  it("lists every account, each of which gets a token", async () => {
    const { stdout, stderr, code } = await epigraph(["token", "--json"], env);
    expect([code, stderr]).toEqual([0, ""]);
    const accounts = JSON.parse(stdout) as readonly { readonly account: string; readonly purpose: string }[];
    expect(accounts.length).toBeGreaterThan(10);
    const national = await epigraph(["token", "investigator.national", "--minutes", "5", "--json"], env);
    const { token, ...rest } = JSON.parse(national.stdout) as { readonly token: string };
    expect(rest).toEqual({ account: "investigator.national", purpose: "investigation", minutes: 5 });
    expect(await ask(token, "investigation", "{ cases(first: 1) { edges { node { classification } } } }")).toEqual({ data: { cases: { edges: [{ node: { classification: "confirmed" } }] } } });
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { readonly iat: number; readonly exp: number };
    expect(claims.exp - claims.iat).toBe(300);
  });

  it("in a table that fits, and quietly when only its first line is wanted", async () => {
    const { stdout } = await epigraph(["token"], env);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    expect(await run("bash", ["-c", `"$0" "$1" token | head -1; echo "\${PIPESTATUS[0]}"`, process.execPath, program], env)).toMatchObject({ stdout: expect.stringMatching(/^┌─.*\n0\n$/), stderr: "" });
  });

  it("of an account that there is not", async () => {
    expect(await epigraph(["token", "nobody"], env)).toEqual({ code: 2, stdout: "", stderr: "epigraph: there is no demo account `nobody`: `npx epigraph token` lists them\n" });
  });
});

describe("a second `up` on the same folder", () => {
  it("finds the port taken, and the first goes on", async () => {
    expect(await epigraph(["up", "--port", port], env)).toEqual({ code: 1, stdout: "", stderr: `epigraph: port ${port} on 127.0.0.1 is taken: stop what listens there (is Epigraph running already?), or choose another port with --port\n` });
    expect(await ready()).toBe(true);
  });

  it("on a port of its own shares the database, and leaves it running when it ends", async () => {
    const second = start(["up", "--port", "0"], env);
    await second.until("Ctrl-C stops everything");
    expect(second.said()).toMatch(/shared with process \d+/);
    expect((await second.end("SIGINT")).code).toBe(0);
    expect(await ready()).toBe(true);
  });
});

describe("`seed` on the demo data", () => {
  it("adds nothing, and no other outbreak", async () => {
    const again = await epigraph(["seed", "--json"], env);
    expect((JSON.parse(again.stdout) as { tables: { inserted: number }[] }).tables.map(({ inserted }) => inserted).filter((inserted) => inserted > 0)).toEqual([]);
    expect(await epigraph(["seed", "--seed", "2"], env)).toMatchObject({ code: 1, stdout: "" });
  });
});

describe("`doctor`", () => {
  /** A copy in which generated files can be spoilt; the packages are the same. */
  const copy = join(folder, "project");
  const doctor = join(copy, "cli", "bin", "epigraph.js");
  type Findings = readonly { readonly check: string; readonly state: string; readonly detail: string }[];
  const findings = async (more: Variables = {}): Promise<{ readonly code: number | null; readonly stderr: string; readonly of: (state: string) => readonly string[]; readonly detail: (check: string) => string }> => {
    const { code, stdout, stderr } = await epigraph(["doctor", "--json"], { ...env, PORT: port, ...more }, doctor);
    const found = JSON.parse(stdout) as Findings;
    return { code, stderr, of: (state) => found.filter((one) => one.state === state).map(({ check }) => check), detail: (name) => found.find(({ check }) => check === name)?.detail ?? "" };
  };

  beforeAll(() => {
    for (const part of ["cli/bin", "cli/dist", "cli/package.json", "schema", "docs", "datastore/src/row-policies.generated.ts"]) cpSync(join(projectRoot, part), join(copy, part), { recursive: true });
    symlinkSync(join(projectRoot, "node_modules"), join(copy, "node_modules"));
  });

  const healthy = ["node", "environment", "database", "migrations", "row security", "login cases", "login movements", "login clinics", "login programs", "login audit", "login gateway", "login public", "login identity", "login jobs", "login ledger", "login sequencer", "login provision", "ended sessions", "durability", "access log", "keys", "key ring", "key store of cases", "key store of movements", "key custody", "schemas", "public door", "agency door", "clearance door"];

  it("is green on a healthy installation", async () => {
    const { code, stderr, of } = await findings();
    expect([code, stderr, of("ok")]).toEqual([0, "", healthy]);
  });

  it("warns of a misspelt variable, and of nothing else that is harmless", async () => {
    const { code, of, detail } = await findings({ EPIGRAPH_CONTEXT_KY_CASES: "x", EPIGRAPH_SHARED_DATA: "/data", PORT: "1" });
    expect([code, of("warning"), of("skipped"), of("failed")]).toEqual([0, ["environment"], ["public door", "agency door", "clearance door"], []]);
    expect(detail("environment")).toMatch(/^nothing reads EPIGRAPH_CONTEXT_KY_CASES: /);
  });

  it("is red, and names what is broken: logins, a key, a generated file", async () => {
    writeFileSync(join(copy, "schema", "cases.graphql"), "type Query { nothing: Int }");
    const server = JSON.parse(readFileSync(join(data, "postgres.json"), "utf8")) as { readonly port: number };
    const { code, stderr, of, detail } = await findings({
      EPIGRAPH_DB_CASES: `postgresql://epigraph_cases_login:hunter2@127.0.0.1:${server.port}/epigraph`,
      EPIGRAPH_DB_AUDIT: "hunter2",
      EPIGRAPH_CONTEXT_KEY_CLINICS: "hunter2",
    });
    expect([code, of("failed")]).toEqual([1, ["login cases", "login audit", "keys", "schemas"]]);
    expect(stderr).toBe("epigraph: 4 of 29 checks failed: login cases, login audit, keys, schemas\n");
    expect(detail("login cases")).toMatch(/does not accept the password of user `epigraph_cases_login`.*EPIGRAPH_DB_CASES/);
    expect(detail("keys")).toBe("EPIGRAPH_CONTEXT_KEY_CLINICS must be at least 32 random bytes in base64url");
    expect(healthy.map(detail).join()).not.toContain("hunter2");
    const { stdout } = await epigraph(["doctor"], { ...env, PORT: port, EPIGRAPH_DB_CASES: "hunter2" }, doctor);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    expect(await epigraph(["compose", "--check"], env, doctor)).toMatchObject({ code: 1, stdout: expect.stringContaining("stale: schema/cases.graphql"), stderr: "epigraph: a generated file is stale: run `npx epigraph compose` and review the difference\n" });
  });

  it("is red where a login belongs to another service, and where the database is gone", async () => {
    const database = await createTestDatabase();
    const { code, of, detail } = await findings({ ...variablesOf(database), EPIGRAPH_DB_CASES: database.urls.audit });
    expect([code, of("failed")]).toEqual([1, ["login cases", "schemas"]]);
    expect(detail("login cases")).toMatch(/^user `epigraph_audit_test` is not a login of this service: correct EPIGRAPH_DB_CASES/);
    await database.drop();
    expect((await findings(variablesOf(database))).of("failed")).toEqual(["database", "key store of cases", "key store of movements", "key custody", "schemas"]);
  });

  it("makes no database and no key where there are none", async () => {
    const { code, of, detail } = await findings({ EPIGRAPH_DATA: join(folder, "nothing") });
    expect([code, of("failed"), detail("database")]).toEqual([1, ["database", "schemas"], "there is none yet: `npx epigraph up` makes it, or set DATABASE_URL"]);
    expect(existsSync(join(folder, "nothing"))).toBe(false);
    expect(await epigraph(["token"], { EPIGRAPH_DATA: join(folder, "nothing") })).toEqual({ code: 1, stdout: "", stderr: "epigraph: there is no demo data yet: `npx epigraph up` or `npx epigraph seed` makes it\n" });
    expect(existsSync(join(folder, "nothing"))).toBe(false);
  });
});

describe("the end of `up`", () => {
  it("by kill -9 loses nothing: the next finds the database and its data", async () => {
    const server = postmaster();
    await up.end("SIGKILL");
    up = start(["up", "--port", port], env);
    await up.until("Ctrl-C stops everything");
    expect(up.said()).not.toContain("loading demo data");
    expect(postmaster()).toBe(server); // it lived on, and is now the new one's to stop
    expect((await run("bash", ["-c", printed(/^ {2}curl /)[1] ?? ""])).stdout).toMatch(/"fullName":"/);
  });

  it("by Ctrl-C takes the database with it, within seconds, and is no failure", async () => {
    const { code, seconds } = await up.end("SIGINT");
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(20);
    expect(postmaster()).toBeUndefined();
    expect(up.said()).not.toMatch(/epigraph: |Error|^ {4}at /m);
  });
});

describe("`serve` on the embedded database", () => {
  it("runs one subgraph alone, and stops the database when it is told to end", async () => {
    const cases = start(["serve", "cases", "--port", "0"], env);
    const url = /cases listens on (\S+)/.exec(await cases.until("cases listens on"))?.[1] ?? "";
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const refused = await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: "{ __typename }" }) });
    expect(refused.status).toBe(401);
    expect((await cases.end("SIGTERM")).code).toBe(0);
    expect(postmaster()).toBeUndefined();
  });
});

describe("a task that is stopped", () => {
  it("has failed, says so in one line, and leaves neither rows nor a running database", async () => {
    const other = { EPIGRAPH_DATA: join(folder, "stopped") };
    const seed = start(["seed", "--cases", "1500"], other);
    await seed.until("postgresql");
    expect((await seed.end("SIGINT")).code).toBe(1);
    expect(seed.said()).toMatch(/\nepigraph: stopped before it was done: .*\n$/);
    expect(existsSync(join(other.EPIGRAPH_DATA, "postgres", "postmaster.pid"))).toBe(false);
    expect((await epigraph(["token"], other)).stderr).toMatch(/^epigraph: there is no demo data yet/);
  });
});

describe("demo accounts", () => {
  it("end where real cases begin", async () => {
    const header = "id,age,age_class,sex,place_infect,reporting_ctry,loc_hosp,dt_onset,dt_report,week_report,dt_start_exp,dt_end_exp,dt_diag,outcome,dt_death";
    const lines = join(folder, "lines");
    mkdirSync(lines);
    writeFileSync(join(lines, "linelist.csv"), `${header}\nSK_1,55,50-59,M,Outside Middle East,South Korea,"Samsung Medical Center, Seoul",2015-06-01,2015-06-07,2015_24,2015-05-27,2015-05-28,2015-06-06,Alive,\n`);
    writeFileSync(join(lines, "contacts.csv"), "from,to,exposure,diff_dt_onset\n");
    expect((await epigraph(["import", "mers", lines], env)).code).toBe(0);
    expect(await epigraph(["token", "auditor"], env)).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/^epigraph: this database holds imported cases, and demo accounts work on demo data only: /) });
  });
});
