/** Places, information requests, and stays: no stay exists without the request under which it came. No identity stands here. */
import type { MigrationInterface, QueryRunner } from "typeorm";

const dataClass = `data_class text not null check (data_class in ('telecom-location', 'card-use', 'qr-entry', 'interview', 'public-report'))`;

export class Movements1700000000003 implements MigrationInterface {
  readonly name = "Movements1700000000003";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table movements.place (
      id uuid primary key,
      name text,
      category text not null,
      region_code text,
      latitude float8 not null check (latitude between -90 and 90),
      longitude float8 not null check (longitude between -180 and 180),
      cell bigint not null,
      source_system text not null,
      source_record text not null,
      unique (source_system, source_record))`);
    await runner.query(`create index on movements.place (region_code, id)`);
    // what movements may know of a case: the facts frozen when data were requested for it
    await runner.query(`create table movements.case_reference (
      case_id uuid primary key,
      person_key uuid not null,
      region_code text not null,
      disease text not null,
      onset_date date,
      confirmation_date date,
      isolation_date date,
      sealed boolean not null default false)`);
    await runner.query(`create index on movements.case_reference (disease, confirmation_date)`);
    await runner.query(`create table movements.information_request (
      id uuid primary key,
      case_id uuid not null references movements.case_reference,
      ${dataClass},
      window_from timestamptz not null,
      window_to timestamptz not null check (window_to > window_from),
      justification text not null,
      legal_basis text not null,
      state text not null check (state in ('draft', 'submitted', 'approved', 'police-approved', 'sent', 'partly-provided', 'provided', 'closed', 'denied', 'withdrawn', 'expired')),
      requested_by text not null,
      requested_at timestamptz not null,
      approved_by text,
      approved_at timestamptz,
      police_approved_by text,
      police_approved_at timestamptz,
      provided_at timestamptz,
      source_system text not null,
      source_record text not null,
      unique (source_system, source_record),
      check (requested_by <> approved_by))`);
    await runner.query(`create index on movements.information_request (case_id)`);
    // stays are cut at midnight (Asia/Seoul) and partitioned by day; the person key is in every unique key, so that the table can be distributed by it
    await runner.query(`create table movements.stay (
      person_key uuid not null,
      day date not null,
      id uuid not null,
      case_id uuid not null,
      request_id uuid not null references movements.information_request,
      ${dataClass},
      precision text not null check (precision in ('minute', 'day')),
      arrival timestamptz,
      departure timestamptz,
      earliest timestamptz not null,
      latest timestamptz not null check (latest >= earliest),
      place_id uuid,
      latitude float8 not null,
      longitude float8 not null,
      cell bigint not null,
      accuracy_metres real not null,
      confidence real not null check (confidence between 0 and 1),
      source_record text not null,
      primary key (person_key, day, id),
      check (precision <> 'minute' or (arrival is not null and departure is not null)),
      check (precision <> 'day' or (arrival is null and departure is null))) partition by range (day)`);
    await runner.query(`create index on movements.stay (case_id, day)`);
    await runner.query(`create index on movements.stay (place_id, earliest)`);
    await runner.query(`create index on movements.stay (cell, earliest)`);
    await runner.query(`grant select on movements.place, movements.case_reference, movements.information_request, movements.stay to epigraph_movements`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
