/** The command line as such: help, wrong calls, an old node, and a reader that goes away. No database is needed. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "@epigraph/cli";
import { epigraph, program, run, temporaryFolder } from "./command.js";

const commands = ["up", "serve", "migrate", "seed", "import", "token", "account", "audit", "jobs", "keys", "witness", "backup", "restore", "compose", "doctor"];
/** A folder below a file: nothing can be made there, so a wrong call that tried to would say so. */
const nowhere = { EPIGRAPH_DATA: join(program, "data") };

describe("help", () => {
  it("of the program names every command and says how to begin", async () => {
    const { code, stdout, stderr } = await epigraph(["--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    expect(stdout).toContain("npx epigraph up");
  });

  it.each(commands)("of `%s` says what it does, each option, and examples", async (command) => {
    const { code, stdout, stderr } = await epigraph([command, "--help"], nowhere);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^Usage: epigraph ${command}`));
    expect(stdout).toMatch(/^Examples:\n {2}\S/m);
    expect(stdout).toContain(`npx epigraph ${command}`);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  it("is also what `help <command>` prints, and the version is the package's", async () => {
    const [help, option, version] = await Promise.all([epigraph(["help", "seed"]), epigraph(["seed", "--help"]), epigraph(["--version"])]);
    expect(help).toEqual(option);
    const { version: expected } = JSON.parse(readFileSync(join(projectRoot, "cli", "package.json"), "utf8")) as { version: string };
    expect(version).toEqual({ code: 0, stdout: `${expected}\n`, stderr: "" });
  });
});

describe("a wrong call", () => {
  it.each<[string, string]>([
    ["nonsense", "unknown command `nonsense`: see `npx epigraph --help`"],
    ["--nonsense", "unknown option `--nonsense`: see `npx epigraph --help`"],
    ["up --nonsense", "unknown option `--nonsense`: see `npx epigraph up --help`"],
    ["up --prot 1", "unknown option `--prot` (Did you mean --port?): see `npx epigraph up --help`"],
    ["up extra", "too many arguments for `up`. Expected 0 arguments but got 1: see `npx epigraph up --help`"],
    ["up --port", "option `--port <number>` argument missing: see `npx epigraph up --help`"],
    ["up --port 99999", "`99999` is not a port: give a number from 0 to 65535 with --port or PORT"],
    ["up --port 4e3", "`4e3` is not a port: give a number from 0 to 65535 with --port or PORT"],
    ["backup x", "required option `--reason <text>` not specified: see `npx epigraph backup --help`"],
    ["backup x --reason r --part all", "there is no part `all`: choose one of data, ledger"],
    ["backup x --reason r --workers 0", "--workers is `0`: give a whole number from 1 to 16"],
    ["restore x", "--reason is missing: say why the backup is restored, or --check to read it only"],
    ["serve", "missing required argument `service`: see `npx epigraph serve --help`"],
    ["serve nonsense", "there is no service `nonsense`: choose one of cases, movements, clinics, programs, audit, gateway, public, identity, jobs"],
    ["serve gateway --door nonsense", "there is no door `nonsense`: choose of public, agency, clearance"],
    ["serve cases --door public", "--door is for `serve gateway` only"],
    ["up --port 65535", "`65536` is not a port: give a number from 0 to 65535 with --port or PORT, with 2 more above it"],
    ["import nonsense .", "there is no importer `nonsense`: choose one of ds4c, mers, godata"],
    ["import ds4c", "missing required argument `folder`: see `npx epigraph import --help`"],
    ["import ds4c . --grant-days 0.5", "--grant-days is `0.5`: give a whole number from 1 to 365"],
    ["import ds4c . --region 1100000000", "--region is for godata only: the files of ds4c name their regions themselves"],
    ["seed --cases 0", "--cases is `0`: give a whole number from 1 to 1000000"],
    ["seed --cases many", "--cases is `many`: give a number"],
    ["seed --days -1", "--days is `-1`: give a whole number from 1 to 60"],
    ["seed --seed 1.5", "--seed is `1.5`: give a whole number from 0 to 9007199254740991"],
    ["seed --start 2020-13-45", "--start is `2020-13-45`: give a calendar day such as 2020-02-01"],
    ["seed --noise nonsense=2", "`nonsense=2` is no noise level: write name=value with a name that `npx epigraph seed --help` lists"],
    ["seed --noise constructor=2", "`constructor=2` is no noise level: write name=value with a name that `npx epigraph seed --help` lists"],
    ["seed --noise qrMissed=2", "--noise qrMissed is `2`: give a number from 0 to 1"],
    ["seed --noise qrMissed", "--noise qrMissed is ``: give a number"],
    ["audit export x", "required option `--reason <text>` not specified: see `npx epigraph audit --help`"],
    ["audit export x --reason why --indexes 5-3", "--indexes is `5-3`: give a number such as 17, or a range such as 17-20 or 17-"],
    ["audit export x --reason why --from 2026-07-01", "--from is `2026-07-01`: give a time with its offset such as 2026-07-01T00:00:00+09:00"],
    ["audit export x --reason why --id 17", "--id is `17`: give the id of a record, a UUID"],
    ["audit verify x --key nonsense", "--key cannot be used: a verifier key reads `<name>+<8 hexadecimal digits>+<base64 of an Ed25519 key>`"],
    ["audit prune --before July", "--before is `July`: give a month such as 2024-11"],
    ["token auditor --minutes 0", "--minutes is `0`: give a whole number from 1 to 5"],
    ["token auditor more", "too many arguments for `token`. Expected 1 argument but got 2: see `npx epigraph token --help`"],
  ])("`%s` ends with 2 and one line that says what to do", async (line, message) => {
    expect(await epigraph(line.split(" "), nowhere)).toEqual({ code: 2, stdout: "", stderr: `epigraph: ${message}\n` });
  });

  it("by PORT is refused like one by --port, and an empty PORT counts as none", async () => {
    expect(await epigraph(["serve", "cases"], { ...nowhere, PORT: "abc" })).toMatchObject({ code: 2, stderr: "epigraph: `abc` is not a port: give a number from 0 to 65535 with --port or PORT\n" });
    expect((await epigraph(["up"], { ...nowhere, PORT: "", HOST: "192.0.2.1" })).stderr).toMatch(/^epigraph: port 4000 on 192\.0\.2\.1 is no address of this machine: .*--host\n$/);
  });

  it("without a command prints the help on stderr", async () => {
    const { code, stdout, stderr } = await epigraph([]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^Usage: epigraph/);
    expect(stderr).not.toContain("epigraph: ");
  });
});

describe("an old node", () => {
  const { path, remove } = temporaryFolder();
  const stub = join(path, "version.cjs");
  afterAll(remove);

  it.each<[string, 0 | 1]>([
    ["0.12.18", 1],
    ["18.20.8", 1],
    ["20.18.9", 1],
    ["20.19.0", 0],
    ["22.1.0", 0],
  ])("%s", async (version, code) => {
    writeFileSync(stub, `Object.defineProperty(process, "versions", { value: Object.assign({}, process.versions, { node: ${JSON.stringify(version)} }) });`);
    const outcome = await run(process.execPath, ["--require", stub, program, "--version"]);
    expect(outcome).toMatchObject(code === 0 ? { code, stderr: "" } : { code, stdout: "", stderr: `epigraph: node ${version} is too old: install node 20.19 or newer\n` });
    rmSync(stub);
  });

  it("is one older than package.json asks for", () => {
    const { engines } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as { engines: { node: string } };
    expect(engines.node).toBe(">=20.19");
  });

  it("can read the first file, which loads nothing that it cannot read", () => {
    for (const file of ["epigraph.js", "node-version.js"]) {
      const code = readFileSync(join(projectRoot, "cli", "bin", file), "utf8").replaceAll(/^\s*(\/\/|\/\*\*).*$/gm, "");
      expect(code).not.toMatch(/import|=>|\?\?|\?\.|async|await|\.\.\.|node:|class /);
    }
  });
});

describe("a reader that goes away", () => {
  it.each(["--help", "help seed", "seed --nonsense 2>&1"])("`epigraph %s | true` is quiet and no failure of its own", async (args) => {
    const { stderr, stdout } = await run("bash", ["-c", `"$0" "$1" ${args} | true; echo "\${PIPESTATUS[0]}"`, process.execPath, program], nowhere);
    expect([stderr, stdout]).toEqual(["", args.includes("nonsense") ? "2\n" : "0\n"]);
  });
});
