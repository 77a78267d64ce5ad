/**
 * Background work, and marks by which live streams know that there may be something new. Who may ask for what is bound here to what the gateway signed; a job runs with the claims of who asked, and with
 * nothing but a proof that only the worker was given. The queue itself is graphile-worker's: see worker-schema.ts.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class Jobs1700000000025 implements MigrationInterface {
  readonly name = "Jobs1700000000025";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...roles, ...marks, ...tables, ...standing, ...asking, ...running, ...claims, ...upkeep, ...reports, ...rights]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = ''";

const roles = [
  `do $$ begin create role epigraph_jobs nologin; exception when duplicate_object or unique_violation then null; end $$`,
  ...["jobs", "live"].map((schema) => `create schema ${schema}`),
];

/** One number for each topic and whom it concerns (an account, an agency, or nobody in particular): it rises with every change, in the order in which changes are committed. */
const marks = [
  `create table live.mark (topic text not null check (topic ~ '^[a-z-]{1,40}$'), key text not null, value bigint not null, primary key (topic, key)) with (fillfactor = 50)`,
  /*
   * For triggers. Whoever advances a mark keeps its row until the end of the transaction: so what is numbered by it is numbered in the order of commits, and a reader who has seen a number has seen all
   * below it. Two of one key wait for each other, or the later one is tried again.
   */
  `create function live.advance(topic text, key text) returns bigint language plpgsql ${definer} as $$
  declare
    risen bigint;
  begin
    insert into live.mark as m (topic, key, value) values (advance.topic, advance.key, 1) on conflict on constraint mark_pkey do update set value = m.value + 1 returning m.value into risen;
    perform pg_catalog.pg_notify('live', advance.topic); -- a nudge: whoever misses it reads the mark a second later
    return risen;
  end $$`,
  `create function live.marks(topic text, keys text[]) returns table (key text, value bigint) language sql stable ${definer} as $$
    select m.key, m.value from live.mark m where m.topic = marks.topic and m.key = any (marks.keys)
  $$`,
  `create function live.finding_found() returns trigger language plpgsql ${definer} as $$ begin perform live.advance('findings', ''); return null; end $$`,
  `create trigger live after insert on ledger.finding for each statement execute function live.finding_found()`,
  `drop function ledger.newest_finding()`,
];

const tables = [
  // what the code says of each kind too: a test holds the two together. \`askers\`: duty/purpose, none for what is done again and again; \`may_fail\`: so often it is tried again
  `create table jobs.kind (
    name text primary key check (name ~ '^[a-z]+[.][a-z-]{1,60}$'),
    service text not null,
    askers text[] not null,
    every interval,
    may_fail integer not null check (may_fail between 0 and 20),
    check ((cardinality(askers) = 0) = (every is not null)))`,
  // what the queue knows of a kind: put there now, for two that ask at once would stand in each other's way
  `create function jobs.name_task() returns trigger language plpgsql ${definer} as $$
  begin
    insert into graphile_worker._private_tasks (identifier) values (new.name) on conflict do nothing;
    return new;
  end $$`,
  `create trigger name_task before insert on jobs.kind for each row execute function jobs.name_task()`,
  `create function jobs.holds_ids_only(payload jsonb) returns boolean language sql immutable set search_path = '' as $$
    select case when jsonb_typeof(payload) <> 'object' then false else (select count(*) <= 20 and coalesce(bool_and(jsonb_typeof(p.value) in ('number', 'boolean', 'null') or (jsonb_typeof(p.value) = 'string' and p.value #>> '{}' ~ '^[!-~]{0,100}$')), true) from jsonb_each(payload) p) end
  $$`,
  // `runs` is also what a worker shows: another one may have taken the job since. `claims`: of who asked, none for what nobody asked for; `proof`: SHA-256 of what the worker was given
  `create table jobs.job (
    id uuid primary key,
    kind text not null references jobs.kind,
    key text not null check (key ~ '^[!-~]{1,200}$'),
    payload jsonb not null check (jobs.holds_ids_only(payload)),
    asked_by text not null,
    agency text not null,
    claims jsonb,
    state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    phase text check (phase ~ '^[a-z0-9-]{1,40}$'),
    done bigint,
    total bigint,
    runs integer not null default 0,
    failures integer not null default 0,
    worker text,
    proof text,
    error_code text check (error_code ~ '^[A-Z_]{1,40}$'),
    asked_at timestamptz(3) not null,
    taken_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    cancel_asked_at timestamptz,
    changed_at timestamptz not null,
    position bigint not null,
    check ((state in ('done', 'failed', 'cancelled')) = (ended_at is not null)))`,
  `create unique index job_open on jobs.job (kind, asked_by, key) where state in ('waiting', 'running')`,
  `create index on jobs.job (asked_by, position)`,
  `create index on jobs.job (asked_at desc, id desc)`,
  `create index on jobs.job (state, kind) where state in ('waiting', 'running')`,
  `create table jobs.worker (id text primary key, seen_at timestamptz not null)`,
  `create function jobs.number_change() returns trigger language plpgsql ${definer} as $$
  begin
    new.changed_at := clock_timestamp();
    new.position := live.advance('jobs', new.asked_by);
    return new;
  end $$`,
  `create trigger number_change before insert or update on jobs.job for each row execute function jobs.number_change()`,
];

/** Whether an account is still what it was when it asked. Of another issuer's accounts only what was revoked is known. */
const standing = [
  `create function jobs.stands(claims jsonb, asked_at timestamptz) returns boolean language sql stable ${definer} as $$
    select claims is null or (
      not exists (select from identity.revocation r where r.account = claims ->> 'account' and r.revoked_at >= asked_at)
      and not exists (select from identity.account a where a.id = claims ->> 'account' and (a.state <> 'active' or a.duty <> claims ->> 'duty' or a.clearance < (claims ->> 'clearance')::integer or a.agency <> claims ->> 'agency')))
  $$`,
];

const asking = [
  // into the queue, or into it anew with another time: graphile-worker lets go of the entry that it is working on
  `create function jobs.queue(job uuid, kind text, wait interval) returns void language sql ${definer} as $$
    select graphile_worker.add_job(identifier => queue.kind, payload => json_build_object('job', queue.job), run_at => clock_timestamp() + queue.wait, max_attempts => 1000, job_key => queue.job::text)
  $$`,
  /*
   * In the name of whoever the claims name, by the service whose kind it is, in the transaction of the request: none is there without it. The same key while one waits or runs is that one. Null: the account has
   * too many that are not over.
   */
  `create function jobs.enqueue(kind text, payload jsonb, key text) returns uuid language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
    known jobs.kind;
    found_id uuid;
  begin
    select k.* into known from jobs.kind k where k.name = enqueue.kind;
    if not found or not exists (select from pg_catalog.pg_roles r where r.rolname = 'epigraph_' || known.service and pg_catalog.pg_has_role(session_user, r.oid, 'member')) then
      raise exception 'this service has no such kind of job' using errcode = '42501';
    end if;
    if (me.duty || '/' || me.purpose = any (known.askers)) is not true then raise exception 'this kind of job is not for this duty and purpose' using errcode = '42501'; end if;
    select j.id into found_id from jobs.job j where j.kind = enqueue.kind and j.asked_by = me.account and j.key = enqueue.key and j.state in ('waiting', 'running');
    if found then return found_id; end if;
    if (select count(*) from jobs.job j where j.asked_by = me.account and j.state in ('waiting', 'running')) >= 20 then return null; end if;
    insert into jobs.job (id, kind, key, payload, asked_by, agency, claims, state, asked_at)
      values (gen_random_uuid(), enqueue.kind, enqueue.key, enqueue.payload, me.account, me.agency, to_jsonb(me), 'waiting', clock_timestamp()) returning id into found_id;
    perform jobs.queue(found_id, enqueue.kind, interval '0');
    return found_id;
  end $$`,
  // by who asked, or by an administrator; 'done', 'over' or 'unknown'
  `create function jobs.cancel(job uuid) returns text language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
    asked jobs.job;
  begin
    select j.* into asked from jobs.job j where j.id = cancel.job for update;
    if not found or (asked.asked_by = me.account or (me.duty = 'system-administrator' and me.purpose = 'administration')) is not true then return 'unknown'; end if;
    if asked.state not in ('waiting', 'running') or asked.cancel_asked_at is not null then return 'over'; end if;
    if asked.state = 'waiting' then
      perform graphile_worker.remove_job(cancel.job::text);
      update jobs.job j set state = 'cancelled', ended_at = clock_timestamp(), cancel_asked_at = clock_timestamp() where j.id = cancel.job;
    else
      update jobs.job j set cancel_asked_at = clock_timestamp() where j.id = cancel.job;
    end if;
    return 'done';
  end $$`,
];

/** For workers. Each shows which run it speaks of: who was thought dead, and is not, changes nothing any more. */
const running = [
  `create function jobs.beat(workers text[]) returns void language sql ${definer} as $$
    insert into jobs.worker as w (id, seen_at) select b, clock_timestamp() from unnest(beat.workers) b on conflict (id) do update set seen_at = excluded.seen_at
  $$`,
  `create function jobs.take(job uuid, worker text) returns table (kind text, service text, payload jsonb, key text, claims jsonb, run integer, failures integer, may_fail integer, proof text) language plpgsql ${definer} as $$
  declare
    taken jobs.job;
    given text := gen_random_uuid()::text || gen_random_uuid()::text;
    ends_as text;
  begin
    select j.* into taken from jobs.job j where j.id = take.job for update;
    if not found or taken.state <> 'waiting' then return; end if;
    ends_as := case when taken.claims is null then null when taken.asked_at < clock_timestamp() - interval '24 hours' then 'TOO_LATE' when not jobs.stands(taken.claims, taken.asked_at) then 'ACCOUNT_ENDED' end;
    if ends_as is not null then
      update jobs.job j set state = 'failed', ended_at = clock_timestamp(), error_code = ends_as where j.id = take.job;
      return;
    end if;
    update jobs.job j set state = 'running', runs = j.runs + 1, worker = take.worker, taken_at = clock_timestamp(), started_at = coalesce(j.started_at, clock_timestamp()), phase = null, done = null, total = null,
      proof = encode(sha256(convert_to(given, 'UTF8')), 'hex') where j.id = take.job returning j.* into taken;
    return query select taken.kind, k.service, taken.payload, taken.key, taken.claims, taken.runs, taken.failures, k.may_fail, given from jobs.kind k where k.name = taken.kind;
  end $$`,
  `create function jobs.tell(job uuid, run integer, phase text, done bigint, total bigint) returns boolean language sql ${definer} as $$
    with told as (update jobs.job j set phase = tell.phase, done = tell.done, total = tell.total where j.id = tell.job and j.runs = tell.run and j.state = 'running' returning 1) select exists (select from told)
  $$`,
  // among these runs those that are to stop
  `create function jobs.to_stop(running jsonb) returns table (job uuid, why text) language sql stable ${definer} as $$
    select r.key::uuid, case when j.state <> 'running' or j.runs <> (r.value #>> '{}')::integer then 'LOST' when j.cancel_asked_at is not null then 'CANCELLED' else 'ACCOUNT_ENDED' end
    from jsonb_each(to_stop.running) r left join jobs.job j on j.id = r.key::uuid
    where (j.state = 'running' and j.runs = (r.value #>> '{}')::integer and j.cancel_asked_at is null and jobs.stands(j.claims, j.asked_at)) is not true
  $$`,
  `create function jobs.finish(job uuid, run integer, state text, code text) returns boolean language sql ${definer} as $$
    with over as (
      update jobs.job j set state = finish.state, ended_at = clock_timestamp(), error_code = finish.code, proof = null, worker = null where j.id = finish.job and j.runs = finish.run and j.state = 'running' returning 1
    ) select exists (select from over)
  $$`,
  // to be tried again; \`failed\`: 1 when it had gone wrong
  `create function jobs.put_back(job uuid, run integer, code text, wait interval, failed integer) returns boolean language plpgsql ${definer} as $$
  declare
    put jobs.job;
  begin
    update jobs.job j set state = 'waiting', error_code = put_back.code, failures = j.failures + put_back.failed, proof = null, worker = null where j.id = put_back.job and j.runs = put_back.run and j.state = 'running' returning j.* into put;
    if not found then return false; end if;
    perform jobs.queue(put.id, put.kind, put_back.wait);
    return true;
  end $$`,
];

const claims = [
  /*
   * What begin_request is for a request: shows this transaction the claims under which a running job was asked for, to the service whose kind it is, for who has the worker's proof. They are those of the moment of
   * asking; whether the account still stands is asked anew.
   */
  `create function security.begin_job(job uuid, proof text) returns void language plpgsql ${definer} as $$
  declare
    moment timestamptz := date_trunc('milliseconds', clock_timestamp());
    asked jsonb;
    asker security.claimant;
    told text;
  begin
    select j.claims into asked from jobs.job j join jobs.kind k on k.name = j.kind
      where j.id = begin_job.job and j.state = 'running' and j.proof = encode(sha256(convert_to(begin_job.proof, 'UTF8')), 'hex') and j.claims is not null and jobs.stands(j.claims, j.asked_at)
        and exists (select from pg_catalog.pg_roles r where r.rolname = 'epigraph_' || k.service and pg_catalog.pg_has_role(session_user, r.oid, 'member'));
    if not found then raise exception 'no job of this service runs by that proof' using errcode = '28000'; end if;
    asker := jsonb_populate_record(null::security.claimant, asked || jsonb_build_object('now', moment, 'correlation', begin_job.job));
    if (security.asker()).account is not null and security.asker() is distinct from asker then raise exception 'this transaction has other claims already' using errcode = '28000'; end if;
    -- a job that works for a purpose that needs a response does not outlive the response; what has no claims goes on: deletion must
    if asker.purpose in ('investigation', 'authorisation', 'provision', 'disclosure') and not policy.response_in_force() then raise exception 'no response is in force' using errcode = 'EP002'; end if;
    told := (to_jsonb(asker) || jsonb_build_object('until', moment + interval '30 minutes'))::text;
    perform set_config('epigraph.claims', told, true), set_config('epigraph.seal', (select security.seal(told, k.secret) from security.key k where k.kind = 'seal' and k.valid_to is null), true);
  end $$`,
];

const upkeep = [
  // what workers left that were not heard of for so long, and what no entry of the queue stands for any more
  `create function jobs.sweep(unheard interval) returns integer language plpgsql ${definer} as $$
  declare
    lost record;
    swept integer := 0;
  begin
    update graphile_worker._private_jobs g set locked_at = null, locked_by = null
      where g.locked_at < clock_timestamp() - unheard and not exists (select from jobs.worker w where w.id = g.locked_by and w.seen_at >= clock_timestamp() - unheard);
    for lost in
      select j.id, j.kind, j.failures, k.may_fail from jobs.job j join jobs.kind k on k.name = j.kind
      where j.state = 'running' and j.taken_at < clock_timestamp() - unheard and not exists (select from jobs.worker w where w.id = j.worker and w.seen_at >= clock_timestamp() - unheard)
      for update of j skip locked
    loop
      swept := swept + 1;
      if lost.failures < lost.may_fail then
        update jobs.job j set state = 'waiting', failures = j.failures + 1, error_code = 'WORKER_LOST', proof = null, worker = null where j.id = lost.id;
        perform jobs.queue(lost.id, lost.kind, interval '0');
      else
        perform graphile_worker.remove_job(lost.id::text);
        update jobs.job j set state = 'failed', ended_at = clock_timestamp(), error_code = 'WORKER_LOST', proof = null, worker = null where j.id = lost.id;
      end if;
    end loop;
    for lost in
      select j.id, j.kind from jobs.job j where j.state = 'waiting' and j.changed_at < clock_timestamp() - unheard and not exists (select from graphile_worker._private_jobs g where g.key = j.id::text)
      for update of j skip locked
    loop
      perform jobs.queue(lost.id, lost.kind, interval '0');
    end loop;
    delete from jobs.worker w where w.seen_at < clock_timestamp() - interval '1 day';
    return swept;
  end $$`,
  // what is done again and again, when its time has come and none is under way
  `create function jobs.enqueue_due() returns integer language plpgsql ${definer} as $$
  declare
    due record;
    fresh uuid;
    asked integer := 0;
  begin
    for due in select k.name from jobs.kind k where k.every is not null and not exists (select from jobs.job j where j.kind = k.name and (j.state in ('waiting', 'running') or j.asked_at > clock_timestamp() - k.every)) loop
      insert into jobs.job (id, kind, key, payload, asked_by, agency, state, asked_at) values (gen_random_uuid(), due.name, 'due', '{}', 'system', 'system', 'waiting', clock_timestamp())
        on conflict (kind, asked_by, key) where state in ('waiting', 'running') do nothing returning id into fresh;
      continue when fresh is null;
      perform jobs.queue(fresh, due.name, interval '0');
      asked := asked + 1;
    end loop;
    return asked;
  end $$`,
  `create function jobs.tidy() returns integer language plpgsql ${definer} as $$
  declare
    gone integer;
  begin
    delete from ledger.report_file f where f.expires_at <= clock_timestamp();
    -- the last of a kind is what tells when the next is due
    delete from jobs.job j where j.ended_at < clock_timestamp() - case when j.claims is null then interval '1 day' else interval '30 days' end and not exists (select from jobs.kind k where k.name = j.kind and k.every > interval '1 day');
    get diagnostics gone = row_count;
    return gone;
  end $$`,
];

/** What reports were made as jobs, for who asked for them, for seven days. */
const reports = [
  `create table ledger.report_file (
    job uuid primary key,
    account text not null,
    report text not null,
    reason uuid not null,
    made_at timestamptz(3) not null,
    expires_at timestamptz(3) not null check (expires_at = made_at + interval '7 days'),
    file_name text not null,
    media_type text not null,
    content text not null,
    content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
    rows integer not null,
    cut boolean not null)`,
  `create index on ledger.report_file (expires_at)`,
  `alter table ledger.report_file enable row level security`,
  `alter table ledger.report_file force row level security`,
  `create policy epigraph_owner on ledger.report_file to current_user using (true) with check (true)`,
  ...(["select", "insert"] as const).map((command) => {
    const own = "(select me.duty = 'auditor' and me.clearance >= 2 and me.purpose = 'audit' from security.asker() me) and report_file.account = (select me.account from security.asker() me)";
    return command === "select"
      ? `create policy epigraph_asker_reads on ledger.report_file for select to epigraph_audit using (${own} and report_file.expires_at > (select me.now from security.asker() me))`
      : `create policy epigraph_asker_keeps on ledger.report_file for insert to epigraph_audit with check (${own} and report_file.made_at = (select me.now from security.asker() me) and report_file.job::text = (select me.correlation from security.asker() me))`;
  }),
  `grant select, insert on ledger.report_file to epigraph_audit`,
  `insert into jobs.kind (name, service, askers, every, may_fail) values
    ('audit.review-sheet', 'audit', '{auditor/audit}', null, 3),
    ('audit.yearly-counts', 'audit', '{auditor/audit}', null, 3),
    ('jobs.tidy', 'jobs', '{}', interval '1 hour', 3)`,
];

const services = ["cases", "movements", "clinics", "programs", "audit"].map((name) => `epigraph_${name}`).join(", ");
const own = ["jobs.kind", "jobs.worker", "live.mark"];

const rights = [
  `revoke execute on all functions in schema jobs, live, graphile_worker from public`,
  `revoke execute on function security.begin_job(uuid, text) from public`,
  `grant usage on schema jobs to epigraph_jobs, ${services}`,
  `grant execute on function jobs.enqueue(text, jsonb, text), jobs.cancel(uuid) to ${services}`,
  `grant execute on function security.begin_job(uuid, text) to ${services}`,
  `grant execute on function jobs.beat(text[]), jobs.take(uuid, text), jobs.tell(uuid, integer, text, bigint, bigint), jobs.to_stop(jsonb), jobs.finish(uuid, integer, text, text), jobs.put_back(uuid, integer, text, interval, integer), jobs.sweep(interval), jobs.enqueue_due(), jobs.tidy() to epigraph_jobs`,
  // neither what a job is about nor whose claims it has
  `grant select (id, kind, asked_by, agency, state, phase, done, total, runs, error_code, asked_at, started_at, ended_at, changed_at, cancel_asked_at, position) on jobs.job to epigraph_audit`,
  `grant usage on schema live to epigraph_gateway`,
  `grant execute on function live.marks(text, text[]) to epigraph_gateway`,
  ...own.flatMap((table) => [`alter table ${table} enable row level security`, `alter table ${table} force row level security`, `create policy epigraph_owner on ${table} to current_user using (true) with check (true)`]),
  // the worker's record of a run
  `grant usage on schema ledger to epigraph_jobs`,
  `grant insert (body) on ledger.pending to epigraph_jobs`,
  `create policy epigraph_jobs_append on ledger.pending for insert to epigraph_jobs with check (true)`,
  // what the library itself asks of its tables
  `grant usage on schema graphile_worker to epigraph_jobs`,
  `grant select, update, delete on graphile_worker._private_jobs to epigraph_jobs`,
  `grant select, update on graphile_worker._private_job_queues to epigraph_jobs`,
  `grant select, insert (identifier) on graphile_worker._private_tasks to epigraph_jobs`,
  ...["_private_jobs", "_private_job_queues", "_private_tasks"].map((table) => `create policy epigraph_jobs_works on graphile_worker.${table} to epigraph_jobs using (true) with check (true)`),
];
