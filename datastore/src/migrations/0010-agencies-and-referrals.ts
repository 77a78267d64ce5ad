/** Agencies, which of them keeps what, specially protected cases in one list, and the referral of a case from one agency to another. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class AgenciesAndReferrals1700000000010 implements MigrationInterface {
  readonly name = "AgenciesAndReferrals1700000000010";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table permission.agency (
      id text primary key,
      name_ko text not null,
      name_en text not null,
      phone text,
      region_code text references cases.region)`);
    await runner.query(`create unique index on permission.agency (region_code)`);
    // every municipality has its public health centre (보건소); what number it answers is the operator's to fill in
    await runner.query(`insert into permission.agency (id, name_ko, name_en, region_code)
      select 'health-centre.' || code, name_ko || ' 보건소', name_en || ' Public Health Centre', code from cases.region where level = 'municipality'`);
    await runner.query(`insert into permission.agency (id, name_ko, name_en, region_code)
      select 'province.' || code, name_ko || '청', name_en || ' Government', code from cases.region where level = 'province'`);
    await runner.query(`insert into permission.agency (id, name_ko, name_en, phone) values ('kdca', '질병관리청', 'Korea Disease Control and Prevention Agency', '1339')`);

    // one list of the specially protected, for every schema to ask; kept by the tables that say so
    await runner.query(`create table permission.sealed_case (case_id uuid, listed_by text, person_key uuid not null, primary key (case_id, listed_by))`);
    await runner.query(`create index on permission.sealed_case (person_key)`);
    await runner.query(`create function permission.list_sealed() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
      declare
        listed uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
      begin
        if new.sealed then
          insert into permission.sealed_case (case_id, listed_by, person_key) values (listed, tg_table_name, new.person_key) on conflict do nothing;
        else
          delete from permission.sealed_case where case_id = listed and listed_by = tg_table_name;
        end if;
        return null;
      end $$`);
    for (const [table, key] of [["cases.case_record", "id"], ["movements.case_reference", "case_id"]] as const) {
      await runner.query(`create trigger list_sealed after insert on ${table} for each row when (new.sealed) execute function permission.list_sealed('${key}')`);
      await runner.query(`create trigger relist_sealed after update of sealed on ${table} for each row when (new.sealed is distinct from old.sealed) execute function permission.list_sealed('${key}')`);
      await runner.query(`insert into permission.sealed_case (case_id, listed_by, person_key) select ${key}, '${table.split(".")[1] ?? ""}', person_key from ${table} where sealed`);
    }

    await runner.query(`create table permission.referral (
      id uuid primary key,
      case_id uuid not null,
      person_key uuid not null,
      region_code text not null references cases.region,
      to_agency text not null references permission.agency,
      reason text not null check (length(reason) between 1 and 2000),
      offered_by text not null,
      offered_at timestamptz not null,
      accepted_by text,
      accepted_at timestamptz,
      ended_by text,
      ended_at timestamptz,
      check ((accepted_by is null) = (accepted_at is null)),
      check ((ended_by is null) = (ended_at is null)))`);
    await runner.query(`create index on permission.referral (case_id)`);
    await runner.query(`create index on permission.referral (to_agency, offered_at desc, id)`);
    await runner.query(`create index on permission.referral (region_code, offered_at desc, id)`);
    // one open referral of a case to an agency at a time
    await runner.query(`create unique index on permission.referral (case_id, to_agency) where ended_at is null`);

    // a stub is a case's pseudonym for one agency: two agencies cannot compare theirs, and nobody without the key can make one
    await runner.query(`create table security.stub_key (secret bytea not null check (length(secret) >= 32))`);
    await runner.query(`insert into security.stub_key (secret) select decode(string_agg(replace(gen_random_uuid()::text, '-', ''), ''), 'hex') from generate_series(1, 4)`);
    await runner.query(`create function permission.stub_for(case_id uuid, agency text) returns uuid language sql stable set search_path = pg_catalog, pg_temp
      return (select encode(substring(security.tag(agency || ' ' || case_id, k.secret) from 1 for 16), 'hex')::uuid from security.stub_key k)`);
    const me = `with me as materialized (select * from security.asker() one where one.clearance >= 4 and one.purpose = 'investigation' and one.duty in ('local-investigator', 'national-investigator'))`;
    // what an investigator is told of cases that another agency keeps; of a specially protected one nothing
    await runner.query(`create function permission.case_stubs(cases uuid[]) returns table (case_id uuid, stub uuid, agency text) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      ${me} select c.id, permission.stub_for(c.id, me.agency), a.id
      from me, cases.case_record c left join permission.agency a on a.region_code = c.region_code
      where c.id = any (cases) and not c.sealed $$`);
    // the way back, for the agency that keeps the case and is told a stub on the telephone
    await runner.query(`create function permission.case_of_stub(stub uuid, agency text) returns uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      ${me} select c.id from me, cases.case_record c
      where not c.sealed and (me.duty = 'national-investigator' or array[c.region_code, rpad(left(c.region_code, 2), 10, '0')] && me.jurisdictions) and permission.stub_for(c.id, case_of_stub.agency) = case_of_stub.stub
      limit 1 $$`);
    await runner.query(`revoke execute on function permission.stub_for(uuid, text), permission.case_stubs(uuid[]), permission.case_of_stub(uuid, text), permission.list_sealed() from public`);
    await runner.query(`grant execute on function permission.case_stubs(uuid[]) to epigraph_cases, epigraph_movements`);
    await runner.query(`grant execute on function permission.case_of_stub(uuid, text) to epigraph_cases`);

    await runner.query(`alter table clinics.clinic add column agency text`);
    await runner.query(`alter table programs.support_program add column agency text`);
    await runner.query(`grant select on permission.agency, permission.sealed_case, permission.referral to epigraph_cases, epigraph_movements, epigraph_audit`);
    await runner.query(`grant insert (id, case_id, person_key, region_code, to_agency, reason, offered_by, offered_at) on permission.referral to epigraph_cases`);
    await runner.query(`grant update (accepted_by, accepted_at, ended_by, ended_at) on permission.referral to epigraph_cases`);
    await runner.query(`grant update (crowding, crowding_reported_at) on clinics.clinic to epigraph_clinics`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
