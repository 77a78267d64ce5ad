/** The functions by which the platform keeps itself in order, each for the worker of background jobs, and those by which an operator looks after jobs. Part of migration 0030. */

const definer = "security definer set search_path = ''";

/** Each does at most so much at a time and says how much it did: 0 says that there is nothing left. Called again it does nothing twice. */
export const upkeep: readonly string[] = [
  `create function jobs.expire_requests(most integer) returns integer language plpgsql ${definer} as $$
  declare
    late record;
    r movements.information_request;
    many integer := 0;
    moment timestamptz := pg_catalog.clock_timestamp();
  begin
    for late in
      select q.id from movements.information_request q where q.expires_at <= moment and q.state not in ('draft', 'provided', 'closed', 'denied', 'withdrawn', 'expired') order by q.expires_at, q.id limit most for update skip locked
    loop
      r := movements.advance(late.id, 'expire', 'platform', 'platform', 'platform', moment, null);
      perform movements.end_inbox(late.id, 'expired', moment);
      many := many + 1;
    end loop;
    return many;
  end $$`,
  // rows set aside whose time is over, and pings that can become no stays any more: nobody came back for them, or the request takes nothing. The upload stays, for its receipt
  `create function jobs.expire_uploads(most integer) returns integer language plpgsql ${definer} as $$
  declare
    aside integer;
    pings integer;
  begin
    delete from provision.quarantined_row q where (q.upload_id, q.line) in (select x.upload_id, x.line from provision.quarantined_row x where x.expires_at <= pg_catalog.clock_timestamp() limit most);
    get diagnostics aside = row_count;
    delete from provision.ping p where (p.upload_id, p.person_key, p.id) in (
      select x.upload_id, x.person_key, x.id from provision.ping x join provision.upload u on u.id = x.upload_id join movements.information_request r on r.id = u.request_id
      where u.opened_at < pg_catalog.clock_timestamp() - interval '14 days' or r.state not in ('sent', 'partly-provided') limit most);
    get diagnostics pings = row_count;
    return aside + pings;
  end $$`,
  // persons of a place roster who match nobody, where rosters are kept; how many
  `create function jobs.delete_unmatched() returns integer language sql ${definer} as $$ select movements.forget_unmatched() $$`,
  // what is overdue is told as a finding, one after the other with the sequencer: who follows findings misses none
  `create function jobs.find(kind text, key text, account text, agency text, since timestamptz, count integer) returns boolean language plpgsql ${definer} as $$
  begin
    if exists (select from ledger.finding f where f.key = find.key and f.count >= find.count) then return false; end if;
    lock table ledger.finding in share row exclusive mode;
    insert into ledger.finding as f (id, kind, key, found_at, first_at, last_at, account, agency, service, count, records, subjects)
      values (pg_catalog.gen_random_uuid(), find.kind, find.key, greatest(pg_catalog.clock_timestamp(), (select pg_catalog.max(x.found_at) from ledger.finding x) + interval '1 millisecond'),
        find.since, pg_catalog.clock_timestamp(), find.account, find.agency, 'jobs', find.count, '{}', 0)
      on conflict on constraint finding_key_key do update set last_at = excluded.last_at, count = greatest(f.count, excluded.count);
    return true;
  end $$`,
  // one for each emergency access that nobody reviewed in time
  `create function jobs.find_overdue_reviews() returns integer language sql ${definer} as $$
    select (pg_catalog.count(*) filter (where jobs.find('overdue-review', 'overdue-review ' || e.id, e.account, e.agency, e.review_due_at, 1)))::integer
    from (select x.id, x.account, x.agency, x.review_due_at from permission.emergency_access x where x.reviewed_at is null and x.review_due_at <= pg_catalog.clock_timestamp() order by x.review_due_at) e
  $$`,
  // one for each agency and day in Korea: notices that are neither given nor put off
  `create function jobs.find_overdue_notices() returns integer language sql ${definer} as $$
    select (pg_catalog.count(*) filter (where jobs.find('overdue-notice', 'overdue-notice ' || n.agency || ' ' || (pg_catalog.clock_timestamp() at time zone 'Asia/Seoul')::date, null, n.agency, n.since, n.many)))::integer
    from (
      select coalesce(r.agency, 'unknown') as agency, pg_catalog.count(*)::integer as many, pg_catalog.min(x.due_at) as since
      from movements.notice x join movements.information_request r on r.id = x.request_id
        left join lateral (select s.step, s.until from movements.notice_step s where s.notice_id = x.id order by s.number desc limit 1) s on true
      where x.due_at <= pg_catalog.clock_timestamp() and s.step is distinct from 'sent' and (s.until is null or s.until <= pg_catalog.clock_timestamp())
      group by r.agency order by 1) n
  $$`,
  `revoke execute on function jobs.expire_requests(integer), jobs.expire_uploads(integer), jobs.delete_unmatched(), jobs.find(text, text, text, text, timestamptz, integer), jobs.find_overdue_reviews(), jobs.find_overdue_notices() from public`,
  `grant execute on function jobs.expire_requests(integer), jobs.expire_uploads(integer), jobs.delete_unmatched(), jobs.find_overdue_reviews(), jobs.find_overdue_notices() to epigraph_jobs`,
  `insert into jobs.kind (name, service, askers, every, may_fail) values
    ('movements.expire-requests', 'jobs', '{}', interval '5 minutes', 5),
    ('movements.expire-uploads', 'jobs', '{}', interval '1 hour', 5),
    ('movements.delete-unmatched', 'jobs', '{}', interval '1 hour', 5),
    ('movements.overdue-reviews', 'jobs', '{}', interval '5 minutes', 5),
    ('movements.overdue-notices', 'jobs', '{}', interval '1 hour', 5)`,
];

/** For the owner of the database, on a command line. */
export const operating: readonly string[] = [
  // what is done again and again, now instead of when it is due; the one that is under way, if one is
  `create function jobs.enqueue_now(wanted text) returns uuid language plpgsql ${definer} as $$
  declare
    found_id uuid;
  begin
    if not exists (select from jobs.kind k where k.name = wanted and k.every is not null) then return null; end if;
    insert into jobs.job (id, kind, key, payload, asked_by, agency, state, asked_at) values (pg_catalog.gen_random_uuid(), wanted, 'due', '{}', 'system', 'system', 'waiting', pg_catalog.clock_timestamp())
      on conflict (kind, asked_by, key) where state in ('waiting', 'running') do nothing returning id into found_id;
    if found_id is null then
      select j.id into found_id from jobs.job j where j.kind = wanted and j.asked_by = 'system' and j.key = 'due' and j.state in ('waiting', 'running');
      return found_id;
    end if;
    perform jobs.queue(found_id, wanted, interval '0');
    return found_id;
  end $$`,
  // 'done', 'over' or 'unknown'
  `create function jobs.cancel_any(job uuid) returns text language plpgsql ${definer} as $$
  declare
    asked jobs.job;
  begin
    select j.* into asked from jobs.job j where j.id = cancel_any.job for update;
    if not found then return 'unknown'; end if;
    if asked.state not in ('waiting', 'running') or asked.cancel_asked_at is not null then return 'over'; end if;
    if asked.state = 'waiting' then
      perform graphile_worker.remove_job(cancel_any.job::text);
      update jobs.job j set state = 'cancelled', ended_at = pg_catalog.clock_timestamp(), cancel_asked_at = pg_catalog.clock_timestamp() where j.id = cancel_any.job;
    else
      update jobs.job j set cancel_asked_at = pg_catalog.clock_timestamp() where j.id = cancel_any.job;
    end if;
    return 'done';
  end $$`,
  `revoke execute on function jobs.enqueue_now(text), jobs.cancel_any(uuid) from public`,
];
