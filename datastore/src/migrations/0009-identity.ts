/**
 * Accounts, sessions and the OpenID provider's own state. Passwords stand as hashes; one-time-code secrets, signing keys and the provider's state are
 * sealed with a key that is not in the database. Who may do what to an account is decided in identity/: this only keeps the rows.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class Identity1700000000009 implements MigrationInterface {
  readonly name = "Identity1700000000009";

  async up(runner: QueryRunner): Promise<void> {
    // roles belong to the server, not to the database: another database of the same server may have made it, even at this moment
    await runner.query(`do $$ begin create role epigraph_identity nologin; exception when duplicate_object or unique_violation then null; end $$`);
    await runner.query(`create schema identity`);
    for (const statement of [...tables, ...functions, ...rights]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const tables = [
  // `holder`: keyed hash of the person's staff number, so that one person's accounts can be told without naming the person
  `create table identity.account (
    id text primary key,
    login text not null unique,
    duty text not null,
    clearance smallint not null check (clearance between 0 and 4),
    agency text not null,
    jurisdictions text[] not null default '{}',
    state text not null check (state in ('invited', 'active', 'locked', 'disabled')),
    holder bytea not null,
    password_hash text,
    totp_secret bytea,
    totp_last_step bigint,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    check (state <> 'active' or duty = 'data-provider' or (password_hash is not null and totp_secret is not null)))`,
  `create index on identity.account (holder)`,
  `create table identity.session (
    id text primary key,
    account text not null references identity.account,
    client_id text not null,
    authenticated_by text not null check (authenticated_by in ('otp', 'client')),
    address text not null,
    started_at timestamptz not null,
    last_used_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    end_reason text,
    check ((ended_at is null) = (end_reason is null)))`,
  `create index on identity.session (account, started_at desc)`,
  `create index on identity.session (started_at desc, id)`,
  // a row with `session` ends that session; a row with `account` ends every token of the account issued at or before `revoked_at`
  `create table identity.revocation (
    id uuid primary key,
    session text,
    account text,
    revoked_at timestamptz not null,
    reason text not null,
    revoked_by text not null,
    check (num_nonnulls(session, account) = 1))`,
  `create index on identity.revocation (revoked_at)`,
  `create table identity.event (
    id uuid primary key,
    at timestamptz not null,
    kind text not null,
    account text,
    session text,
    address text,
    agency text)`,
  `create index on identity.event (at desc, id)`,
  `create index on identity.event (account, at desc)`,
  // failures in a row of one log-in name or address; `key` is a keyed hash, because people type passwords into the wrong field
  `create table identity.throttle (
    key bytea primary key,
    failures integer not null,
    last_failure_at timestamptz not null,
    closed_until timestamptz)`,
  `create index on identity.throttle (last_failure_at)`,
  // the OpenID provider's adapter: `id`, `uid` and `user_code` are hashes, because the provider uses ids as bearer secrets; the payload is sealed
  `create table identity.provider_state (
    model text not null,
    id bytea not null,
    payload bytea not null,
    grant_id text,
    uid bytea,
    user_code bytea,
    consumed_at timestamptz,
    expires_at timestamptz,
    primary key (model, id))`,
  `create index on identity.provider_state (grant_id) where grant_id is not null`,
  `create index on identity.provider_state (model, uid) where uid is not null`,
  `create index on identity.provider_state (model, user_code) where user_code is not null`,
  `create index on identity.provider_state (expires_at)`,
  // public clients (the portal) have no secret; a confidential one (a data provider) acts for one account and has the hash of a random secret
  `create table identity.client (
    id text primary key,
    kind text not null check (kind in ('public', 'confidential')),
    agency text not null,
    account text references identity.account,
    redirect_uris text[] not null default '{}',
    post_logout_redirect_uris text[] not null default '{}',
    secret_hash bytea,
    created_at timestamptz not null,
    disabled_at timestamptz,
    check ((kind = 'confidential') = (secret_hash is not null)),
    check ((kind = 'confidential') = (account is not null)))`,
  `create index on identity.client (account)`,
  `create table identity.signing_key (
    kid text primary key,
    public_jwk jsonb not null,
    sealed_private_jwk bytea not null,
    created_at timestamptz not null,
    signs_from timestamptz not null,
    signs_until timestamptz,
    published_until timestamptz,
    check ((signs_until is null) = (published_until is null)))`,
  // a change waits for a second administrator; `change` holds the new values and no secret
  `create table identity.account_change (
    id uuid primary key,
    kind text not null check (kind in ('add', 'duty', 'clearance', 'enable', 'reset', 're-enrol')),
    account text not null,
    change jsonb not null,
    requested_by text not null references identity.account,
    requested_at timestamptz not null,
    expires_at timestamptz not null,
    confirmed_by text references identity.account,
    confirmed_at timestamptz,
    withdrawn_at timestamptz,
    check (confirmed_by <> requested_by),
    check ((confirmed_by is null) = (confirmed_at is null)))`,
  `create index on identity.account_change (requested_at desc)`,
  // one-time links; `key` is the hash of the link's secret
  `create table identity.enrolment (
    key bytea primary key,
    account text not null references identity.account,
    what text not null check (what in ('all', 'password', 'totp')),
    sealed_totp_secret bytea,
    failures integer not null default 0,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz)`,
  `create index on identity.enrolment (account)`,
  // what the holder is told at the next log-in
  `create table identity.notice (
    id uuid primary key,
    account text not null references identity.account,
    at timestamptz not null,
    kind text not null,
    shown_at timestamptz)`,
  `create index on identity.notice (account, at)`,
  // grants that ended because their holder's account was changed
  `create table identity.ended_grant (
    account text not null,
    grant_id uuid not null,
    ended_at timestamptz not null,
    reason text not null,
    primary key (account, grant_id, ended_at))`,
];

/** They run with their owner's rights: every name is written in full, and the search path is empty. */
const functions = [
  `create function identity.tell_revocation() returns trigger language plpgsql set search_path = '' as $$
  begin
    perform pg_notify('identity_revoked', new.id::text);
    return null;
  end $$`,
  `create trigger tell after insert on identity.revocation for each row execute function identity.tell_revocation()`,

  `create function identity.revoke_session(session text, reason text, by text) returns boolean language plpgsql security definer set search_path = '' as $$
  declare
    held record;
    moment timestamptz := clock_timestamp();
  begin
    select s.account, s.ended_at, s.address, a.agency into held
      from identity.session s join identity.account a on a.id = s.account where s.id = revoke_session.session for update of s;
    if held.account is null or held.ended_at is not null then return false; end if;
    update identity.session s set ended_at = moment, end_reason = revoke_session.reason where s.id = revoke_session.session;
    delete from identity.provider_state p where p.grant_id = revoke_session.session;
    insert into identity.revocation (id, session, revoked_at, reason, revoked_by) values (gen_random_uuid(), revoke_session.session, moment, revoke_session.reason, revoke_session.by);
    insert into identity.event (id, at, kind, account, session, address, agency) values (gen_random_uuid(), moment, 'revoke', held.account, revoke_session.session, held.address, held.agency);
    return true;
  end $$`,

  `create function identity.end_sessions(account text, reason text, by text) returns integer language plpgsql security definer set search_path = '' as $$
  declare
    ended integer;
    moment timestamptz := clock_timestamp();
  begin
    delete from identity.provider_state p using identity.session s where s.account = end_sessions.account and p.grant_id = s.id;
    -- one by one too: a session's end does not depend on how the clocks of the issuer and of this server agree
    insert into identity.revocation (id, session, revoked_at, reason, revoked_by)
      select gen_random_uuid(), s.id, moment, end_sessions.reason, end_sessions.by from identity.session s where s.account = end_sessions.account and s.ended_at is null;
    update identity.session s set ended_at = moment, end_reason = end_sessions.reason where s.account = end_sessions.account and s.ended_at is null;
    get diagnostics ended = row_count;
    insert into identity.revocation (id, account, revoked_at, reason, revoked_by) values (gen_random_uuid(), end_sessions.account, moment, end_sessions.reason, end_sessions.by);
    return ended;
  end $$`,

  // the grants of others over the same request live on: only this account stops being a holder
  `create function identity.end_grants(account text, reason text) returns integer language plpgsql security definer set search_path = '' as $$
  declare
    ended integer;
  begin
    with gone as (delete from permission.grant_holder h where h.account = end_grants.account returning h.account, h.grant_id)
    insert into identity.ended_grant (account, grant_id, ended_at, reason) select gone.account, gone.grant_id, clock_timestamp(), end_grants.reason from gone;
    get diagnostics ended = row_count;
    return ended;
  end $$`,

  `create function identity.lock_account(account text, reason text, by text) returns boolean language plpgsql security definer set search_path = '' as $$
  declare
    held record;
    moment timestamptz := clock_timestamp();
  begin
    select a.state, a.agency into held from identity.account a where a.id = lock_account.account for update;
    if held.state is null or held.state not in ('invited', 'active') then return false; end if;
    update identity.account a set state = 'locked', changed_at = moment where a.id = lock_account.account;
    perform identity.end_sessions(lock_account.account, lock_account.reason, lock_account.by);
    insert into identity.event (id, at, kind, account, agency) values (gen_random_uuid(), moment, 'lock', lock_account.account, held.agency);
    return true;
  end $$`,

  // the security officer's: who acts is what the gateway signed, not what a session says
  `create function identity.officer() returns text language plpgsql stable security definer set search_path = '' as $$
  declare
    me security.claimant := security.asker();
  begin
    if (me.duty = 'security-officer' and me.purpose = 'security') is not true then raise exception 'this is for the security officer' using errcode = '42501'; end if;
    return me.account;
  end $$`,
  `create function identity.officer_revokes_session(session text, reason text) returns boolean language sql security definer set search_path = '' as $$ select identity.revoke_session(session, reason, identity.officer()) $$`,
  `create function identity.officer_locks_account(account text, reason text) returns boolean language sql security definer set search_path = '' as $$ select identity.lock_account(account, reason, identity.officer()) $$`,
];

const officers = ["identity.officer_revokes_session(text, text)", "identity.officer_locks_account(text, text)"];
const own = ["identity.revoke_session(text, text, text)", "identity.lock_account(text, text, text)", "identity.end_sessions(text, text, text)", "identity.end_grants(text, text)"];

const rights = [
  `revoke all on all functions in schema identity from public`,
  `grant usage on schema identity to epigraph_identity, epigraph_audit, epigraph_gateway`,
  `grant usage on schema ledger to epigraph_identity`,
  `grant insert on ledger.record, ledger.record_subject to epigraph_identity`,
  `grant select, insert, update on identity.account, identity.session, identity.client, identity.account_change, identity.enrolment, identity.notice to epigraph_identity`,
  `grant select, insert, update, delete on identity.throttle, identity.provider_state, identity.signing_key to epigraph_identity`,
  `grant select, insert on identity.revocation, identity.event, identity.ended_grant to epigraph_identity`,
  `grant execute on function ${own.join(", ")} to epigraph_identity`,
  `grant select on identity.revocation to epigraph_gateway`,
  `grant select on identity.session, identity.event, identity.revocation to epigraph_audit`,
  `grant select (id, login, duty, clearance, agency, jurisdictions, state, created_at, changed_at) on identity.account to epigraph_audit`,
  `grant execute on function ${officers.join(", ")} to epigraph_audit`,
];
