/** Regions, cases, persons, clusters and what surrounds a case. Identity (P3) stands in a table of its own, `person`. */
import type { MigrationInterface, QueryRunner } from "typeorm";

const source = `source_system text not null, source_record text not null, unique (source_system, source_record)`;

export class Cases1700000000002 implements MigrationInterface {
  readonly name = "Cases1700000000002";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table cases.region (
      code text primary key check (code ~ '^[0-9]{10}$'),
      parent_code text references cases.region,
      level text not null check (level in ('country', 'province', 'municipality')),
      name_ko text not null,
      name_en text not null,
      statistics_korea_code text,
      latitude float8,
      longitude float8,
      valid_from date,
      valid_to date)`);
    await runner.query(`create table cases.region_statistics (
      region_code text not null references cases.region,
      day date not null,
      confirmed integer not null check (confirmed >= 0),
      released integer check (released >= 0),
      deceased integer check (deceased >= 0),
      source_system text not null,
      primary key (region_code, day, source_system))`);
    await runner.query(`create table cases.cluster (
      id uuid primary key,
      name_ko text not null,
      name_en text not null,
      region_code text references cases.region,
      place_id uuid,
      setting text,
      reported_count integer check (reported_count >= 0),
      ${source})`);
    await runner.query(`create table cases.person (
      key uuid primary key,
      full_name text,
      phone text,
      address text,
      birth_year integer check (birth_year between 1880 and 2100),
      ${source})`);
    await runner.query(`create table cases.case_record (
      id uuid primary key,
      person_key uuid not null references cases.person,
      disease text not null,
      classification text not null check (classification in ('confirmed', 'probable', 'suspected', 'not-a-case')),
      region_code text not null references cases.region,
      age_band text,
      sex text check (sex in ('female', 'male', 'other')),
      onset_date date,
      sampling_date date,
      confirmation_date date,
      reporting_date date,
      isolation_date date,
      outcome text check (outcome in ('isolated', 'released', 'deceased')),
      outcome_date date,
      cluster_id uuid references cases.cluster,
      infection_setting text,
      sealed boolean not null default false,
      ${source})`);
    await runner.query(`create index on cases.case_record (region_code, confirmation_date, id)`);
    await runner.query(`create index on cases.case_record (cluster_id, id)`);
    await runner.query(`create index on cases.case_record (person_key)`);
    await runner.query(`create table cases.transmission_link (
      id uuid primary key,
      infector_case_id uuid not null references cases.case_record,
      infectee_case_id uuid not null references cases.case_record,
      basis text not null,
      setting text,
      ${source},
      check (infector_case_id <> infectee_case_id))`);
    await runner.query(`create index on cases.transmission_link (infector_case_id)`);
    await runner.query(`create index on cases.transmission_link (infectee_case_id)`);
    await runner.query(`create table cases.contact (
      id uuid primary key,
      person_key uuid not null references cases.person,
      region_code text not null references cases.region,
      status text,
      age_band text,
      sex text check (sex in ('female', 'male', 'other')),
      last_contact_date date,
      follow_up_from date,
      follow_up_to date,
      became_case_id uuid references cases.case_record,
      ${source})`);
    await runner.query(`create table cases.exposure (
      id uuid primary key,
      case_id uuid not null references cases.case_record,
      contact_id uuid references cases.contact,
      exposed_case_id uuid references cases.case_record,
      last_contact_date date,
      exposure_type text,
      setting text,
      frequency text,
      duration text,
      certainty text,
      ${source},
      check (num_nonnulls(contact_id, exposed_case_id) = 1))`);
    await runner.query(`create index on cases.exposure (case_id, id)`);
    await runner.query(`create index on cases.exposure (contact_id)`);
    await runner.query(`create table cases.follow_up (
      id uuid primary key,
      contact_id uuid not null references cases.contact,
      day date not null,
      number integer,
      status text not null,
      ${source})`);
    await runner.query(`create index on cases.follow_up (contact_id, day, id)`);
    await runner.query(`create table cases.sample (
      id uuid primary key,
      case_id uuid references cases.case_record,
      contact_id uuid references cases.contact,
      taken_date date,
      result_date date,
      sample_type text,
      test_type text,
      result text,
      laboratory text,
      ${source},
      check (num_nonnulls(case_id, contact_id) = 1))`);
    await runner.query(`create index on cases.sample (case_id, id)`);
    await runner.query(`grant select on all tables in schema cases to epigraph_cases`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
