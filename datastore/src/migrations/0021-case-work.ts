/**
 * Case work: diseases and declared responses as policy data with two owners, and cases that are registered, changed, confirmed, interviewed about and merged, with a history that no
 * service can rewrite. Who may do what: see row-policies.generated.ts; contacts and what follows a case day by day are not in it.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";

import { policyStatements, stepsOf } from "./policy-of-0021.js";

export class CaseWork1700000000021 implements MigrationInterface {
  readonly name = "CaseWork1700000000021";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...policyStatements, ...records, ...samples, ...confirmations, ...history, ...interviews, ...duplicates, ...merges]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = pg_catalog, pg_temp";

const recordColumns = ["age_band", "sex", "classification", "onset_date", "sampling_date", "confirmation_date", "reporting_date", "reporting_source", "isolation_date", "isolation_end_date", "isolation_place", "outcome", "outcome_date", "infection_setting", "symptoms", "risk_groups", "travel"];

const records = [
  `alter table cases.case_record
    add column registered_by text,
    add column registered_at timestamptz(3),
    add column reporting_source text,
    add column isolation_end_date date,
    add column isolation_place text,
    add column symptoms jsonb not null default '[]' check (jsonb_typeof(symptoms) = 'array' and octet_length(symptoms::text) <= 16384),
    add column risk_groups text[] not null default '{}',
    add column travel jsonb not null default '[]' check (jsonb_typeof(travel) = 'array' and octet_length(travel::text) <= 16384),
    add column merged_into uuid references cases.case_record check (merged_into <> id)`,
  `create index on cases.case_record (merged_into) where merged_into is not null`,
  // the case comes first, by which its person's row is told
  `alter table cases.case_record alter constraint case_record_person_key_fkey deferrable initially deferred`,
  `create function cases.keep_record() returns trigger language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    if me.account is null then return new; end if;
    if tg_op = 'INSERT' then
      new.registered_by := me.account;
      new.registered_at := me.now;
      if not policy.response_in_force(new.disease) then raise exception 'no response is in force for this disease' using errcode = 'EP002'; end if;
      if new.classification = 'confirmed' then raise exception 'a case is confirmed by another person than registers it' using errcode = 'EP001'; end if;
      return new;
    end if;
    if old.merged_into is not null and to_jsonb(new) - array['sealed', 'region_code', 'cluster_id'] is distinct from to_jsonb(old) - array['sealed', 'region_code', 'cluster_id'] then
      raise exception 'a case that was merged into another is changed no more' using errcode = 'EP001';
    end if;
    if new.classification = 'confirmed' and old.classification <> 'confirmed'
        and not exists (select from cases.confirmation k where k.case_id = new.id and k.confirmed_by = me.account and k.confirmed_at = me.now) then
      raise exception 'a case is confirmed by a confirmation' using errcode = 'EP001';
    end if;
    return new;
  end $$`,
  `create trigger keep_record before insert or update on cases.case_record for each row execute function cases.keep_record()`,
  // who registers a case works on it; what an import brings as confirmed its source has confirmed
  `create function cases.follow_record() returns trigger language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    if me.account is not null then
      insert into permission.assignment (account, case_id, not_before) values (me.account, new.id, me.now) on conflict do nothing;
    elsif new.classification = 'confirmed' then
      insert into cases.confirmation (id, case_id, confirmed_by, confirmed_at, basis) values (gen_random_uuid(), new.id, 'source.' || new.source_system, transaction_timestamp(), 'laboratory');
    end if;
    return null;
  end $$`,
  `create trigger follow_record after insert on cases.case_record for each row execute function cases.follow_record()`,
  `revoke execute on function cases.keep_record(), cases.follow_record() from public`,
  `grant insert (id, person_key, disease, region_code, source_system, source_record, ${recordColumns.join(", ")}) on cases.case_record to epigraph_cases`,
  `grant update (${recordColumns.join(", ")}) on cases.case_record to epigraph_cases`,
  `grant insert on cases.person, cases.person_pseudonym to epigraph_cases`,
];

const samples = [
  `alter table cases.sample add column recorded_by text, add column recorded_at timestamptz(3)`,
  `create function cases.keep_sample() returns trigger language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    if me.account is null then return new; end if;
    if tg_op = 'INSERT' then
      new.recorded_by := me.account;
      new.recorded_at := me.now;
    end if;
    return new;
  end $$`,
  `create trigger keep_sample before insert on cases.sample for each row execute function cases.keep_sample()`,
  `revoke execute on function cases.keep_sample() from public`,
  `grant insert (id, case_id, taken_date, sample_type, laboratory, source_system, source_record) on cases.sample to epigraph_cases`,
  `grant update (result_date, test_type, result, laboratory) on cases.sample to epigraph_cases`,
];

const confirmations = [
  `create table cases.confirmation (
    id uuid primary key,
    case_id uuid not null references cases.case_record,
    confirmed_by text not null,
    confirmed_at timestamptz(3) not null,
    basis text not null check (basis in ('laboratory', 'clinical', 'epidemiological')),
    sample_id uuid references cases.sample)`,
  `create index on cases.confirmation (case_id, confirmed_at)`,
  `insert into cases.confirmation (id, case_id, confirmed_by, confirmed_at, basis)
    select gen_random_uuid(), c.id, 'source.' || c.source_system, transaction_timestamp(), 'laboratory' from cases.case_record c where c.classification = 'confirmed'`,
  `create function cases.confirm() returns trigger language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
    it cases.case_record;
  begin
    if me.account is null then return new; end if;
    new.confirmed_by := me.account;
    new.confirmed_at := me.now;
    select c.* into it from cases.case_record c where c.id = new.case_id for update;
    if it.registered_by is not null and ledger.same_person(it.registered_by, me.account) then
      raise exception 'a case is confirmed by another person than registered it' using errcode = 'EP001', detail = 'another';
    end if;
    if it.classification = 'confirmed' or it.merged_into is not null then raise exception 'the case is confirmed or merged already' using errcode = 'EP001'; end if;
    if (new.basis = 'laboratory') is distinct from (new.sample_id is not null)
        or (new.sample_id is not null and not exists (select from cases.sample s where s.id = new.sample_id and s.case_id = new.case_id and s.result = 'positive')) then
      raise exception 'a laboratory confirmation rests on a positive sample of the case' using errcode = 'EP001';
    end if;
    return new;
  end $$`,
  `create function cases.classify_confirmed() returns trigger language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    if me.account is null then return null; end if;
    update cases.case_record c set classification = 'confirmed',
      confirmation_date = coalesce(c.confirmation_date, (select s.result_date from cases.sample s where s.id = new.sample_id), (me.now at time zone 'Asia/Seoul')::date),
      sampling_date = coalesce(c.sampling_date, (select s.taken_date from cases.sample s where s.id = new.sample_id))
      where c.id = new.case_id;
    return null;
  end $$`,
  `revoke execute on function cases.confirm(), cases.classify_confirmed() from public`,
  `create trigger confirm before insert on cases.confirmation for each row execute function cases.confirm()`,
  `create trigger classify after insert on cases.confirmation for each row execute function cases.classify_confirmed()`,
  `grant select, insert (id, case_id, basis, sample_id) on cases.confirmation to epigraph_cases`,
];

const history = [
  // one row for each value that changed; `of`: the table, `row_id`: its row. Which other case or person it names now is told by the rules of those, not here
  `create table cases.case_change (
    id uuid primary key,
    case_id uuid not null references cases.case_record,
    changed_by text not null,
    changed_at timestamptz(3) not null,
    of text not null,
    row_id uuid not null,
    field text not null,
    before jsonb,
    after jsonb)`,
  `create index on cases.case_change (case_id, changed_at desc, id)`,
  `create function cases.keep_history() returns trigger language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    insert into cases.case_change (id, case_id, changed_by, changed_at, of, row_id, field, before, after)
      select gen_random_uuid(), (to_jsonb(new) ->> tg_argv[0])::uuid, coalesce(me.account, session_user), coalesce(me.now, clock_timestamp()), tg_table_name, new.id, n.key, case when n.key in ('person_key', 'merged_into') then null else o.value end, case when n.key in ('person_key', 'merged_into') then null else n.value end
      from jsonb_each(to_jsonb(new)) n join jsonb_each(to_jsonb(old)) o on o.key = n.key where n.value is distinct from o.value;
    return null;
  end $$`,
  `revoke execute on function cases.keep_history() from public`,
  `create trigger keep_history after update on cases.case_record for each row execute function cases.keep_history('id')`,
  `create trigger keep_history after update on cases.sample for each row when (new.case_id is not null) execute function cases.keep_history('case_id')`,
  `grant select on cases.case_change to epigraph_cases`,
];

const interviews = [
  `create table cases.interview (
    id uuid primary key,
    case_id uuid not null references cases.case_record,
    corrects uuid unique references cases.interview,
    version integer not null,
    conducted_date date not null,
    informant text not null check (informant in ('self', 'family', 'guardian', 'health-worker', 'other')),
    recorded_by text not null,
    recorded_at timestamptz(3) not null)`,
  `create index on cases.interview (case_id, recorded_at desc, id)`,
  // what was said: a blob under the person's data key, which goes with the key
  `create table cases.interview_text (
    interview_id uuid primary key references cases.interview,
    case_id uuid not null references cases.case_record,
    person_key uuid not null,
    content bytea not null)`,
  `create index on cases.interview_text (person_key)`,
  `create function cases.keep_interview() returns trigger language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
    before cases.interview;
  begin
    if me.account is null then return new; end if;
    new.recorded_by := me.account;
    new.recorded_at := me.now;
    new.version := 1;
    if new.corrects is not null then
      select i.* into before from cases.interview i where i.id = new.corrects;
      if before.case_id is distinct from new.case_id then raise exception 'a correction is of an interview of the same case' using errcode = 'EP001'; end if;
      new.version := before.version + 1;
    end if;
    return new;
  end $$`,
  `revoke execute on function cases.keep_interview() from public`,
  `create trigger keep_interview before insert on cases.interview for each row execute function cases.keep_interview()`,
  `grant select, insert (id, case_id, corrects, conducted_date, informant) on cases.interview to epigraph_cases`,
  `grant select, insert on cases.interview_text to epigraph_cases`,
];

/** Lower-case SQL for: the case may be told of to the asker as one of the own jurisdiction. */
const ownCase = (row: string): string => `not exists (select from permission.sealed_case x where x.case_id = ${row}.id or x.person_key = ${row}.person_key)
          and (me.duty = 'national-investigator' or array[${row}.region_code, rpad(left(${row}.region_code, 2), 10, '0')] && me.jurisdictions)`;

const duplicates = [
  // one row for each case that was entered, whatever was found: what was is told by its content alone
  `create table cases.duplicate_review (
    id uuid primary key,
    case_id uuid not null unique references cases.case_record,
    checked_at timestamptz(3) not null,
    matches uuid[] not null,
    kinds text[] not null,
    protected boolean not null,
    state text not null check (state in ('none', 'open', 'same-person', 'different-persons')))`,
  `create index on cases.duplicate_review (checked_at, id) where state = 'open'`,
  ...stepsOf("duplicate-review", "cases.duplicate_review", "cases.duplicate_review_step"),
  `grant select on cases.duplicate_review to epigraph_cases`,
  // by the pseudonyms of the person of a case that the asker has just entered: those of the own jurisdiction are told, all others go to a steward
  `create function cases.check_duplicates(entered uuid[]) returns table (entered_id uuid, case_id uuid) language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    if exists (select from unnest(entered) e where not exists (select from cases.case_record c where c.id = e and c.registered_by = me.account and c.registered_at = me.now)) then
      raise exception 'duplicates are looked for by who enters the case, when entering it' using errcode = '42501';
    end if;
    return query
      with found as materialized (
        select c.id as entered_id, o.id as case_id, array_agg(distinct mine.kind) as kinds, (${ownCase("o")}) as own,
          exists (select from permission.sealed_case x where x.case_id = o.id or x.person_key = o.person_key) as protected
        from cases.case_record c
          join cases.person_pseudonym mine on mine.person_key = c.person_key
          join cases.person_pseudonym theirs on theirs.kind = mine.kind and theirs.pseudonym = mine.pseudonym and theirs.person_key <> mine.person_key
          join cases.case_record o on o.person_key = theirs.person_key and o.disease = c.disease
        where c.id = any (entered)
        group by c.id, o.id),
      noted as (
        insert into cases.duplicate_review (id, case_id, checked_at, matches, kinds, protected, state)
        select gen_random_uuid(), e.id, me.now, coalesce(f.matches, '{}'), coalesce(f.kinds, '{}'), coalesce(f.protected, false), case when f.matches is null then 'none' else 'open' end
        from unnest(entered) e (id) left join lateral (
          select array_agg(distinct o.case_id) as matches, array_agg(distinct k) as kinds, bool_or(o.protected) as protected from found o cross join lateral unnest(o.kinds) k where o.entered_id = e.id and not o.own having count(*) > 0) f on true
        returning 1)
      select f.entered_id, f.case_id from found f where f.own and (select count(*) from noted) >= 0 order by f.entered_id, f.case_id;
  end $$`,
  `revoke execute on function cases.check_duplicates(uuid[]) from public`,
  `grant execute on function cases.check_duplicates(uuid[]) to epigraph_cases`,
];

const merges = [
  // `case_id`: the proposer's; `region_code`: where the other one's owner is; `agency`: the proposer's
  `create table cases.case_merge (
    id uuid primary key,
    case_id uuid not null references cases.case_record,
    duplicate_id uuid not null references cases.case_record check (duplicate_id <> case_id),
    keep text not null check (keep in ('case', 'duplicate')),
    region_code text not null,
    agency text not null,
    proposed_at timestamptz(3) not null,
    state text not null default 'new')`,
  `create index on cases.case_merge (case_id)`,
  `create index on cases.case_merge (duplicate_id)`,
  `create unique index on cases.case_merge (least(case_id, duplicate_id), greatest(case_id, duplicate_id)) where state in ('new', 'proposed')`,
  ...stepsOf("merge", "cases.case_merge", "cases.case_merge_step"),
  `create function cases.keep_merge() returns trigger language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
    own cases.case_record;
    other cases.case_record;
  begin
    if me.account is null then return new; end if;
    select c.* into own from cases.case_record c where c.id = new.case_id for update;
    select c.* into other from cases.case_record c where c.id = new.duplicate_id for update;
    if tg_op = 'INSERT' then
      new.region_code := other.region_code;
      new.agency := me.agency;
      new.proposed_at := me.now;
      if not (array[own.region_code, rpad(left(own.region_code, 2), 10, '0')] && me.jurisdictions) then raise exception 'a merge is proposed by the owner of one of the cases' using errcode = '42501'; end if;
      -- one of another jurisdiction is known from a steward's review alone
      if not (array[other.region_code, rpad(left(other.region_code, 2), 10, '0')] && me.jurisdictions) and not exists (
          select from cases.duplicate_review r where r.state = 'same-person' and ((r.case_id = own.id and other.id = any (r.matches)) or (r.case_id = other.id and own.id = any (r.matches)))) then
        raise exception 'the other case is not known to be of the same person' using errcode = '42501';
      end if;
    end if;
    if tg_op = 'INSERT' or new.state = 'accepted' then
      if own.disease is distinct from other.disease or own.merged_into is not null or other.merged_into is not null then raise exception 'only two cases of one disease are merged, once' using errcode = 'EP001'; end if;
      if exists (select from permission.sealed_case x where x.case_id in (own.id, other.id) or x.person_key in (own.person_key, other.person_key)) then
        raise exception 'a specially protected case is not merged in the ordinary way' using errcode = '42501';
      end if;
    end if;
    if tg_op = 'UPDATE' and new.state = 'accepted' then
      update cases.case_record c set merged_into = case when new.keep = 'case' then own.id else other.id end where c.id = case when new.keep = 'case' then other.id else own.id end;
    end if;
    return new;
  end $$`,
  `revoke execute on function cases.keep_merge() from public`,
  `create trigger keep_merge before insert or update of state on cases.case_merge for each row execute function cases.keep_merge()`,
  `grant select, insert (id, case_id, duplicate_id, keep) on cases.case_merge to epigraph_cases`,
  // what the owners of two cases are told once a steward has found them to be of one person: nothing of a specially protected one
  `create function cases.same_person_stubs(cases uuid[]) returns table (case_id uuid, stub uuid, agency text) language sql stable ${definer} as $$
    select c.id, permission.stub_for(o.id, me.agency), a.id from security.asker() me
      join cases.case_record c on c.id = any (cases) and array[c.region_code, rpad(left(c.region_code, 2), 10, '0')] && me.jurisdictions
      join cases.duplicate_review r on r.state = 'same-person' and (r.case_id = c.id or c.id = any (r.matches))
      cross join lateral (select distinct unnest(r.matches || r.case_id) as id) other
      join cases.case_record o on o.id = other.id and o.id <> c.id and not array[o.region_code, rpad(left(o.region_code, 2), 10, '0')] && me.jurisdictions
      left join permission.agency a on a.region_code = o.region_code
    where me.duty = 'local-investigator' and me.purpose = 'investigation'
      and not exists (select from permission.sealed_case x where x.case_id in (c.id, o.id) or x.person_key in (c.person_key, o.person_key))
  $$`,
  `revoke execute on function cases.same_person_stubs(uuid[]) from public`,
  `grant execute on function cases.same_person_stubs(uuid[]) to epigraph_cases`,
  // the case behind a stub that a steward's review put beside an own case
  `create function cases.case_of_review_stub(own uuid, stub uuid) returns uuid language sql stable ${definer} as $$
    select other.id from security.asker() me
      join cases.case_record c on c.id = own and array[c.region_code, rpad(left(c.region_code, 2), 10, '0')] && me.jurisdictions
      join cases.duplicate_review r on r.state = 'same-person' and (r.case_id = c.id or c.id = any (r.matches))
      cross join lateral (select unnest(r.matches || r.case_id) as id) other
    where me.duty = 'local-investigator' and me.purpose = 'investigation' and other.id <> c.id and permission.stub_for(other.id, me.agency) = stub
    limit 1
  $$`,
  `revoke execute on function cases.case_of_review_stub(uuid, uuid) from public`,
  `grant execute on function cases.case_of_review_stub(uuid, uuid) to epigraph_cases`,
];
