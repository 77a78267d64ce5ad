/** One schema and one group role per service, so that a service's login can reach its own tables and no other. */
import type { MigrationInterface, QueryRunner } from "typeorm";

/** Group roles without login; `migrate` makes the login roles and puts each into its group. */
const roles = ["epigraph_cases", "epigraph_movements", "epigraph_clinics", "epigraph_programs", "epigraph_audit", "epigraph_gateway"];

export class Schemas1700000000001 implements MigrationInterface {
  readonly name = "Schemas1700000000001";

  async up(runner: QueryRunner): Promise<void> {
    for (const role of roles) {
      // roles belong to the server, not to the database: another database of the same server may have made it, even at this moment
      await runner.query(`do $$ begin create role ${role} nologin; exception when duplicate_object or unique_violation then null; end $$`);
    }
    for (const schema of ["cases", "movements", "clinics", "programs", "permission", "ledger"]) await runner.query(`create schema ${schema}`);
    await runner.query(`revoke all on schema public from public`);
    await runner.query(`grant usage on schema cases to epigraph_cases`);
    await runner.query(`grant usage on schema movements to epigraph_movements`);
    await runner.query(`grant usage on schema clinics to epigraph_clinics`);
    await runner.query(`grant usage on schema programs to epigraph_programs`);
    await runner.query(`grant usage on schema permission to epigraph_cases, epigraph_movements, epigraph_audit`);
    await runner.query(`grant usage on schema ledger to ${roles.join(", ")}`);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
