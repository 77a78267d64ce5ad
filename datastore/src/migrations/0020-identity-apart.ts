/** Identity apart: what identifies a person becomes one sealed text, and persons are looked up by keyed pseudonyms. What was there in the clear is not taken over. */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class IdentityApart1700000000020 implements MigrationInterface {
  readonly name = "IdentityApart1700000000020";

  async up(runner: QueryRunner): Promise<void> {
    // sealing them here would leave them in the clear in the table's old pages, in the write-ahead log and in every backup
    await runner.query(`do $$ begin
      if exists (select from cases.person p where num_nonnulls(p.full_name, p.phone, p.address, p.birth_year) > 0) then
        raise exception 'cases.person holds identities in the clear, which this version does not take over: load the data again into a new database (demo data: remove the data folder, or name a new one in EPIGRAPH_DATA, then npx epigraph up), and destroy the old one and its backups';
      end if;
    end $$`);
    await runner.query(`alter table cases.person drop column full_name, drop column phone, drop column address, drop column birth_year`);
    // a version byte, a nonce, a tag, and something between them
    await runner.query(`alter table cases.person add column identity bytea check (octet_length(identity) > 29)`);
    await runner.query(`create table cases.person_pseudonym (
      person_key uuid not null references cases.person,
      kind text not null check (kind in ('phone', 'name-and-birth-date', 'resident-number', 'card', 'qr')),
      pseudonym bytea not null check (octet_length(pseudonym) = 32),
      primary key (person_key, kind))`);
    await runner.query(`create index on cases.person_pseudonym (kind, pseudonym)`); // not unique: two may share a telephone
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}
