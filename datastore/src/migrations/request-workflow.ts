/** The functions by which an information request is drafted and goes its way: all of a step in one, with what follows from it. Part of migration 0023, which makes the tables. */

const definer = "security definer set search_path = ''";

const investigators = "array['local-investigator', 'national-investigator']";

/** A draft holds what is asked for; only drafts change. */
const drafting = [
  // draft: caseId, dataClass, windowFrom, windowTo, justification, legalBasis, holders, readsAllowed, and for a place roster cases, places [{placeId, radiusMetres}], dwellMinutes
  `create function movements.draft_request(it uuid, draft jsonb) returns uuid language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(${investigators}, 'investigation');
    main uuid := (draft ->> 'caseId')::uuid;
    served uuid[] := array(select distinct c::uuid from pg_catalog.jsonb_array_elements_text(coalesce(draft -> 'cases', '[]')) c union select main);
    r movements.information_request;
  begin
    if exists (select from pg_catalog.unnest(served) s (id) where not movements.works_on(me, s.id)) then raise exception 'a request is made by who is assigned to each of its cases' using errcode = 'EP006'; end if;
    if exists (select from pg_catalog.jsonb_array_elements_text(coalesce(draft -> 'holders', '[]')) h (account) where h.account <> me.account
      and not exists (select from permission.assignment a where a.case_id = main and a.account = h.account and a.not_before <= me.now and (a.not_after is null or me.now < a.not_after)))
    then raise exception 'whoever is to read the data must be assigned to the case first: see \`holders\`' using errcode = 'EP006'; end if;
    select q.* into r from movements.information_request q where q.id = it for update;
    if not found then
      insert into movements.information_request (id, case_id, person_key, kind, agency, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, reads_allowed, dwell_minutes)
        select it, main, c.person_key, case when draft ? 'places' then 'place-roster' else 'case' end, me.agency, draft ->> 'dataClass', (draft ->> 'windowFrom')::timestamptz, (draft ->> 'windowTo')::timestamptz,
          draft ->> 'justification', draft ->> 'legalBasis', 'draft', me.account, me.now, (draft ->> 'readsAllowed')::integer, (draft ->> 'dwellMinutes')::integer
        from cases.case_record c where c.id = main;
    else
      if r.state <> 'draft' or r.kind = 'renewal' or r.case_id <> main or r.agency <> me.agency then raise exception 'only a draft of the own agency can be changed, and not its case' using errcode = 'EP001'; end if;
      update movements.information_request q set data_class = draft ->> 'dataClass', window_from = (draft ->> 'windowFrom')::timestamptz, window_to = (draft ->> 'windowTo')::timestamptz, justification = draft ->> 'justification',
        legal_basis = draft ->> 'legalBasis', reads_allowed = (draft ->> 'readsAllowed')::integer, dwell_minutes = (draft ->> 'dwellMinutes')::integer, kind = case when draft ? 'places' then 'place-roster' else 'case' end where q.id = it;
      delete from movements.request_case c where c.request_id = it;
      delete from movements.request_place p where p.request_id = it;
      delete from movements.request_holder h where h.request_id = it;
    end if;
    insert into movements.request_case (request_id, case_id) select it, s.id from pg_catalog.unnest(served) s (id);
    insert into movements.request_place (request_id, place_id, radius_metres) select it, (p ->> 'placeId')::uuid, (p ->> 'radiusMetres')::integer from pg_catalog.jsonb_array_elements(coalesce(draft -> 'places', '[]')) p;
    insert into movements.request_holder (request_id, account) select it, h.account from (select me.account union select pg_catalog.jsonb_array_elements_text(coalesce(draft -> 'holders', '[]'))) h (account);
    return it;
  end $$`,
  // the same once more: what was provided may be read for longer, after approvals of its own
  `create function movements.draft_renewal(it uuid, renewed uuid, justification text) returns uuid language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(${investigators}, 'investigation');
    r movements.information_request;
  begin
    select q.* into r from movements.information_request q where q.id = renewed;
    if not found or not movements.works_on(me, r.case_id) or r.agency <> me.agency then raise exception 'a request is renewed by the agency that made it and who is assigned to its case' using errcode = 'EP006'; end if;
    if r.state not in ('partly-provided', 'provided') then raise exception 'a request that is % has nothing to be read for longer', r.state using errcode = 'EP001'; end if;
    if r.kind = 'renewal' then raise exception 'renew the request that the data came under, not its renewal' using errcode = 'EP006'; end if;
    insert into movements.information_request (id, case_id, person_key, kind, renews, agency, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, reads_allowed, match_kind, match_pseudonym, dwell_minutes)
      values (it, r.case_id, r.person_key, 'renewal', r.id, me.agency, r.data_class, r.window_from, r.window_to, draft_renewal.justification, r.legal_basis, 'draft', me.account, me.now, r.reads_allowed, r.match_kind, r.match_pseudonym, r.dwell_minutes);
    insert into movements.request_case (request_id, case_id) select it, c.case_id from movements.request_case c where c.request_id = r.id;
    insert into movements.request_place (request_id, place_id, radius_metres) select it, p.place_id, p.radius_metres from movements.request_place p where p.request_id = r.id;
    insert into movements.request_holder (request_id, account) select it, h.account from movements.request_holder h where h.request_id = r.id union select it, me.account;
    return it;
  end $$`,
  // whose match key is to be sealed into the request, for who is about to submit it
  `create function movements.match_source(it uuid) returns table (person_key uuid, identity bytea) language plpgsql stable ${definer} as $$
  declare
    me security.claimant := movements.acting(${investigators}, 'investigation');
  begin
    return query select p.key, p.identity from movements.information_request r join cases.person p on p.key = r.person_key where r.id = it and r.state = 'draft' and r.agency = me.agency and movements.works_on(me, r.case_id);
  end $$`,
];

/** One step of the request, whoever takes it; who may is for the callers to know. */
const inner = [
  `create function movements.advance(it uuid, step text, actor text, duty text, agency text, at timestamptz, reason text) returns movements.information_request language plpgsql ${definer} as $$
  declare
    r movements.information_request;
    next text;
  begin
    select q.* into r from movements.information_request q where q.id = it for update;
    if not found then raise exception 'there is no such request' using errcode = 'EP001'; end if;
    if advance.step <> 'expire' and r.expires_at <= pg_catalog.clock_timestamp() and r.state not in ('provided', 'closed', 'denied', 'withdrawn', 'expired') then
      raise exception 'the time for this request is over: draft another one' using errcode = 'EP003';
    end if;
    select t.to_state into next from movements.request_transition t where t.step = advance.step and t.from_state = r.state and t.duty = advance.duty;
    if not found then raise exception 'a request that is % does not take the step %', r.state, advance.step using errcode = 'EP001'; end if;
    insert into movements.request_step (request_id, number, step, from_state, to_state, at, account, duty, agency, reason, frozen_hash)
      select it, 1 + coalesce((select pg_catalog.max(s.number) from movements.request_step s where s.request_id = it), 0), advance.step, r.state, next, advance.at, actor, advance.duty, advance.agency, advance.reason, r.frozen_hash;
    update movements.information_request q set state = next where q.id = it returning q.* into r;
    return r;
  end $$`,
  `create function movements.end_inbox(it uuid, how text, at timestamptz) returns void language sql ${definer} as $$
    update movements.inbox_item i set done_at = at, done_as = how where i.request_id = it and i.done_at is null
  $$`,
  // the second approval, or what sending means: the providers' inboxes, the grants and the notice
  `create function movements.approved(r movements.information_request, me security.claimant) returns void language plpgsql ${definer} as $$
  declare
    p policy.request_policy;
    sent movements.information_request;
  begin
    select q.* into p from policy.request_policy q where q.id = r.policy_id;
    if p.second_duty is not null and r.state = 'approved' then
      insert into movements.inbox_item (id, request_id, agency, kind, data_class, window_from, window_to, legal_basis, subject, person_key, arrived_at, due_at)
        values (pg_catalog.gen_random_uuid(), r.id, p.second_agency, 'authorisation', r.data_class, r.window_from, r.window_to, r.legal_basis, permission.stub_for(r.case_id, p.second_agency), r.person_key, me.now, r.expires_at);
      return;
    end if;
    if r.kind = 'renewal' then
      sent := movements.advance(r.id, 'provide', 'platform', 'platform', 'platform', me.now, null);
      update movements.information_request q set provided_at = me.now where q.id = r.id;
    else
      sent := movements.advance(r.id, 'send', 'platform', 'platform', 'platform', me.now, null);
      update movements.information_request q set sent_at = me.now, unmatched_due_at = case when r.kind = 'place-roster' then me.now + pg_catalog.make_interval(days => p.unmatched_days) end where q.id = r.id;
      insert into movements.inbox_item (id, request_id, agency, kind, data_class, window_from, window_to, person_key, match_kind, match_key, arrived_at, due_at)
        select pg_catalog.gen_random_uuid(), r.id, a.agency, 'provision', r.data_class, r.window_from, r.window_to, r.person_key, r.match_kind, r.match_key, me.now, r.expires_at from pg_catalog.unnest(p.providers) a (agency);
      if r.kind = 'case' then
        insert into movements.notice (id, request_id, case_id, person_key, kind, data_class, window_from, window_to, legal_basis, made_at, due_at)
          values (pg_catalog.gen_random_uuid(), r.id, r.case_id, r.person_key, 'collection', r.data_class, r.window_from, r.window_to, r.legal_basis, me.now, me.now + pg_catalog.make_interval(days => p.notice_days));
      end if;
    end if;
    insert into permission.access_grant (id, request_id, data_class, window_from, window_to, purpose, not_before, not_after, reads_allowed)
      values (r.id, r.id, r.data_class, r.window_from, r.window_to, 'investigation', me.now, me.now + pg_catalog.make_interval(days => p.grant_days), r.reads_allowed);
    insert into permission.grant_case (grant_id, case_id) select r.id, c.case_id from movements.request_case c where c.request_id = r.id;
    insert into permission.grant_holder (grant_id, account) select r.id, h.account from movements.request_holder h where h.request_id = r.id;
  end $$`,
  // one's own, as requester or as the one who approved before: whatever account it is done with
  `create function movements.refuse_own(r movements.information_request, me security.claimant) returns void language plpgsql stable ${definer} as $$
  begin
    if ledger.same_person(me.account, r.requested_by) or ledger.same_person(me.account, coalesce(r.approved_by, '')) then raise exception 'nobody approves the own request, or approves it twice' using errcode = 'EP004'; end if;
  end $$`,
  `create function movements.require_policy(r movements.information_request, at timestamptz) returns policy.request_policy language plpgsql stable ${definer} as $$
  declare
    p policy.request_policy := policy.request_policy_at(r.data_class, at);
  begin
    if p.id is null then raise exception 'no policy is in force for this class of data: two approvers must set one first' using errcode = 'EP005'; end if;
    if p.id is distinct from r.policy_id then raise exception 'the policy for this class of data has changed since: the request must be amended and submitted again' using errcode = 'EP005'; end if;
    return p;
  end $$`,
  // of the agency that made it, by who works on its case
  `create function movements.own_request(it uuid, me security.claimant) returns movements.information_request language plpgsql stable ${definer} as $$
  declare
    r movements.information_request;
  begin
    select q.* into r from movements.information_request q where q.id = it;
    if not found or r.agency is distinct from me.agency or not movements.works_on(me, r.case_id) then raise exception 'this is for who is assigned to the case, in the agency that made the request' using errcode = 'EP006'; end if;
    return r;
  end $$`,
  `create function movements.own_item(item uuid, me security.claimant, what text) returns movements.inbox_item language plpgsql stable ${definer} as $$
  declare
    i movements.inbox_item;
  begin
    select x.* into i from movements.inbox_item x where x.id = item and x.agency = me.agency and x.kind = what;
    if not found then raise exception 'there is no such entry in the inbox' using errcode = 'EP001'; end if;
    return i;
  end $$`,
];

/** What people do: each the work of one duty. */
const stepping = [
  `create function movements.submit_request(it uuid, kind text, sealed_key bytea, pseudonym bytea) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(${investigators}, 'investigation');
    r movements.information_request := movements.own_request(it, me);
    p policy.request_policy := policy.request_policy_at(r.data_class, me.now);
  begin
    if p.id is null then raise exception 'no policy is in force for this class of data: two approvers must set one first' using errcode = 'EP005'; end if;
    if r.window_to - r.window_from > pg_catalog.make_interval(days => p.window_days) then raise exception 'the window is longer than the policy allows: at most % days', p.window_days using errcode = 'EP005'; end if;
    if r.window_to > me.now then raise exception 'the window ends in the future: ask for what has been' using errcode = 'EP006'; end if;
    if exists (select from movements.request_case q join cases.case_record c on c.id = q.case_id where q.request_id = it and not movements.confirmed_by_another(c, me.account)) then
      raise exception 'each case must be confirmed first, by somebody else than who requests its data' using errcode = 'EP006';
    end if;
    if r.kind = 'case' and not exists (select from cases.person_pseudonym x where x.person_key = r.person_key and x.kind = submit_request.kind and x.pseudonym = submit_request.pseudonym) then
      raise exception 'the match key is not one of the person of the case' using errcode = 'EP006';
    end if;
    if r.kind = 'place-roster' and (p.roster_persons = 0 or r.dwell_minutes < p.roster_dwell_minutes or coalesce((select pg_catalog.sum(pg_catalog.pi() * x.radius_metres ^ 2) from movements.request_place x where x.request_id = it), 0) > p.roster_square_metres) then
      raise exception 'the place roster goes beyond the policy: at most % square metres together, at least % minutes', p.roster_square_metres, p.roster_dwell_minutes using errcode = 'EP005';
    end if;
    update movements.information_request q set requested_by = me.account, match_kind = coalesce(submit_request.kind, q.match_kind), match_key = submit_request.sealed_key, match_pseudonym = coalesce(submit_request.pseudonym, q.match_pseudonym),
      policy_id = p.id, submitted_at = me.now, expires_at = me.now + pg_catalog.make_interval(days => p.request_days) where q.id = it and q.state = 'draft' returning q.* into r;
    if not found then raise exception 'only a draft can be submitted' using errcode = 'EP001'; end if;
    update movements.information_request q set frozen_hash = movements.print_of(r) where q.id = it;
    r := movements.advance(it, 'submit', me.account, me.duty, me.agency, me.now, null);
  end $$`,
  // every approval is void, and whoever has it before them sees it go
  `create function movements.amend_request(it uuid) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(${investigators}, 'investigation');
    r movements.information_request := movements.own_request(it, me);
  begin
    r := movements.advance(it, 'amend', me.account, me.duty, me.agency, me.now, null);
    perform movements.end_inbox(it, 'withdrawn', me.now);
    update movements.information_request q set approved_by = null, approved_at = null, police_approved_by = null, police_approved_at = null, frozen_hash = null, match_key = null, policy_id = null, submitted_at = null, expires_at = null where q.id = it;
  end $$`,
  `create function movements.withdraw_request(it uuid, reason text) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(${investigators}, 'investigation');
    r movements.information_request := movements.own_request(it, me);
  begin
    r := movements.advance(it, 'withdraw', me.account, me.duty, me.agency, me.now, reason);
    perform movements.end_inbox(it, 'withdrawn', me.now), permission.revoke_grants_of(it, me.account, me.now);
  end $$`,
  // the purpose is met: nobody reads under it any more, and what came goes when the policy says
  `create function movements.close_request(it uuid, reason text) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(${investigators}, 'investigation');
    r movements.information_request := movements.own_request(it, me);
  begin
    r := movements.advance(it, 'close', me.account, me.duty, me.agency, me.now, reason);
    perform movements.end_inbox(it, 'closed', me.now), permission.revoke_grants_of(it, me.account, me.now);
    update movements.information_request q set closed_at = me.now, purge_due_at = me.now + (select pg_catalog.make_interval(days => p.kept_days) from policy.request_policy p where p.id = r.policy_id) where q.id = it;
  end $$`,
  // frozen: what the approver had before them
  `create function movements.approve_request(it uuid, frozen bytea) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(array['approver'], 'authorisation');
    r movements.information_request;
    p policy.request_policy;
  begin
    select q.* into r from movements.information_request q where q.id = it for update;
    if r.state = 'submitted' and r.frozen_hash is distinct from frozen then raise exception 'the request is not the one that was looked at: read it again' using errcode = 'EP001'; end if;
    perform movements.refuse_own(r, me);
    r := movements.advance(it, 'approve', me.account, me.duty, me.agency, me.now, null);
    p := movements.require_policy(r, me.now);
    if r.frozen_hash is distinct from movements.print_of(r) then raise exception 'the request was changed after it was submitted' using errcode = 'EP001'; end if;
    update movements.information_request q set approved_by = me.account, approved_at = me.now where q.id = it returning q.* into r;
    perform movements.approved(r, me);
  end $$`,
  `create function movements.deny_request(it uuid, reason text) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(array['approver'], 'authorisation');
    r movements.information_request;
  begin
    r := movements.advance(it, 'deny', me.account, me.duty, me.agency, me.now, reason);
  end $$`,
  `create function movements.authorise_request(item uuid) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(array['police-officer', 'card-association-officer'], 'authorisation');
    i movements.inbox_item := movements.own_item(item, me, 'authorisation');
    r movements.information_request;
    p policy.request_policy;
  begin
    select q.* into r from movements.information_request q where q.id = i.request_id for update;
    perform movements.refuse_own(r, me);
    r := movements.advance(i.request_id, 'authorise', me.account, me.duty, me.agency, me.now, null);
    p := movements.require_policy(r, me.now);
    if (p.second_duty, p.second_agency) is distinct from (me.duty, me.agency) then raise exception 'the policy gives this approval to another agency' using errcode = 'EP005'; end if;
    perform movements.end_inbox(r.id, 'approved', me.now);
    if me.duty = 'police-officer' then update movements.information_request q set police_approved_by = me.account, police_approved_at = me.now where q.id = r.id; end if;
    perform movements.approved(r, me);
  end $$`,
  `create function movements.refuse_request(item uuid, reason text) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(array['police-officer', 'card-association-officer'], 'authorisation');
    i movements.inbox_item := movements.own_item(item, me, 'authorisation');
    r movements.information_request;
  begin
    r := movements.advance(i.request_id, 'refuse', me.account, me.duty, me.agency, me.now, reason);
    perform movements.end_inbox(i.request_id, 'denied', me.now);
  end $$`,
  // what a provider is told of a place roster, and whose request an officer decides: for the log, not for the officer
  `create function movements.inbox_places(entry uuid) returns table (item uuid, name text, latitude float8, longitude float8, radius_metres integer, dwell_minutes integer) language plpgsql stable ${definer} as $$
  declare
    me security.claimant := movements.acting(array['data-provider'], 'provision');
    i movements.inbox_item := movements.own_item(entry, me, 'provision');
  begin
    return query select i.id, l.name, l.latitude, l.longitude, p.radius_metres, r.dwell_minutes
      from movements.request_place p join movements.place l on l.id = p.place_id join movements.information_request r on r.id = p.request_id where p.request_id = i.request_id and i.done_at is null order by l.id;
  end $$`,
  `create function movements.inbox_requester(entry uuid) returns text language plpgsql stable ${definer} as $$
  declare
    me security.claimant := movements.acting(array['police-officer', 'card-association-officer'], 'authorisation');
    i movements.inbox_item := movements.own_item(entry, me, 'authorisation');
  begin
    return (select r.requested_by from movements.information_request r where r.id = i.request_id);
  end $$`,
  `create function movements.complete_provision(item uuid, nothing_held boolean) returns void language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(array['data-provider'], 'provision');
    i movements.inbox_item := movements.own_item(item, me, 'provision');
    r movements.information_request;
  begin
    r := movements.advance(i.request_id, 'complete', me.account, me.duty, me.agency, me.now, null);
    update movements.inbox_item x set done_at = me.now, done_as = case when nothing_held then 'nothing-held' else 'provided' end where x.id = item and x.done_at is null;
    if not found then raise exception 'this entry of the inbox is done already' using errcode = 'EP001'; end if;
    if exists (select from movements.inbox_item x where x.request_id = r.id and x.done_at is null) then return; end if;
    r := movements.advance(r.id, 'provide', 'platform', 'platform', 'platform', me.now, null);
    update movements.information_request q set provided_at = me.now where q.id = r.id;
    insert into movements.notice (id, request_id, case_id, person_key, kind, data_class, window_from, window_to, legal_basis, made_at, due_at)
      select pg_catalog.gen_random_uuid(), r.id, r.case_id, r.person_key, 'provision', r.data_class, r.window_from, r.window_to, r.legal_basis, me.now, me.now + pg_catalog.make_interval(days => p.notice_days)
      from policy.request_policy p where p.id = r.policy_id and r.kind = 'case' and exists (select from movements.inbox_item x where x.request_id = r.id and x.done_as = 'provided');
  end $$`,
];

const callable = [
  "draft_request(uuid, jsonb)",
  "draft_renewal(uuid, uuid, text)",
  "match_source(uuid)",
  "submit_request(uuid, text, bytea, bytea)",
  "amend_request(uuid)",
  "withdraw_request(uuid, text)",
  "close_request(uuid, text)",
  "approve_request(uuid, bytea)",
  "deny_request(uuid, text)",
  "authorise_request(uuid)",
  "refuse_request(uuid, text)",
  "complete_provision(uuid, boolean)",
  "inbox_places(uuid)",
  "inbox_requester(uuid)",
].map((name) => `movements.${name}`);

const hidden = [
  "acting(text[], text)",
  "works_on(security.claimant, uuid)",
  "confirmed_by_another(cases.case_record, text)",
  "print_of(movements.information_request)",
  "advance(uuid, text, text, text, text, timestamptz, text)",
  "end_inbox(uuid, text, timestamptz)",
  "approved(movements.information_request, security.claimant)",
  "refuse_own(movements.information_request, security.claimant)",
  "require_policy(movements.information_request, timestamptz)",
  "own_request(uuid, security.claimant)",
  "own_item(uuid, security.claimant, text)",
].map((name) => `movements.${name}`);

const rights = [
  `revoke execute on function ${[...callable, ...hidden, "policy.request_policy_at(text, timestamptz)"].join(", ")} from public`,
  `grant execute on function ${callable.join(", ")} to epigraph_movements`,
];

/** In the order in which they can be made. */
export const workflow: readonly string[] = [...drafting, ...inner, ...stepping, ...rights];
