/** Which purges were carried out, so that a backup can say what it is older than. Not the purge itself, and not the signed list outside the data that a restore is held against. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class Purges1700000000026 implements MigrationInterface {
  readonly name = "Purges1700000000026";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("create schema if not exists policy");
    // `number`: the epochs in their order; `certificate_hash`: SHA-256 of the signed certificate, in hex
    await runner.query(`create table policy.purge (
      id uuid primary key,
      number integer not null unique check (number >= 1),
      scope text not null check (length(scope) between 1 and 200),
      executed_at timestamptz(3) not null,
      certificate_hash text not null check (certificate_hash ~ '^[0-9a-f]{64}$'),
      planned_by text not null,
      executed_by text not null,
      check (planned_by <> executed_by))`);
    await runner.query(`create function policy.keep_purge() returns trigger language plpgsql set search_path = '' as $$
      begin
        raise exception 'what was purged stays purged: a row of policy.purge is never changed or deleted' using errcode = '42501';
      end $$`);
    await runner.query("revoke execute on function policy.keep_purge() from public");
    await runner.query("create trigger keep before update or delete on policy.purge for each row execute function policy.keep_purge()");
    await runner.query("create trigger keep_all before truncate on policy.purge for each statement execute function policy.keep_purge()");
    await runner.query("alter table policy.purge enable row level security");
    await runner.query("alter table policy.purge force row level security");
    await runner.query("create policy epigraph_owner on policy.purge to current_user using (true) with check (true)");
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
