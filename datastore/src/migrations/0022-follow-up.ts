/**
 * Case work in steps: a service may add to `cases.step` and to nothing else, and the database itself does what follows from a step (decision 0011). What follows from which: see
 * follow-up-steps.ts. Who may take one: see row-policies.generated.ts.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { consequences } from "./follow-up-steps.js";

export class FollowUp1700000000022 implements MigrationInterface {
  readonly name = "FollowUp1700000000022";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("create schema if not exists policy");
    for (const statement of [...steps, ...contacts, ...gatherings, ...permissions, ...questions, registering, ...consequences, ...rights]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = pg_catalog, pg_temp";

/** What may be done with a row that is in a state; the code's own table is subgraphs/cases/src/step/transitions.ts. `none`: there is no such row yet. */
const transitions: readonly (readonly [action: string, kind: string, from: string, to: string])[] = [
  ["registerContact", "contact", "none", "contact"],
  ["recordExposure", "exposure", "none", "recorded"],
  ["updateContact", "contact", "contact", "contact"],
  ["updateContact", "contact", "case", "case"],
  ["linkContactToCase", "contact", "contact", "case"],
  ["orderQuarantine", "quarantine", "none", "in-quarantine"],
  ["extendQuarantine", "quarantine", "in-quarantine", "in-quarantine"],
  ["releaseQuarantine", "quarantine", "in-quarantine", "released"],
  ["endQuarantine", "quarantine", "in-quarantine", "ended"],
  ["recordFollowUp", "follow-up", "none", "recorded"],
  ["correctFollowUp", "follow-up", "recorded", "recorded"],
  ["registerEvent", "event", "none", "open"],
  ["updateEvent", "event", "open", "open"],
  ["addToEvent", "event", "open", "open"],
  ["removeFromEvent", "event", "open", "open"],
  ["assignTask", "task", "none", "open"],
  ["assignEventTask", "task", "none", "open"],
  ["reassignTask", "task", "open", "open"],
  ["completeTask", "task", "open", "completed"],
  ["cancelTask", "task", "open", "cancelled"],
  ["endTask", "task", "open", "ended"],
  ["assignCase", "case", "open", "open"],
  ["unassignCase", "case", "open", "open"],
  ["offerTransfer", "transfer", "none", "offered"],
  ["acceptTransfer", "transfer", "offered", "accepted"],
  ["endTransfer", "transfer", "offered", "ended"],
  ["nameCluster", "cluster", "none", "open"],
  ["updateCluster", "cluster", "open", "open"],
  ["addToCluster", "cluster", "open", "open"],
  ["removeFromCluster", "cluster", "open", "open"],
  ["recordClusterCount", "cluster", "open", "open"],
  ["proposeSeal", "seal", "none", "proposed"],
  ["proposeContactSeal", "seal", "none", "proposed"],
  ["confirmSeal", "seal", "proposed", "sealed"],
  ["confirmSeal", "seal", "unseal-proposed", "unsealed"],
  ["withdrawSeal", "seal", "proposed", "withdrawn"],
  ["withdrawSeal", "seal", "unseal-proposed", "sealed"],
  ["proposeUnseal", "seal", "sealed", "unseal-proposed"],
];

/** By whom, of which agency and when is stamped from the claims, whatever the statement says. `identity`: a blob of the vault, which goes on to `cases.person`. */
const steps = [
  `create table cases.step_transition (action text not null, kind text not null, from_state text not null, to_state text not null, primary key (action, from_state))`,
  `insert into cases.step_transition (action, kind, from_state, to_state) values ${transitions.map((row) => `('${row.join("', '")}')`).join(", ")}`,
  `create table cases.step (
    id uuid primary key,
    action text not null,
    subject uuid not null,
    case_id uuid,
    contact_id uuid,
    region_code text references cases.region,
    account text,
    agency text references permission.agency,
    reason text check (length(reason) between 1 and 2000),
    details jsonb not null default '{}' check (jsonb_typeof(details) = 'object' and length(details::text) <= 20000),
    identity bytea,
    by_account text not null,
    by_agency text not null,
    at timestamptz(3) not null)`,
  `create index on cases.step (case_id, at desc, id desc)`,
  `create index on cases.step (contact_id, at desc, id desc)`,
  `create index on cases.step (subject, at desc, id desc)`,
];

/** Contacts, what their disease's rules call close, their quarantine and its days. */
const contacts = [
  `alter table cases.contact
    add column classification text check (classification in ('close', 'casual')),
    add column registered_by text,
    add column registered_at timestamptz`,
  // the first rule that fits by its number decides; what a rule leaves out it does not ask
  `create table policy.contact_rule (
    disease text not null,
    number integer not null,
    classification text not null check (classification in ('close', 'casual')),
    exposure_type text,
    setting text,
    duration text,
    certainty text,
    primary key (disease, number))`,
  `insert into policy.contact_rule (disease, number, classification, exposure_type, setting, duration) values
    ('covid-19', 1, 'close', 'direct-physical', null, null),
    ('covid-19', 2, 'close', null, 'household', null),
    ('covid-19', 3, 'close', 'direct-non-physical', null, 'hours'),
    ('covid-19', 4, 'close', 'direct-non-physical', null, 'days'),
    ('covid-19', 9, 'casual', null, null, null),
    ('mers', 1, 'close', 'direct-physical', null, null),
    ('mers', 2, 'close', null, 'household', null),
    ('mers', 3, 'close', null, 'healthcare', null),
    ('mers', 4, 'close', 'direct-non-physical', null, 'hours'),
    ('mers', 5, 'close', 'direct-non-physical', null, 'days'),
    ('mers', 9, 'casual', null, null, null)`,
  `create table cases.quarantine (
    id uuid primary key,
    contact_id uuid not null references cases.contact,
    starts_on date not null,
    ends_on date not null check (ends_on >= starts_on),
    released_on date,
    state text not null check (state in ('in-quarantine', 'released', 'ended')),
    ordered_by text not null,
    ordered_at timestamptz not null)`,
  `create index on cases.quarantine (contact_id, starts_on, id)`,
  `create unique index on cases.quarantine (contact_id) where state = 'in-quarantine'`,
  `alter table cases.follow_up
    add column symptoms text[],
    add column temperature_celsius numeric(3, 1) check (temperature_celsius between 30 and 45),
    add column reached boolean,
    add column recorded_by text,
    add column recorded_at timestamptz`,
  // sources may have told of a day several times; here it is told of once
  `create unique index on cases.follow_up (contact_id, day) where source_system = 'epigraph'`,
  `create index on cases.contact (follow_up_to, id)`,
];

/** What cases and contacts are gathered under: events, tasks, and what sources count in a cluster. */
const gatherings = [
  `create table cases.event (
    id uuid primary key,
    name_ko text not null check (length(name_ko) between 1 and 200),
    name_en text not null check (length(name_en) between 1 and 200),
    region_code text not null references cases.region,
    place_id uuid,
    setting text,
    started_on date not null,
    ended_on date check (ended_on >= started_on))`,
  `create index on cases.event (region_code, started_on desc, id desc)`,
  `create table cases.event_member (
    id uuid primary key,
    event_id uuid not null references cases.event,
    case_id uuid references cases.case_record,
    contact_id uuid references cases.contact,
    check (num_nonnulls(case_id, contact_id) = 1),
    unique nulls not distinct (event_id, case_id, contact_id))`,
  `create index on cases.event_member (case_id)`,
  `create index on cases.event_member (contact_id)`,
  `create table cases.task (
    id uuid primary key,
    kind text not null,
    note text check (length(note) <= 500),
    case_id uuid references cases.case_record,
    event_id uuid references cases.event,
    region_code text not null references cases.region,
    agency text not null references permission.agency,
    account text,
    due_on date not null,
    state text not null check (state in ('open', 'completed', 'cancelled', 'ended')),
    check (num_nonnulls(case_id, event_id) = 1))`,
  `create index on cases.task (agency, due_on, id)`,
  `create index on cases.task (case_id)`,
  `create table cases.cluster_count (
    cluster_id uuid not null references cases.cluster,
    source text not null check (length(source) between 1 and 200),
    day date not null,
    count integer not null check (count >= 0),
    primary key (cluster_id, source, day))`,
];

/** `permission.assignment` stays what the rules read; `agency`: whose account it was when it was assigned, unknown of those that were loaded. */
const permissions = [
  `alter table permission.assignment add column agency text`,
  `create table permission.transfer (
    id uuid primary key,
    case_id uuid not null,
    person_key uuid not null,
    region_code text not null references cases.region,
    to_agency text not null references permission.agency,
    reason text not null,
    state text not null check (state in ('offered', 'accepted', 'ended')),
    offered_by text not null,
    offered_at timestamptz(3) not null,
    answered_by text,
    answered_at timestamptz,
    check ((state = 'offered') = (answered_by is null)),
    check ((answered_by is null) = (answered_at is null)))`,
  `create unique index on permission.transfer (case_id) where state = 'offered'`,
  `create index on permission.transfer (offered_at desc, id desc)`,
  `create table permission.seal (
    id uuid primary key,
    person_key uuid not null,
    case_id uuid,
    contact_id uuid,
    state text not null check (state in ('proposed', 'sealed', 'withdrawn', 'unseal-proposed', 'unsealed')),
    legal_order text not null check (length(legal_order) between 1 and 500),
    reason text not null,
    proposed_by text not null,
    proposed_at timestamptz(3) not null,
    confirmed_by text,
    confirmed_at timestamptz,
    unseal_order text check (length(unseal_order) between 1 and 500),
    unseal_proposed_by text,
    unsealed_by text,
    unsealed_at timestamptz)`,
  `create unique index on permission.seal (person_key) where state in ('proposed', 'sealed', 'unseal-proposed')`,
  `create index on permission.seal (proposed_at desc, id desc)`,
];

/** Yes or no about accounts and contacts, asked by policies and by the service; about another agency's the answer is always no. */
const questions = [
  `create function permission.is_own_account(account text) returns boolean language sql stable ${definer} as $$
    select exists (select from identity.account a, security.asker() me where a.id = is_own_account.account and a.agency = me.agency)
  $$`,
  `create function permission.is_own_investigator(account text) returns boolean language sql stable ${definer} as $$
    select exists (select from identity.account a, security.asker() me
      where a.id = is_own_investigator.account and a.agency = me.agency and a.state = 'active' and a.clearance >= 4 and a.duty in ('local-investigator', 'national-investigator'))
  $$`,
  `create function permission.may_be_assigned(account text, case_id uuid) returns boolean language sql stable ${definer} as $$
    select permission.is_own_investigator(account) and exists (
      select from identity.account a, cases.case_record c
      where a.id = may_be_assigned.account and c.id = may_be_assigned.case_id and not c.sealed
        and (a.duty = 'national-investigator' or array[c.region_code, rpad(left(c.region_code, 2), 10, '0')] && a.jurisdictions
          or exists (select from permission.referral f where f.case_id = c.id and f.to_agency = a.agency and f.accepted_at is not null and f.ended_at is null)))
  $$`,
  // loaded accounts may be known by their assignment alone
  `create function permission.may_be_unassigned(account text, case_id uuid) returns boolean language sql stable ${definer} as $$
    select permission.is_own_account(account) or exists (select from permission.assignment a, security.asker() me where a.account = may_be_unassigned.account and a.case_id = may_be_unassigned.case_id and a.agency = me.agency)
  $$`,
  `create function permission.is_assigned(account text, case_id uuid) returns boolean language sql stable ${definer} as $$
    select permission.may_be_unassigned(account, case_id) and exists (select from permission.assignment a, security.asker() me where a.account = is_assigned.account and a.case_id = is_assigned.case_id and (a.not_after is null or a.not_after > me.now))
  $$`,
  // the own agency reaches what the asker reaches
  `create function permission.agency_reaches(agency text, region text, case_id uuid) returns boolean language sql stable ${definer} as $$
    select exists (select from security.asker() me where me.agency = agency_reaches.agency)
      or exists (select from permission.agency a where a.id = agency_reaches.agency and a.region_code in (agency_reaches.region, rpad(left(agency_reaches.region, 2), 10, '0')))
      or exists (select from permission.referral f where f.case_id = agency_reaches.case_id and f.to_agency = agency_reaches.agency and f.accepted_at is not null and f.ended_at is null)
  $$`,
];

/** For the exposures of a contact that lives elsewhere, who belongs to that agency from the moment of the registration. */
const registering = `create function cases.is_just_registered(contact uuid) returns boolean language sql stable ${definer} as $$
  select exists (select from cases.contact k, security.asker() me where k.id = is_just_registered.contact and k.registered_by = me.account and k.registered_at = me.now)
$$`;

const tables = ["cases.quarantine", "cases.event", "cases.event_member", "cases.task", "cases.cluster_count", "permission.transfer", "cases.step_transition", "policy.contact_rule"];
const asked = ["is_own_account(text)", "is_own_investigator(text)", "may_be_assigned(text, uuid)", "may_be_unassigned(text, uuid)", "is_assigned(text, uuid)", "agency_reaches(text, text, uuid)"].map((name) => `permission.${name}`).concat("cases.is_just_registered(uuid)");

/** Steps are added and read, whom a seal is about is not told, and nothing else is written by a service. */
const rights = [
  `grant usage on schema policy to epigraph_cases`,
  ...tables.map((table) => `grant select on ${table} to epigraph_cases`),
  `grant select (id, action, subject, case_id, contact_id, region_code, account, agency, reason, details, by_account, by_agency, at) on cases.step to epigraph_cases`,
  `grant insert (id, action, subject, case_id, contact_id, region_code, account, agency, reason, details, identity) on cases.step to epigraph_cases`,
  `grant select (id, case_id, contact_id, state, legal_order, reason, proposed_by, proposed_at, confirmed_by, confirmed_at, unseal_order, unseal_proposed_by, unsealed_by, unsealed_at) on permission.seal to epigraph_cases`,
  `revoke execute on function ${asked.join(", ")} from public`,
  `grant execute on function ${asked.join(", ")} to epigraph_cases`,
];
