/** `epigraph agency`: many agencies from one file, as a Korean spreadsheet program writes it, once and with a record. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { epigraph, type Variables, variablesOf } from "./command.js";

let database: TestDatabase;
let env: Variables;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  env = variablesOf(database);
  folder = mkdtempSync(join(tmpdir(), "epigraph-agencies-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

const file = (bytes: string | Buffer): string => {
  const path = join(folder, "agencies.csv");
  writeFileSync(path, bytes);
  return path;
};
/** `경찰` in CP949, for node writes no such text. */
const policeName = Buffer.from([0xb0, 0xe6, 0xc2, 0xfb]);
const header = "id,kind,name_ko,name_en,phone,classes\n";

it("adds the agencies of a file in one go, once, with a record", async () => {
  const rows = [...Array.from({ length: 3 }, (_, n) => `telecom-${n},telecom,T${n},Telecom ${n},,`), ...Array.from({ length: 22 }, (_, n) => `card-${n},card-company,C${n},"Card, ${n}",02-123-4567,card-use`)];
  const path = file(Buffer.concat([Buffer.from(header), Buffer.from("police,police,"), policeName, Buffer.from(",Police,112,\n"), Buffer.from(`${rows.join("\n")}\n`)]));
  const added = await epigraph(["agency", "add", "--csv", path, "--json"], env);
  expect([added.code, added.stderr]).toEqual([0, ""]);
  expect(JSON.parse(added.stdout)).toMatchObject({ added: expect.arrayContaining(["police", "telecom-0", "card-21"]) as string[], present: 0 });
  expect((await epigraph(["agency", "add", "--csv", path], env)).stdout).toBe("0 added, 26 were there already\n");
  const listed = JSON.parse((await epigraph(["agency", "list", "--json"], env)).stdout) as readonly { readonly id: string }[];
  expect(listed.find(({ id }) => id === "police")).toEqual({ id: "police", kind: "police", nameKo: "경찰", nameEn: "Police", phone: "112", region: null, dataClasses: [] });
  expect(listed.find(({ id }) => id === "telecom-1")).toMatchObject({ kind: "telecom", dataClasses: ["telecom-location"] });
  expect(listed.find(({ id }) => id === "kdca")).toMatchObject({ kind: "disease-control-agency" });
  const records = (await recordsOf(database.adminUrl)).filter(({ entity }) => entity.name === "agency-add");
  expect(records.map(({ type, agent, entity }) => [type, agent.who, entity.detail["count"]])).toEqual([["administration", "operator", 26]]);
});

it("changes nothing that is there", async () => {
  const { code, stderr } = await epigraph(["agency", "add", "--csv", file(`${header}x-1,telecom,X,X,,\nkdca,other,X,X,,\n`)], env);
  expect([code, stderr]).toEqual([1, "epigraph: there is an agency `kdca` already, and it is another: nothing was added; see `epigraph agency list`\n"]);
  expect((await epigraph(["agency", "list", "--kind", "telecom", "--json"], env)).stdout).not.toMatch("x-1");
});
