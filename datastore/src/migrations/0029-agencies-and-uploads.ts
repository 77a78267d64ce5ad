/**
 * Uploads as a step of the information request that they answer: who may open one is asked of the agency's own inbox, what came in advances the request and puts its notice in the ledger, and the agency
 * sees its receipts. Persons of a place roster stand apart from stays, with a day on which who matches nobody is deleted. And what an agency is. Not the tables of an upload: see 0024.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { rosters } from "./roster-stays.js";
import { uploadSteps } from "./upload-steps.js";

export class AgenciesAndUploads1700000000029 implements MigrationInterface {
  readonly name = "AgenciesAndUploads1700000000029";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...agencies, ...columns, ...rosters, ...uploadSteps, ...profiles]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = ''";

/** What an agency is, and which classes of data it provides; those that were there are told by their ids. */
const agencies = [
  `alter table permission.agency
    add column kind text not null default 'other' check (kind in ('disease-control-agency', 'government', 'health-centre', 'police', 'card-association', 'telecom', 'card-company', 'entry-log-operator', 'other')),
    add column data_classes text[] not null default '{}' check (data_classes <@ array['telecom-location', 'card-use', 'qr-entry'])`,
  `update permission.agency a set kind = case when a.id = 'kdca' then 'disease-control-agency' when a.id like 'health-centre.%' then 'health-centre' else 'government' end`,
];

/** \`kind\` is that of the request; \`recorded_at\`: when the workflow of the request was told that the upload is whole. */
const columns = [
  `alter table provision.upload add column kind text not null default 'case' check (kind in ('case', 'place-roster')), add column recorded_at timestamptz(3)`,
  `alter table provision.profile add column registered_by text, add column registered_at timestamptz(3)`,
];

/** A provider's columns are its own business: its people say what they mean, a new version at a time. */
const profiles = [
  `create function provision.register_profile(class text, since date, definition jsonb) returns integer language plpgsql ${definer} as $$
  declare
    me security.claimant := movements.acting(array['data-provider'], 'provision');
    fresh integer;
  begin
    perform pg_catalog.pg_advisory_xact_lock(721558, pg_catalog.hashtext(me.agency || ' ' || class));
    select coalesce(pg_catalog.max(p.version), 0) + 1 into fresh from provision.profile p where p.agency = me.agency and p.data_class = class;
    if fresh > 1000 then raise exception 'there are a thousand versions already' using errcode = 'EP005'; end if;
    insert into provision.profile (agency, data_class, version, valid_from, definition, registered_by, registered_at) values (me.agency, class, fresh, since, definition, me.account, me.now);
    return fresh;
  end $$`,
  // of the own agency, the newest first
  `create function provision.own_profiles() returns table (agency text, data_class text, version integer, valid_from date, valid_to date, definition jsonb, registered_by text, registered_at timestamptz) language plpgsql stable ${definer} as $$
  declare
    me security.claimant := movements.acting(array['data-provider'], 'provision');
  begin
    return query select p.agency, p.data_class, p.version, p.valid_from, p.valid_to, p.definition, p.registered_by, p.registered_at::timestamptz from provision.profile p where p.agency = me.agency order by p.data_class, p.version desc limit 200;
  end $$`,
  `revoke execute on function provision.register_profile(text, date, jsonb), provision.own_profiles() from public`,
  `grant execute on function provision.register_profile(text, date, jsonb), provision.own_profiles() to epigraph_movements`,
];
