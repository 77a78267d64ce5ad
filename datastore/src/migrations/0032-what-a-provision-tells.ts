/**
 * What a provision tells: the person whose data came, from the first row on; who holds a grant for them, at once; the public, once a year, how many notices there were; and who approves twice, that it was
 * done. Not the notices themselves: see 0023; not how often the yearly figures are made: that is a row of `jobs.kind`, and the same in subgraphs/movements/src/upkeep.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class WhatAProvisionTells1700000000032 implements MigrationInterface {
  readonly name = "WhatAProvisionTells1700000000032";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...firstRows, ...answers, ...figures, ...arrivals]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = ''";

/** A file that breaks off after its first rows has brought data too: the notice does not wait for its end. And by which version of the profile it is read is known when its first rows are. */
const firstRows = [
  `create function provision.note_rows(it uuid) returns void language sql ${definer} as $$
    select movements.note_provision(u.request_id, pg_catalog.clock_timestamp()) from provision.upload u where u.id = it and exists (select from provision.chunk c where c.upload_id = u.id and c.accepted > 0)
  $$`,
  `revoke execute on function provision.note_rows(uuid) from public`,
  `grant execute on function provision.note_rows(uuid) to epigraph_provision`,
  `grant update (profile_version) on provision.upload to epigraph_provision`,
];

/** An approval that comes twice is told apart from one of an own request. */
const answers = [
  `create or replace function movements.refuse_own(r movements.information_request, me security.claimant) returns void language plpgsql stable ${definer} as $$
  begin
    if ledger.same_person(me.account, r.requested_by) then raise exception 'nobody approves the own request' using errcode = 'EP004'; end if;
    if ledger.same_person(me.account, coalesce(r.approved_by, '')) then raise exception 'you approved this request already: where a second approval is needed, it is another person''s' using errcode = 'EP004'; end if;
  end $$`,
];

/*
 * No figure speaks of fewer than five persons; one that would is not there, and neither is one from which it could be worked out. A year is counted once, in February, when its last notices are due, and
 * stays as it was published. What a purge takes before that is tallied by it (purge/delete-chosen.ts); who the persons were is then unknown, so one of two purged responses may count twice.
 */
const figures = [
  `create table cases.notice_statistic (
    year integer not null check (year between 2000 and 2999),
    kind text not null check (kind in ('collection', 'provision')),
    data_class text not null,
    made integer check (made >= 5),
    sent integer check (sent >= 5),
    counted_at timestamptz(3) not null,
    primary key (year, kind, data_class))`,
  `grant select on cases.notice_statistic to epigraph_cases`,
  `grant select (year, kind, data_class, made, sent, counted_at) on cases.notice_statistic to epigraph_public`,
  // nobody's to read: its numbers may be small
  `create table movements.notice_tally (
    year integer not null, kind text not null, data_class text not null,
    persons bigint not null, made bigint not null, told bigint not null, sent bigint not null, untold bigint not null,
    primary key (year, kind, data_class))`,
  `create function jobs.publish_notice_statistics() returns integer language plpgsql ${definer} as $$
  declare
    today date := (pg_catalog.clock_timestamp() at time zone 'Asia/Seoul')::date;
    first_year integer := (select pg_catalog.min(extract(year from r.declared_at at time zone 'Asia/Seoul')) from policy.response r);
    last_year integer := extract(year from today - interval '1 month')::integer - 1;
    many integer;
  begin
    with counted as (
      select extract(year from n.made_at at time zone 'Asia/Seoul')::integer as year, n.kind, n.data_class, pg_catalog.count(distinct n.person_key) as persons, pg_catalog.count(*) as made,
        pg_catalog.count(distinct n.person_key) filter (where s.given) as told, pg_catalog.count(*) filter (where s.given) as sent, pg_catalog.count(distinct n.person_key) filter (where not s.given) as untold
      from movements.notice n cross join lateral (select exists (select from movements.notice_step x where x.notice_id = n.id and x.step = 'sent') as given) s group by 1, 2, 3
      union all select t.year, t.kind, t.data_class, t.persons, t.made, t.told, t.sent, t.untold from movements.notice_tally t)
    insert into cases.notice_statistic (year, kind, data_class, made, sent, counted_at)
      select y.year, k.kind, d.data_class, case when c.persons >= 5 then c.made end, case when c.told >= 5 and (c.untold = 0 or c.untold >= 5) then c.sent end, pg_catalog.clock_timestamp()
      from pg_catalog.generate_series(first_year, last_year) y (year) cross join (values ('collection'), ('provision')) k (kind) cross join (values ('telecom-location'), ('card-use'), ('qr-entry')) d (data_class)
        cross join lateral (select pg_catalog.sum(x.persons) as persons, pg_catalog.sum(x.made) as made, pg_catalog.sum(x.told) as told, pg_catalog.sum(x.sent) as sent, pg_catalog.sum(x.untold) as untold
          from counted x where x.year = y.year and x.kind = k.kind and x.data_class = d.data_class) c
      on conflict do nothing;
    get diagnostics many = row_count;
    delete from movements.notice_tally t where t.year <= last_year;
    return many;
  end $$`,
  `revoke execute on function jobs.publish_notice_statistics() from public`,
  `grant execute on function jobs.publish_notice_statistics() to epigraph_jobs`,
  `insert into jobs.kind (name, service, askers, every, may_fail) values ('movements.publish-notice-statistics', 'jobs', '{}', interval '1 day', 5)`,
];

/*
 * A whole file is told to whoever holds a live grant for what it brought. `position` as in 0030. The marks are by account, one after the other in the order of their names, so that two files do not wait for
 * each other in a circle.
 */
const arrivals = [
  `alter table provision.upload add column position bigint`,
  `create index on provision.upload (case_id, position)`,
  `update provision.upload u set position = (extract(epoch from u.recorded_at) * 1000000)::bigint where u.recorded_at is not null`,
  `create function provision.number_upload() returns trigger language plpgsql ${definer} as $$
  begin
    perform live.advance('stays', h.account) from (
      select distinct h.account from permission.grant_case c join permission.grant_holder h on h.grant_id = c.grant_id join permission.access_grant g on g.id = c.grant_id
      where c.case_id = new.case_id and g.revoked_at is null and g.not_after > pg_catalog.clock_timestamp() order by 1) h;
    update provision.upload u set position = live.position() where u.id = new.id;
    return null;
  end $$`,
  `revoke execute on function provision.number_upload() from public`,
  `create constraint trigger live after update of recorded_at on provision.upload deferrable initially deferred for each row when (new.recorded_at is not null and new.kind = 'case') execute function provision.number_upload()`,
  // of these cases, as far as a live grant of the asker's covers what was asked for
  `create function movements.stay_arrivals(cases uuid[], after bigint, most integer)
    returns table (id uuid, case_id uuid, person_key uuid, sealed boolean, request_id uuid, data_class text, window_from timestamptz, window_to timestamptz, stays integer, arrived_at timestamptz, "position" bigint) language plpgsql stable ${definer} as $$
  declare
    me security.claimant := movements.acting(array['local-investigator', 'national-investigator'], 'investigation');
  begin
    return query
      select u.id, u.case_id, r.person_key, exists (select from permission.sealed_case s where s.case_id = u.case_id or s.person_key = r.person_key), u.request_id, u.data_class, u.window_from, u.window_to, (k.stored + u.stays_of_pings)::integer, u.recorded_at::timestamptz, u.position
      from pg_catalog.unnest(cases) c (id) cross join lateral (
        select x.* from provision.upload x where x.case_id = c.id and x.kind = 'case' and x.position > after and exists (select from provision.chunk y where y.upload_id = x.id and y.accepted > 0)
          and exists (select from permission.grant_case gc join permission.grant_holder h on h.grant_id = gc.grant_id and h.account = me.account join permission.access_grant g on g.id = gc.grant_id
            where gc.case_id = x.case_id and g.data_class = x.data_class and g.window_from <= x.window_from and x.window_to <= g.window_to and g.purpose = me.purpose and g.not_before <= me.now and me.now < g.not_after and g.revoked_at is null and g.roster_id is null)
        order by x.position limit most) u
        join movements.information_request r on r.id = u.request_id
        cross join lateral (select coalesce(pg_catalog.sum(y.stored), 0) as stored from provision.chunk y where y.upload_id = u.id) k
      order by u.position;
  end $$`,
  `revoke execute on function movements.stay_arrivals(uuid[], bigint, integer) from public`,
  `grant execute on function movements.stay_arrivals(uuid[], bigint, integer) to epigraph_movements`,
];
