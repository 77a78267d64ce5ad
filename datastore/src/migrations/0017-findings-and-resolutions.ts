/**
 * What people do with the log: steps taken about findings, notes, and the resolution of a pseudonym, which two auditors and an order are needed for. Who may is bound here to what the
 * gateway signed. Not the match of a pseudonym: its key never comes here (see the audit subgraph).
 */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class FindingsAndResolutions1700000000017 implements MigrationInterface {
  readonly name = "FindingsAndResolutions1700000000017";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...tables, ...people, ...steps, ...resolutions, ...reading, ...indexes]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

/** `expires_at` ends the reading; `ended_as`: nobody approved it, or who asked took it back, before or after. */
const tables = [
  // `count`: that of the finding then; what is counted up afterwards has not been explained
  `alter table ledger.finding_step add column number integer not null check (number >= 1), add column count integer not null, add unique (finding, number)`,
  `create table ledger.resolution (
    id uuid primary key,
    asked_by text not null,
    asked_at timestamptz(3) not null,
    data_subject text check (length(data_subject) between 1 and 100),
    case_id uuid,
    order_note uuid not null,
    approved_by text,
    approved_at timestamptz(3),
    expires_at timestamptz(3),
    ended_by text,
    ended_at timestamptz(3),
    ended_as text check (ended_as in ('refused', 'withdrawn')),
    check (num_nonnulls(data_subject, case_id) = 1),
    check (num_nonnulls(approved_by, approved_at, expires_at) in (0, 3)),
    check (num_nonnulls(ended_by, ended_at, ended_as) in (0, 3)),
    check (approved_by <> asked_by))`,
  `create index on ledger.resolution (asked_at desc, id desc)`,
  `alter table ledger.resolution enable row level security`,
  `alter table ledger.resolution force row level security`,
  `create policy epigraph_owner on ledger.resolution to current_user using (true) with check (true)`,
];

const definer = "security definer set search_path = ''";

/** They run with their owner's rights: every name is written in full, and the search path is empty. */
const people = [
  `create function ledger.auditor() returns security.claimant language plpgsql stable ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    if (me.duty = 'auditor' and me.clearance >= 2 and me.purpose = 'audit') is not true then raise exception 'this is for the auditor' using errcode = '42501'; end if;
    return me;
  end $$`,
  // one person may have several accounts: those of the platform's own identity provider tell by whom they are held
  `create function ledger.same_person(one text, other text) returns boolean language sql stable ${definer} as $$
    select one = other or exists (select from identity.account a join identity.account b on b.holder = a.holder where a.id = one and b.id = other)
  $$`,
  // what an auditor writes: the log refers to it by its id
  `create function ledger.write_note(words text) returns uuid language sql ${definer} as $$
    insert into ledger.note (id, written_at, written_by, text) select gen_random_uuid(), me.now, me.account, words from ledger.auditor() me returning id
  $$`,
];

/** What came of it is answered in a word; only `done` changes anything. Two at once: the number of a step is there once. */
const steps = [
  // an explanation covers what it explained: a finding that was counted up since is open again
  `create function ledger.finding_state(said text, then_count integer, count integer) returns text language sql immutable set search_path = '' as $$
    select case when said is null or (said = 'explained' and count > then_count) then 'open' else said end
  $$`,
  `create function ledger.step_finding(finding uuid, state text, words text, out answer text, out note uuid) language plpgsql ${definer} as $$
  declare
    me security.claimant := ledger.auditor();
    latest record;
    concerned record;
  begin
    answer := 'unknown';
    select f.account, f.count into concerned from ledger.finding f where f.id = step_finding.finding;
    if not found then return; end if;
    answer := 'about oneself';
    if ledger.same_person(concerned.account, me.account) then return; end if;
    select s.number, s.by as actor, ledger.finding_state(s.state, s.count, concerned.count) as state into latest from ledger.finding_step s where s.finding = step_finding.finding order by s.number desc limit 1;
    answer := 'so already';
    if coalesce(latest.state, 'open') = step_finding.state then return; end if;
    answer := 'escalated by oneself';
    if latest.state = 'escalated' and ledger.same_person(latest.actor, me.account) then return; end if;
    note := ledger.write_note(words);
    insert into ledger.finding_step (id, finding, number, at, by, state, note, count) values (gen_random_uuid(), step_finding.finding, coalesce(latest.number, 0) + 1, me.now, me.account, step_finding.state, step_finding.note, concerned.count);
    answer := 'done';
  end $$`,
];

/** A request that nobody answered lapses. An approval is good for a day, for the two alone. */
const resolutions = [
  `create function ledger.ask_resolution(data_subject text, case_id uuid, words text) returns ledger.resolution language sql ${definer} as $$
    insert into ledger.resolution (id, asked_by, asked_at, data_subject, case_id, order_note)
      select gen_random_uuid(), me.account, me.now, ask_resolution.data_subject, ask_resolution.case_id, ledger.write_note(words) from ledger.auditor() me
      returning *
  $$`,
  `create function ledger.answer_resolution(resolution uuid, answer text) returns text language plpgsql ${definer} as $$
  declare
    me security.claimant := ledger.auditor();
    asked ledger.resolution;
  begin
    select r.* into asked from ledger.resolution r where r.id = resolution for update;
    if not found then return 'unknown'; end if;
    if asked.ended_as is not null then return 'over'; end if;
    if answer = 'withdrawn' then
      if asked.asked_by <> me.account then return 'by another'; end if;
      if me.now >= asked.expires_at then return 'over'; end if;
    else
      if asked.approved_by is not null or me.now >= asked.asked_at + interval '7 days' then return 'over'; end if;
      if ledger.same_person(asked.asked_by, me.account) then return 'by oneself'; end if;
    end if;
    if answer = 'approved' then
      update ledger.resolution r set approved_by = me.account, approved_at = me.now, expires_at = me.now + interval '24 hours' where r.id = resolution;
    else
      update ledger.resolution r set ended_by = me.account, ended_at = me.now, ended_as = answer where r.id = resolution;
    end if;
    return 'done';
  end $$`,
  `create function ledger.open_resolution(resolution uuid) returns ledger.resolution language plpgsql stable ${definer} as $$
  declare
    me security.claimant := ledger.auditor();
    it ledger.resolution;
  begin
    select r.* into it from ledger.resolution r where r.id = resolution;
    if (it.ended_as is null and me.now < it.expires_at and clock_timestamp() < it.expires_at and me.account in (it.asked_by, it.approved_by)) is not true then
      raise exception 'this resolution is not open to the asker' using errcode = '42501';
    end if;
    return it;
  end $$`,
  // whom the pseudonym may stand for, sealed persons too, in the order of their keys; for a case whose it is
  `create function ledger.resolution_candidates(resolution uuid, after uuid, take integer) returns table (person_key uuid) language plpgsql stable ${definer} as $$
  declare
    asked ledger.resolution := ledger.open_resolution(resolution);
  begin
    if asked.case_id is not null then return query select c.person_key from cases.case_record c where c.id = asked.case_id and c.person_key > after; return; end if;
    return query
      select p.person_key from (
        (select distinct c.person_key from cases.case_record c where c.person_key > after order by c.person_key limit take)
        union
        (select distinct k.person_key from cases.contact k where k.person_key > after order by k.person_key limit take)) p
      order by p.person_key limit take;
  end $$`,
  `create function ledger.resolution_cases(resolution uuid, person uuid) returns table (case_id uuid) language plpgsql stable ${definer} as $$
  begin
    perform ledger.open_resolution(resolution);
    return query select c.id from cases.case_record c where c.person_key = person order by c.id;
  end $$`,
];

const auditor = "(select me.duty = 'auditor' and me.clearance >= 2 and me.purpose = 'audit' from security.asker() me)";
const officer = "(select me.duty = 'security-officer' and me.clearance >= 2 and me.purpose = 'security' from security.asker() me)";
const callable = [
  "write_note(text)",
  "finding_state(text, integer, integer)",
  "step_finding(uuid, text, text)",
  "ask_resolution(text, uuid, text)",
  "answer_resolution(uuid, text)",
  "resolution_candidates(uuid, uuid, integer)",
  "resolution_cases(uuid, uuid)",
  "shapes_with(text, text)",
  "accesses(uuid, text[], timestamptz, bigint, integer)",
].map((name) => `ledger.${name}`);
const inner = ["auditor()", "same_person(text, text)", "open_resolution(uuid)"].map((name) => `ledger.${name}`);

const reading = [
  // records of which shapes tell of the coordinate, of the decision, or of both; the index on the events needs no claims, which row security would compare first
  `create function ledger.shapes_with(coordinate text, decision text) returns setof bytea language plpgsql stable ${definer} as $$
  begin
    perform ledger.auditor();
    if coordinate is null then return query select s.id from ledger.shape s where array_to_string(s.events, ',') || ',' like '% ' || decision || ',%'; return; end if;
    return query select s.id from ledger.shape s
      where s.events && array(select coordinate || ' ' || outcome from unnest(array['allowed', 'denied', 'approval-required', 'redacted', 'error']) outcome where decision is null or outcome = decision);
  end $$`,
  // who looked at one person, by agency: for who is assigned to the case, and knows the names that the log gives its subject, which no table holds
  `create function ledger.accesses(case_id uuid, subjects text[], before timestamptz, before_index bigint, take integer)
    returns table (index bigint, recorded timestamptz, agency text, duty text, purpose text, outcome text) language plpgsql stable ${definer} as $$
  declare
    me security.claimant := security.asker();
  begin
    if (me.duty in ('local-investigator', 'national-investigator') and me.clearance >= 4 and me.purpose = 'investigation') is not true
      or not exists (select from permission.assignment a where a.case_id = accesses.case_id and a.account = me.account and a.not_before <= me.now and (a.not_after is null or me.now < a.not_after))
    then raise exception 'this is for who is assigned to the case' using errcode = '42501'; end if;
    return query
      select x.* from unnest(subjects) p(subject) cross join lateral (
        select r.index, r.recorded::timestamptz, r.agency, r.duty, r.purpose, r.outcome from ledger.record_subject s join ledger.record r on r.sequenced = s.sequenced and r.index = s.index
        where s.subject = p.subject and (s.recorded, s.index) < (before, before_index) and r.standing = 'sound'
        order by s.recorded desc, s.index desc limit take) x
      order by x.recorded desc, x.index desc limit take;
  end $$`,
  `revoke execute on function ${[...callable, ...inner].join(", ")} from public`,
  `grant execute on function ${callable.join(", ")} to epigraph_audit`,
  // through the functions alone: in nobody else's name and at no other time than the gateway signed
  `revoke insert on ledger.finding_step, ledger.note from epigraph_audit`,
  `grant select on ledger.resolution to epigraph_audit`,
  `create policy epigraph_overseers_read on ledger.finding for select to epigraph_audit using (${auditor} or ${officer})`,
  `create policy epigraph_overseers_read on ledger.finding_step for select to epigraph_audit using (${auditor} or ${officer})`,
  ...["note", "resolution", "change", "checkpoint"].map((table) => `create policy epigraph_auditor_reads on ledger.${table} for select to epigraph_audit using (${auditor})`),
];

/** Those that the auditor's questions need besides the log's own. */
const indexes = [
  `create index on ledger.record (address, recorded desc, index desc) where address is not null`,
  `create index on ledger.record (outcome, recorded desc, index desc) where outcome <> 'answered'`,
  `create index on ledger.record (recorded desc, index desc) where unassigned > 0`,
  `create index on ledger.record (recorded desc, index desc) where standing <> 'sound'`,
  `create index on ledger.finding (found_at, id)`,
];
