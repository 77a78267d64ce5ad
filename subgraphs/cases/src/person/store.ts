/** Identity, loaded only for persons already reached through a case or contact, and opened only for whoever asks for a part of it; and how persons come in. */
import type { PersonKey, Resource } from "@epigraph/authz";
import type { Scope } from "@epigraph/service";
import { type Identity, identityField, type IdentifierKind, parseIdentity, pseudonymsOf } from "@epigraph/vault";
import { Person } from "./types.js";

type Reached = { readonly personKey: string; readonly resource: Resource };

export const personOf = (scope: Scope) =>
  scope.loader<Reached, Person>(
    "person",
    async (reached) => {
      const manager = await scope.db.manager();
      const rows = await manager.createQueryBuilder(Person, "p").where("p.key = any(:keys)", { keys: reached.map(({ personKey }) => personKey) }).getMany();
      const byKey = new Map(rows.map((row) => [row.key, row]));
      // a row that the database holds back stands empty: the guard refuses its fields and says what is missing
      return reached.map(({ personKey, resource }) => Object.assign(new Person(), { key: personKey, identity: byKey.get(personKey)?.identity ?? null, resource }));
    },
    // one person may be reached as a case here and as a contact there, under different rules
    ({ personKey, resource }) => `${personKey} ${JSON.stringify(resource)}`,
  );

const unknown: Identity = {};

/** What is known of the person: nothing once the key was destroyed, or while it is held. Called by resolvers of single fields, which the guard lets through only where they are permitted; those of one answer are opened together. */
export const identityOf = (scope: Scope) =>
  scope.loader<Person, Identity>(
    "identity",
    async (persons) => {
      const sealed = persons.flatMap(({ key, identity }) => (identity === null ? [] : [{ owner: key, field: identityField, blob: identity }]));
      const texts = sealed.length === 0 ? [] : await scope.vault.open(sealed);
      const byKey = new Map(sealed.map(({ owner }, index) => [owner, texts[index]]));
      return persons.map(({ key }) => {
        const text = byKey.get(key);
        return text === undefined ? unknown : parseIdentity(text);
      });
    },
    ({ key, identity }) => `${key} ${identity === null ? "" : "known"}`,
  );

/** A person who comes in with a case or contact. */
export type NewPerson = { readonly key: PersonKey; readonly identity: Identity; readonly residentNumber?: string | undefined; readonly sourceSystem: string; readonly sourceRecord: string };

/** By what a person may be found again. */
export function keysOf({ vault }: Pick<Scope, "vault">, { identity, residentNumber }: Pick<NewPerson, "identity" | "residentNumber">): readonly { readonly kind: IdentifierKind; readonly pseudonym: Buffer }[] {
  const resident = residentNumber === undefined ? undefined : vault.pseudonym("resident-number", residentNumber);
  return [...pseudonymsOf(vault, identity), ...(resident === undefined ? [] : [{ kind: "resident-number", pseudonym: resident } as const])];
}

/** Each under a data key of its own, which the first text makes. Their cases are there already. */
export async function putPersons(scope: Scope, persons: readonly NewPerson[]): Promise<void> {
  if (persons.length === 0) return;
  const blobs: Buffer[] = [];
  for (const { key, identity } of persons) blobs.push(await scope.vault.seal(key, identityField, JSON.stringify(identity)));
  await scope.db.query(
    `insert into cases.person (key, identity, source_system, source_record) select * from unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[])`,
    [persons.map(({ key }) => key), blobs, persons.map(({ sourceSystem }) => sourceSystem), persons.map(({ sourceRecord }) => sourceRecord)],
  );
  const known = persons.flatMap((person) => keysOf(scope, person).map((one) => ({ key: person.key, ...one })));
  await scope.db.query(`insert into cases.person_pseudonym (person_key, kind, pseudonym) select * from unnest($1::uuid[], $2::text[], $3::bytea[])`, [known.map(({ key }) => key), known.map(({ kind }) => kind), known.map(({ pseudonym }) => pseudonym)]);
}
