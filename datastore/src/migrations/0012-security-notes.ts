/** What a security officer notes when locking an account or ending a session: apart from the access log, which holds no words; and the index that alerts are counted by. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class SecurityNotes1700000000012 implements MigrationInterface {
  readonly name = "SecurityNotes1700000000012";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table identity.security_note (
      id uuid primary key,
      written_at timestamptz not null,
      written_by text not null,
      account text not null,
      session text,
      reason text not null,
      note text)`);
    await runner.query(`create index on identity.security_note (written_at desc, id)`);
    await runner.query(`grant select, insert on identity.security_note to epigraph_audit`);
    await runner.query(`create index on ledger.record (recorded) where service = 'gateway' and outcome in ('refused', 'partly-denied')`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
