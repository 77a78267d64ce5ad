/** `inspect`: what state a database is in, for a doctor to judge. Changes nothing. */
import { migrationTable, openDatabase } from "./connection.js";
import { type DatabaseService, databaseServices, groupRole } from "./database-services.js";
import { parseDatabaseUrl } from "./database-url.js";
import { DatastoreError, type DatastoreErrorCode } from "./error.js";
import { migrations } from "./migrations/all.js";
import { type RowPolicyState, rowPolicyState } from "./row-policies.js";

export type Inspection =
  | {
      readonly reachable: true;
      /** host:port/database */
      readonly place: string;
      /** Such as `18.4`. */
      readonly serverVersion: string;
      readonly migrations: {
        readonly applied: readonly string[];
        readonly pending: readonly string[];
        /** Applied by a newer Epigraph. */
        readonly unknown: readonly string[];
      };
      /** Whether the row-security policies are those of this version, and as they were made. */
      readonly rowPolicies: RowPolicyState;
      /** Each service's group role: whether it is there, and the logins in it. */
      readonly roles: readonly { readonly service: DatabaseService; readonly present: boolean; readonly logins: readonly string[] }[];
      /** Reachable, nothing pending or unknown, the policies current, and every service has its role and a login. */
      readonly ready: boolean;
    }
  | { readonly reachable: false; readonly code: DatastoreErrorCode; readonly message: string };

/** Looks at the database of `url`. A database that cannot be used is an outcome, not an error; only a malformed URL is thrown (DATABASE_URL_INVALID). */
export async function inspect(url: string): Promise<Inspection> {
  const { place } = parseDatabaseUrl(url);
  const known: readonly string[] = migrations.map((migration) => migration.name);
  try {
    const database = await openDatabase(url, { name: "epigraph doctor", poolSize: 1 });
    try {
      const [server] = await database.query<readonly { readonly version: string; readonly migrated: boolean }[]>(
        "select current_setting('server_version') as version, to_regclass($1) is not null as migrated",
        [`public.${migrationTable}`],
      );
      const names = server?.migrated === true ? await database.query<readonly { readonly name: string }[]>(`select name from public.${migrationTable} order by id`) : [];
      const roles = await database.query<readonly { readonly name: string; readonly logins: readonly string[] }[]>(
        `select g.rolname::text as name, coalesce(array_agg(l.rolname::text order by l.rolname) filter (where l.rolcanlogin), '{}') as logins
         from pg_roles g left join pg_auth_members m on m.roleid = g.oid left join pg_roles l on l.oid = m.member
         where g.rolname = any($1) group by g.rolname`,
        [databaseServices.map(groupRole)],
      );
      const applied = names.map((row) => row.name);
      const found = databaseServices.map((service) => {
        const role = roles.find((row) => row.name === groupRole(service));
        return { service, present: role !== undefined, logins: role?.logins ?? [] };
      });
      const pending = known.filter((name) => !applied.includes(name));
      const unknown = applied.filter((name) => !known.includes(name));
      const rowPolicies = await rowPolicyState((sql, parameters) => database.query(sql, parameters === undefined ? undefined : [...parameters]));
      const ready = pending.length === 0 && unknown.length === 0 && rowPolicies === "current" && found.every((role) => role.present && role.logins.length > 0);
      return { reachable: true, place, serverVersion: server?.version ?? "", migrations: { applied, pending, unknown }, rowPolicies, roles: found, ready };
    } finally {
      await database.destroy();
    }
  } catch (error) {
    if (error instanceof DatastoreError) return { reachable: false, code: error.code, message: error.message };
    throw error;
  }
}
