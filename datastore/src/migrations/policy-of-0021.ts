/** What migration 0021 says of policy data: steps, diseases, declared responses and the gate that they open, and typed reasons. Cases are in 0021-case-work.ts. */

const definer = "security definer set search_path = pg_catalog, pg_temp";
const both = "epigraph_cases, epigraph_movements";

/** Columns of every table of steps; what is done, by whom and when stands here for good. */
const stepColumns = (subject: string): string => `
  id uuid primary key,
  subject uuid not null references ${subject},
  number integer not null,
  step text not null,
  by text not null,
  at timestamptz(3) not null,
  reason text check (length(reason) between 1 and 2000),
  unique (subject, number)`;
export const stepsOf = (workflow: string, subject: string, table: string): string[] => [
  `create table ${table} (${stepColumns(subject)})`,
  `create trigger take_step before insert on ${table} for each row execute function policy.take_step('${workflow}', '${subject}')`,
  `grant select, insert (id, subject, step, reason) on ${table} to epigraph_cases`,
];

/** Decision 0011, "a step is a row": the code's own table is subgraphs/cases/src/transitions.ts, and a test holds the two together. */
const steps = [
  `create schema if not exists policy`,
  `grant usage on schema policy to ${both}`,
  // by: `another` person than took the step before, `same`: that one, or `anyone` of the duty
  `create table policy.transition (
    workflow text not null,
    from_state text not null,
    step text not null,
    to_state text not null,
    duty text not null,
    purpose text not null,
    by text not null check (by in ('anyone', 'another', 'same')),
    primary key (workflow, from_state, step, duty))`,
  `insert into policy.transition (workflow, from_state, step, to_state, duty, purpose, by) values
    ('disease', 'new', 'propose', 'proposed', 'approver', 'response', 'anyone'),
    ('disease', 'proposed', 'confirm', 'in-force', 'approver', 'response', 'another'),
    ('disease', 'proposed', 'refuse', 'refused', 'approver', 'response', 'anyone'),
    ('response', 'new', 'declare', 'declared', 'approver', 'response', 'anyone'),
    ('response', 'declared', 'confirm', 'in-force', 'approver', 'response', 'another'),
    ('response', 'declared', 'withdraw', 'withdrawn', 'approver', 'response', 'anyone'),
    ('response', 'in-force', 'propose-end', 'end-proposed', 'approver', 'response', 'anyone'),
    ('response', 'end-proposed', 'confirm-end', 'ended', 'approver', 'response', 'another'),
    ('response', 'end-proposed', 'continue', 'in-force', 'approver', 'response', 'anyone'),
    ('duplicate-review', 'open', 'same-person', 'same-person', 'national-investigator', 'investigation', 'anyone'),
    ('duplicate-review', 'open', 'different-persons', 'different-persons', 'national-investigator', 'investigation', 'anyone'),
    ('merge', 'new', 'propose', 'proposed', 'local-investigator', 'investigation', 'anyone'),
    ('merge', 'proposed', 'accept', 'accepted', 'local-investigator', 'investigation', 'another'),
    ('merge', 'proposed', 'refuse', 'refused', 'local-investigator', 'investigation', 'another'),
    ('merge', 'proposed', 'withdraw', 'withdrawn', 'local-investigator', 'investigation', 'same')`,
  `grant select on policy.transition to ${both}`,
  // who and when come from the claims; the owner of the database, without claims, brings a history along
  `create function policy.take_step() returns trigger language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
    present text;
    following policy.transition;
    latest_by text;
    latest_number integer;
  begin
    if me.account is null then
      if pg_has_role(session_user, (select c.relowner from pg_class c where c.oid = tg_relid), 'usage') then return new; end if;
      raise exception 'a step is taken under the claims of a request' using errcode = '42501';
    end if;
    execute format('select state from %s where id = $1 for update', tg_argv[1]) into present using new.subject;
    select t.* into following from policy.transition t where t.workflow = tg_argv[0] and t.from_state = present and t.step = new.step and t.duty = me.duty and t.purpose = me.purpose;
    if following.step is null then raise exception 'the step does not follow from the state' using errcode = 'EP001'; end if;
    execute format('select s.by, s.number from %s s where s.subject = $1 order by s.number desc limit 1', tg_relid::regclass) into latest_by, latest_number using new.subject;
    if following."by" = 'another' and ledger.same_person(latest_by, me.account) then raise exception 'this step is another person''s' using errcode = 'EP001', detail = 'another'; end if;
    if following."by" = 'same' and not ledger.same_person(latest_by, me.account) then raise exception 'this step is for who took the one before' using errcode = 'EP001', detail = 'same'; end if;
    new."by" := me.account;
    new.at := me.now;
    new.number := coalesce(latest_number, 0) + 1;
    execute format('update %s set state = $2 where id = $1', tg_argv[1]) using new.subject, following.to_state;
    return new;
  end $$`,
  `revoke execute on function policy.take_step() from public`,
];

const diseases = [
  // a version of a disease's parameters; `parameters`: the shape of Disease in epi/src/diseases.ts
  `create table policy.disease_version (
    id uuid primary key,
    disease text not null check (disease ~ '^[a-z][a-z0-9-]{1,39}$'),
    version integer not null check (version > 0),
    name_ko text not null check (length(name_ko) between 1 and 100),
    name_en text not null check (length(name_en) between 1 and 100),
    parameters jsonb not null check (jsonb_typeof(parameters) = 'object'),
    state text not null default 'new',
    unique (disease, version))`,
  ...stepsOf("disease", "policy.disease_version", "policy.disease_step"),
  // its number follows from those before it, whoever proposes
  `create function policy.number_disease() returns trigger language plpgsql ${definer} as $$
  begin
    if (security.asker()).account is not null then new.version := (select coalesce(max(d.version), 0) + 1 from policy.disease_version d where d.disease = new.disease); end if;
    return new;
  end $$`,
  `revoke execute on function policy.number_disease() from public`,
  `create trigger number_disease before insert on policy.disease_version for each row execute function policy.number_disease()`,
  // after epi/src/diseases.ts, which a test compares; quarantine as Korea ordered it in 2020 and in 2015
  `insert into policy.disease_version (id, disease, version, name_ko, name_en, parameters, state) values
    ('c0000000-0000-4000-8000-000000000019', 'covid-19', 1, '코로나바이러스감염증-19', 'COVID-19', '${covid19()}', 'in-force'),
    ('c0000000-0000-4000-8000-000000000015', 'mers', 1, '중동호흡기증후군', 'MERS', '${mers()}', 'in-force')`,
  `create view policy.disease as
    select distinct on (d.disease) d.disease as id, d.version, d.name_ko, d.name_en, d.parameters from policy.disease_version d where d.state = 'in-force' order by d.disease, d.version desc`,
  `grant select on policy.disease to ${both}`,
  `grant select, insert (id, disease, name_ko, name_en, parameters) on policy.disease_version to epigraph_cases`,
];

const responses = [
  `create table policy.response (
    id uuid primary key,
    disease text not null,
    legal_basis text not null check (length(legal_basis) between 1 and 500),
    state text not null default 'new',
    declared_at timestamptz(3) not null)`,
  // one at a time for a disease
  `create unique index on policy.response (disease) where state in ('declared', 'in-force', 'end-proposed')`,
  ...stepsOf("response", "policy.response", "policy.response_step"),
  `create function policy.date_response() returns trigger language plpgsql ${definer} as $$
  begin
    if (security.asker()).account is not null then new.declared_at := (security.asker()).now; end if;
    return new;
  end $$`,
  `revoke execute on function policy.date_response() from public`,
  `create trigger date_response before insert on policy.response for each row execute function policy.date_response()`,
  `grant select, insert (id, disease, legal_basis) on policy.response to epigraph_cases`,
  `grant select on policy.response to epigraph_movements`,
  // of any disease if none is said; a proposed end is not yet one
  `create function policy.response_in_force(of_disease text default null) returns boolean language sql stable ${definer} as $$
    select exists (select from policy.response r where r.state in ('in-force', 'end-proposed') and (of_disease is null or r.disease = of_disease))
  $$`,
  `revoke execute on function policy.response_in_force(text) from public`,
  `grant execute on function policy.response_in_force(text) to ${both}`,
];

/** The platform works only while a response is declared. As in 0013, but for its last refusal. */
const gate = [
  `create or replace function security.begin_request(context text, mac text) returns void language plpgsql ${definer} as $$
  declare
    moment timestamptz := clock_timestamp();
    vouched text;
    told jsonb;
    principal jsonb;
    asker security.claimant;
    claims text;
    issued timestamptz;
    expires timestamptz;
  begin
    if context is null or mac is null or length(context) > 16384 or context !~ '^[A-Za-z0-9_-]+$' or mac !~ '^[A-Za-z0-9_-]{43}$' then
      raise exception 'the context is not one' using errcode = '28000';
    end if;
    select d.door into vouched from security.key k cross join lateral (values ('clearance', k.secret), ('agency', security.tag('agency', k.secret))) d (door, secret)
      where k.kind = 'claims' and k.valid_from <= moment and (k.valid_to is null or k.valid_to > moment)
        and security.tag(mac, d.secret) = security.tag(translate(encode(security.tag(context, d.secret), 'base64'), '+/=', '-_'), d.secret);
    if vouched is null then raise exception 'the signature of the context is wrong' using errcode = '28000'; end if;
    told := convert_from(decode(translate(context, '-_', '+/') || repeat('=', (4 - length(context) % 4) % 4), 'base64'), 'UTF8')::jsonb;
    principal := told -> 'principal';
    if vouched = 'agency' and (principal ->> 'door' in ('agency', 'public')
        and principal ->> 'duty' in ('public-visitor', 'clinic-staff', 'content-editor', 'data-provider', 'police-officer', 'card-association-officer') and (principal ->> 'clearance')::integer <= 1) is not true then
      raise exception 'the agency door does not vouch for this' using errcode = '28000';
    end if;
    -- a service's login presents contexts made for that service only
    if not exists (select from pg_roles r where r.rolname = 'epigraph_' || (told ->> 'audience') and pg_has_role(session_user, r.oid, 'member')) then
      raise exception 'the context is for another service' using errcode = '28000';
    end if;
    issued := to_timestamp((told ->> 'issuedAt')::float8 / 1000);
    expires := to_timestamp((told ->> 'expiresAt')::float8 / 1000);
    if (issued <= moment + interval '2 s' and moment < expires and expires - issued <= interval '30 s') is not true then
      raise exception 'the context is not valid at this time' using errcode = '28000', hint = 'compare the clocks of the gateway and of this server';
    end if;
    asker := row(
      principal ->> 'account', principal ->> 'duty', (principal ->> 'clearance')::integer, principal ->> 'agency', array(select jsonb_array_elements_text(principal -> 'jurisdictions')),
      told ->> 'purpose', told ->> 'correlation', issued)::security.claimant;
    if (security.asker()).account is not null and security.asker() is distinct from asker then
      raise exception 'this transaction has other claims already' using errcode = '28000';
    end if;
    if asker.purpose in ('investigation', 'authorisation', 'provision', 'disclosure') and not policy.response_in_force() then
      raise exception 'no response is in force' using errcode = 'EP002';
    end if;
    claims := (to_jsonb(asker) || jsonb_build_object('until', expires + interval '60 s'))::text;
    perform set_config('epigraph.claims', claims, true), set_config('epigraph.seal', (select security.seal(claims, k.secret) from security.key k where k.kind = 'seal' and k.valid_to is null), true);
  end $$`,
];

/** Why something was downloaded or brought in, in the asker's own name: the log refers to it, and auditors read it with their own notes. */
const reasons = [
  `create function ledger.write_reason(words text) returns uuid language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
    written uuid := gen_random_uuid();
  begin
    if me.account is null then raise exception 'a reason is given under the claims of a request' using errcode = '42501'; end if;
    insert into ledger.note (id, written_at, written_by, text) values (written, me.now, me.account, words);
    return written;
  end $$`,
  `revoke execute on function ledger.write_reason(text) from public`,
  `grant execute on function ledger.write_reason(text) to ${both}`,
];

function covid19(): string {
  return sqlJson({
    serialInterval: { family: "normal", mean: 3.96, sd: 4.75, source: "Du et al. 2020, Emerging Infectious Diseases 26(6); fitted as normal because 12.6 % of the intervals seen were negative. Wild type, early 2020" },
    incubation: { family: "lognormal", mu: 1.526, sigma: 0.567, source: "Achangwa, Park & Ryu 2022, Frontiers in Public Health 10:905020: lognormal, median 4.6 days, 95th percentile 11.7. Wild type, Korea 2020" },
    infectiousBeforeOnset: { days: 2, source: "Korean guidelines of 2020: contacts are sought from 2 days before onset, without symptoms from 2 days before sampling" },
    quarantine: { days: 14, source: "Korean guidelines of 2020: 14 days from the last contact" },
  });
}

function mers(): string {
  return sqlJson({
    serialInterval: {
      family: "lognormal",
      mu: 2.461,
      sigma: 0.382,
      source: "mean 12.6 days: Cowling et al. 2015, Eurosurveillance 20(25). The spread (standard deviation 5 days) and the shape are assumptions; lognormal because infectiousness before onset is unlikely there",
    },
    incubation: {
      family: "lognormal",
      mu: 1.782,
      sigma: 0.491,
      source: "mean 6.7 days: Cowling et al. 2015, Eurosurveillance 20(25). The spread (standard deviation 3.5 days, so that the 95th percentile is 13.3) and the shape are assumptions",
    },
    infectiousBeforeOnset: { days: 0, source: "Cowling et al. 2015, Eurosurveillance 20(25): infectiousness is unlikely to precede onset" },
    quarantine: { days: 14, source: "Korean guidelines of 2015: 14 days from the last contact" },
  });
}

function sqlJson(value: object): string {
  return JSON.stringify(value).replaceAll("'", "''");
}

/** In their order. */
export const policyStatements: readonly string[] = [...steps, ...diseases, ...responses, ...gate, ...reasons];
