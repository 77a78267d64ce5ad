/** The services' login roles: made or refreshed from the connection URLs that the services use. What the groups may do stands in the migrations. */
import { randomBytes } from "node:crypto";

import { type DatabaseService, databaseServices, groupRole } from "./database-services.js";
import { parseDatabaseUrl } from "./database-url.js";
import { DatastoreError } from "./error.js";
import { scramVerifier } from "./scram.js";

/** The URL of each service that is to get a login: the user and password of EPIGRAPH_DB_<SERVICE>. */
export type ServiceUrls = Readonly<Partial<Record<DatabaseService, string>>>;

export type LoginOutcome<Name extends string = DatabaseService> = { readonly service: Name; readonly role: string; readonly outcome: "created" | "refreshed" };

type Query = (sql: string, parameters?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

/** `group`: the role without login that owns its rights; `variable`: where its URL is said. */
type Wanted<Name extends string> = { readonly service: Name; readonly group: string; readonly variable: string; readonly url: string };
type Login<Name extends string> = Omit<Wanted<Name>, "url"> & { readonly role: string; readonly password: string };

/** What the URLs ask for. Throws LOGIN_INVALID for an URL without password or a login that two services share. */
export function readLogins(urls: ServiceUrls): Login<DatabaseService>[] {
  return loginsOf(databaseServices.flatMap((service) => (urls[service] === undefined ? [] : [{ service, group: groupRole(service), variable: `EPIGRAPH_DB_${service.toUpperCase()}`, url: urls[service] }])));
}

/** The same for logins that are not the services' on the data. */
export function loginsOf<Name extends string>(wanted: readonly Wanted<Name>[]): Login<Name>[] {
  const logins: Login<Name>[] = [];
  const groups = new Set([...databaseServices.map(groupRole), ...wanted.map(({ group }) => group)]);
  for (const { url, ...one } of wanted) {
    const { variable, group } = one;
    const { user, password } = parseDatabaseUrl(url);
    if (password === "") throw new DatastoreError("LOGIN_INVALID", `${variable} has no password: add one`);
    if (!/^[\x20-\x7e]+$/.test(password)) throw new DatastoreError("LOGIN_INVALID", `the password of ${variable} has characters other than printable ascii: choose another`);
    if (Buffer.byteLength(user) > 63) throw new DatastoreError("LOGIN_INVALID", `the user of ${variable} is longer than 63 bytes: choose a shorter one`);
    if (groups.has(user)) throw new DatastoreError("LOGIN_INVALID", `the user of ${variable} is the name of a group: choose another, such as \`${group}_login\``);
    const twin = logins.find((login) => login.role === user);
    if (twin !== undefined) {
      throw new DatastoreError("LOGIN_INVALID", `${variable} and ${twin.variable} have the same user \`${user}\`: each service needs a user of its own`);
    }
    logins.push({ ...one, role: user, password });
  }
  return logins;
}

/**
 * Makes or refreshes the roles, each in its service's group and in no other, and lets them, and nobody else but the owner, connect to this database.
 * To be called in a transaction of the migrator. Throws LOGIN_TOO_POWERFUL for a role that could do more than its service.
 */
export async function ensureLogins<Name extends string>(query: Query, logins: readonly Login<Name>[]): Promise<LoginOutcome<Name>[]> {
  const outcomes: LoginOutcome<Name>[] = [];
  await execute(query, "format('revoke all on database %I from public', current_database())");
  for (const login of logins) {
    const { service, group, role, password } = login;
    const exists = (await query("select from pg_roles where rolname = $1", [role])).length > 0;
    if (exists) await refuseTooPowerful(query, login);
    const verifier = scramVerifier(password, randomBytes(16));
    await execute(query, `format('${exists ? "alter" : "create"} role %I login password %L', $1::text, $2::text)`, [role, verifier]);
    // policies make the planner expect more work than there is: compiling a statement would take longer than running it
    await execute(query, "format('alter role %I set jit = off', $1::text)", [role]);
    const member = await query("select from pg_auth_members where roleid = $1::regrole and member = (select oid from pg_roles where rolname = $2)", [group, role]);
    if (member.length === 0) await execute(query, "format('grant %I to %I', $1::text, $2::text)", [group, role]);
    await execute(query, "format('grant connect on database %I to %I', current_database(), $1::text)", [role]);
    outcomes.push({ service, role, outcome: exists ? "refreshed" : "created" });
  }
  return outcomes;
}

/** A statement that takes no parameters, written by the server itself, which knows best how to quote. */
async function execute(query: Query, expression: string, parameters: readonly unknown[] = []): Promise<void> {
  const [row] = await query(`select ${expression} as statement`, parameters);
  await query(String(row?.["statement"]));
}

async function refuseTooPowerful(query: Query, { group, variable, role }: Login<string>): Promise<void> {
  const rows = await query(
    `select concat_ws(', ',
        case when r.rolsuper then 'superuser' end,
        case when r.rolbypassrls then 'bypassrls' end,
        case when r.rolcreaterole then 'createrole' end,
        case when r.rolcreatedb then 'createdb' end,
        case when r.rolreplication then 'replication' end,
        case when r.rolname = current_user then 'the migrator' end,
        case when exists (select from pg_database d where d.datdba = r.oid) then 'owner of a database' end,
        (select 'member of ' || string_agg(g.rolname, ', ') from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid and g.rolname <> $2)
      ) as powers
     from pg_roles r where r.rolname = $1`,
    [role, group],
  );
  const powers = rows[0]?.["powers"];
  if (typeof powers !== "string" || powers === "") return;
  throw new DatastoreError(
    "LOGIN_TOO_POWERFUL",
    `the user \`${role}\` of ${variable} can do more than its service may (${powers}): name a user that does not exist yet, and it will be made`,
  );
}
