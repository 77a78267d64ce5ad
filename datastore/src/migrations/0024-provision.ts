/**
 * What a provider's upload leaves while it is under way: the upload, its chunks, rows set aside, pings that are no stays yet. And the one way in which stays enter: bound to an
 * upload that was opened under the provider's own claims for a request that was sent. Not the stays: they are in movements.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class Provision1700000000024 implements MigrationInterface {
  readonly name = "Provision1700000000024";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...lanes, ...days, ...entrance, ...rights]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = pg_catalog, pg_temp";

const tables = [
  `do $$ begin create role epigraph_provision nologin; exception when duplicate_object or unique_violation then null; end $$`,
  `create schema provision`,
  // what a provider's columns mean; a new version instead of a change
  `create table provision.profile (
    agency text not null,
    data_class text not null check (data_class in ('telecom-location', 'card-use', 'qr-entry')),
    version integer not null check (version > 0),
    valid_from date not null,
    valid_to date check (valid_to > valid_from),
    definition jsonb not null,
    primary key (agency, data_class, version))`,
  // terms are those of the request when the upload was opened
  `create table provision.upload (
    id uuid primary key,
    request_id uuid not null,
    agency text not null,
    case_id uuid not null,
    data_class text not null,
    window_from timestamptz not null,
    window_to timestamptz not null,
    file_name text not null check (length(file_name) between 1 and 200),
    content text not null,
    profile_version integer not null,
    corrects uuid references provision.upload,
    header text[],
    state text not null default 'open' check (state in ('open', 'complete')),
    opened_by text not null,
    opened_at timestamptz(3) not null default clock_timestamp(),
    ended_at timestamptz(3),
    bytes bigint,
    sha256 bytea,
    digest bytea,
    canonical bytea,
    stays_of_pings bigint not null default 0,
    same_as uuid references provision.upload,
    unique (request_id, agency, file_name),
    check ((state = 'complete') = (ended_at is not null)))`,
  // a row here is there exactly when the chunk's stays are: both are of one transaction
  `create table provision.chunk (
    upload_id uuid not null references provision.upload,
    number integer not null check (number >= 0),
    line_from bigint not null,
    line_to bigint not null,
    byte_from bigint,
    byte_to bigint,
    digest bytea not null,
    canonical bytea not null,
    rows integer not null,
    accepted integer not null,
    offered integer not null,
    stored integer not null,
    quarantined integer not null,
    outside integer not null,
    reasons jsonb not null,
    primary key (upload_id, number))`,
  // \`sealed\` is none for a row that was outside what was approved: nothing of it is kept but where it stood
  `create table provision.quarantined_row (
    upload_id uuid not null references provision.upload,
    line bigint not null,
    column_name text,
    reason text not null,
    sealed bytea,
    expires_at timestamptz not null,
    primary key (upload_id, line))`,
  `create index on provision.quarantined_row (expires_at)`,
  // until the upload is complete and they become stays
  `create table provision.ping (
    upload_id uuid not null references provision.upload,
    person_key uuid not null,
    id uuid not null,
    at timestamptz(3) not null,
    latitude float8 not null,
    longitude float8 not null,
    accuracy_metres real not null,
    source_record text not null,
    primary key (upload_id, person_key, id))`,
];

/** Where a chunk lies within its transaction, on its way to a table with policies, which COPY does not write to. One upload at a time has a lane, so a lane can be emptied at once. */
const lanes = [1, 2, 3, 4].map(
  (lane) => `create unlogged table provision.lane_${lane} (
    person_key uuid not null, day date not null, id uuid not null, arrival bigint not null, departure bigint not null, earliest bigint not null, latest bigint not null,
    place_id uuid, latitude float8 not null, longitude float8 not null, cell bigint not null, accuracy_metres real not null, confidence real not null, source_record text not null)
    with (autovacuum_enabled = false)`,
);

/** The one place in which a day of stays is made; see partitions.ts. */
const days = [
  `create function movements.make_days(days date[]) returns void language plpgsql ${definer} as $$
  declare
    first_day date;
    name text;
  begin
    if cardinality(days) > 400 then raise exception 'more than 400 days at once' using errcode = '22023'; end if;
    if not exists (select from unnest(days) d where to_regclass('movements.stay_' || to_char(d, 'YYYYMMDD')) is null) then return; end if;
    perform pg_advisory_xact_lock(7215530043);
    foreach first_day in array days loop
      name := 'stay_' || to_char(first_day, 'YYYYMMDD');
      if to_regclass('movements.' || name) is null then
        -- attached, not created in place: readers are not held up. What was looked up before the lock is remembered by the session: it may have been made since
        begin
          execute format('create table movements.%I (like movements.stay including defaults including constraints including indexes)', name);
          execute format('alter table movements.stay attach partition movements.%I for values from (%L) to (%L)', name, first_day, first_day + 1);
        exception when duplicate_table then null;
        end;
      end if;
    end loop;
  end $$`,
  `revoke execute on function movements.make_days(date[]) from public`,
];

const entrance = [
  /*
   * Under the claims of the provider, by the movements service: opens the upload of a file to a request, or finds the one that is open. Says nothing of requests that are not there to be
   * answered: no row. Whether the request is addressed to the agency is asked by the workflow of requests.
   */
  `create function provision.open_upload(new_id uuid, request uuid, file text, kind text, version integer, correcting uuid) returns setof provision.upload language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
    asked movements.information_request;
  begin
    if (me.duty = 'data-provider' and me.purpose = 'provision') is not true then raise exception 'only a provider opens an upload' using errcode = '42501'; end if;
    select r.* into asked from movements.information_request r where r.id = request and r.state in ('sent', 'partly-provided') and r.data_class in ('telecom-location', 'card-use', 'qr-entry');
    if not found then return; end if;
    if correcting is not null and not exists (select from provision.upload u where u.id = correcting and u.request_id = request and u.agency = me.agency) then return; end if;
    insert into provision.upload (id, request_id, agency, case_id, data_class, window_from, window_to, file_name, content, profile_version, corrects, opened_by)
      values (new_id, request, me.agency, asked.case_id, asked.data_class, asked.window_from, asked.window_to, file, kind, version, correcting, me.account)
      on conflict (request_id, agency, file_name) do nothing;
    perform movements.make_days(array(select d::date from generate_series((asked.window_from at time zone 'Asia/Seoul')::date, ((asked.window_to - interval '1 ms') at time zone 'Asia/Seoul')::date, interval '1 day') d));
    return query select u.* from provision.upload u where u.request_id = request and u.agency = me.agency and u.file_name = file;
  end $$`,
  // what the upload of this transaction may bring, as long as it is open and its request is
  `create function provision.terms() returns table (request_id uuid, case_id uuid, data_class text, window_from timestamptz, window_to timestamptz) language sql stable ${definer} as $$
    select u.request_id, u.case_id, u.data_class, u.window_from, u.window_to
    from provision.upload u join movements.information_request r on r.id = u.request_id
    where u.id = nullif(current_setting('epigraph.upload', true), '')::uuid and u.state = 'open' and r.state in ('sent', 'partly-provided')
  $$`,
  // where places are that providers know by numbers of their own
  `create function provision.places_of(provider text, records text[]) returns table (record text, id uuid, latitude float8, longitude float8) language sql stable ${definer} as $$
    select p.source_record, p.id, p.latitude, p.longitude from movements.place p where p.source_system = provider and p.source_record = any (records)
  $$`,
  `revoke execute on function provision.open_upload(uuid, uuid, text, text, integer, uuid), provision.terms(), provision.places_of(text, text[]) from public`,
  `grant execute on function provision.open_upload(uuid, uuid, text, text, integer, uuid) to epigraph_movements`,
  `grant execute on function provision.terms(), provision.places_of(text, text[]) to epigraph_provision`,
];

/** It may put stays in and never see one. */
const rights = [
  `grant usage on schema provision to epigraph_movements, epigraph_provision`,
  `grant usage on schema movements, ledger to epigraph_provision`,
  `grant insert (body) on ledger.pending to epigraph_provision`,
  `create policy epigraph_provision_append on ledger.pending for insert to epigraph_provision with check (true)`,
  `grant insert (person_key, day, id, case_id, request_id, data_class, precision, arrival, departure, earliest, latest, place_id, latitude, longitude, cell, accuracy_metres, confidence, source_record) on movements.stay to epigraph_provision`,
  `grant select on provision.profile, provision.upload to epigraph_provision`,
  `grant update (header, state, ended_at, bytes, sha256, digest, canonical, stays_of_pings, same_as) on provision.upload to epigraph_provision`,
  `grant select, insert on provision.chunk to epigraph_provision`,
  `grant select, insert, delete on provision.quarantined_row, provision.ping to epigraph_provision`,
  ...[1, 2, 3, 4].map((lane) => `grant select, insert, truncate on provision.lane_${lane} to epigraph_provision`),
];
