/** Screening clinics and support programs: published texts in Korean and English, no personal data. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class PublicServices1700000000005 implements MigrationInterface {
  readonly name = "PublicServices1700000000005";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table clinics.clinic (
      id uuid primary key,
      name_ko text not null,
      name_en text,
      region_code text not null,
      address_ko text,
      address_en text,
      phone text,
      latitude float8,
      longitude float8,
      opening_hours text,
      crowding text check (crowding in ('low', 'moderate', 'high', 'closed')),
      crowding_reported_at timestamptz,
      published boolean not null default false,
      source_system text not null,
      source_record text not null,
      unique (source_system, source_record))`);
    await runner.query(`create index on clinics.clinic (region_code, id)`);
    await runner.query(`create table programs.support_program (
      id uuid primary key,
      title_ko text not null,
      title_en text,
      summary_ko text not null,
      summary_en text,
      eligibility_ko text,
      eligibility_en text,
      agency_ko text not null,
      agency_en text,
      region_code text not null,
      phone text,
      available_from date,
      available_to date,
      published boolean not null default false,
      source_system text not null,
      source_record text not null,
      unique (source_system, source_record))`);
    await runner.query(`create index on programs.support_program (region_code, id)`);
    await runner.query(`grant select on clinics.clinic to epigraph_clinics`);
    await runner.query(`grant select on programs.support_program to epigraph_programs`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
