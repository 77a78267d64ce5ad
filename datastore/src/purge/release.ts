/** Destroys the archives of persons whom no hold keeps any more, with their data keys. That a hold is over two persons have said: see policy.legal_hold. */
import { type Custody, destroyKeys, releaseKeys, type RingFolder } from "@epigraph/vault";
import { openDatabase } from "../connection.js";
import { migrationLock, queryOf } from "../migrate.js";
import { dropReleased } from "./archive.js";
import { requireAboveRows } from "./plan.js";
import { forgetWriteAheadLog, rewriteTables } from "./rewrite.js";

/** Says how many persons' archives went. Broken off, the next call finishes it: keys go first. */
export async function releaseArchives(url: string, custody: Custody, holds: RingFolder): Promise<number> {
  const database = await openDatabase(url, { name: "epigraph purge", poolSize: 1 });
  const runner = database.createQueryRunner();
  const query = queryOf(runner);
  try {
    await runner.query("select pg_advisory_lock($1)", [migrationLock]);
    await requireAboveRows(query);
    const released = (
      await query(
        `select a.person_key::text as key from policy.hold_archive a group by a.person_key
         having not bool_or(exists (select from policy.legal_hold h where h.id = any (a.holds) and h.state in ('held', 'release-proposed')))`,
      )
    ).map(({ key }) => String(key));
    if (released.length > 0) {
      await releaseKeys(custody, holds, released);
      await destroyKeys(custody, released);
      await custody.store.forgetDestroyed();
    }
    const gone = await dropReleased(query);
    await rewriteTables(query, ["policy.hold_archive", "policy.legal_hold"]);
    await forgetWriteAheadLog(query);
    return gone.length;
  } finally {
    await runner.query("select pg_advisory_unlock_all()").catch(() => undefined);
    await runner.release();
    await database.destroy();
  }
}
