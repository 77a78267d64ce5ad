/** What a place roster brought is read under the grant of its own request, and that grant opens nothing else: no evidence of the cases that the roster serves. Not what may be asked for: that is a policy. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class RosterReading1700000000031 implements MigrationInterface {
  readonly name = "RosterReading1700000000031";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...grants, ...matches, ...contacts, notices]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = ''";

const grants = [
  `alter table permission.access_grant add column roster_id uuid references movements.information_request`,
  // whoever makes a grant: which roster it opens follows from its request, or from the one that this renews
  `create function permission.name_roster() returns trigger language plpgsql ${definer} as $$
  begin
    new.roster_id := (select root.id from movements.information_request r join movements.information_request root on root.id = coalesce(r.renews, r.id) where r.id = new.request_id and root.kind = 'place-roster');
    if new.roster_id is not null and new.emergency_id is not null then return null; end if; -- in an emergency a case's own evidence is opened again, not who was at the places of a roster
    return new;
  end $$`,
  `revoke execute on function permission.name_roster() from public`,
  `create trigger name_roster before insert or update of request_id, roster_id on permission.access_grant for each row execute function permission.name_roster()`,
  `update permission.access_grant g set roster_id = null`,
];

const matches = [
  `create index on cases.person_pseudonym (movements.roster_key(pseudonym))`,
  `grant execute on function movements.roster_key(bytea) to epigraph_cases`, // who writes the row works out its entry in the index
  `create index on movements.roster_stay (request_id, earliest, id)`,
  // the keys that specially protected persons have on rosters
  `create function movements.sealed_on_rosters() returns setof uuid language sql stable ${definer} as $$
    select movements.roster_key(p.pseudonym) from permission.sealed_case x join cases.person_pseudonym p on p.person_key = x.person_key
  $$`,
  // whose they are, as far as the asker reads this roster: the cases of nobody specially protected, in any jurisdiction, of which another agency's is told as a stub
  `create function movements.cases_on_roster(roster uuid, persons uuid[]) returns table (person uuid, case_id uuid) language plpgsql stable ${definer} as $$
  begin
    return query select distinct s.person_key, c.case_id from movements.roster_person s join cases.person_pseudonym p on movements.roster_key(p.pseudonym) = s.person_key join movements.case_reference c on c.person_key = p.person_key
    where s.request_id = roster and s.person_key = any (persons) and not c.sealed and s.person_key not in (select k from movements.sealed_on_rosters() k)
      and not exists (select from permission.sealed_case x where x.case_id = c.case_id or x.person_key = c.person_key) and exists (select from security.own_grant g where g.roster_id = roster)
    order by 1, 2;
  end $$`,
  `revoke execute on function movements.sealed_on_rosters(), movements.cases_on_roster(uuid, uuid[]) from public`,
  `grant execute on function movements.sealed_on_rosters(), movements.cases_on_roster(uuid, uuid[]) to epigraph_movements`,
  `grant select on movements.roster_stay to epigraph_movements`,
];

/** A contact is found on a roster as a case is: what is told with the step of its registration goes where pseudonyms are kept, and does not stay in the history. */
const contacts = [
  `alter table cases.step add column found_by jsonb`,
  `alter table cases.person_pseudonym alter constraint person_pseudonym_person_key_fkey deferrable`,
  `create function cases.keep_pseudonyms() returns trigger language plpgsql ${definer} as $$
  begin
    if new.action <> 'registerContact' or new.identity is null then raise exception 'pseudonyms come with a new contact' using errcode = '42501'; end if;
    set constraints cases.person_pseudonym_person_key_fkey deferred; -- the person comes with what follows from the step
    insert into cases.person_pseudonym (person_key, kind, pseudonym)
      select (new.details ->> 'person')::uuid, x.kind, pg_catalog.decode(x.pseudonym, 'hex') from pg_catalog.jsonb_to_recordset(new.found_by) x (kind text, pseudonym text);
    new.found_by := null;
    return new;
  end $$`,
  `revoke execute on function cases.keep_pseudonyms() from public`,
  `create trigger keep_pseudonyms before insert on cases.step for each row when (new.found_by is not null) execute function cases.keep_pseudonyms()`,
  `grant insert (found_by) on cases.step to epigraph_cases`,
];

/** Whoever is found on a roster to be a case is told too, by who keeps that case; of the others nobody knows who they are, and of specially protected persons nobody is told. */
const notices = `create or replace function movements.note_provision(it uuid, at timestamptz) returns void language sql ${definer} as $$
    insert into movements.notice (id, request_id, case_id, person_key, kind, data_class, window_from, window_to, legal_basis, made_at, due_at)
      select pg_catalog.gen_random_uuid(), r.id, told.case_id, told.person_key, 'provision', r.data_class, r.window_from, r.window_to, r.legal_basis, at, at + pg_catalog.make_interval(days => p.notice_days)
      from movements.information_request r join policy.request_policy p on p.id = r.policy_id cross join lateral (
        select r.case_id, r.person_key where r.kind = 'case'
        union all
        (select distinct on (c.person_key) c.case_id, c.person_key
          from movements.roster_person s join cases.person_pseudonym n on movements.roster_key(n.pseudonym) = s.person_key join movements.case_reference c on c.person_key = n.person_key
          where r.kind = 'place-roster' and s.request_id = r.id and not c.sealed and not exists (select from permission.sealed_case x where x.case_id = c.case_id or x.person_key = c.person_key)
          order by c.person_key, c.confirmation_date desc nulls last, c.case_id)) told
      where r.id = it
      on conflict (request_id, person_key, kind) do nothing
  $$`;
