/** The functions by which an upload belongs to the way of its request: addressed, opened, taken in, recorded, and told in the provider's inbox. Part of migration 0029. */

const definer = "security definer set search_path = ''";

/** Whose entry no inbox shows any more. */
const isSealed = (request: string): string => `exists (select from permission.sealed_case x where x.person_key = ${request}.person_key and ${request}.kind = 'case')`;
/** Whether the agency still has the request in its inbox. */
const open = (request: string, agency: string): string =>
  `${request}.state in ('sent', 'partly-provided') and coalesce(pg_catalog.clock_timestamp() < ${request}.expires_at, false) and not ${isSealed(request)}
   and exists (select from movements.inbox_item i where i.request_id = ${request}.id and i.agency = ${agency} and i.kind = 'provision' and i.done_at is null)`;

const entrance = [
  // for what stores uploads: what was asked of this agency by that entry of its inbox, and whether it still is; no row for another's
  `create function provision.addressed(entry uuid, provider text)
    returns table (request_id uuid, case_id uuid, person_key uuid, kind text, data_class text, window_from timestamptz, window_to timestamptz, match_kind text, match_pseudonym bytea, dwell_minutes integer, standing text) language sql stable ${definer} as $$
    select r.id, r.case_id, r.person_key, r.kind, r.data_class, r.window_from, r.window_to, r.match_kind, r.match_pseudonym, r.dwell_minutes,
      case when ${open("r", "provider")} then 'open' when r.state in ('sent', 'partly-provided') and coalesce(r.expires_at <= pg_catalog.clock_timestamp(), true) then 'expired' when r.state in ('sent', 'partly-provided') then 'done' else r.state end
    from movements.inbox_item i join movements.information_request r on r.id = i.request_id
    where i.id = entry and i.agency = provider and i.kind = 'provision' and r.kind in ('case', 'place-roster') and r.data_class in ('telecom-location', 'card-use', 'qr-entry') and not ${isSealed("r")}
  $$`,
  `create function provision.places_asked(request uuid) returns table (latitude float8, longitude float8, radius_metres integer) language sql stable ${definer} as $$
    select l.latitude, l.longitude, p.radius_metres from movements.request_place p join movements.place l on l.id = p.place_id where p.request_id = request order by l.id
  $$`,
  `create or replace function provision.open_upload(new_id uuid, request uuid, file text, kind text, version integer, correcting uuid) returns setof provision.upload language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
    asked movements.information_request;
  begin
    if (me.duty = 'data-provider' and me.purpose = 'provision') is not true then raise exception 'only a provider opens an upload' using errcode = '42501'; end if;
    select r.* into asked from movements.information_request r where r.id = request and r.kind in ('case', 'place-roster') and r.data_class in ('telecom-location', 'card-use', 'qr-entry') and ${open("r", "me.agency")};
    if not found then return; end if;
    if correcting is not null and not exists (select from provision.upload u where u.id = correcting and u.request_id = request and u.agency = me.agency) then return; end if;
    insert into provision.upload (id, request_id, agency, case_id, kind, data_class, window_from, window_to, file_name, content, profile_version, corrects, opened_by)
      values (new_id, request, me.agency, asked.case_id, asked.kind, asked.data_class, asked.window_from, asked.window_to, file, open_upload.kind, version, correcting, me.account)
      on conflict (request_id, agency, file_name) do nothing;
    if asked.kind = 'case' then
      perform movements.make_days(array(select d::date from pg_catalog.generate_series((asked.window_from at time zone 'Asia/Seoul')::date, ((asked.window_to - interval '1 ms') at time zone 'Asia/Seoul')::date, interval '1 day') d));
    end if;
    return query select u.* from provision.upload u where u.request_id = request and u.agency = me.agency and u.file_name = file;
  end $$`,
  // what the upload of this transaction may bring of the person of its case, as long as it is open and its request is
  `create or replace function provision.terms() returns table (request_id uuid, case_id uuid, data_class text, window_from timestamptz, window_to timestamptz) language sql stable ${definer} as $$
    select u.request_id, u.case_id, u.data_class, u.window_from, u.window_to
    from provision.upload u join movements.information_request r on r.id = u.request_id
    where u.id = nullif(pg_catalog.current_setting('epigraph.upload', true), '')::uuid and u.state = 'open' and u.kind = 'case' and r.kind = 'case' and ${open("r", "u.agency")}
  $$`,
  // and of whoever was at the places of a roster
  `create function provision.roster_terms() returns table (request_id uuid, agency text, data_class text, window_from timestamptz, window_to timestamptz) language sql stable ${definer} as $$
    select u.request_id, u.agency, u.data_class, u.window_from, u.window_to
    from provision.upload u join movements.information_request r on r.id = u.request_id
    where u.id = nullif(pg_catalog.current_setting('epigraph.upload', true), '')::uuid and u.state = 'open' and u.kind = 'place-roster' and r.kind = 'place-roster' and ${open("r", "u.agency")}
  $$`,
  // of all its providers together
  `create function provision.roster_is_over_full(request uuid) returns boolean language sql stable ${definer} as $$
    select (select pg_catalog.count(*) from movements.roster_person x where x.request_id = r.id) > p.roster_persons from movements.information_request r join policy.request_policy p on p.id = r.policy_id where r.id = request
  $$`,
];

/** What of the step a provider takes itself, and what it takes by its last file. */
const steps = [
  `insert into movements.request_transition (step, from_state, duty, to_state) values ('upload', 'sent', 'data-provider', 'partly-provided'), ('upload', 'partly-provided', 'data-provider', 'partly-provided')`,
  // the person is to be told as soon as data came; once
  `create function movements.note_provision(it uuid, at timestamptz) returns void language sql ${definer} as $$
    insert into movements.notice (id, request_id, case_id, person_key, kind, data_class, window_from, window_to, legal_basis, made_at, due_at)
      select pg_catalog.gen_random_uuid(), r.id, r.case_id, r.person_key, 'provision', r.data_class, r.window_from, r.window_to, r.legal_basis, at, at + pg_catalog.make_interval(days => p.notice_days)
      from movements.information_request r join policy.request_policy p on p.id = r.policy_id where r.id = it and r.kind = 'case'
      on conflict (request_id, person_key, kind) do nothing
  $$`,
  `create function movements.finish_provision(item uuid, how text, actor text, agency text, at timestamptz) returns void language plpgsql ${definer} as $$
  declare
    r movements.information_request;
  begin
    r := movements.advance((select i.request_id from movements.inbox_item i where i.id = item), 'complete', actor, 'data-provider', finish_provision.agency, finish_provision.at, null);
    update movements.inbox_item x set done_at = finish_provision.at, done_as = how where x.id = item and x.done_at is null;
    if not found then raise exception 'this entry of the inbox is done already' using errcode = 'EP001'; end if;
    if how = 'provided' then perform movements.note_provision(r.id, finish_provision.at); end if;
    if exists (select from movements.inbox_item x where x.request_id = r.id and x.done_at is null) then return; end if;
    r := movements.advance(r.id, 'provide', 'platform', 'platform', 'platform', finish_provision.at, null);
    update movements.information_request q set provided_at = finish_provision.at where q.id = r.id;
  end $$`,
  `create function movements.rows_taken(request uuid, agency text) returns bigint language sql stable ${definer} as $$
    select coalesce(pg_catalog.sum(c.accepted), 0)::bigint from provision.upload u join provision.chunk c on c.upload_id = u.id where u.request_id = request and u.agency = rows_taken.agency
  $$`,
  `create or replace function movements.complete_provision(item uuid, nothing_held boolean) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(array['data-provider'], 'provision');
    i movements.inbox_item := movements.own_item(item, me, 'provision');
  begin
    if nothing_held and movements.rows_taken(i.request_id, me.agency) > 0 then raise exception 'rows were uploaded for this request: say that this is all, not that nothing is held' using errcode = 'EP001'; end if;
    perform movements.finish_provision(item, case when nothing_held then 'nothing-held' else 'provided' end, me.account, me.agency, me.now);
  end $$`,
  /*
   * For what stores uploads: a file of this agency is whole. Whoever opened the upload did so under signed claims, which end before a long file does, so the step is taken in that account's name. Once for an
   * upload, however often it is told. \`last\`: the agency said with the file that it has no more. A request that ended meanwhile takes no step; what came before is there.
   */
  `create function provision.record_upload(it uuid, last boolean) returns void language plpgsql ${definer} as $$
  declare
    u provision.upload;
    r movements.information_request;
    item uuid;
    moment timestamptz := pg_catalog.clock_timestamp();
    taken bigint;
  begin
    select q.* into r from movements.information_request q where q.id = (select x.request_id from provision.upload x where x.id = it) for update;
    select x.* into u from provision.upload x where x.id = it and x.state = 'complete' for update;
    if not found then raise exception 'the upload is not whole' using errcode = 'EP001'; end if;
    if not (${open("r", "u.agency")}) then return; end if;
    select coalesce(pg_catalog.sum(c.accepted), 0) into taken from provision.chunk c where c.upload_id = it;
    if u.recorded_at is null then
      update provision.upload x set recorded_at = moment where x.id = it;
      if taken > 0 then
        r := movements.advance(r.id, 'upload', u.opened_by, 'data-provider', u.agency, moment, null);
        perform movements.note_provision(r.id, moment);
      end if;
    end if;
    if last then
      select i.id into item from movements.inbox_item i where i.request_id = r.id and i.agency = u.agency and i.kind = 'provision' and i.done_at is null;
      perform movements.finish_provision(item, case when movements.rows_taken(r.id, u.agency) > 0 then 'provided' else 'nothing-held' end, u.opened_by, u.agency, moment);
    end if;
  end $$`,
];

/** Receipts of the own agency, for its own entries: counts and hashes, and the name that it gave the file itself; nothing of a row. */
const receipts = [
  `create function movements.inbox_uploads(entries uuid[])
    returns table (item uuid, id uuid, state text, profile_version integer, corrects uuid, same_as uuid, file_name text, opened_at timestamptz, ended_at timestamptz, bytes float8, sha256 text, rows_sha256 text,
      rows_read float8, accepted float8, quarantined float8, outside float8, stays float8, stored_to float8, reasons jsonb, set_aside integer, set_aside_until timestamptz) language plpgsql stable ${definer} as $$
  declare
    me security.claimant := movements.acting(array['data-provider'], 'provision');
  begin
    return query
      select i.id, u.id, u.state, u.profile_version, u.corrects, u.same_as, u.file_name, u.opened_at::timestamptz, u.ended_at::timestamptz, u.bytes::float8, pg_catalog.encode(u.sha256, 'hex'), pg_catalog.encode(u.canonical, 'hex'),
        coalesce(c.rows, 0), coalesce(c.accepted, 0), coalesce(c.quarantined, 0), coalesce(c.outside, 0), coalesce(c.stored, 0) + u.stays_of_pings::float8, c.byte_to,
        coalesce((select pg_catalog.jsonb_object_agg(x.key, x.count) from (select e.key, pg_catalog.sum(e.value::integer) as count from provision.chunk k cross join pg_catalog.jsonb_each_text(k.reasons) e where k.upload_id = u.id group by e.key) x), '{}'),
        coalesce(q.rows, 0), q.until
      from pg_catalog.unnest(entries) e (id) join movements.inbox_item i on i.id = e.id and i.agency = me.agency and i.kind = 'provision' join provision.upload u on u.request_id = i.request_id and u.agency = i.agency
        left join lateral (select pg_catalog.sum(k.rows)::float8 as rows, pg_catalog.sum(k.accepted)::float8 as accepted, pg_catalog.sum(k.quarantined)::float8 as quarantined, pg_catalog.sum(k.outside)::float8 as outside,
          pg_catalog.sum(k.stored)::float8 as stored, pg_catalog.max(k.byte_to)::float8 as byte_to from provision.chunk k where k.upload_id = u.id) c on true
        left join lateral (select pg_catalog.count(*)::integer as rows, pg_catalog.min(z.expires_at) as until from provision.quarantined_row z where z.upload_id = u.id and z.sealed is not null and z.expires_at > pg_catalog.clock_timestamp()) q on true
      order by u.opened_at, u.id;
  end $$`,
];

const ofStorage = ["provision.addressed(uuid, text)", "provision.places_asked(uuid)", "provision.roster_terms()", "provision.roster_is_over_full(uuid)", "provision.record_upload(uuid, boolean)"];
const hidden = ["movements.note_provision(uuid, timestamptz)", "movements.finish_provision(uuid, text, text, text, timestamptz)", "movements.rows_taken(uuid, text)"];

const rights = [
  `revoke execute on function ${[...ofStorage, ...hidden, "movements.inbox_uploads(uuid[])"].join(", ")} from public`,
  `grant execute on function ${ofStorage.join(", ")} to epigraph_provision`,
  `grant execute on function movements.inbox_uploads(uuid[]) to epigraph_movements`,
];

/** In the order in which they can be made. */
export const uploadSteps: readonly string[] = [...entrance, ...steps, ...receipts, ...rights];
