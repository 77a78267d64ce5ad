/** The regions of Korea, so that every case, place and clinic can name one from the first row on. */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { regions } from "../reference/regions.js";

export class Regions1700000000007 implements MigrationInterface {
  readonly name = "Regions1700000000007";

  async up(runner: QueryRunner): Promise<void> {
    // one statement, parents first: the foreign key to the parent is checked when it ends
    await runner.query(
      `insert into cases.region (code, parent_code, level, name_ko, name_en, statistics_korea_code, latitude, longitude, valid_from, valid_to)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[], $9::date[], $10::date[])`,
      [
        regions.map((region) => region.code),
        regions.map((region) => region.parentCode ?? null),
        regions.map((region) => region.level),
        regions.map((region) => region.nameKo),
        regions.map((region) => region.nameEn),
        regions.map((region) => region.statisticsKoreaCode ?? null),
        regions.map((region) => region.latitude ?? null),
        regions.map((region) => region.longitude ?? null),
        regions.map((region) => region.validFrom ?? null),
        regions.map((region) => region.validTo ?? null),
      ],
    );
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
