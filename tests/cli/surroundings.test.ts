/** What is wrong around a command (database, keys, ports, folders): one line that says what to do, never a password or a stack, and an exit code that is not 0. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { withAccess } from "@epigraph/datastore";
import { createTestDatabase, freePort, keyVariablesOf, type TestDatabase } from "@epigraph/datastore/testing";
import { epigraph, program, start, temporaryFolder, type Variables, variablesOf } from "./command.js";

const key = (): string => randomBytes(32).toString("base64url");
const { path: folder, remove } = temporaryFolder();
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

let database: TestDatabase;
let onDatabase: Variables;
let keys: Variables;

beforeAll(async () => {
  database = await createTestDatabase();
  onDatabase = { ...variablesOf(database), EPIGRAPH_DATA: join(folder, "data") };
  keys = { ...Object.fromEntries(["CASES", "MOVEMENTS", "CLINICS", "PROGRAMS", "AUDIT"].map((service) => [`EPIGRAPH_CONTEXT_KEY_${service}`, key()])), EPIGRAPH_CLAIMS_KEY: key(), EPIGRAPH_LEDGER_SUBJECT_KEY: key() };
});
afterAll(async () => {
  await database.drop();
  remove();
});

/** What the command says when it fails as it should. */
async function failure(args: readonly string[], env: Variables): Promise<string> {
  const { code, stdout, stderr } = await epigraph(args, env);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^epigraph: [^\n]+\n$/);
  expect(stderr).not.toMatch(/hunter2|^ {4}at /m);
  return stderr.slice("epigraph: ".length, -1);
}

describe("a database", () => {
  const real = (url: string): Variables => ({ DATABASE_URL: url, EPIGRAPH_DATA: join(folder, "data") });

  it("that cannot be reached", async () => {
    const port = await freePort();
    expect(await failure(["migrate"], real(`postgresql://owner:hunter2@127.0.0.1:${port}/epigraph`))).toBe(`nothing answers at \`127.0.0.1:${port}/epigraph\`: start the database server, or correct host and port in the database url`);
  });

  it("that does not take the password", async () => {
    expect(await failure(["migrate"], real(withAccess(database.adminUrl, { password: "hunter2" })))).toMatch(/^`127\.0\.0\.1:\d+\/epigraph_test_\w+` does not accept the password of user `postgres`: correct it/);
  });

  it("that does not exist", async () => {
    expect(await failure(["seed"], real(withAccess(database.adminUrl, { database: "nowhere" })))).toMatch(/nowhere` does not exist on its server: create the database/);
  });

  it.each([
    ["words", "the hunter2 database"],
    ["another kind", "mysql://owner:hunter2@127.0.0.1/epigraph"],
    ["a bare percent sign in the password", "postgresql://owner:hunter2%@127.0.0.1/epigraph"],
    ["no database", "postgresql://owner:hunter2@127.0.0.1"],
    ["nothing", ""],
  ])("whose URL is malformed: %s", async (_what, url) => {
    expect(await failure(["up", "--port", "0"], real(url))).toMatch(/^DATABASE_URL cannot be used: the database url is not of the form postgresql:\/\/user:password@host:port\/database: /);
  });

  it("whose login has a malformed URL", async () => {
    expect(await failure(["migrate"], { ...onDatabase, EPIGRAPH_DB_AUDIT: "hunter2" })).toMatch(/^EPIGRAPH_DB_AUDIT cannot be used: /);
    expect(await failure(["serve", "audit", "--port", "0"], { ...keys, EPIGRAPH_DB_AUDIT: "hunter2" })).toMatch(/^EPIGRAPH_DB_AUDIT cannot be used: /);
  });

  it("that has not been migrated", async () => {
    const empty = withAccess(database.adminUrl, { database: "postgres" });
    expect(await failure(["serve", "cases", "--port", "0"], { ...keys, EPIGRAPH_DB_CASES: empty })).toMatch(/^the schema of `127\.0\.0\.1:\d+\/postgres` is older than this version: run `npx epigraph migrate`/);
  });
});

describe("a data folder that cannot be written", () => {
  it.each([
    ["below a file", join(program, "data")],
    ["where the system makes files, not people", "/proc/epigraph"],
  ])("%s", async (_what, data) => {
    const message = /^the folder `.+` cannot be made \(EN\w+\): set EPIGRAPH_DATA to one that can$/;
    expect(await failure(["up", "--port", "0"], { EPIGRAPH_DATA: data })).toMatch(message);
    expect(await failure(["up", "--port", "0"], { DATABASE_URL: database.adminUrl, EPIGRAPH_DATA: data })).toMatch(message); // the keys of an installation live there too
    expect(await failure(["seed", "--cases", "1", "--files", data], {})).toMatch(/^the folder `.+` cannot be made \(EN\w+\): give --files another one$/);
  });

  it("is not missed by `migrate` where the environment says everything, as in a container with a read-only root", async () => {
    const env = { ...variablesOf(database), EPIGRAPH_CLAIMS_KEY: database.claimsKey.toString("base64url"), EPIGRAPH_DATA: join(program, "data") };
    expect(await epigraph(["migrate"], env)).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("a service on its own", () => {
  const cases = (env: Variables): readonly [readonly string[], Variables] => [["serve", "cases", "--port", "0"], { EPIGRAPH_DB_CASES: database.urls.cases, ...env }];
  const gateway = (env: Variables): readonly [readonly string[], Variables] => [["serve", "gateway", "--port", "0"], { EPIGRAPH_DB_GATEWAY: database.urls.gateway, EPIGRAPH_ISSUER: "https://id.example", EPIGRAPH_AUDIENCE: "epigraph", ...keys, ...env }];

  it("without its context key", async () => {
    expect(await failure(...cases({}))).toBe("EPIGRAPH_CONTEXT_KEY_CASES is not set: set it, or run `npx epigraph up`, which makes its own");
  });

  it("with a context key that is too short", async () => {
    expect(await failure(...cases({ ...keys, EPIGRAPH_CONTEXT_KEY_CASES: "hunter2" }))).toBe("EPIGRAPH_CONTEXT_KEY_CASES must be at least 32 random bytes in base64url");
    expect(await failure(...gateway({ EPIGRAPH_CONTEXT_KEY_AUDIT: "hunter2" }))).toBe("EPIGRAPH_CONTEXT_KEY_AUDIT must be at least 32 random bytes in base64url");
  });

  it("without a store of the keys that identities are sealed under", async () => {
    expect(await failure(...cases(keys))).toBe("EPIGRAPH_DB_KEYS_CASES is not set: set it, or run `npx epigraph up`, which makes its own");
  });

  it("without the key of the access log", async () => {
    expect(await failure(...cases({ ...keys, EPIGRAPH_LEDGER_SUBJECT_KEY: "" }))).toBe("EPIGRAPH_LEDGER_SUBJECT_KEY must be at least 32 random bytes in base64url");
  });

  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  it.each<[string, () => Variables, RegExp]>([
    ["no key set", () => ({}), /^EPIGRAPH_JWKS is not set: set it/],
    ["a key set that is missing", () => ({ EPIGRAPH_JWKS: join(folder, "missing.json") }), /missing\.json` that EPIGRAPH_JWKS names cannot be read \(ENOENT\): give the path of a JSON Web Key Set$/],
    ["a folder for a key set", () => ({ EPIGRAPH_JWKS: folder }), /that EPIGRAPH_JWKS names cannot be read \(EISDIR\)/],
    ["a key set that is none", () => ({ EPIGRAPH_JWKS: file("text.json", "hunter2") }), /text\.json` that EPIGRAPH_JWKS names cannot be used: /],
    ["a key set with a private key", () => ({ EPIGRAPH_JWKS: file("private.json", JSON.stringify({ keys: [{ ...privateKey.export({ format: "jwk" }), kid: "1" }] })) }), /private\.json` that EPIGRAPH_JWKS names cannot be used: the key set holds a secret key: /],
    ["no issuer", () => ({ EPIGRAPH_JWKS: file("empty.json", "{}"), EPIGRAPH_ISSUER: "" }), /EPIGRAPH_ISSUER/],
    ["a subgraph's URL that is none", () => ({ EPIGRAPH_SUBGRAPH_CASES: "cases:4001" }), /^EPIGRAPH_SUBGRAPH_CASES is not a URL: write it like http:\/\/127\.0\.0\.1:4011$/],
  ])("with %s", async (_what, env, message) => {
    const said = await failure(...gateway(env()));
    expect(said).toMatch(message);
  });

  it("on a port that is taken: the one who has it is not disturbed", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => void taken.listen(0, "127.0.0.1", resolve));
    const address = taken.address();
    const port = String(typeof address === "object" && address ? address.port : 0);
    try {
      for (const command of [["serve", "cases"], ["up"]]) {
        expect(await failure([...command, "--port", port], { ...onDatabase, ...keys })).toBe(`port ${port} on 127.0.0.1 is taken: stop what listens there (is Epigraph running already?), or choose another port with --port`);
      }
      expect(taken.listening).toBe(true);
    } finally {
      await new Promise((resolve) => taken.close(resolve));
    }
  });

  it("that has all it needs answers, and ends well when it is told to", async () => {
    const service = start(...cases({ ...keyVariablesOf(database), ...keys }));
    try {
      const url = /cases listens on (\S+)/.exec(await service.until("listens on"))?.[1] ?? "";
      expect(await fetch(`${url}/readyz`).then((response) => response.json())).toEqual({ status: "ready" });
    } finally {
      expect((await service.end("SIGTERM")).code).toBe(0);
    }
    expect(service.said()).toMatch(/^cases listens on \S+\n$/);
  });
});

describe("`up` on a real server", () => {
  it("loads no demo data, starts no database, makes its own keys, and answers the public", async () => {
    const up = start(["up", "--port", "0"], onDatabase);
    try {
      const said = await up.until("Ctrl-C stops everything");
      expect(said).not.toMatch(/demo|token investigator/);
      expect(said).toContain("`npx epigraph account bootstrap` makes the first two administrators");
      const url = /public +(\S+)/.exec(said)?.[1] ?? "";
      const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: `{ region(code: "1153000000") { nameEn } }` }) });
      expect(await answer.json()).toEqual({ data: { region: { nameEn: "Guro-gu" } } });
    } finally {
      expect((await up.end("SIGINT")).code).toBe(0);
    }
  });

  it("has no demo accounts", async () => {
    expect(await failure(["token", "auditor"], onDatabase)).toBe("DATABASE_URL is set, and demo tokens are made on the embedded database only: log in at your identity provider");
  });
});
