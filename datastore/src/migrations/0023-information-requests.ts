/**
 * Information requests as a workflow that the database itself keeps (docs/decisions/0011): the policies with two owners, the draft, the steps, the inboxes of other agencies, and the grants and notices that
 * follow from a step. Services call the functions and write none of the tables. Which step leads where: subgraphs/movements/src/request/workflow.ts, of which `movements.request_transition` is the copy.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { grantsAndNotices } from "./grants-and-notices.js";
import { workflow } from "./request-workflow.js";

export class InformationRequests1700000000023 implements MigrationInterface {
  readonly name = "InformationRequests1700000000023";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...policies, ...references, ...requests, ...transitions, ...inboxes, ...grants, ...notices, ...people, ...grantsAndNotices, ...workflow, ...rights]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = ''";

/** Dated ahead, proposed by one approver and confirmed by another. The floor stands in the checks: no policy can go below it. */
const policies = [
  `create schema if not exists policy`,
  `grant usage on schema policy to epigraph_cases, epigraph_movements, epigraph_audit`,
  `create table policy.request_policy (
    id uuid primary key,
    data_class text not null check (data_class in ('telecom-location', 'card-use', 'qr-entry')),
    second_duty text check (second_duty in ('police-officer', 'card-association-officer')),
    second_agency text references permission.agency,
    providers text[] not null check (cardinality(providers) between 1 and 200),
    window_days integer not null check (window_days between 1 and 28),
    request_days integer not null check (request_days between 1 and 30),
    grant_days integer not null check (grant_days between 1 and 30),
    notice_days integer not null check (notice_days between 1 and 30),
    kept_days integer not null check (kept_days between 0 and 365),
    roster_persons integer not null check (roster_persons between 0 and 20000),
    roster_square_metres integer not null check (roster_square_metres between 0 and 1000000),
    roster_dwell_minutes integer not null check (roster_dwell_minutes >= 1),
    unmatched_days integer not null check (unmatched_days between 1 and 28),
    reason text not null check (length(reason) between 1 and 2000),
    valid_from timestamptz(3) not null,
    proposed_by text not null,
    proposed_at timestamptz(3) not null,
    confirmed_by text,
    confirmed_at timestamptz(3),
    check ((second_duty is null) = (second_agency is null)),
    check (data_class <> 'telecom-location' or second_duty is not distinct from 'police-officer'),
    check (num_nonnulls(confirmed_by, confirmed_at) in (0, 2)),
    check (confirmed_by <> proposed_by),
    check (confirmed_at < valid_from))`,
  `create index on policy.request_policy (data_class, valid_from desc)`,
  // of those in force the latest; of two from the same moment the one confirmed last
  `create function policy.request_policy_at(class text, moment timestamptz) returns policy.request_policy language sql stable ${definer} as $$
    select p.* from policy.request_policy p where p.data_class = class and p.confirmed_at is not null and p.valid_from <= moment order by p.valid_from desc, p.confirmed_at desc limit 1
  $$`,
];

/** What movements know of a case is kept by the table of cases itself; what other systems keep, importers write with its reference. */
const references = [
  `create function cases.keep_reference() returns trigger language plpgsql ${definer} as $$
  begin
    if tg_op = 'INSERT' then
      insert into movements.case_reference (case_id, person_key, region_code, disease, onset_date, confirmation_date, isolation_date, sealed)
        values (new.id, new.person_key, new.region_code, new.disease, new.onset_date, new.confirmation_date, new.isolation_date, new.sealed);
    else
      update movements.case_reference r set person_key = new.person_key, region_code = new.region_code, disease = new.disease, onset_date = new.onset_date, confirmation_date = new.confirmation_date,
        isolation_date = new.isolation_date, sealed = new.sealed where r.case_id = new.id;
    end if;
    return null;
  end $$`,
  `revoke execute on function cases.keep_reference() from public`,
  `create trigger keep_reference after insert on cases.case_record for each row when (new.source_system = 'epigraph') execute function cases.keep_reference()`,
  `create trigger follow_reference after update of person_key, region_code, disease, onset_date, confirmation_date, isolation_date, sealed on cases.case_record for each row execute function cases.keep_reference()`,
];

const requests = [
  `alter table movements.information_request
    add column kind text not null default 'case' check (kind in ('case', 'place-roster', 'renewal')),
    add column agency text,
    add column person_key uuid,
    add column policy_id uuid references policy.request_policy,
    add column match_kind text check (match_kind in ('phone', 'name-and-birth-date', 'card', 'qr')),
    add column match_key bytea,
    add column match_pseudonym bytea,
    add column frozen_hash bytea check (length(frozen_hash) = 32),
    add column reads_allowed integer check (reads_allowed between 1 and 10000),
    add column renews uuid references movements.information_request,
    add column dwell_minutes integer check (dwell_minutes >= 1),
    add column submitted_at timestamptz(3),
    add column sent_at timestamptz(3),
    add column closed_at timestamptz(3),
    add column expires_at timestamptz(3),
    add column purge_due_at timestamptz(3),
    add column unmatched_due_at timestamptz(3),
    alter column requested_at type timestamptz(3),
    alter column source_system set default 'epigraph',
    alter column source_record set default gen_random_uuid()::text,
    add check ((kind = 'renewal') = (renews is not null)),
    add constraint information_request_frozen_check check (source_system <> 'epigraph' or state in ('draft', 'withdrawn') or frozen_hash is not null)`,
  `alter table movements.information_request drop constraint information_request_state_check`,
  `alter table movements.information_request add constraint information_request_state_check check (state in
    ('draft', 'submitted', 'approved', 'police-approved', 'association-approved', 'sent', 'partly-provided', 'provided', 'closed', 'denied', 'withdrawn', 'expired'))`,
  `create index on movements.information_request (state, expires_at)`,
  `create index on movements.information_request (agency, requested_at desc, id)`,
  `create table movements.request_case (request_id uuid not null references movements.information_request, case_id uuid not null, primary key (request_id, case_id))`,
  `create table movements.request_place (request_id uuid not null references movements.information_request, place_id uuid not null, radius_metres integer not null check (radius_metres between 1 and 500), primary key (request_id, place_id))`,
  `create table movements.request_holder (request_id uuid not null references movements.information_request, account text not null, primary key (request_id, account))`,
  `create table movements.request_step (
    request_id uuid not null references movements.information_request,
    number integer not null check (number >= 1),
    step text not null,
    from_state text not null,
    to_state text not null,
    at timestamptz(3) not null,
    account text not null,
    duty text not null,
    agency text not null,
    reason text check (length(reason) between 1 and 2000),
    frozen_hash bytea,
    primary key (request_id, number))`,
];

/** The copy of workflow.ts. */
const transitions = [
  `create table movements.request_transition (step text not null, from_state text not null, duty text not null, to_state text not null, primary key (step, from_state, duty))`,
  `insert into movements.request_transition (step, from_state, duty, to_state)
    select s.step, f.state, d.duty, s.to_state from (values
      ('amend', array['draft', 'submitted', 'approved', 'police-approved', 'association-approved'], array['local-investigator', 'national-investigator'], 'draft'),
      ('submit', array['draft'], array['local-investigator', 'national-investigator'], 'submitted'),
      ('approve', array['submitted'], array['approver'], 'approved'),
      ('deny', array['submitted'], array['approver'], 'denied'),
      ('authorise', array['approved'], array['police-officer'], 'police-approved'),
      ('authorise', array['approved'], array['card-association-officer'], 'association-approved'),
      ('refuse', array['approved'], array['police-officer', 'card-association-officer'], 'denied'),
      ('send', array['approved', 'police-approved', 'association-approved'], array['platform'], 'sent'),
      ('complete', array['sent', 'partly-provided'], array['data-provider'], 'partly-provided'),
      ('provide', array['partly-provided', 'approved', 'police-approved', 'association-approved'], array['platform'], 'provided'),
      ('close', array['partly-provided', 'provided'], array['local-investigator', 'national-investigator'], 'closed'),
      ('withdraw', array['draft', 'submitted', 'approved', 'police-approved', 'association-approved', 'sent', 'partly-provided'], array['local-investigator', 'national-investigator'], 'withdrawn'),
      ('expire', array['submitted', 'approved', 'police-approved', 'association-approved', 'sent', 'partly-provided'], array['platform'], 'expired')
    ) s (step, states, duties, to_state) cross join lateral unnest(s.states) f (state) cross join lateral unnest(s.duties) d (duty)`,
];

/** What another agency is told of a request, and nothing else of it: each row is a copy of its own. `done_as` is what became of it. */
const inboxes = [
  `create table movements.inbox_item (
    id uuid primary key,
    request_id uuid not null references movements.information_request,
    agency text not null references permission.agency,
    kind text not null check (kind in ('authorisation', 'provision')),
    data_class text not null,
    window_from timestamptz not null,
    window_to timestamptz not null,
    legal_basis text,
    subject uuid,
    person_key uuid,
    match_kind text,
    match_key bytea,
    arrived_at timestamptz(3) not null,
    due_at timestamptz(3) not null,
    done_at timestamptz(3),
    done_as text check (done_as in ('approved', 'denied', 'provided', 'nothing-held', 'withdrawn', 'expired', 'closed')),
    check ((kind = 'authorisation') = (legal_basis is not null and subject is not null)),
    check (kind = 'provision' or match_key is null),
    check (num_nonnulls(done_at, done_as) in (0, 2)))`,
  `create index on movements.inbox_item (agency, arrived_at, id)`,
  `create index on movements.inbox_item (agency, arrived_at, id) where done_at is null`,
  `create unique index on movements.inbox_item (request_id, agency, kind) where done_at is null`,
];

/** A revoked grant is none, whatever the clock of the request that asks says. */
const grants = [
  `alter table permission.access_grant alter column not_before type timestamptz(3), alter column not_after type timestamptz(3), add column revoked_at timestamptz(3), add column revoked_by text, add column emergency_id uuid, add check (num_nonnulls(revoked_at, revoked_by) in (0, 2))`,
  `create index on permission.access_grant (request_id)`,
  `create or replace function permission.take_reads(grants uuid[]) returns setof uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  declare
    me security.claimant := security.asker();
    held record;
    next integer;
  begin
    for held in
      select g.id, g.reads_allowed from permission.access_grant g join permission.grant_holder h on h.grant_id = g.id
      where g.id = any (grants) and g.reads_allowed > 0 and h.account = me.account and g.purpose = me.purpose and g.not_before <= me.now and me.now < g.not_after and g.revoked_at is null
      order by g.id
    loop
      begin
        insert into permission.grant_read (grant_id, correlation, account, taken_at) values (held.id, me.correlation, me.account, clock_timestamp());
      exception when unique_violation then
        return next held.id;
        continue;
      end;
      select count(*) into next from permission.grant_read_number n where n.grant_id = held.id;
      loop
        next := next + 1;
        if next > held.reads_allowed then
          delete from permission.grant_read r where r.grant_id = held.id and r.correlation = me.correlation;
          exit;
        end if;
        begin
          insert into permission.grant_read_number (grant_id, number) values (held.id, next);
          return next held.id;
          exit;
        exception when unique_violation then null; -- taken since this transaction began to look
        end;
      end loop;
    end loop;
  end $$`,
];

/** The ledger of notices: what a data subject is to be told, and when that was done. `number` orders what became of each. */
const notices = [
  `create table movements.notice (
    id uuid primary key,
    request_id uuid not null references movements.information_request,
    case_id uuid not null,
    person_key uuid not null,
    kind text not null check (kind in ('collection', 'provision')),
    data_class text not null,
    window_from timestamptz not null,
    window_to timestamptz not null,
    legal_basis text not null,
    made_at timestamptz(3) not null,
    due_at timestamptz(3) not null,
    unique (request_id, person_key, kind))`,
  `create index on movements.notice (due_at, id)`,
  `create index on movements.notice (case_id, id)`,
  `create table movements.notice_step (
    notice_id uuid not null references movements.notice,
    number integer not null check (number >= 1),
    step text not null check (step in ('sent', 'deferred')),
    at timestamptz(3) not null,
    account text not null,
    channel text check (channel in ('letter', 'text-message', 'telephone', 'electronic-mail', 'in-person')),
    until timestamptz(3),
    reason text check (length(reason) between 1 and 2000),
    primary key (notice_id, number),
    check ((step = 'sent') = (channel is not null)),
    check ((step = 'deferred') = (until is not null and reason is not null)))`,
];

/** Whoever calls, from the claims that the gateway signed. EP001: not in this state; EP003: too late; EP004: one's own; EP005: the policy; EP006: what is asked for. */
const people = [
  `create function movements.acting(duties text[], purpose text) returns security.claimant language plpgsql stable ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    if (me.duty = any (duties) and me.purpose = acting.purpose) is not true then raise exception 'this is for others' using errcode = '42501'; end if;
    return me;
  end $$`,
  // whether the account reaches the case today, and nobody protects the person specially
  `create function movements.reaches(me security.claimant, it uuid) returns boolean language sql stable ${definer} as $$
    select exists (
      select from cases.case_record c
      where c.id = it and not c.sealed and not exists (select from permission.sealed_case x where x.case_id = c.id or x.person_key = c.person_key)
        and (me.duty = 'national-investigator' or array[c.region_code, pg_catalog.rpad(pg_catalog."left"(c.region_code, 2), 10, '0')] operator(pg_catalog.&&) me.jurisdictions
          or exists (select from permission.referral f where f.case_id = c.id and f.to_agency = me.agency and f.accepted_at <= me.now and (f.ended_at is null or me.now < f.ended_at))))
  $$`,
  // and is assigned to it
  `create function movements.works_on(me security.claimant, it uuid) returns boolean language sql stable ${definer} as $$
    select movements.reaches(me, it) and exists (select from permission.assignment a where a.case_id = it and a.account = me.account and a.not_before <= me.now and (a.not_after is null or me.now < a.not_after))
  $$`,
  // the record of the confirmation comes from somebody else than who asks for the data; a case that another system keeps was confirmed there
  `create function movements.confirmed_by_another(c cases.case_record, account text) returns boolean language sql stable ${definer} as $$
    select c.classification = 'confirmed' and (c.source_system <> 'epigraph' or exists (select from cases.confirmation f where f.case_id = c.id and not ledger.same_person(f.confirmed_by, confirmed_by_another.account)))
  $$`,
  // what approvers and providers stand by: the same for the same request, another for any change
  `create function movements.print_of(r movements.information_request) returns bytea language sql stable ${definer} as $$
    select pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.jsonb_build_object(
      'kind', r.kind, 'class', r.data_class, 'from', r.window_from, 'to', r.window_to, 'match', pg_catalog.encode(r.match_pseudonym, 'hex'), 'basis', r.legal_basis, 'justification', r.justification,
      'reads', r.reads_allowed, 'dwell', r.dwell_minutes, 'renews', r.renews,
      'cases', (select pg_catalog.jsonb_agg(c.case_id order by c.case_id) from movements.request_case c where c.request_id = r.id),
      'places', (select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(p.place_id, p.radius_metres) order by p.place_id) from movements.request_place p where p.request_id = r.id),
      'holders', (select pg_catalog.jsonb_agg(h.account order by h.account) from movements.request_holder h where h.request_id = r.id))::text, 'UTF8'))
  $$`,
];

const movements = ["request_case", "request_place", "request_holder", "request_step", "inbox_item", "notice", "notice_step"].map((table) => `movements.${table}`);

const rights = [
  `grant select on ${movements.join(", ")}, movements.request_transition, policy.request_policy to epigraph_movements`,
  `grant insert (id, data_class, second_duty, second_agency, providers, window_days, request_days, grant_days, notice_days, kept_days, roster_persons, roster_square_metres, roster_dwell_minutes, unmatched_days,
    reason, valid_from, proposed_by, proposed_at) on policy.request_policy to epigraph_movements`,
  `grant update (confirmed_by, confirmed_at) on policy.request_policy to epigraph_movements`,
  `create function policy.keep_request_policy() returns trigger language plpgsql set search_path = '' as $$
  begin
    if pg_catalog.pg_has_role(current_user, (select c.relowner from pg_catalog.pg_class c where c.oid = tg_relid), 'usage') then return new; end if;
    if old.confirmed_at is not null then raise exception 'a policy is confirmed once' using errcode = 'EP001'; end if;
    return new;
  end $$`,
  `revoke execute on function policy.keep_request_policy() from public`,
  `create trigger keep_history before update on policy.request_policy for each row execute function policy.keep_request_policy()`,
];
