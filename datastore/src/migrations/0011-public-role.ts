/** The public door's own login: it can read what is published, append to the access log, and nothing else, so that no fault in front of it can show more. */
import type { MigrationInterface, QueryRunner } from "typeorm";

const clinicColumns = "id, name_ko, name_en, region_code, address_ko, address_en, phone, latitude, longitude, opening_hours, crowding, crowding_reported_at, published, agency";
const programColumns = "id, title_ko, title_en, summary_ko, summary_en, eligibility_ko, eligibility_en, agency_ko, agency_en, region_code, phone, available_from, available_to, published, agency";

export class PublicRole1700000000011 implements MigrationInterface {
  readonly name = "PublicRole1700000000011";

  async up(runner: QueryRunner): Promise<void> {
    // roles belong to the server, not to the database: another database of the same server may have made it, even at this moment
    await runner.query(`do $$ begin create role epigraph_public nologin; exception when duplicate_object or unique_violation then null; end $$`);
    await runner.query(`grant usage on schema cases, clinics, programs, ledger to epigraph_public`);
    await runner.query(`grant select (code, parent_code, level, name_ko, name_en) on cases.region to epigraph_public`);
    await runner.query(`grant select (region_code, day, confirmed, released, deceased, source_system) on cases.region_statistics to epigraph_public`);
    await runner.query(`grant select (${clinicColumns}) on clinics.clinic to epigraph_public`);
    await runner.query(`grant select (${programColumns}) on programs.support_program to epigraph_public`);
    await runner.query(`grant insert on ledger.record, ledger.record_subject to epigraph_public`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
