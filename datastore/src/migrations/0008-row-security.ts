/**
 * What row security stands on: keys that no service can read, `begin_request`, which believes a context that the gateway signed and nothing else, the claims that
 * policies read, and the consumption of limited grants. The policies themselves are generated from the rules: see row-policies.ts.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class RowSecurity1700000000008 implements MigrationInterface {
  readonly name = "RowSecurity1700000000008";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("create schema security");
    await runner.query("create extension if not exists pgcrypto schema security");
    const found = (await runner.query("select quote_ident(n.nspname) as schema from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pgcrypto'")) as readonly { readonly schema: string }[];
    const crypto = found[0]?.schema ?? "security"; // an operator may have put it elsewhere before
    for (const statement of [...keys(crypto), ...claims(crypto), ...grantReads, ...policyState]) await runner.query(statement);
    await runner.query("create index on cases.contact (person_key)"); // by which a person's identity is reached
    for (const schema of ["security", "permission"]) await runner.query(`revoke execute on all functions in schema ${schema} from public`); // who may call which: see row-policies.ts
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

/** Key rotation: the old key stays good for the overlap, so that what is under way is not cut off. */
const keys = (crypto: string): string[] => [
  `create table security.key (
    kind text not null check (kind in ('claims', 'seal')),
    secret bytea not null check (length(secret) >= 32),
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (kind, secret))`,
  `create unique index on security.key (kind) where valid_to is null`,
  `create function security.put_claims_key(key bytea, overlap interval) returns boolean language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin
    if exists (select from security.key k where k.kind = 'claims' and k.secret = key and k.valid_to is null) then return false; end if;
    update security.key k set valid_to = clock_timestamp() + overlap where k.kind = 'claims' and k.valid_to is null;
    insert into security.key as k (kind, secret, valid_from) values ('claims', key, clock_timestamp())
      on conflict (kind, secret) do update set valid_to = null;
    delete from security.key k where k.kind = 'claims' and k.valid_to < clock_timestamp();
    return true;
  end $$`,
  `create function security.renew_seal_key(overlap interval) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin
    update security.key k set valid_to = clock_timestamp() + overlap where k.kind = 'seal' and k.valid_to is null;
    insert into security.key (kind, secret, valid_from) values ('seal', ${crypto}.gen_random_bytes(32), clock_timestamp());
    delete from security.key k where k.kind = 'seal' and k.valid_to < clock_timestamp();
  end $$`,
  `select security.renew_seal_key(interval '0')`,
];

const definer = "security definer set search_path = pg_catalog, pg_temp";

/** Tags are compared by their own tags under the same key: what the comparison takes then tells nothing about the right one. */
const claims = (crypto: string): string[] => [
  `create function security.tag(message text, key bytea) returns bytea language sql immutable return ${crypto}.hmac(convert_to(message, 'UTF8'), key, 'sha256')`,
  // of this transaction of this backend only; the clock is in microseconds since 1970, whatever time zone a session may choose
  `create function security.seal(claims text, key bytea) returns text language sql stable
    return encode(security.tag(pg_backend_pid() || ' ' || extract(epoch from transaction_timestamp()) || ' ' || claims, key), 'hex')`,

  `create type security.claimant as (account text, duty text, clearance integer, agency text, jurisdictions text[], purpose text, correlation text, now timestamptz)`,
  // all null when this transaction has no claims, or settings that begin_request did not write
  `create function security.asker() returns security.claimant language plpgsql stable parallel restricted ${definer} as $$
  declare
    given text := current_setting('epigraph.claims', true);
    sealed text := current_setting('epigraph.seal', true);
  begin
    if given is null or sealed is null or given = '' or sealed = '' then return null; end if;
    perform from security.key k
      where k.kind = 'seal' and (k.valid_to is null or k.valid_to > clock_timestamp()) and security.tag(sealed, k.secret) = security.tag(security.seal(given, k.secret), k.secret);
    if not found then return null; end if;
    return jsonb_populate_record(null::security.claimant, given::jsonb);
  end $$`,

  // for the functions of other migrations
  `create function security.claim_agency() returns text language sql stable parallel restricted return (security.asker()).agency`,
  `create function security.acts_as(duty text, clearance integer, purpose text) returns boolean language sql stable parallel restricted
    return (select coalesce(me.duty = acts_as.duty and me.clearance >= acts_as.clearance and me.purpose = acts_as.purpose, false) from security.asker() me)`,

  // context: base64url(JSON) as the gateway signed it; mac: its tag under the claims key
  `create function security.begin_request(context text, mac text) returns void language plpgsql ${definer} as $$
  declare
    moment timestamptz := clock_timestamp();
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
    perform from security.key k
      where k.kind = 'claims' and k.valid_from <= moment and (k.valid_to is null or k.valid_to > moment)
        and security.tag(mac, k.secret) = security.tag(translate(encode(security.tag(context, k.secret), 'base64'), '+/=', '-_'), k.secret);
    if not found then raise exception 'the signature of the context is wrong' using errcode = '28000'; end if;
    told := convert_from(decode(translate(context, '-_', '+/') || repeat('=', (4 - length(context) % 4) % 4), 'base64'), 'UTF8')::jsonb;
    principal := told -> 'principal';
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
    claims := to_jsonb(asker)::text;
    perform set_config('epigraph.claims', claims, true), set_config('epigraph.seal', (select security.seal(claims, k.secret) from security.key k where k.kind = 'seal' and k.valid_to is null), true);
  end $$`,
];

/** Each operation takes one read of a limited grant, however many requests it is made of. */
const grantReads = [
  // it never changes: what is left follows from what was taken
  `alter table permission.access_grant rename column reads_left to reads_allowed`,
  `create table permission.grant_read (
    grant_id uuid not null,
    correlation text not null,
    account text not null,
    taken_at timestamptz not null,
    primary key (grant_id, correlation))`,
  `create table permission.grant_read_number (
    grant_id uuid not null,
    number integer not null,
    primary key (grant_id, number))`,
  /*
   * The limited ones among the grants that this operation may read under: it has taken a read, now or before. Two at once are told apart by the primary keys, whose
   * conflicts wait for the other transaction's end and, unlike an update of a counter, do not fail for an older snapshot.
   */
  `create function permission.take_reads(grants uuid[]) returns setof uuid language plpgsql ${definer} as $$
  declare
    me security.claimant := security.asker();
    held record;
    next integer;
  begin
    for held in
      select g.id, g.reads_allowed from permission.access_grant g join permission.grant_holder h on h.grant_id = g.id
      where g.id = any (grants) and g.reads_allowed > 0 and h.account = me.account and g.purpose = me.purpose and g.not_before <= me.now and me.now < g.not_after
      order by g.id
    loop
      begin
        insert into permission.grant_read (grant_id, correlation, account, taken_at) values (held.id, me.correlation, me.account, clock_timestamp());
      exception when unique_violation then
        return next held.id;
        continue;
      end;
      select count(*) into next from permission.grant_read_number n where n.grant_id = held.id;
      loop
        next := next + 1;
        if next > held.reads_allowed then
          delete from permission.grant_read r where r.grant_id = held.id and r.correlation = me.correlation;
          exit;
        end if;
        begin
          insert into permission.grant_read_number (grant_id, number) values (held.id, next);
          return next held.id;
          exit;
        exception when unique_violation then null; -- taken since this transaction began to look
        end;
      end loop;
    end loop;
  end $$`,
  // of a limited grant: whether the operation has taken a read of it, or still can
  `create function permission.reads_remain(limited uuid, operation text) returns boolean language sql stable ${definer} as $$
    select exists (select from permission.grant_read r where r.grant_id = limited and r.correlation = operation)
      or (select count(*) from permission.grant_read_number n where n.grant_id = limited) < (select g.reads_allowed from permission.access_grant g where g.id = limited)
  $$`,
];

/** Which policies the database has, and a print of the catalogue to compare it with later. */
const policyState = [
  `create table security.row_policies (hash text not null, tables text[] not null, print text not null, applied_at timestamptz not null)`,
  // hashes what the catalogue says of the tables: their policies, and whether row security is on for everyone; the fixed search path makes it the same for all
  `create function security.policy_print(tables text[]) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
    select encode(sha256(convert_to(coalesce(string_agg(line, E'\\n' order by line), ''), 'UTF8')), 'hex') from (
      select concat_ws(' ', c.oid::regclass, c.relrowsecurity, c.relforcerowsecurity) as line from pg_class c where c.oid = any (select to_regclass(t) from unnest(tables) t)
      union all
      select concat_ws(' ', p.schemaname, p.tablename, p.policyname, p.permissive, p.roles, p.cmd, p.qual, 'check', p.with_check)
      from pg_policies p where p.schemaname || '.' || p.tablename = any (tables)) catalogue
  $$`,
  // for whoever wants to know whether the policies are those that this version of the program expects, and still as they were made
  `create function security.row_policies_applied() returns table (hash text, altered boolean) language sql stable ${definer} as $$
    select r.hash, r.print <> security.policy_print(r.tables) from security.row_policies r
  $$`,
];
