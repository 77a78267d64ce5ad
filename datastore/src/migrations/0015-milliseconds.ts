/** Times by which pages are cut are kept to the millisecond: that is what a cursor holds, and a row some microseconds from it was left out of every page. */
import type { MigrationInterface, QueryRunner } from "typeorm";

const columns: Readonly<Record<string, readonly string[]>> = {
  "identity.session": ["started_at"],
  "identity.event": ["at"],
  "identity.security_note": ["written_at"],
  "permission.referral": ["offered_at"],
  "ledger.record": ["recorded"],
  "ledger.record_subject": ["recorded"],
  // all four, so that they stay in order
  "movements.stay": ["arrival", "departure", "earliest", "latest"],
};

export class Milliseconds1700000000015 implements MigrationInterface {
  readonly name = "Milliseconds1700000000015";

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, names] of Object.entries(columns)) await runner.query(`alter table ${table} ${names.map((name) => `alter column ${name} type timestamptz(3)`).join(", ")}`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
