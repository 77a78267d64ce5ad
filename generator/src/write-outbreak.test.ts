import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { simulate, writeOutbreak, type Parameters } from "./index.js";

const parameters: Partial<Parameters> = { cases: 80, seed: 42 };
const folders: string[] = [];

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "epigraph-generator-"));
  folders.push(made);
  return made;
}

async function hashes(of: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const part of ["observed", "truth"]) for (const file of (await readdir(join(of, part))).sort()) found[`${part}/${file}`] = createHash("sha256").update(await readFile(join(of, part, file))).digest("hex");
  return found;
}

async function written(given: Partial<Parameters>): Promise<string> {
  const into = await folder();
  await writeOutbreak(simulate(given), into);
  return into;
}

/** Written once for all that only look: that they are the same each time is the first test's to say. */
let usual: string;
beforeAll(async () => void (usual = await written(parameters)), 60_000);
afterAll(async () => {
  for (const each of folders) await rm(each, { recursive: true });
});

describe("an outbreak's files", () => {
  it("are the same bytes for the same seed and parameters", async () => {
    const first = await hashes(usual);
    expect(Object.keys(first)).toEqual([
      ...["cases", "clinics", "clusters", "persons", "pings", "places", "programs", "qr-entries", "region-statistics", "slips", "statements"].map((name) => `observed/${name}.csv`),
      "truth/contacts.csv",
      "truth/infections.csv",
      "truth/parameters.json",
      "truth/stays.csv",
    ]);
    expect(await hashes(await written(parameters))).toEqual(first);
  });

  it("do not depend on the order in which cases and truth were looked at before", async () => {
    const outbreak = simulate(parameters);
    for (let number = 79; number >= 0; number -= 7) expect([...outbreak.truth(number, number + 1)].map(({ caseId }) => caseId)).toEqual([...outbreak.cases(number, number + 1)].map(({ id }) => id));
    const into = await folder();
    await writeOutbreak(outbreak, into);
    expect(await hashes(into)).toEqual(await hashes(usual));
  });

  it("are others for another seed", async () => {
    const [one, other] = [await hashes(usual), await hashes(await written({ ...parameters, seed: 43 }))];
    for (const name of ["observed/cases.csv", "observed/pings.csv", "observed/places.csv", "truth/infections.csv"]) expect(other[name]).not.toBe(one[name]);
  });

  it("show the same epidemic whatever the noise", async () => {
    const [one, other] = [await hashes(usual), await hashes(await written({ ...parameters, noise: { ...simulate().parameters.noise, pingPong: 0.9, statementForgotten: 0.5 } }))];
    expect(other["truth/stays.csv"]).toBe(one["truth/stays.csv"]);
    expect(other["observed/pings.csv"]).not.toBe(one["observed/pings.csv"]);
  });

  it("count the rows that the report says", async () => {
    const into = await folder();
    const report = await writeOutbreak(simulate(parameters), into);
    const lines = async (name: string): Promise<number> => (await readFile(join(into, name), "utf8")).split("\n").length - 2;
    expect(report).toEqual({
      cases: 80,
      pings: await lines("observed/pings.csv"),
      slips: await lines("observed/slips.csv"),
      qrEntries: await lines("observed/qr-entries.csv"),
      statements: await lines("observed/statements.csv"),
      trueStays: await lines("truth/stays.csv"),
      trueContacts: await lines("truth/contacts.csv"),
    });
    expect(await lines("observed/cases.csv")).toBe(80);
  });

  it("into a folder that cannot be: a clear error", async () => {
    const file = join(await folder(), "file");
    await writeFile(file, "");
    await expect(writeOutbreak(simulate({ cases: 1 }), join(file, "inside"))).rejects.toMatchObject({ name: "GeneratorError", code: "folder-not-writable" });
  });
});

describe("the truth", () => {
  it("does not leak into the observed files: no line names two cases, no column speaks of infectors", async () => {
    const observed = join(usual, "observed");
    for (const name of await readdir(observed)) {
      const [header = "", ...lines] = (await readFile(join(observed, name), "utf8")).split("\n");
      expect(header).not.toMatch(/infect|truth|true|source_case|parent|seed|household|setting/);
      const mixed = lines.filter((line) => new Set([...line.matchAll(/(?:case|person|[TCQI])-(\d{6})\b/g)].map(([, number]) => number)).size > 1);
      expect(mixed).toEqual([]);
    }
  });

  it("is not in a generated case: no word of any other case", () => {
    const outbreak = simulate(parameters);
    for (const one of outbreak.cases()) {
      expect(new Set(JSON.stringify(one).match(/case-\d{6}/g))).toEqual(new Set([one.id]));
      expect(Object.keys(one).filter((key) => /infect|setting|symptom|truth/i.test(key))).toEqual([]);
    }
  });

  it("is not in the numbering: among cases confirmed on one day, infectors do not come first", () => {
    const outbreak = simulate({ cases: 2_000, seed: 8, epidemicDays: 30 });
    const confirmed = new Map([...outbreak.cases()].map(({ id, confirmationDate }) => [id, confirmationDate]));
    const pairs = [...outbreak.truth()].flatMap(({ caseId, infection }) => (infection !== undefined && confirmed.get(caseId) === confirmed.get(infection.infector) ? [[infection.infector, caseId] as const] : []));
    expect(pairs.length).toBeGreaterThan(50);
    const first = pairs.filter(([infector, infectee]) => infector < infectee).length / pairs.length;
    expect(first).toBeGreaterThan(0.3);
    expect(first).toBeLessThan(0.7);
  });
});

describe("the machine's time zone", () => {
  it("is never asked: no source file uses local time", async () => {
    const source = dirname(fileURLToPath(import.meta.url));
    for (const name of (await readdir(source)).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts")))
      expect(`${name}: ${(await readFile(join(source, name), "utf8")).match(/\.get(?:Date|Day|Month|FullYear|Hours|Minutes|Seconds|TimezoneOffset)\(|toLocale|Intl\.|Date\.now|new Date\(\)|Math\.random/)?.[0] ?? "none"}`).toBe(`${name}: none`);
  });
});
