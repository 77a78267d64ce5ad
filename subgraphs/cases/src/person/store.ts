/** Identity, loaded only for persons already reached through a case or contact. */
import type { Resource } from "@epigraph/authz";
import type { Scope } from "@epigraph/service";
import { Person } from "./types.js";

const unknown = { fullName: null, phone: null, address: null, birthYear: null } as const;

type Reached = { readonly personKey: string; readonly resource: Resource };

export const personOf = (scope: Scope) =>
  scope.loader<Reached, Person>(
    "person",
    async (reached) => {
      const manager = await scope.db.manager();
      const rows = await manager.createQueryBuilder(Person, "p").where("p.key = any(:keys)", { keys: reached.map(({ personKey }) => personKey) }).getMany();
      const byKey = new Map(rows.map((row) => [row.key, row]));
      // a row that the database holds back stands empty: the guard refuses its fields and says what is missing
      return reached.map(({ personKey, resource }) => Object.assign(new Person(), unknown, byKey.get(personKey), { resource }));
    },
    // one person may be reached as a case here and as a contact there, under different rules
    ({ personKey, resource }) => `${personKey} ${JSON.stringify(resource)}`,
  );
