/** Whether there are new findings, for a door that has somebody listening: a mark that changes, and nothing of any finding. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class LiveFindings1700000000019 implements MigrationInterface {
  readonly name = "LiveFindings1700000000019";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create function ledger.newest_finding() returns text language sql stable security definer set search_path = '' as $$
      select coalesce((select f.found_at from ledger.finding f order by f.found_at desc limit 1)::text, '')
    $$`);
    await runner.query(`revoke execute on function ledger.newest_finding() from public`);
    await runner.query(`grant execute on function ledger.newest_finding() to epigraph_gateway`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
