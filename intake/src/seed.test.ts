/** Specification of the seeder: a generated outbreak under due process, all of it or nothing, and never its truth. */
import { openDatabase } from "@epigraph/datastore";
import { createTestDatabase, openTestVault, type TestDatabase } from "@epigraph/datastore/testing";
import { simulate } from "@epigraph/generator";
import { type BulkVault, identityField } from "@epigraph/vault";
import type { Database } from "./database.js";
import { seedOutbreak } from "./seed.js";

const now = Date.parse("2020-06-01T00:00:00+09:00");
const outbreak = simulate({ cases: 40 });

describe("a seeded outbreak", () => {
  let test: TestDatabase;
  let database: Database;
  let vault: BulkVault;
  let closeVault: () => Promise<void>;
  const count = async (sql: string): Promise<number> => Number((await database.query<{ readonly n: string }[]>(`select count(*) as n from ${sql}`))[0]?.n);

  beforeAll(async () => {
    test = await createTestDatabase();
    database = await openDatabase(test.adminUrl, { name: "seed test", poolSize: 2 });
    ({ vault, close: closeVault } = await openTestVault(test));
    await seedOutbreak({ outbreak, database, vault, now });
  });
  afterAll(async () => {
    await database.destroy();
    await closeVault();
    await test.drop();
  });

  it("has every case with its person, its reference for movements and a request for each class of data", async () => {
    expect([await count("cases.case_record"), await count("cases.person"), await count("movements.case_reference"), await count("movements.information_request")]).toEqual([40, 40, 40, 160]);
  });

  it("has no stay outside of the case, class and window of its request", async () => {
    expect(await count("movements.stay")).toBeGreaterThan(1000);
    const outside = `movements.stay s join movements.information_request r on r.id = s.request_id
      where s.case_id <> r.case_id or s.data_class <> r.data_class or s.earliest < r.window_from or s.latest > r.window_to`;
    expect(await count(outside)).toBe(0);
  });

  it("has for each request a live grant over the same case, class and window, and an approver who did not ask", async () => {
    const granted = `movements.information_request r join permission.access_grant g on g.request_id = r.id join permission.grant_case c on c.grant_id = g.id and c.case_id = r.case_id
      where g.data_class = r.data_class and g.window_from = r.window_from and g.window_to = r.window_to and g.not_before = to_timestamp(${now / 1000}) and r.approved_by <> r.requested_by`;
    expect(await count(granted)).toBe(160);
    expect(await count("movements.information_request where data_class = 'telecom-location' and police_approved_at is null")).toBe(0);
  });

  it("has no identity in the clear, and each opens for its own person only", async () => {
    const persons = await database.query<{ readonly key: string; readonly identity: Buffer }[]>("select key, identity from cases.person order by source_record");
    const opened = await vault.open(persons.map(({ key, identity }) => ({ owner: key, field: identityField, blob: identity })));
    const generatedNames = Array.from(outbreak.cases(), ({ person }) => person.fullName);
    expect(opened.map((text) => (JSON.parse(text ?? "{}") as { readonly fullName: string }).fullName).toSorted()).toEqual(generatedNames.toSorted());
    const stored = Buffer.concat(persons.map(({ identity }) => identity)).toString("utf8");
    expect(generatedNames.filter((name) => stored.includes(name))).toEqual([]);
    await expect(vault.open(persons.slice(0, 2).map(({ identity }, index) => ({ owner: persons[1 - index]?.key ?? "", field: identityField, blob: identity })))).rejects.toMatchObject({ code: "BLOB_INVALID" });
  });

  it("lets every person be found by the telephone, however it is written", async () => {
    const [first] = outbreak.cases(0, 1);
    const international = first?.person.phone.replace(/^0/, "+82 ").replaceAll("-", " ") ?? "";
    const found = await database.query("select from cases.person_pseudonym where kind = 'phone' and pseudonym = $1", [vault.pseudonym("phone", international)]);
    expect(found).toHaveLength(1);
    expect(await count("cases.person_pseudonym")).toBe(40);
  });

  it("tells nothing of the truth: who infected whom is not in the database", async () => {
    expect(await count("cases.transmission_link")).toBe(0);
  });

  it("adds nothing when loaded again", async () => {
    const { tables } = await seedOutbreak({ outbreak, database, vault, now: now + 1 });
    expect(tables.filter(({ inserted }) => inserted > 0)).toEqual([]);
    expect(tables.length).toBeGreaterThan(10);
  });

  it("lets no other outbreak in beside it, and says what to do", async () => {
    const before = await count("movements.stay");
    await expect(seedOutbreak({ outbreak: simulate({ cases: 20, seed: 2 }), database, vault, now })).rejects.toMatchObject({ code: "NOT_EMPTY", message: expect.stringContaining("another database") });
    expect(await count("movements.stay")).toBe(before);
  });
});
