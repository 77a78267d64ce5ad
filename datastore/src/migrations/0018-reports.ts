/** What reports need: who has reviewed which month of the access log, and by which sheet, in the auditor's own name and never changed; and which fields records tell of, for counting by class. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class Reports1700000000018 implements MigrationInterface {
  readonly name = "Reports1700000000018";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table ledger.review_signature (
      id uuid primary key,
      month text not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
      signed_by text not null,
      signed_at timestamptz(3) not null,
      sheet_hash text not null check (sheet_hash ~ '^[0-9a-f]{64}$'),
      unique (month, signed_by, sheet_hash))`);
    await runner.query("alter table ledger.review_signature enable row level security");
    await runner.query("alter table ledger.review_signature force row level security");
    await runner.query("grant select, insert on ledger.review_signature to epigraph_audit");
    const auditor = "(select me.duty = 'auditor' and me.clearance >= 2 and me.purpose = 'audit' from security.asker() me)";
    const own = "review_signature.signed_by = (select me.account from security.asker() me) and review_signature.signed_at = (select me.now from security.asker() me)";
    await runner.query("create policy epigraph_owner on ledger.review_signature to current_user using (true) with check (true)");
    await runner.query(`create policy epigraph_auditor_reads on ledger.review_signature for select to epigraph_audit using (${auditor})`);
    await runner.query(`create policy epigraph_auditor_signs on ledger.review_signature for insert to epigraph_audit with check (${auditor} and ${own})`);
    // coordinates and outcomes: nobody is named in them
    await runner.query(`create policy epigraph_auditor_reads on ledger.shape for select to epigraph_audit using (${auditor})`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
