/** Who is assigned to which case, and which grants are live: what the guard and the row filters ask. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class Permission1700000000004 implements MigrationInterface {
  readonly name = "Permission1700000000004";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table permission.assignment (
      account text not null,
      case_id uuid not null,
      not_before timestamptz not null,
      not_after timestamptz,
      primary key (account, case_id))`);
    await runner.query(`create index on permission.assignment (case_id)`);
    await runner.query(`create table permission.access_grant (
      id uuid primary key,
      request_id uuid not null,
      data_class text not null,
      window_from timestamptz not null,
      window_to timestamptz not null check (window_to > window_from),
      purpose text not null,
      not_before timestamptz not null,
      not_after timestamptz not null check (not_after > not_before),
      reads_left integer check (reads_left >= 0))`);
    await runner.query(`create table permission.grant_holder (
      grant_id uuid not null references permission.access_grant,
      account text not null,
      primary key (grant_id, account))`);
    await runner.query(`create table permission.grant_case (
      grant_id uuid not null references permission.access_grant,
      case_id uuid not null,
      primary key (case_id, grant_id))`);
    await runner.query(`grant select on all tables in schema permission to epigraph_cases, epigraph_movements, epigraph_audit`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
