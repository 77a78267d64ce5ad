/** What docker/Dockerfile keeps to: several stages, no root, a health check, no secret, and only paths that exist. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimsKeyOfDoor } from "@epigraph/authz";
import { read, repository } from "../gates/repository-files.js";
import { readCompose, variablesIn } from "./compose-file.js";
import { copiedPaths, last, readDockerfile, type Stage } from "./dockerfile.js";

const stages = readDockerfile(read("docker/Dockerfile"));
const targets = new Set(Object.values(readCompose(read("docker/compose.yaml")).services).flatMap(({ build }) => build?.target ?? []));
const shipped = stages.filter(({ name }) => targets.has(name));
const workspaces = (JSON.parse(read("package.json")) as { workspaces: readonly string[] }).workspaces.flatMap((workspace) => (workspace === "subgraphs/*" ? ["cases", "movements", "clinics", "programs", "audit"].map((name) => `subgraphs/${name}`) : [workspace]));

/** What is wrong with a stage that runs somewhere. */
function faults(stage: Stage): readonly string[] {
  const user = last(stage, "USER");
  return [
    ...(user === undefined || /^(root|0)(:|$)/.test(user) ? ["runs as root"] : []),
    ...(last(stage, "HEALTHCHECK") === undefined || last(stage, "HEALTHCHECK") === "NONE" ? ["has no health check"] : []),
    ...(/\b(curl|wget)\b/.test(last(stage, "HEALTHCHECK") ?? "") ? ["needs curl or wget for its health check"] : []),
    ...stage.instructions.filter(({ name, rest }) => (name === "ENV" || name === "ARG") && /PASSWORD|SECRET|TOKEN|_KEY|DATABASE_URL|EPIGRAPH_DB/i.test(rest)).map(({ line }) => `holds a secret in line ${line}`),
    ...(stage.base.includes(":") && !stage.base.endsWith(":latest") ? [] : [`has a base without a fixed tag: ${stage.base}`]),
  ];
}

describe("the Dockerfile", () => {
  it("has a stage that builds and, last, the one that runs", () => {
    expect(stages.map(({ name }) => name)).toEqual(["build", "ledger-door", "service"]);
    expect(shipped.map(({ name }) => name)).toEqual(["ledger-door", "service"]);
    expect(stages.at(-1)?.instructions.some(({ name, rest }) => name === "RUN" && /npm|tsc/.test(rest))).toBe(false);
  });

  it.each(shipped.map((stage) => [stage.name, stage] as const))("has no fault in the stage %s", (_name, stage) => {
    expect(faults(stage)).toEqual([]);
  });

  it.each([
    ["FROM node:20-slim AS service\nHEALTHCHECK CMD true", ["runs as root"]],
    ["FROM node:20-slim AS service\nUSER someone\nUSER root\nHEALTHCHECK CMD true", ["runs as root"]],
    ["FROM node AS service\nUSER someone\nHEALTHCHECK NONE", ["has no health check", "has a base without a fixed tag: node"]],
    ["FROM node:20-slim AS service\nUSER someone\nENV A=1 \\\n  EPIGRAPH_CONTEXT_KEY_CASES=x\nHEALTHCHECK CMD curl localhost", ["needs curl or wget for its health check", "holds a secret in line 3"]],
  ])("would be found out: %j", (text, expected) => {
    expect(readDockerfile(text).flatMap(faults)).toEqual(expected);
  });

  it("copies only what exists", () => {
    expect(stages.flatMap(copiedPaths).filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });

  it("copies every workspace's package.json before it installs", () => {
    const [build] = stages;
    const install = build?.instructions.findIndex(({ name, rest }) => name === "RUN" && rest.startsWith("npm ci")) ?? -1;
    const before = copiedPaths({ base: "", name: "", instructions: build?.instructions.slice(0, install) ?? [] });
    expect(["package.json", "package-lock.json", ".npmrc", ...workspaces.map((workspace) => `${workspace}/package.json`)].filter((path) => !before.includes(path))).toEqual([]);
  });

  it("exposes the port of every service", () => {
    const service = stages.find(({ name }) => name === "service");
    expect(service === undefined ? undefined : last(service, "EXPOSE")).toBe("4000 4001 4002 4003 4011 4012 4013 4014 4015");
  });

  it("keeps secrets and build output out of the context", () => {
    const ignored = read("docker/Dockerfile.dockerignore").split("\n");
    expect(ignored).toEqual(expect.arrayContaining(["**/node_modules", "**/dist", "**/.epigraph", ".git", "docker/.env", "docker/secrets"]));
  });
});

describe("new-secrets.mjs", () => {
  let folder = "";
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "epigraph-secrets-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const said = { issuer: "https://id.example.org", portal: "https://portal.example.org, https://portal2.example.org" };
  const run = (options: Readonly<Record<string, string>> = said): { readonly status: number | null; readonly stderr: string } =>
    spawnSync(process.execPath, [join(repository, "docker/new-secrets.mjs"), ...Object.entries({ ...options, into: folder }).flatMap(([name, value]) => [`--${name}`, value])], { encoding: "utf8" });
  const values = (): ReadonlyMap<string, string> => new Map(readFileSync(join(folder, ".env"), "utf8").trim().split("\n").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 2, -1)]));

  it("writes every variable and file that compose.yaml asks for", () => {
    expect(run()).toMatchObject({ status: 0 });
    const text = read("docker/compose.yaml");
    expect(variablesIn(text).filter(({ name, mode }) => mode === "required" && !values().has(name))).toEqual([]);
    for (const name of Object.keys(readCompose(text).secrets ?? {})) expect(existsSync(join(folder, "secrets", name))).toBe(true);
    expect([statSync(join(folder, ".env")).mode & 0o777, statSync(join(folder, "secrets")).mode & 0o777]).toEqual([0o600, 0o700]);
  });

  it("makes each password and key once, where both sides need the same", () => {
    run();
    const passwords = [...values()].filter(([name]) => name.startsWith("EPIGRAPH_DB_") || name === "DATABASE_URL").map(([, url]) => new URL(url).password);
    const keys = [...values()].filter(([name]) => /_KEY(_|$)/.test(name)).map(([, key]) => key);
    expect(new Set([...passwords, ...keys]).size).toBe(16 + 10);
    expect(keys.filter((key) => Buffer.from(key, "base64url").length < 32)).toEqual([]);
    const claims = Buffer.from(values().get("EPIGRAPH_CLAIMS_KEY") ?? "", "base64url");
    expect(values().get("EPIGRAPH_AGENCY_CLAIMS_KEY")).toBe(claimsKeyOfDoor(claims, "agency").toString("base64url"));
    for (const [variable, door] of [["EPIGRAPH_DB_GATEWAY", "ledger-door"], ["EPIGRAPH_DB_PUBLIC", "published-door"], ["EPIGRAPH_DB_IDENTITY", "identity-door"]] as const) {
      const login = new URL(values().get(variable) ?? "");
      expect(login.host).toBe(`${door}:6432`);
      expect(readFileSync(join(folder, `secrets/${door.replace("-", "_")}_users`), "utf8")).toBe(`"${login.username}" "${login.password}"\n`);
    }
    expect(readFileSync(join(folder, "secrets/postgres_password"), "utf8")).toBe(new URL(values().get("DATABASE_URL") ?? "").password);
  });

  it("overwrites nothing", () => {
    run();
    const before = readFileSync(join(folder, ".env"), "utf8");
    expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining("there are secrets already") });
    expect(readFileSync(join(folder, ".env"), "utf8")).toBe(before);
  });

  it("lets the doors ask the identity provider of the same file for its keys, or another issuer at its own address", () => {
    run();
    expect(["EPIGRAPH_ISSUER", "EPIGRAPH_AUDIENCE", "EPIGRAPH_JWKS", "EPIGRAPH_PORTAL"].map((name) => values().get(name))).toEqual([said.issuer, "epigraph", `${said.issuer}/jwks`, said.portal]);
    rmSync(join(folder, "secrets"), { recursive: true });
    rmSync(join(folder, ".env"));
    run({ ...said, issuer: "https://sso.example.org/realms/health", audience: "cases", jwks: "https://sso.example.org/keys" });
    expect(["EPIGRAPH_ISSUER", "EPIGRAPH_AUDIENCE", "EPIGRAPH_JWKS"].map((name) => values().get(name))).toEqual(["https://sso.example.org/realms/health", "cases", "https://sso.example.org/keys"]);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ["no issuer", { portal: said.portal }, "say --issuer"],
    ["no portal", { issuer: said.issuer }, "say --issuer and --portal"],
    ["an issuer without TLS, even on this machine", { ...said, issuer: "http://127.0.0.1:4003" }, "--issuer must be an https address"],
    ["an issuer with a path, which the identity provider cannot be", { ...said, issuer: "https://example.org/id" }, "without a path"],
    ["an issuer that ends in a slash", { ...said, issuer: "https://id.example.org/" }, "without a path"],
    ["keys without TLS", { ...said, jwks: "http://identity:4003/jwks" }, "--jwks must be an https address"],
    ["a portal that is no origin", { ...said, portal: "https://portal.example.org/callback" }, "--portal must be origins"],
    ["what would end its line in .env", { ...said, audience: "a'\nDATABASE_URL='x" }, "may hold quotes"],
  ])("refuses %s", (_what, options, message) => {
    expect(run(options)).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
    expect(existsSync(join(folder, ".env"))).toBe(false);
  });
});

describe("the doors' way to the database", () => {
  const settings = new Map(read("docker/ledger-door.ini").split("\n").filter((line) => /^\w+ *=/.test(line)).map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1).trim()]));

  it("knows one database, takes its logins from the secret file only, and has no console", () => {
    expect(settings.get("epigraph")).toBe("host=postgres port=5432 dbname=epigraph");
    expect([settings.get("auth_type"), settings.get("auth_file"), settings.get("auth_query"), settings.get("admin_users"), settings.get("stats_users")]).toEqual(["scram-sha-256", "/run/secrets/door_users", undefined, "", ""]);
    expect([...settings.keys()]).not.toContain("*");
  });
});
