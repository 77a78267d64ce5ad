/** The access log. Every service may append and none may read, change or delete; only the audit service reads. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class Ledger1700000000006 implements MigrationInterface {
  readonly name = "Ledger1700000000006";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table ledger.record (
      id uuid primary key,
      writer uuid not null,
      sequence bigint not null,
      previous bytea not null,
      recorded timestamptz not null,
      service text not null,
      correlation text not null,
      account text not null,
      duty text not null,
      agency text not null,
      purpose text not null,
      outcome text not null,
      body text not null,
      unique (writer, sequence))`);
    await runner.query(`create index on ledger.record (recorded desc, id)`);
    await runner.query(`create index on ledger.record (account, recorded desc, id)`);
    await runner.query(`create index on ledger.record (correlation)`);
    await runner.query(`create table ledger.record_subject (
      subject text not null,
      recorded timestamptz not null,
      record_id uuid not null,
      primary key (subject, recorded, record_id))`);
    const writers = "epigraph_cases, epigraph_movements, epigraph_clinics, epigraph_programs, epigraph_audit, epigraph_gateway";
    await runner.query(`grant insert on ledger.record, ledger.record_subject to ${writers}`);
    await runner.query(`grant select on ledger.record, ledger.record_subject to epigraph_audit`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
