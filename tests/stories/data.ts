/** The data that stories run on: a generated outbreak always, the real line list where the optional data folder is present. Not a test. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "@epigraph/cli";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { createFilledDatabase, type TestDatabase, withTestVault } from "@epigraph/datastore/testing";
import { simulate } from "@epigraph/generator";
import { importDs4c, seedOutbreak } from "@epigraph/intake";

export const sharedData = process.env["EPIGRAPH_SHARED_DATA"] ?? join(projectRoot, "..", "shared", "data");
export const ds4cFolder = join(sharedData, "ds4c");

export type Chosen = { readonly caseId: string; readonly regionCode: string; readonly clusterName: string };
export type StoryData = {
  readonly name: string;
  readonly present: boolean;
  /** A database of the caller's own with these data. Drop it when done. */
  readonly create: () => Promise<TestDatabase>;
};

export const generated: StoryData = { name: "a generated outbreak", present: true, create: () => createFilledDatabase("outbreak_of_150", (database) => withAdmin(database, (admin) => withTestVault(database, async (vault) => void (await seedOutbreak({ outbreak: simulate({ cases: 150 }), database: admin, vault, now: Date.now() }))))) };
export const ds4c: StoryData = { name: "the real DS4C line list", present: existsSync(ds4cFolder), create: () => createFilledDatabase("ds4c", (database) => withAdmin(database, (admin) => withTestVault(database, async (vault) => void (await importDs4c({ folder: ds4cFolder, database: admin, vault, now: Date.now() }))))) };

/**
 * A case of a named cluster, in a municipality with a local investigator, that has evidence of its own and was, on one day, at the same place as another case that the same
 * investigator may see. Looked up past all walls, as the one who checks the walls must.
 */
export function chooseCase(database: TestDatabase): Promise<Chosen> {
  return withAdmin(database, async (admin) => {
    const [row] = await admin.query<Chosen[]>(`
      select c.id as "caseId", c.region_code as "regionCode", k.name_en as "clusterName"
      from cases.case_record c join cases.cluster k on k.id = c.cluster_id join cases.region r on r.code = c.region_code and r.level = 'municipality'
      where exists (select from movements.stay s join movements.stay o on o.day = s.day and o.place_id = s.place_id and o.case_id <> s.case_id
                    join movements.case_reference x on x.case_id = o.case_id and x.region_code = c.region_code where s.case_id = c.id)
      order by (select count(*) from cases.case_record m where m.cluster_id = k.id) desc, c.confirmation_date, c.id limit 1`);
    if (!row) throw new Error("the data hold no case for this story");
    return row;
  });
}

export async function withAdmin<T>(database: TestDatabase, work: (admin: DataSource) => Promise<T>): Promise<T> {
  const admin = await openDatabase(database.adminUrl, { name: "story", poolSize: 2 });
  try {
    return await work(admin);
  } finally {
    await admin.destroy();
  }
}
