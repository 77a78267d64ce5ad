/** Identity, loaded only for persons already reached through a case or contact. */
import type { Resource } from "@epigraph/authz";
import type { Scope } from "@epigraph/service";
import { Person } from "./types.js";

type Reached = { readonly personKey: string; readonly resource: Resource };

export const personOf = (scope: Scope) =>
  scope.loader<Reached, Person | null>(
    "person",
    async (reached) => {
      const manager = await scope.db.manager();
      const rows = await manager.createQueryBuilder(Person, "p").where("p.key = any(:keys)", { keys: reached.map(({ personKey }) => personKey) }).getMany();
      const byKey = new Map(rows.map((row) => [row.key, row]));
      return reached.map(({ personKey, resource }) => {
        const row = byKey.get(personKey);
        return row ? Object.assign(new Person(), row, { resource }) : null;
      });
    },
    // one person may be reached as a case here and as a contact there, under different rules
    ({ personKey, resource }) => `${personKey} ${JSON.stringify(resource)}`,
  );
