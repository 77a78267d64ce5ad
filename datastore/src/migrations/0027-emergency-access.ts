/** Emergency access ("break-glass"): a national investigator re-opens, for 30 minutes, what was already provided for one case; another person reviews it within a day. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class EmergencyAccess1700000000027 implements MigrationInterface {
  readonly name = "EmergencyAccess1700000000027";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...functions, ...rights]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = ''";

const tables = [
  `create table permission.emergency_access (
    id uuid primary key,
    account text not null,
    agency text not null,
    case_id uuid not null,
    -- of the account's accesses to the case: two at one moment would have the same
    number integer not null check (number >= 1),
    person_key uuid not null,
    reason text not null check (length(reason) between 20 and 2000),
    opened_at timestamptz(3) not null,
    until timestamptz(3) not null,
    review_due_at timestamptz(3) not null,
    reviewed_by text,
    reviewed_at timestamptz(3),
    verdict text check (verdict in ('justified', 'not-justified')),
    review text check (length(review) between 1 and 2000),
    check (num_nonnulls(reviewed_by, reviewed_at, verdict, review) in (0, 4)),
    check (reviewed_by <> account),
    unique (account, case_id, number))`,
  `create index on permission.emergency_access (opened_at desc, id desc)`,
  `create index on permission.emergency_access (account, case_id, until)`,
  `alter table permission.access_grant add constraint access_grant_emergency_fkey foreign key (emergency_id) references permission.emergency_access`,
];

const functions = [
  // nothing is asked of anybody anew: each request under which something came is opened once more, for this case and this account alone
  `create function permission.open_emergency_access(it uuid, reason text) returns uuid language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(array['national-investigator'], 'investigation');
    c cases.case_record;
    made uuid := pg_catalog.gen_random_uuid();
    many integer;
  begin
    select x.* into c from cases.case_record x where x.id = it and not x.sealed and not exists (select from permission.sealed_case s where s.case_id = x.id or s.person_key = x.person_key);
    if not found then raise exception 'there is no such case' using errcode = 'EP006'; end if;
    if exists (select from permission.emergency_access e where e.account = me.account and e.case_id = it and e.until > me.now) then raise exception 'emergency access to this case is open already' using errcode = 'EP001'; end if;
    insert into permission.emergency_access (id, account, agency, case_id, number, person_key, reason, opened_at, until, review_due_at)
      values (made, me.account, me.agency, it, (select pg_catalog.count(*) + 1 from permission.emergency_access e where e.account = me.account and e.case_id = it), c.person_key, open_emergency_access.reason, me.now, me.now + interval '30 minutes', me.now + interval '24 hours');
    insert into permission.access_grant (id, request_id, data_class, window_from, window_to, purpose, not_before, not_after, emergency_id)
      select pg_catalog.gen_random_uuid(), r.id, r.data_class, r.window_from, r.window_to, 'investigation', me.now, me.now + interval '30 minutes', made
      from movements.information_request r join movements.request_case q on q.request_id = r.id
      where q.case_id = it and r.kind <> 'renewal' and r.state in ('partly-provided', 'provided', 'closed', 'expired') and exists (select from movements.inbox_item i where i.request_id = r.id and i.done_as = 'provided');
    get diagnostics many = row_count;
    if many = 0 then raise exception 'nothing was provided for this case that could be opened again' using errcode = 'EP006'; end if;
    insert into permission.grant_case (grant_id, case_id) select g.id, it from permission.access_grant g where g.emergency_id = made;
    insert into permission.grant_holder (grant_id, account) select g.id, me.account from permission.access_grant g where g.emergency_id = made;
    return made;
  end $$`,
  `create function permission.review_emergency_access(it uuid, verdict text, review text) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(array['approver'], 'authorisation');
    e permission.emergency_access;
  begin
    select x.* into e from permission.emergency_access x where x.id = it for update;
    if not found then raise exception 'there is no such emergency access' using errcode = 'EP001'; end if;
    if ledger.same_person(me.account, e.account) then raise exception 'nobody reviews the own emergency access' using errcode = 'EP004'; end if;
    if e.reviewed_at is not null then raise exception 'the emergency access was reviewed already' using errcode = 'EP001'; end if;
    update permission.emergency_access x set reviewed_by = me.account, reviewed_at = me.now, verdict = review_emergency_access.verdict, review = review_emergency_access.review where x.id = it;
    -- found unjustified, it ends at once
    if review_emergency_access.verdict = 'not-justified' then update permission.access_grant g set revoked_at = pg_catalog.clock_timestamp(), revoked_by = me.account where g.emergency_id = it and g.revoked_at is null; end if;
  end $$`,
];

const callable = ["permission.open_emergency_access(uuid, text)", "permission.review_emergency_access(uuid, text, text)"].join(", ");

const rights = [
  `revoke execute on function ${callable} from public`,
  `grant execute on function ${callable} to epigraph_movements`,
  `grant select on permission.emergency_access to epigraph_movements`,
];
