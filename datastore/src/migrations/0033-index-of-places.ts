/** Stays are found by their place where they have one: positions of telephones have none, and an entry of theirs in this index was an eighth of what storing them costs the database. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class IndexOfPlaces1700000000033 implements MigrationInterface {
  readonly name = "IndexOfPlaces1700000000033";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index stay_of_place on movements.stay (place_id, earliest) where place_id is not null`);
    await runner.query(`drop index movements.stay_place_id_earliest_idx`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
