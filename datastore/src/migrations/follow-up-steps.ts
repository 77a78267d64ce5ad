/** What follows from each step of case work, in the step's own transaction and with the owner's rights (migration 0022). Not who may take a step: the policies let it in before this runs. */

const definer = "security definer set search_path = pg_catalog, pg_temp";

/** What a step is about says, as far as it is there already, to whose history it belongs. */
const stamp = `create function cases.stamp_step() returns trigger language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    if me.account is null then raise exception 'a step of case work needs claims' using errcode = '42501'; end if;
    new.by_account := me.account;
    new.by_agency := me.agency;
    new.at := me.now;
    new.case_id := coalesce((select t.case_id from cases.task t where t.id = new.subject), (select t.case_id from permission.transfer t where t.id = new.subject), new.case_id);
    new.region_code := coalesce((select v.region_code from cases.event v where v.id = new.subject), (select k.region_code from cases.cluster k where k.id = new.subject),
      (select t.region_code from cases.task t where t.id = new.subject), (select v.region_code from cases.event v where v.id = (new.details ->> 'event')::uuid), new.region_code);
    return new;
  end $$`;

/** Locked until the end: two at once take one after the other. */
const stateOf = `create function cases.state_of(kind text, subject uuid) returns text language plpgsql set search_path = pg_catalog, pg_temp as $$
  declare
    state text;
  begin
    case kind
      when 'contact' then select case when k.status = 'became-case' then 'case' else 'contact' end into state from cases.contact k where k.id = subject for update;
      when 'exposure' then select 'recorded' into state from cases.exposure e where e.id = subject;
      when 'quarantine' then select q.state into state from cases.quarantine q where q.id = subject for update;
      when 'follow-up' then select 'recorded' into state from cases.follow_up f where f.id = subject for update;
      when 'event' then select 'open' into state from cases.event v where v.id = subject for update;
      when 'task' then select t.state into state from cases.task t where t.id = subject for update;
      when 'case' then select 'open' into state from cases.case_record c where c.id = subject for update;
      when 'transfer' then select t.state into state from permission.transfer t where t.id = subject for update;
      when 'cluster' then select 'open' into state from cases.cluster k where k.id = subject for update;
      when 'seal' then select s.state into state from permission.seal s where s.id = subject for update;
      else null;
    end case;
    return coalesce(state, 'none');
  end $$`;

/** A step in the name of who caused it, that follows from another. */
const alsoStep = `create function cases.also_step(action text, subject uuid, case_id uuid, contact_id uuid, account text, reason text) returns void language sql set search_path = pg_catalog, pg_temp as $$
    insert into cases.step (id, action, subject, case_id, contact_id, account, reason) values (gen_random_uuid(), action, subject, case_id, contact_id, account, reason)
  $$`;

/** The kinds of subjects, each with what its steps do. `s` the step, `d` its details, `becomes` the state that it leads to. */
const ofContacts = `create function cases.follow_contact_step(s cases.step, d jsonb) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin
    case s.action
      when 'registerContact' then
        if s.identity is not null then
          insert into cases.person (key, identity, source_system, source_record) values ((d ->> 'person')::uuid, s.identity, 'epigraph', d ->> 'person');
        end if;
        insert into cases.contact (id, person_key, region_code, status, age_band, sex, classification, registered_by, registered_at, source_system, source_record)
          values (s.subject, (d ->> 'person')::uuid, d ->> 'regionCode', 'registered', d ->> 'ageBand', d ->> 'sex', d ->> 'classification', s.by_account, s.at, 'epigraph', s.subject::text);
      when 'recordExposure' then
        insert into cases.exposure (id, case_id, contact_id, last_contact_date, exposure_type, setting, frequency, duration, certainty, source_system, source_record)
          values (s.subject, s.case_id, s.contact_id, (d ->> 'lastContactDate')::date, d ->> 'exposureType', d ->> 'setting', d ->> 'frequency', d ->> 'duration', d ->> 'certainty', 'epigraph', s.subject::text);
        -- the last contact is the latest of all; one close exposure makes a close contact
        update cases.contact k set last_contact_date = greatest(k.last_contact_date, (d ->> 'lastContactDate')::date),
          classification = case when 'close' in (k.classification, rule.classification) then 'close' else coalesce(k.classification, rule.classification) end
          from (select (select r.classification from policy.contact_rule r
            where r.disease = c.disease and coalesce(r.exposure_type = d ->> 'exposureType', r.exposure_type is null) and coalesce(r.setting = d ->> 'setting', r.setting is null)
              and coalesce(r.duration = d ->> 'duration', r.duration is null) and coalesce(r.certainty = d ->> 'certainty', r.certainty is null)
            order by r.number limit 1) as classification from cases.case_record c where c.id = s.case_id) rule
          where k.id = s.contact_id;
      when 'updateContact' then
        update cases.contact k set region_code = coalesce(d ->> 'regionCode', k.region_code), age_band = coalesce(d ->> 'ageBand', k.age_band), sex = coalesce(d ->> 'sex', k.sex), classification = coalesce(d ->> 'classification', k.classification)
          where k.id = s.subject;
      when 'linkContactToCase' then
        update cases.contact k set became_case_id = s.case_id, status = 'became-case', follow_up_to = least(k.follow_up_to, (s.at at time zone 'Asia/Seoul')::date) where k.id = s.subject;
        perform cases.also_step('endQuarantine', q.id, null, s.contact_id, null, 'became a case') from cases.quarantine q where q.contact_id = s.contact_id and q.state = 'in-quarantine';
    end case;
  end $$`;

const ofQuarantine = `create function cases.follow_quarantine_step(s cases.step, d jsonb, becomes text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  declare
    today date := (s.at at time zone 'Asia/Seoul')::date;
    last_contact date;
  begin
    case s.action
      when 'orderQuarantine' then
        select k.last_contact_date into last_contact from cases.contact k where k.id = s.contact_id for update;
        if last_contact is null or (d ->> 'days')::integer not between 1 and 60 or last_contact + (d ->> 'days')::integer < today then raise exception 'a quarantine needs a last contact, 1 to 60 days and an end that is not over' using errcode = '23514'; end if;
        -- one that has run out is over
        perform cases.also_step('endQuarantine', q.id, null, s.contact_id, null, 'ran out') from cases.quarantine q where q.contact_id = s.contact_id and q.state = 'in-quarantine' and q.ends_on < today;
        insert into cases.quarantine (id, contact_id, starts_on, ends_on, state, ordered_by, ordered_at)
          values (s.subject, s.contact_id, last_contact, last_contact + (d ->> 'days')::integer, becomes, s.by_account, s.at);
        update cases.contact k set status = 'under-follow-up', follow_up_from = case when k.follow_up_to >= today then k.follow_up_from else greatest(last_contact, today) end, follow_up_to = greatest(k.follow_up_to, last_contact + (d ->> 'days')::integer) where k.id = s.contact_id;
      when 'extendQuarantine' then
        update cases.quarantine q set ends_on = (d ->> 'endsOn')::date where q.id = s.subject and q.contact_id = s.contact_id and q.ends_on < (d ->> 'endsOn')::date and (d ->> 'endsOn')::date <= q.starts_on + 90;
        if not found then raise exception 'a quarantine is extended to a later day, at most 90 days from its start' using errcode = '23514'; end if;
        update cases.contact k set follow_up_to = greatest(k.follow_up_to, (d ->> 'endsOn')::date) where k.id = s.contact_id;
      else
        update cases.quarantine q set state = becomes, released_on = least(q.ends_on, today) where q.id = s.subject and q.contact_id = s.contact_id;
        if not found then raise exception 'this is another contact''s quarantine' using errcode = '42501'; end if;
        update cases.contact k set follow_up_to = least(k.follow_up_to, today), status = case when k.status is not distinct from 'became-case' then k.status else becomes end where k.id = s.contact_id;
    end case;
  end $$`;

const ofFollowUps = `create function cases.follow_day_step(s cases.step, d jsonb) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  declare
    told_symptoms text[] := array(select jsonb_array_elements_text(coalesce(d -> 'symptoms', '[]')));
    told_temperature numeric := (d ->> 'temperatureCelsius')::numeric;
    was_reached boolean := (d ->> 'reached')::boolean;
    told_status text := case when not was_reached then 'not-reached' when told_symptoms <> '{}' or told_temperature >= 37.5 then 'with-symptoms' else 'well' end;
  begin
    if s.action = 'recordFollowUp' then
      insert into cases.follow_up (id, contact_id, day, number, status, symptoms, temperature_celsius, reached, recorded_by, recorded_at, source_system, source_record)
        select s.subject, k.id, (d ->> 'day')::date, (d ->> 'day')::date - k.follow_up_from + 1, told_status, told_symptoms, told_temperature, was_reached, s.by_account, s.at, 'epigraph', s.subject::text
        from cases.contact k where k.id = s.contact_id and (d ->> 'day')::date between k.follow_up_from and least(k.follow_up_to, (s.at at time zone 'Asia/Seoul')::date);
      if not found then raise exception 'that day is not one of the follow-up, or has not come' using errcode = '23514'; end if;
    else
      update cases.follow_up f set status = told_status, symptoms = told_symptoms, temperature_celsius = told_temperature, reached = was_reached, recorded_by = s.by_account, recorded_at = s.at
        where f.id = s.subject and f.contact_id = s.contact_id and f.source_system = 'epigraph';
      if not found then raise exception 'this is another contact''s day, or another system''s' using errcode = '42501'; end if;
    end if;
  end $$`;

const ofGatherings = `create function cases.follow_gathering_step(s cases.step, d jsonb) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin
    case s.action
      when 'registerEvent' then
        insert into cases.event (id, name_ko, name_en, region_code, place_id, setting, started_on, ended_on)
          values (s.subject, d ->> 'nameKo', d ->> 'nameEn', s.region_code, (d ->> 'place')::uuid, d ->> 'setting', (d ->> 'startedOn')::date, (d ->> 'endedOn')::date);
      when 'updateEvent' then
        update cases.event v set name_ko = coalesce(d ->> 'nameKo', v.name_ko), name_en = coalesce(d ->> 'nameEn', v.name_en), place_id = coalesce((d ->> 'place')::uuid, v.place_id), setting = coalesce(d ->> 'setting', v.setting),
          started_on = coalesce((d ->> 'startedOn')::date, v.started_on), ended_on = coalesce((d ->> 'endedOn')::date, v.ended_on) where v.id = s.subject;
      when 'addToEvent' then
        insert into cases.event_member (id, event_id, case_id, contact_id) values (s.id, s.subject, s.case_id, s.contact_id);
      when 'removeFromEvent' then
        delete from cases.event_member m where m.event_id = s.subject and m.case_id is not distinct from s.case_id and m.contact_id is not distinct from s.contact_id;
        if not found then raise exception 'this does not belong to the event' using errcode = 'EP001'; end if;
      when 'nameCluster' then
        insert into cases.cluster (id, name_ko, name_en, region_code, place_id, setting, source_system, source_record)
          values (s.subject, d ->> 'nameKo', d ->> 'nameEn', s.region_code, (d ->> 'place')::uuid, d ->> 'setting', 'epigraph', s.subject::text);
      when 'updateCluster' then
        update cases.cluster k set name_ko = coalesce(d ->> 'nameKo', k.name_ko), name_en = coalesce(d ->> 'nameEn', k.name_en), place_id = coalesce((d ->> 'place')::uuid, k.place_id), setting = coalesce(d ->> 'setting', k.setting) where k.id = s.subject;
      when 'addToCluster' then
        perform cases.also_step('removeFromCluster', c.cluster_id, c.id, null, null, s.reason) from cases.case_record c where c.id = s.case_id and c.cluster_id <> s.subject;
        update cases.case_record c set cluster_id = s.subject where c.id = s.case_id and c.cluster_id is null;
        if not found then raise exception 'the case belongs to the cluster already' using errcode = 'EP001'; end if;
      when 'removeFromCluster' then
        update cases.case_record c set cluster_id = null where c.id = s.case_id and c.cluster_id = s.subject;
        if not found then raise exception 'the case does not belong to the cluster' using errcode = 'EP001'; end if;
      when 'recordClusterCount' then
        insert into cases.cluster_count as n (cluster_id, source, day, count) values (s.subject, d ->> 'source', (d ->> 'day')::date, (d ->> 'count')::integer)
          on conflict (cluster_id, source, day) do update set count = excluded.count;
    end case;
  end $$`;

const ofTasks = `create function cases.follow_task_step(s cases.step, d jsonb, becomes text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin
    case s.action
      when 'assignTask' then
        insert into cases.task (id, kind, note, case_id, region_code, agency, account, due_on, state)
          select s.subject, d ->> 'kind', d ->> 'note', c.id, c.region_code, s.agency, s.account, (d ->> 'dueOn')::date, becomes from cases.case_record c where c.id = s.case_id;
      when 'assignEventTask' then
        insert into cases.task (id, kind, note, event_id, region_code, agency, account, due_on, state)
          select s.subject, d ->> 'kind', d ->> 'note', v.id, v.region_code, s.agency, s.account, (d ->> 'dueOn')::date, becomes from cases.event v where v.id = (d ->> 'event')::uuid;
      when 'reassignTask' then
        update cases.task t set agency = s.agency, account = s.account, due_on = coalesce((d ->> 'dueOn')::date, t.due_on) where t.id = s.subject;
      else
        update cases.task t set state = becomes where t.id = s.subject;
    end case;
  end $$`;

const ofAssignments = `create function cases.follow_assignment_step(s cases.step) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin
    if s.action = 'assignCase' then
      insert into permission.assignment as a (account, case_id, not_before, not_after, agency) values (s.account, s.case_id, s.at, null, s.by_agency)
        on conflict (account, case_id) do update set not_before = excluded.not_before, not_after = null, agency = excluded.agency where a.not_after <= s.at;
      if not found then raise exception 'the case is assigned to that account already' using errcode = 'EP001'; end if;
    else
      update permission.assignment a set not_after = s.at where a.account = s.account and a.case_id = s.case_id and (a.not_after is null or a.not_after > s.at);
      if not found then raise exception 'the case is not assigned to that account' using errcode = 'EP001'; end if;
    end if;
  end $$`;

/** A case moves for good: what the agency that kept it had under way ends; grants stay as they are, and their holders of that agency no longer reach the case. */
const ofTransfers = `create function cases.follow_transfer_step(s cases.step, becomes text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  declare
    moved permission.transfer;
    to_region text;
  begin
    if s.action = 'offerTransfer' then
      insert into permission.transfer (id, case_id, person_key, region_code, to_agency, reason, state, offered_by, offered_at)
        select s.subject, c.id, c.person_key, c.region_code, a.id, s.reason, becomes, s.by_account, s.at
        from cases.case_record c join permission.agency a on a.id = s.agency and a.region_code <> c.region_code where c.id = s.case_id;
      if not found then raise exception 'a case is transferred to the agency of another region' using errcode = '23514'; end if;
      return;
    end if;
    update permission.transfer t set state = becomes, answered_by = s.by_account, answered_at = s.at where t.id = s.subject and t.case_id = s.case_id returning * into moved;
    if not found then raise exception 'this is another case''s transfer' using errcode = '42501'; end if;
    if s.action <> 'acceptTransfer' then return; end if;
    select a.region_code into to_region from permission.agency a where a.id = moved.to_agency;
    update cases.case_record c set region_code = to_region where c.id = moved.case_id and c.region_code = moved.region_code;
    if not found then raise exception 'the case has moved since it was offered' using errcode = 'EP001'; end if;
    update movements.case_reference r set region_code = to_region where r.case_id = moved.case_id;
    -- assignments end, but those of accounts that are known to be of other agencies than those that kept it
    perform cases.also_step('unassignCase', a.case_id, a.case_id, null, a.account, 'transfer') from permission.assignment a
      left join identity.account i on i.id = a.account
      left join permission.agency g on g.id = coalesce(a.agency, i.agency)
      where a.case_id = moved.case_id and (a.not_after is null or a.not_after > s.at) and (coalesce(a.agency, i.agency) is null or g.region_code in (moved.region_code, rpad(left(moved.region_code, 2), 10, '0')) and g.region_code not in (to_region, rpad(left(to_region, 2), 10, '0')));
    perform cases.also_step('endTask', t.id, t.case_id, null, null, 'transfer') from cases.task t join permission.agency g on g.id = t.agency
      where t.case_id = moved.case_id and t.state = 'open' and g.region_code in (moved.region_code, rpad(left(moved.region_code, 2), 10, '0')) and g.region_code not in (to_region, rpad(left(to_region, 2), 10, '0'));
    update cases.task t set region_code = to_region where t.case_id = moved.case_id;
    -- and so do grants that those accounts hold: who keeps the case now asks for a renewal
    with ended as (
      update permission.access_grant g set revoked_at = clock_timestamp(), revoked_by = s.by_account
      where g.revoked_at is null and exists (select from permission.grant_case gc where gc.grant_id = g.id and gc.case_id = moved.case_id)
        and exists (select from permission.grant_holder h left join identity.account i on i.id = h.account left join permission.agency a on a.id = i.agency
          where h.grant_id = g.id and (i.agency is null or a.region_code in (moved.region_code, rpad(left(moved.region_code, 2), 10, '0')) and a.region_code not in (to_region, rpad(left(to_region, 2), 10, '0'))))
      returning g.id)
    insert into permission.grant_revocation (grant_id, account, at, reason) select e.id, s.by_account, s.at, 'transfer' from ended e;
    -- a referral to the agency that keeps it now has served; the others are kept by that agency
    update permission.referral f set ended_by = s.by_account, ended_at = s.at where f.case_id = moved.case_id and f.to_agency = moved.to_agency and f.ended_at is null;
    update permission.referral f set region_code = to_region where f.case_id = moved.case_id and f.ended_at is null;
  end $$`;

/** Proposed by one, confirmed by another person, each way. Listed for as long as it lasts, and with it every case of the person, one that comes later too. */
const ofSeals = `create function cases.follow_seal_step(s cases.step, d jsonb, becomes text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  declare
    it permission.seal;
  begin
    if s.action in ('proposeSeal', 'proposeContactSeal') then
      insert into permission.seal (id, person_key, case_id, contact_id, state, legal_order, reason, proposed_by, proposed_at)
        values (s.subject, coalesce((select c.person_key from cases.case_record c where c.id = s.case_id), (select k.person_key from cases.contact k where k.id = s.contact_id)), s.case_id, s.contact_id, becomes, d ->> 'legalOrder', s.reason, s.by_account, s.at);
      return;
    end if;
    select x.* into it from permission.seal x where x.id = s.subject;
    if s.action = 'confirmSeal' and ledger.same_person(case it.state when 'proposed' then it.proposed_by else it.unseal_proposed_by end, s.by_account) then
      raise exception 'this is for another person than who proposed it' using errcode = '42501';
    end if;
    update permission.seal x set state = becomes,
      unseal_order = case s.action when 'proposeUnseal' then d ->> 'legalOrder' when 'withdrawSeal' then null else x.unseal_order end,
      unseal_proposed_by = case s.action when 'proposeUnseal' then s.by_account when 'withdrawSeal' then null else x.unseal_proposed_by end,
      confirmed_by = case when it.state = 'proposed' and becomes = 'sealed' then s.by_account else x.confirmed_by end, confirmed_at = case when it.state = 'proposed' and becomes = 'sealed' then s.at else x.confirmed_at end,
      unsealed_by = case becomes when 'unsealed' then s.by_account end, unsealed_at = case becomes when 'unsealed' then s.at end
      where x.id = it.id;
    if s.action = 'confirmSeal' and becomes = 'sealed' then
      insert into permission.sealed_case (case_id, listed_by, person_key) values (it.id, 'seal', it.person_key);
      update cases.case_record c set sealed = true where c.person_key = it.person_key and not c.sealed;
      update movements.case_reference r set sealed = true where r.person_key = it.person_key and not r.sealed;
    elsif becomes = 'unsealed' then
      delete from permission.sealed_case x where x.case_id = it.id and x.listed_by = 'seal';
      update cases.case_record c set sealed = false where c.person_key = it.person_key and c.sealed;
      update movements.case_reference r set sealed = false where r.person_key = it.person_key and r.sealed;
    end if;
  end $$`;

const follow = `create function cases.follow_step() returns trigger language plpgsql ${definer} as $$
  declare
    rule cases.step_transition;
    present text;
  begin
    select t.* into rule from cases.step_transition t where t.action = new.action limit 1;
    if not found then raise exception 'there is no such step' using errcode = '42501'; end if;
    present := cases.state_of(rule.kind, new.subject);
    select t.* into rule from cases.step_transition t where t.action = new.action and t.from_state = present;
    if not found then raise exception 'what the step is about is in no state for it' using errcode = 'EP001'; end if;
    case
      when rule.kind in ('contact', 'exposure') then perform cases.follow_contact_step(new, new.details);
      when rule.kind = 'quarantine' then perform cases.follow_quarantine_step(new, new.details, rule.to_state);
      when rule.kind = 'follow-up' then perform cases.follow_day_step(new, new.details);
      when rule.kind in ('event', 'cluster') then perform cases.follow_gathering_step(new, new.details);
      when rule.kind = 'task' then perform cases.follow_task_step(new, new.details, rule.to_state);
      when rule.kind = 'case' then perform cases.follow_assignment_step(new);
      when rule.kind = 'transfer' then perform cases.follow_transfer_step(new, rule.to_state);
      when rule.kind = 'seal' then perform cases.follow_seal_step(new, new.details, rule.to_state);
    end case;
    return null;
  end $$`;

/** A case of a person who is sealed is born sealed. */
const bornSealed = `create function permission.born_sealed() returns trigger language plpgsql ${definer} as $$
  begin
    if exists (select from permission.sealed_case x where x.person_key = new.person_key and x.listed_by = 'seal') then new.sealed := true; end if;
    return new;
  end $$`;

const inner = ["cases.stamp_step()", "cases.state_of(text, uuid)", "cases.also_step(text, uuid, uuid, uuid, text, text)", "cases.follow_contact_step(cases.step, jsonb)", "cases.follow_quarantine_step(cases.step, jsonb, text)", "cases.follow_day_step(cases.step, jsonb)", "cases.follow_gathering_step(cases.step, jsonb)", "cases.follow_task_step(cases.step, jsonb, text)", "cases.follow_assignment_step(cases.step)", "cases.follow_transfer_step(cases.step, text)", "cases.follow_seal_step(cases.step, jsonb, text)", "cases.follow_step()", "permission.born_sealed()"];

/** The statements that make them. */
export const consequences: readonly string[] = [
  stamp,
  stateOf,
  alsoStep,
  ofContacts,
  ofQuarantine,
  ofFollowUps,
  ofGatherings,
  ofTasks,
  ofAssignments,
  ofTransfers,
  ofSeals,
  follow,
  bornSealed,
  `revoke execute on function ${inner.join(", ")} from public`,
  `create trigger stamp before insert on cases.step for each row execute function cases.stamp_step()`,
  `create trigger follow after insert on cases.step for each row execute function cases.follow_step()`,
  `create trigger born_sealed before insert on cases.case_record for each row execute function permission.born_sealed()`,
  `create trigger born_sealed before insert on movements.case_reference for each row execute function permission.born_sealed()`,
];
