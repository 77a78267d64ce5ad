/** What a provision tells: the person whose data came, from the first row on; and who approves twice, that it was done. Not the notices themselves: see 0023. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class WhatAProvisionTells1700000000032 implements MigrationInterface {
  readonly name = "WhatAProvisionTells1700000000032";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...firstRows, ...answers]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = ''";

/** A file that breaks off after its first rows has brought data too: the notice does not wait for its end. And by which version of the profile it is read is known when its first rows are. */
const firstRows = [
  `create function provision.note_rows(it uuid) returns void language sql ${definer} as $$
    select movements.note_provision(u.request_id, pg_catalog.clock_timestamp()) from provision.upload u where u.id = it and exists (select from provision.chunk c where c.upload_id = u.id and c.accepted > 0)
  $$`,
  `revoke execute on function provision.note_rows(uuid) from public`,
  `grant execute on function provision.note_rows(uuid) to epigraph_provision`,
  `grant update (profile_version) on provision.upload to epigraph_provision`,
];

/** An approval that comes twice is told apart from one of an own request. */
const answers = [
  `create or replace function movements.refuse_own(r movements.information_request, me security.claimant) returns void language plpgsql stable ${definer} as $$
  begin
    if ledger.same_person(me.account, r.requested_by) then raise exception 'nobody approves the own request' using errcode = 'EP004'; end if;
    if ledger.same_person(me.account, coalesce(r.approved_by, '')) then raise exception 'you approved this request already: where a second approval is needed, it is another person''s' using errcode = 'EP004'; end if;
  end $$`,
];
