/** Faults put into a log on purpose, to see whether the checks that found none can find any. In a transaction that is undone, or, before sequencing, for good. */
import type { DataSource } from "@epigraph/datastore";
import type { Installation } from "./installation.js";
import { type Acknowledged, startLoad } from "./load.js";
import { checkWholeLog, inOneView, missingRecords } from "./whole-log.js";

export type Found = { readonly planted: number; readonly found: number };
export type Planted = { readonly missing: Found; readonly duplicates: Found; readonly faults: Found; readonly findings: Found };

const each = 10;

/** Records of acknowledged operations taken away; records repeated at the end; single bytes changed. As who owns the database could. */
export async function plantInLog(database: DataSource, acknowledged: readonly Acknowledged[], vkey: string): Promise<Omit<Planted, "findings">> {
  const some = acknowledged.filter((_, index) => index % Math.max(1, Math.floor(acknowledged.length / each)) === 0).slice(0, each);
  const missing = await inOneView(database, async (query) => {
    for (const { correlation } of some) await query("delete from ledger.record where index = (select max(index) from ledger.record where correlation = $1)", [correlation]);
    return (await missingRecords(query, some)).length;
  });
  const duplicates = await inOneView(database, async (query) => {
    await query(`insert into ledger.record (index, sequenced, login, standing, recorded, type, service, correlation, account, duty, agency, session, purpose, outcome, subjects, unassigned, body)
      select (select max(index) from ledger.record) + row_number() over (order by index), sequenced, login, standing, recorded, type, service, correlation, account, duty, agency, session, purpose, outcome, subjects, unassigned, body
      from ledger.record where index < $1`, [each]);
    return (await checkWholeLog(query, vkey)).duplicates;
  });
  let faults = 0;
  for (let fault = 0; fault < each; fault++)
    faults += await inOneView(database, async (query) => {
      await query(`update ledger.record set body = regexp_replace(body, '"outcome":"answered"', '"outcome":"refused"') where index = (select min(index) from ledger.record where index >= (select max(index) from ledger.record) * $1 / $2 and body like '%"outcome":"answered"%')`, [fault, each]);
      return (await checkWholeLog(query, vkey)).faults.length > 0 ? 1 : 0;
    });
  return { missing: { planted: some.length, found: missing }, duplicates: { planted: each, found: duplicates }, faults: { planted: each, found: faults } };
}

/** A record that was acknowledged, taken away before it was sequenced: its writer's next one tells. `newFindings`: how many there are beside those of before. */
export async function plantInPending(installation: Installation, database: DataSource, next: () => number, newFindings: () => Promise<number>): Promise<Found> {
  installation.kill("audit");
  const load = await startLoad(installation, next);
  while (load.acknowledged.length < 200) await new Promise((resolve) => setTimeout(resolve, 20));
  await load.stop();
  await database.query("delete from ledger.pending where ctid in (select ctid from ledger.pending where body like '%\"observer\":\"clinics\"%' order by arrived limit 1)");
  await installation.revive("audit");
  return { planted: 1, found: Math.min(1, await newFindings()) };
}
