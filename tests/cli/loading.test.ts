/** `seed` and `import`: what they print, that they load once, and that a failed one leaves nothing. On a test database; the importers' own rules are tested in intake. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { withAdmin } from "../stories/data.js";
import { epigraph, program, run, temporaryFolder, type Variables, variablesOf } from "./command.js";

const { path: folder, remove } = temporaryFolder();
let database: TestDatabase;
let env: Variables;

beforeAll(async () => void (database = await createTestDatabase()));
beforeEach(() => void (env = { ...variablesOf(database), EPIGRAPH_DATA: join(folder, "data") }));
afterAll(async () => {
  await database.drop();
  remove();
});

/** Rows of each table that an import or a seed fills. */
function counts(): Promise<string> {
  return withAdmin(database, async (admin) => {
    const [row] = await admin.query<{ readonly text: string }[]>(
      `select format('%s cases, %s persons, %s stays, %s requests', (select count(*) from cases.case_record), (select count(*) from cases.person), (select count(*) from movements.stay), (select count(*) from movements.information_request)) as text`,
    );
    return row?.text ?? "";
  });
}

const nothing = "0 cases, 0 persons, 0 stays, 0 requests";
const lineListHeader = "id,age,age_class,sex,place_infect,reporting_ctry,loc_hosp,dt_onset,dt_report,week_report,dt_start_exp,dt_end_exp,dt_diag,outcome,dt_death";
const patient = (id: string, onset = "2015-06-01"): string => `${id},55,50-59,M,Outside Middle East,South Korea,"Samsung Medical Center, Seoul",${onset},2015-06-07,2015_24,2015-05-27,2015-05-28,2015-06-06,Alive,`;
const contacts = "from,to,exposure,diff_dt_onset\nSK_1,SK_2,Emergency room,10\n";

function files(name: string, content: Readonly<Record<string, string | Buffer>>): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [file, text] of Object.entries(content)) writeFileSync(join(path, file), text);
  return path;
}

describe("`import`", () => {
  it.each<[string, () => readonly string[], RegExp]>([
    ["a folder that is missing", () => ["mers", join(folder, "missing")], /^there is no folder `.*missing`: give the path of the folder that holds the files$/],
    ["a file for a folder", () => ["mers", program], /^`.*` is not a folder: give the path/],
    ["a folder without the files", () => ["ds4c", files("empty", {})], /^`\w+\.csv` is missing from the folder: put it there or choose another folder$/],
    ["a file that is empty", () => ["mers", files("no-bytes", { "linelist.csv": "", "contacts.csv": contacts })], /^`linelist\.csv` is empty: fetch it again$/],
    ["a file that is no text", () => ["mers", files("binary", { "linelist.csv": Buffer.from([80, 75, 3, 4, 0, 255, 254]), "contacts.csv": contacts })], /^`linelist\.csv` is not text in UTF-8: export it again/],
    ["another file under its name", () => ["mers", files("other", { "linelist.csv": "a,b\n1,2\n", "contacts.csv": contacts })], /^`linelist\.csv` has no column `\w+`: it is not the file expected here/],
    ["a second file that is broken, after a first that is good", () => ["mers", files("half", { "linelist.csv": `${lineListHeader}\n${patient("SK_1")}\n`, "contacts.csv": `${contacts}"SK_1,` })], /^`contacts\.csv` cannot be read as CSV after line \d+: a quote is never closed/],
    ["a region that there is not", () => ["godata", files("region", {}), "--region", "9999999999"], /^no region in force has the code given as `region`: give the ten digits/],
  ])("of %s writes nothing and says so in one line", async (_what, args, message) => {
    const { code, stdout, stderr } = await epigraph(["import", ...args()], env);
    expect([code, stdout]).toEqual([1, ""]);
    const last = stderr.trimEnd().split("\n").at(-1) ?? "";
    expect(last).toMatch(/^epigraph: /);
    expect(last.replace("epigraph: ", "")).toMatch(message);
    expect(stderr.split("\n").filter((line) => line.startsWith("epigraph: "))).toHaveLength(1);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(await counts()).toBe(nothing);
  });

  it("accounts for every row, in a table for people and in JSON on stdout alone, and adds nothing the second time", async () => {
    const path = files("good", { "linelist.csv": [lineListHeader, patient("SK_1"), patient("SK_2", "2020-13-45"), "SK_3,55,50-59", patient("SK_4"), ""].join("\n"), "contacts.csv": contacts });
    const first = await epigraph(["import", "mers", path], env);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/│ linelist\.csv +│ 4 +│ 2 +│ 0 +│ 0 +│ 0 +│ 2 +│/);
    expect(first.stdout).toMatch(/^ {2}linelist\.csv:3, dt_onset: .*\n {2}linelist\.csv:4: wrong number of columns$/m);
    for (const line of first.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    expect(first.stderr).toMatch(/^linelist\.csv: 100 %$/m); // plain lines where there is no terminal
    const after = await counts();
    expect(after).toMatch(/^2 cases, /);

    const second = await epigraph(["import", "mers", path, "--json"], env);
    expect(second.code).toBe(0);
    const report = JSON.parse(second.stdout) as { readonly files: readonly { readonly imported: number; readonly alreadyPresent: number }[] };
    expect(second.stdout.trimEnd()).not.toContain("\n");
    expect(report.files.map(({ imported, alreadyPresent }) => [imported, alreadyPresent])).toEqual([[0, 2], [0, expect.any(Number)]]);
    expect(await counts()).toBe(after);
  });

  it("keeps a generated outbreak out of a database with real cases", async () => {
    const before = await counts();
    const { code, stdout, stderr } = await epigraph(["seed", "--cases", "5"], env);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^epigraph: the database holds other cases already: .* choose another database or EPIGRAPH_DATA\n$/m);
    expect(await counts()).toBe(before);
  });
});

describe("`seed`", () => {
  let own: TestDatabase;
  beforeAll(async () => void (own = await createTestDatabase()));
  afterAll(() => own.drop());
  type Report = { readonly tables: readonly { readonly table: string; readonly offered: number; readonly inserted: number }[] };
  const seed = async (...args: readonly string[]): Promise<Awaited<ReturnType<typeof epigraph>>> => epigraph(["seed", "--cases", "20", ...args], { ...env, ...variablesOf(own) });
  const tables = ({ stdout }: { readonly stdout: string }): Report["tables"] => (JSON.parse(stdout) as Report).tables;

  it("loads an outbreak once, and refuses another one", async () => {
    const first = await seed("--json");
    expect(first.code).toBe(0);
    expect(first.stderr).toBe("cases: 100 %\n");
    expect(tables(first).every(({ offered, inserted }) => offered === inserted)).toBe(true);
    expect(tables(first)).toContainEqual({ table: "cases.case_record", offered: 20, inserted: 20 });

    const again = await seed("--json");
    expect(tables(again).map(({ inserted }) => inserted)).toEqual(tables(first).map(() => 0));
    expect(tables(again).map(({ offered }) => offered)).toEqual(tables(first).map(({ offered }) => offered));
    expect((await seed()).stdout).toMatch(/│ cases\.case_record +│ 20 +│ 0 +│[^]*this outbreak was there already: nothing was added\n$/);

    const other = await seed("--seed", "2");
    expect(other).toMatchObject({ code: 1, stdout: "" });
    expect(other.stderr).toMatch(/^epigraph: the database holds other cases already/m);
  });

  it("is quiet when nobody reads on, and still does its work", async () => {
    const { stdout, stderr } = await run("bash", ["-c", `"$0" "$1" seed --cases 20 --json 2>/dev/null | true; echo "\${PIPESTATUS[0]}"`, process.execPath, program], { ...env, ...variablesOf(own) });
    expect([stdout, stderr]).toEqual(["0\n", ""]);
  });

  it("draws a bar on a terminal", async () => {
    const typescript = join(folder, "typescript");
    const { code } = await run("script", ["--quiet", "--return", "--command", `"${process.execPath}" "${program}" seed --cases 20`, typescript], { ...env, ...variablesOf(own), TERM: "xterm" });
    expect(code).toBe(0);
    expect(readFileSync(typescript, "utf8")).toMatch(/█{40} 100 % cases/);
  });

  it("writes the evidence and the truth apart, and for the same seed the same bytes", async () => {
    const digests = async (name: string, ...args: readonly string[]): Promise<Readonly<Record<string, string>>> => {
      const path = join(folder, name);
      const { code, stdout } = await epigraph(["seed", "--cases", "20", "--files", path, ...args], { EPIGRAPH_DATA: join(folder, "not-made") });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^written to .*observed and .*truth: 20 cases, \d+ pings, /);
      const written = ["observed", "truth"].flatMap((half) => readdirSync(join(path, half)).map((file) => join(half, file)));
      return Object.fromEntries(written.toSorted().map((file) => [file, createHash("sha256").update(readFileSync(join(path, file))).digest("hex")]));
    };
    const [one, same, other] = await Promise.all([digests("one", "--noise", "qrMissed=0.5"), digests("same", "--noise", "qrMissed=0.5"), digests("other", "--seed", "2")]);
    expect(Object.keys(one)).toEqual(expect.arrayContaining([join("observed", "pings.csv"), join("truth", "infections.csv"), join("truth", "parameters.json")]));
    expect(same).toEqual(one);
    expect(other[join("observed", "pings.csv")]).not.toBe(one[join("observed", "pings.csv")]);
    expect(readdirSync(folder)).not.toContain("not-made");
  });
});
