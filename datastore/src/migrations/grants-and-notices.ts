/** The functions by which grants are told and revoked and notices are given. Part of migration 0023, which makes the tables. */

const definer = "security definer set search_path = ''";
const investigators = "array['local-investigator', 'national-investigator']";

/** In the order in which they can be made. */
export const grantsAndNotices: readonly string[] = [
  `create table permission.grant_revocation (grant_id uuid primary key references permission.access_grant, account text not null, at timestamptz(3) not null, reason text not null check (length(reason) between 1 and 2000))`,
  // to approvers all, to investigators those that they hold and those on cases that they work on
  `create function permission.grants_told(ids uuid[], requests uuid[], own boolean)
    returns table (id uuid, request_id uuid, case_id uuid, person_key uuid, region_code text, sealed boolean, origin text, data_class text, window_from timestamptz, window_to timestamptz, purpose text, holders text[],
      not_before timestamptz, not_after timestamptz, reads_left integer, revoked_at timestamptz, revoked_by text) language plpgsql stable ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    if (me.duty = 'approver' and me.purpose = 'authorisation' or me.duty = any (${investigators}) and me.purpose = 'investigation') is not true then
      raise exception 'this is for approvers and investigators' using errcode = '42501';
    end if;
    return query
      select g.id, g.request_id, r.case_id, c.person_key, c.region_code, c.sealed or exists (select from permission.sealed_case x where x.case_id = r.case_id or x.person_key = c.person_key),
        case when g.emergency_id is null then 'request' else 'emergency' end, g.data_class, g.window_from, g.window_to, g.purpose,
        array(select h.account from permission.grant_holder h where h.grant_id = g.id order by h.account), g.not_before, g.not_after,
        case when g.reads_allowed is not null then greatest(0, g.reads_allowed - (select pg_catalog.count(*) from permission.grant_read_number n where n.grant_id = g.id))::integer end, g.revoked_at::timestamptz, g.revoked_by
      from permission.access_grant g join movements.information_request r on r.id = g.request_id join movements.case_reference c on c.case_id = r.case_id
      where (ids is null or g.id = any (ids)) and (requests is null or g.request_id = any (requests)) and (ids is not null or requests is not null or own)
        and (exists (select from permission.grant_holder h where h.grant_id = g.id and h.account = me.account) and movements.reaches(me, r.case_id) or not own and (me.duty = 'approver' or movements.works_on(me, r.case_id)));
  end $$`,
  `create function permission.revoke_grants_of(request uuid, by text, at timestamptz) returns void language sql ${definer} as $$
    update permission.access_grant g set revoked_at = at, revoked_by = by where g.request_id = request and g.revoked_at is null
  $$`,
  // by who holds it, or by an approver
  `create function permission.revoke_grant(it uuid, reason text) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    if (me.duty = 'approver' and me.purpose = 'authorisation' or me.duty = any (${investigators}) and me.purpose = 'investigation' and exists (select from permission.grant_holder h where h.grant_id = it and h.account = me.account)) is not true then
      raise exception 'this is for who holds the grant, or an approver' using errcode = '42501';
    end if;
    update permission.access_grant g set revoked_at = pg_catalog.clock_timestamp(), revoked_by = me.account where g.id = it and g.revoked_at is null;
    if not found then raise exception 'the grant was revoked already' using errcode = 'EP001'; end if;
    insert into permission.grant_revocation (grant_id, account, at, reason) values (it, me.account, me.now, revoke_grant.reason);
  end $$`,
  `create function movements.step_notice(it uuid, step text, channel text, until timestamptz, reason text) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(${investigators}, 'investigation');
    n movements.notice;
  begin
    select x.* into n from movements.notice x where x.id = it for update;
    if not found or not movements.works_on(me, n.case_id) then raise exception 'a notice is given by who is assigned to the case' using errcode = 'EP006'; end if;
    if exists (select from movements.notice_step s where s.notice_id = it and s.step = 'sent') then raise exception 'the notice was given already' using errcode = 'EP001'; end if;
    insert into movements.notice_step (notice_id, number, step, at, account, channel, until, reason)
      select it, 1 + coalesce((select pg_catalog.max(s.number) from movements.notice_step s where s.notice_id = it), 0), step_notice.step, me.now, me.account, step_notice.channel, step_notice.until, step_notice.reason;
  end $$`,
  `revoke execute on function permission.grants_told(uuid[], uuid[], boolean), permission.revoke_grants_of(uuid, text, timestamptz), permission.revoke_grant(uuid, text), movements.step_notice(uuid, text, text, timestamptz, text) from public`,
  `grant execute on function permission.grants_told(uuid[], uuid[], boolean), permission.revoke_grant(uuid, text), movements.step_notice(uuid, text, text, timestamptz, text) to epigraph_movements`,
];
