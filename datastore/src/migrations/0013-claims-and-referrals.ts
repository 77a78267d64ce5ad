/**
 * What a door that was taken over, or injected SQL, could still do: the agency door's key vouches for the agency door's duties alone, claims end soon after their
 * context, and a referral goes one way only, by whom and when the claims say. And what an exposure must not tell of. Who may offer, accept or end one: see row-policies.generated.ts.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class ClaimsAndReferrals1700000000013 implements MigrationInterface {
  readonly name = "ClaimsAndReferrals1700000000013";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...claims, ...referrals, ...sealedContacts]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = pg_catalog, pg_temp";

/** The duties of authz/src/duties.ts that come through the agency door, and who comes without a token. */
const agencyDuties = "'public-visitor', 'clinic-staff', 'content-editor', 'data-provider', 'police-officer', 'card-association-officer'";
/** A request under way may outlast its context by so much; what is asked later is refused, not answered with nothing. */
const claimsOutlive = "interval '60 s'";

const claims = [
  `create or replace function security.asker() returns security.claimant language plpgsql stable parallel restricted ${definer} as $$
  declare
    given text := current_setting('epigraph.claims', true);
    sealed text := current_setting('epigraph.seal', true);
  begin
    if given is null or sealed is null or given = '' or sealed = '' then return null; end if;
    perform from security.key k
      where k.kind = 'seal' and (k.valid_to is null or k.valid_to > clock_timestamp()) and security.tag(sealed, k.secret) = security.tag(security.seal(given, k.secret), k.secret);
    if not found then return null; end if;
    if (clock_timestamp() < (given::jsonb ->> 'until')::timestamptz) is not true then
      raise exception 'the claims of this transaction have ended' using errcode = '28000';
    end if;
    return jsonb_populate_record(null::security.claimant, given::jsonb);
  end $$`,

  // context: base64url(JSON) as the gateway signed it; mac: its tag under the claims key, or at the agency door under the key that is made of it for that door
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
    if vouched = 'agency' and (principal ->> 'door' in ('agency', 'public') and principal ->> 'duty' in (${agencyDuties}) and (principal ->> 'clearance')::integer <= 1) is not true then
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
    claims := (to_jsonb(asker) || jsonb_build_object('until', expires + ${claimsOutlive}))::text;
    perform set_config('epigraph.claims', claims, true), set_config('epigraph.seal', (select security.seal(claims, k.secret) from security.key k where k.kind = 'seal' and k.valid_to is null), true);
  end $$`,

  // nobody called them
  `drop function security.claim_agency(), security.acts_as(text, integer, text)`,
];

const referrals = [
  /*
   * Offered, accepted, ended: never back, one step at a time, and what was once written stays. A policy sees the new row only, a trigger both. Whose step it is and at
   * what time the policies check. The owner, and functions with its rights, are not held to it.
   */
  `create function permission.keep_referral_history() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
  declare
    accepts boolean := (new.accepted_by, new.accepted_at) is distinct from (old.accepted_by, old.accepted_at);
    ends boolean := (new.ended_by, new.ended_at) is distinct from (old.ended_by, old.ended_at);
  begin
    if pg_has_role(current_user, (select c.relowner from pg_class c where c.oid = tg_relid), 'usage') then return new; end if;
    if old.ended_at is not null or accepts = ends or (accepts and old.accepted_at is not null) then
      raise exception 'a referral is accepted once and ended once, in this order' using errcode = '42501';
    end if;
    return new;
  end $$`,
  `revoke execute on function permission.keep_referral_history() from public`,
  `create trigger keep_history before update on permission.referral for each row execute function permission.keep_referral_history()`,
];

/** Whether the person is specially protected whom a contact's exposures would tell of. Whoever asks, and without claims: a deny must not fail open for want of them. */
const sealedContacts = [
  `create function security.is_sealed_contact(contact uuid) returns boolean language sql stable ${definer} as $$
    select exists (select from cases.contact k join permission.sealed_case x on x.person_key = k.person_key where k.id = contact)
  $$`,
  `revoke execute on function security.is_sealed_contact(uuid) from public`,
  `grant execute on function security.is_sealed_contact(uuid) to epigraph_cases`,
];
