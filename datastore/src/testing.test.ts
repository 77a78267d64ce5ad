import pg from "pg";

import { databaseServices } from "./database-services.js";
import { createTestDatabase, testServer } from "./testing.js";

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("a test database", () => {
  it("is migrated, is nobody else's, lets every service in, and goes away", async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await ask(one.adminUrl, "insert into programs.support_program (id, title_ko, summary_ko, agency_ko, region_code, published, source_system, source_record) values (gen_random_uuid(), '가', '나', '다', '1100000000', true, 'test', '1')");
    expect(await ask(one.urls.programs, "select title_ko from programs.support_program")).toEqual([{ title_ko: "가" }]);
    expect(await ask(two.urls.programs, "select title_ko from programs.support_program")).toEqual([]);
    for (const service of databaseServices) expect(await ask(one.urls[service], "select current_user::text as me")).toEqual([{ me: `epigraph_${service}_test` }]);
    await expect(ask(one.urls.programs, "select from cases.person")).rejects.toMatchObject({ code: "42501" });
    await Promise.all([one.drop(), two.drop()]);
    await expect(ask(one.adminUrl, "select")).rejects.toMatchObject({ code: "3D000" });
    expect(await testServer()).toBe(await testServer());
  });
});
