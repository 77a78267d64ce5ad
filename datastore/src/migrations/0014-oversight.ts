/**
 * What those who oversee rely on: records whose columns are what their bodies say, alerts that one bad body does not silence, notes that only the officer who acts can
 * write, and accounts, sessions and events that the audit service sees for that officer alone. Not what else the log promises: it is not signed.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class Oversight1700000000014 implements MigrationInterface {
  readonly name = "Oversight1700000000014";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...records, ...notes, ...visibility]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const records = [
  /*
   * The head of the body, up to its events, which encodeRecord writes last: to parse all of 40 kB takes 90 to 330 microseconds a record, the head alone 10 to 40. So what follows the
   * head may be anything, and whoever reads a record must expect that. Not for the rows that stand already: one that breaks it is evidence and must not stop a migration.
   */
  `alter table ledger.record add constraint body_agrees check (
    strpos(body, ',"events":[') > 0 and
    (split_part(body, ',"events":[', 1) || '}')::jsonb @> jsonb_build_object('id', id, 'service', service, 'correlation', correlation, 'purpose', purpose, 'outcome', outcome,
      'agent', jsonb_build_object('account', account, 'duty', duty, 'agency', agency))) not valid`,
  `alter table ledger.record add constraint recorded_is_a_date check (recorded >= '1970-01-01 00:00+00' and recorded < '10000-01-01 00:00+00') not valid`,

  /*
   * Where a record of the gateway's was asked from and why it was turned away, one entry for each code, and one without a code when it was let in; null when it cannot be
   * read. A whole answer or none: rows that were returned before an error would stay.
   */
  `create function ledger.refusals(body text) returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
  declare
    told jsonb;
    found jsonb;
  begin
    told := body::jsonb;
    if jsonb_typeof(told) <> 'object' then return null; end if;
    if not told ? 'refusals' then return jsonb_build_array(jsonb_build_object('readable', true, 'address', told #>> '{agent,address}')); end if;
    select jsonb_agg(jsonb_build_object('readable', true, 'address', told #>> '{agent,address}', 'code', f.code, 'count', f.count, 'first_at', to_timestamp(f.first / 1000), 'last_at', to_timestamp(f.last / 1000)))
      into found from jsonb_to_recordset(told -> 'refusals') as f(code text, count int, first float8, last float8)
      having bool_and((f.code <> '' and f.count > 0 and 0 <= f.first and f.first <= f.last and f.last < 253402300800000) is true); -- the year 10000
    return found;
  exception when others then
    return null;
  end $$`,
  `revoke execute on function ledger.refusals(text) from public`,
  `grant execute on function ledger.refusals(text) to epigraph_audit`,
];

/** They run with their owner's rights: every name is written in full, and the search path is empty. */
const notes = [
  `create or replace function identity.officer() returns text language plpgsql stable security definer set search_path = '' as $$
  declare
    me security.claimant := security.asker();
  begin
    if (me.duty = 'security-officer' and me.clearance >= 2 and me.purpose = 'security') is not true then raise exception 'this is for the security officer' using errcode = '42501'; end if;
    return me.account;
  end $$`,
  // by whom and when is what the gateway signed
  `create function identity.officer_notes(account text, session text, reason text, note text) returns void language sql security definer set search_path = '' as $$
    insert into identity.security_note (id, written_at, written_by, account, session, reason, note)
      select gen_random_uuid(), me.now, identity.officer(), officer_notes.account, officer_notes.session, officer_notes.reason, officer_notes.note from security.asker() me
  $$`,
  `drop function identity.officer_revokes_session(text, text)`,
  `create function identity.officer_revokes_session(session text, reason text, note text) returns boolean language plpgsql security definer set search_path = '' as $$
  begin
    if not identity.revoke_session(session, reason, identity.officer()) then return false; end if;
    perform identity.officer_notes((select s.account from identity.session s where s.id = officer_revokes_session.session), session, reason, note);
    return true;
  end $$`,
  `drop function identity.officer_locks_account(text, text)`,
  `create function identity.officer_locks_account(account text, reason text, note text) returns boolean language plpgsql security definer set search_path = '' as $$
  begin
    if not identity.lock_account(account, reason, identity.officer()) then return false; end if;
    perform identity.officer_notes(account, null, reason, note);
    return true;
  end $$`,
  `revoke execute on function identity.officer_notes(text, text, text, text), identity.officer_revokes_session(text, text, text), identity.officer_locks_account(text, text, text) from public`,
  `grant execute on function identity.officer_revokes_session(text, text, text), identity.officer_locks_account(text, text, text) to epigraph_audit`,
  `revoke insert on identity.security_note from epigraph_audit`,
];

const officer = "(select me.duty = 'security-officer' and me.clearance >= 2 and me.purpose = 'security' from security.asker() me)";
const guarded = ["account", "session", "event", "revocation", "security_note"];
const kept = ["account", "session", "event", "revocation"];

/** Not forced on the owner: the functions of this schema work with its rights, whether it is a superuser or not. */
const visibility = [
  ...guarded.map((table) => `alter table identity.${table} enable row level security`),
  ...guarded.map((table) => `create policy epigraph_officer_reads on identity.${table} for select to epigraph_audit using (${officer})`),
  // what it may do with them stands in its rights
  ...kept.map((table) => `create policy epigraph_identity_keeps on identity.${table} to epigraph_identity using (true) with check (true)`),
  `create policy epigraph_gateway_reads on identity.revocation for select to epigraph_gateway using (true)`,
];
