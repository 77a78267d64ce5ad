/**
 * Plans of purges that two persons approve, legal holds that two persons put and lift, what a purge has done so far, and the deletion of what has served its purpose. Not which rows a purge takes: see
 * purge/purge-tables.ts.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { stepsOf } from "./policy-of-0021.js";

export class Purge1700000000028 implements MigrationInterface {
  readonly name = "Purge1700000000028";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...plans, ...holds, ...running, ...met]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = pg_catalog, pg_temp";
const ownersOnly = (table: string): string[] => [`alter table ${table} enable row level security`, `alter table ${table} force row level security`, `create policy epigraph_owner on ${table} to current_user using (true) with check (true)`];

const plans = [
  // `content`: counts for each table, and prints of what was chosen; no id of anybody. `hash`: SHA-256 of it, in hex
  `create table policy.purge_plan (
    id uuid primary key,
    kind text not null check (kind in ('response', 'pilot', 'due')),
    disease text check ((kind = 'response') = (disease is not null)),
    content jsonb not null,
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    made_at timestamptz(3) not null,
    expires_at timestamptz(3) not null check (expires_at > made_at),
    state text not null default 'planned' check (state in ('planned', 'approved', 'confirmed', 'refused', 'executed')))`,
  ...stepsOf("purge", "policy.purge_plan", "policy.purge_plan_step"),
  `alter table policy.purge_plan_step add column plan_hash text`,
  `grant insert (plan_hash) on policy.purge_plan_step to epigraph_cases`,
  `grant select on policy.purge_plan to epigraph_cases`,
  // the owner of the information first, then who runs the machines: no person holds both duties
  `insert into policy.transition (workflow, from_state, step, to_state, duty, purpose, by) values
    ('purge', 'planned', 'approve', 'approved', 'approver', 'response', 'anyone'),
    ('purge', 'approved', 'confirm', 'confirmed', 'system-administrator', 'administration', 'another'),
    ('purge', 'planned', 'refuse', 'refused', 'approver', 'response', 'anyone'),
    ('purge', 'approved', 'refuse', 'refused', 'approver', 'response', 'anyone'),
    ('purge', 'confirmed', 'refuse', 'refused', 'approver', 'response', 'anyone')`,
  // before take_step, which comes later by its name: the plan that was looked at, in time
  `create function policy.keep_purge_step() returns trigger language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
    it policy.purge_plan;
  begin
    if new.step = 'refuse' then return new; end if;
    select p.* into it from policy.purge_plan p where p.id = new.subject;
    if it.expires_at <= coalesce(me.now, clock_timestamp()) then raise exception 'the plan has expired: make a new one' using errcode = 'EP003'; end if;
    if it.hash is distinct from new.plan_hash then raise exception 'the plan is not the one that was looked at: read it again' using errcode = 'EP001', detail = 'hash'; end if;
    return new;
  end $$`,
  `revoke execute on function policy.keep_purge_step() from public`,
  `create trigger keep_purge_step before insert on policy.purge_plan_step for each row execute function policy.keep_purge_step()`,
];

const holds = [
  // which order of which authority keeps what from being destroyed; `target`: a case, a contact or a response, forgotten with the archive when the hold is over
  `create table policy.legal_hold (
    id uuid primary key,
    kind text not null check (kind in ('case', 'contact', 'response')),
    target uuid,
    authority text not null check (length(authority) between 1 and 200),
    order_number text not null check (length(order_number) between 1 and 200),
    order_date date not null,
    until date check (until >= order_date),
    state text not null default 'new',
    made_at timestamptz(3) not null)`,
  `create index on policy.legal_hold (target)`,
  ...stepsOf("hold", "policy.legal_hold", "policy.legal_hold_step"),
  `insert into policy.transition (workflow, from_state, step, to_state, duty, purpose, by) values
    ('hold', 'new', 'propose', 'proposed', 'approver', 'response', 'anyone'),
    ('hold', 'proposed', 'confirm', 'held', 'approver', 'response', 'another'),
    ('hold', 'proposed', 'withdraw', 'withdrawn', 'approver', 'response', 'anyone'),
    ('hold', 'held', 'propose-release', 'release-proposed', 'approver', 'response', 'anyone'),
    ('hold', 'release-proposed', 'confirm-release', 'released', 'approver', 'response', 'another'),
    ('hold', 'release-proposed', 'keep', 'held', 'approver', 'response', 'anyone')`,
  `grant select, insert (id, kind, target, authority, order_number, order_date, until) on policy.legal_hold to epigraph_cases`,
  // dated by the claims, about something that is there: whoever asks learns no more than that
  `create function policy.keep_hold() returns trigger language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    if me.account is null then return new; end if;
    new.made_at := me.now;
    new.state := 'new';
    if not ((new.kind = 'case' and exists (select from cases.case_record c where c.id = new.target))
        or (new.kind = 'contact' and exists (select from cases.contact k where k.id = new.target))
        or (new.kind = 'response' and exists (select from policy.response r where r.id = new.target))) then
      raise exception 'there is nothing of that kind and id to hold' using errcode = 'EP006';
    end if;
    return new;
  end $$`,
  `revoke execute on function policy.keep_hold() from public`,
  `create trigger keep_hold before insert on policy.legal_hold for each row execute function policy.keep_hold()`,
  // whom a hold keeps: proposed releases still hold
  `create function policy.held_persons() returns table (person_key uuid, hold uuid) language sql stable ${definer} as $$
    select c.person_key, h.id from policy.legal_hold h join cases.case_record c on c.id = h.target where h.kind = 'case' and h.state in ('held', 'release-proposed')
    union select r.person_key, h.id from policy.legal_hold h join movements.case_reference r on r.case_id = h.target where h.kind = 'case' and h.state in ('held', 'release-proposed')
    union select k.person_key, h.id from policy.legal_hold h join cases.contact k on k.id = h.target where h.kind = 'contact' and h.state in ('held', 'release-proposed')
    union select c.person_key, h.id from policy.legal_hold h join policy.response p on p.id = h.target join cases.case_record c on c.disease = p.disease where h.kind = 'response' and h.state in ('held', 'release-proposed')
    union select r.person_key, h.id from policy.legal_hold h join policy.response p on p.id = h.target join movements.case_reference r on r.disease = p.disease where h.kind = 'response' and h.state in ('held', 'release-proposed')
    union select k.person_key, h.id from policy.legal_hold h join policy.response p on p.id = h.target join cases.case_record c on c.disease = p.disease join cases.exposure e on e.case_id = c.id join cases.contact k on k.id = e.contact_id
      where h.kind = 'response' and h.state in ('held', 'release-proposed')
  $$`,
  // one sealed text for each held person of a purge, under that person's data key, which then stands under a hold's key
  `create table policy.hold_archive (
    id uuid primary key,
    plan uuid not null references policy.purge_plan,
    person_key uuid not null,
    holds uuid[] not null,
    rows integer not null check (rows >= 0),
    made_at timestamptz(3) not null,
    content bytea not null,
    unique (plan, person_key))`,
  ...ownersOnly("policy.hold_archive"),
];

const running = [
  // what a purge has done: a step that stands here is not done again
  `create table policy.purge_progress (
    plan uuid not null references policy.purge_plan,
    number integer not null,
    step text not null,
    at timestamptz(3) not null,
    result jsonb not null,
    primary key (plan, step))`,
  // SHA-256 of the ids that went, for the scan, until it is done: of random ids nobody finds them again from it; `scanned`: is to be found nowhere, not even in the access log
  `create table policy.purge_trace (plan uuid not null references policy.purge_plan, hash bytea not null, scanned boolean not null, primary key (plan, hash))`,
  ...["policy.purge_progress", "policy.purge_trace"].flatMap(ownersOnly),
  // whether this very plan was approved by two different persons and is in time; their accounts. A purge that has begun is finished, whatever the clock says
  `create function policy.begin_purge(plan uuid, hash text, moment timestamptz) returns table (approved_by text, confirmed_by text) language plpgsql ${definer} as $$
  declare
    it policy.purge_plan;
  begin
    select p.* into it from policy.purge_plan p where p.id = begin_purge.plan for update;
    if not found then raise exception 'there is no such plan' using errcode = 'EP006'; end if;
    if it.state <> 'confirmed' then raise exception 'the plan is %, not confirmed by two persons', it.state using errcode = 'EP001'; end if;
    if it.hash <> begin_purge.hash then raise exception 'the plan is another one by now' using errcode = 'EP001'; end if;
    if it.expires_at <= moment and not exists (select from policy.purge_progress g where g.plan = it.id) then raise exception 'the plan has expired: make a new one' using errcode = 'EP003'; end if;
    return query
      select a.by, c.by from policy.purge_plan_step a join policy.purge_plan_step c on c.subject = a.subject
      where a.subject = it.id and a.step = 'approve' and c.step = 'confirm' and a.plan_hash = it.hash and c.plan_hash = it.hash and not ledger.same_person(a.by, c.by);
    if not found then raise exception 'the plan was not approved by two different persons' using errcode = 'EP004'; end if;
  end $$`,
  `revoke execute on function policy.begin_purge(uuid, text, timestamptz), policy.held_persons() from public`,
];

/** Each request under its own policy: kept so many days after it was closed, none for cards as they are. A held person's data stay until the hold is over. */
const met = [
  `alter table movements.information_request add column purged_at timestamptz(3)`,
  `create function movements.due_requests(moment timestamptz) returns setof uuid language sql stable ${definer} as $$
    select r.id from movements.information_request r
    where r.purge_due_at <= moment and r.purged_at is null and r.state = 'closed'
      and not exists (select from movements.case_reference c join policy.held_persons() h on h.person_key = c.person_key where c.case_id = r.case_id or c.case_id in (select q.case_id from movements.request_case q where q.request_id = r.id))
      and not exists (select from movements.stay s join policy.held_persons() h on h.person_key = s.person_key where s.request_id = r.id)
  $$`,
  // what was collected for these requests, and what only they led to; the request itself, its steps and its receipts stay: they are the record of due process
  `create function movements.delete_collected(requests uuid[], moment timestamptz) returns bigint language plpgsql ${definer} as $$
  declare
    gone bigint := 0;
    places uuid[];
  begin
    -- row security would hide stays from an owner who is no superuser, and nothing would be deleted, without a word
    if not exists (select from pg_roles r where r.rolname = current_user and (r.rolsuper or r.rolbypassrls)) then raise exception 'the owner of the database is below row security: let a superuser give it bypassrls' using errcode = '42501'; end if;
    select array_agg(distinct s.place_id) into places from movements.stay s where s.request_id = any (requests) and s.place_id is not null;
    delete from movements.stay s where s.request_id = any (requests);
    get diagnostics gone = row_count;
    delete from movements.roster_person p where p.request_id = any (requests); -- and their stays with them
    delete from provision.quarantined_row q using provision.upload u where u.id = q.upload_id and u.request_id = any (requests);
    delete from provision.ping p using provision.upload u where u.id = p.upload_id and u.request_id = any (requests);
    delete from movements.place p where p.id = any (places) and exists (select from movements.information_request r join provision.upload u on u.request_id = r.id where r.id = any (requests) and u.agency = p.source_system)
      and not exists (select from movements.stay s where s.place_id = p.id) and not exists (select from movements.request_place r where r.place_id = p.id)
      and not exists (select from cases.event e where e.place_id = p.id) and not exists (select from cases.cluster c where c.place_id = p.id);
    update movements.information_request r set match_key = null, match_pseudonym = null, purged_at = moment where r.id = any (requests);
    return gone;
  end $$`,
  `create function movements.delete_met() returns integer language plpgsql ${definer} as $$
  declare
    moment timestamptz := clock_timestamp();
    requests uuid[] := array(select * from movements.due_requests(moment) limit 200);
  begin
    perform movements.delete_collected(requests, moment);
    return cardinality(requests);
  end $$`,
  `revoke execute on function movements.due_requests(timestamptz), movements.delete_collected(uuid[], timestamptz), movements.delete_met() from public`,
  `grant usage on schema movements to epigraph_jobs`,
  `grant execute on function movements.delete_met() to epigraph_jobs`,
  `insert into jobs.kind (name, service, askers, every, may_fail) values ('movements.delete-met', 'jobs', '{}', interval '1 hour', 3)`,
];
