/** Every environment variable that Epigraph reads, in one list: the README's table, the compose file and `doctor` follow it. Reads none of them itself. */
import { services, type ServiceName } from "@epigraph/authz";

/** What `epigraph serve` runs, each with a database login of its own. */
export type Served = ServiceName | "gateway";
export const served: readonly Served[] = [...services, "gateway"];

export type Environment = Readonly<Record<string, string | undefined>>;

export type Variable = {
  readonly name: string;
  /** Which commands read it. */
  readonly readBy: string;
  readonly meaning: string;
  readonly secret: boolean;
};

/** A variable, or one for each service: then `<SERVICE>` and `<service>` stand for the service's name. */
type Row = Variable & { readonly of?: readonly Served[] };

const rows: readonly Row[] = [
  { name: "EPIGRAPH_DATA", readBy: "all", meaning: "folder of the embedded database and the generated keys; if not set `.epigraph` in the project, for root a folder under /var/lib/epigraph", secret: false },
  { name: "DATABASE_URL", readBy: "all but `compose`", meaning: "the migrator's connection to a real PostgreSQL (15 or newer); when set nothing embedded runs", secret: true },
  { name: "EPIGRAPH_DB_<SERVICE>", of: served, readBy: "`serve <service>`, `up`, `migrate`, `doctor`", meaning: "connection of that service, with a login of its own", secret: true },
  { name: "EPIGRAPH_CONTEXT_KEY_<SERVICE>", of: services, readBy: "`serve <service>`, `serve gateway`, `up`", meaning: "at least 32 random bytes in base64url, shared by the gateway and that service only", secret: true },
  { name: "EPIGRAPH_LEDGER_SUBJECT_KEY", readBy: "`serve` of a subgraph, `up`", meaning: "at least 32 random bytes in base64url: names data subjects in the access log", secret: true },
  { name: "EPIGRAPH_JWKS", readBy: "`serve gateway`, `up`", meaning: "file with the token issuer's public keys (JSON Web Key Set, ES256)", secret: false },
  { name: "EPIGRAPH_ISSUER", readBy: "`serve gateway`, `up`", meaning: "`iss` that tokens must have", secret: false },
  { name: "EPIGRAPH_AUDIENCE", readBy: "`serve gateway`, `up`", meaning: "`aud` that tokens must have", secret: false },
  { name: "EPIGRAPH_SUBGRAPH_<SERVICE>", of: services, readBy: "`serve gateway`", meaning: "URL of that subgraph; if not set, this machine and the subgraph's own port", secret: false },
  { name: "EPIGRAPH_INTROSPECTION", readBy: "`up`, `serve gateway`", meaning: "`1` lets clients ask for the schema; demo data lets them anyway", secret: false },
  { name: "HOST", readBy: "`up`, `serve`, `doctor`", meaning: "address to listen on; 127.0.0.1 if not set", secret: false },
  { name: "PORT", readBy: "`up`, `serve`, `doctor`", meaning: "port to listen on; if not set 4000 for the gateway, 4001 to 4005 for the subgraphs", secret: false },
];

const named = (text: string, service: Served): string => text.replace("<SERVICE>", service.toUpperCase()).replace("<service>", service);

/** Each variable under its full name. */
export const environmentVariables: readonly Variable[] = rows.flatMap(({ of, ...row }) =>
  of === undefined ? [row] : of.map((service) => ({ ...row, name: named(row.name, service), readBy: named(row.readBy, service) })),
);

export const databaseVariable = (service: Served): string => named("EPIGRAPH_DB_<SERVICE>", service);
export const contextKeyVariable = (service: ServiceName): string => named("EPIGRAPH_CONTEXT_KEY_<SERVICE>", service);
export const subgraphVariable = (service: ServiceName): string => named("EPIGRAPH_SUBGRAPH_<SERVICE>", service);

/** Names that begin with EPIGRAPH_ and are read by others: the tests, and docker/compose.yaml. */
export const variablesOfOthers: readonly string[] = ["EPIGRAPH_SHARED_DATA", "EPIGRAPH_TEST_DATABASE_URL", "EPIGRAPH_TEST_FOLDER", "EPIGRAPH_PUBLISHED_ADDRESS", "EPIGRAPH_SECRETS"];

/** Ports when none is said. */
export const defaultPorts: Readonly<Record<Served, number>> = { gateway: 4000, cases: 4001, movements: 4002, clinics: 4003, programs: 4004, audit: 4005 };

/** The list as a table in Markdown, one row for the variables that each service has: what the README holds between its markers `environment`. */
export function environmentTable(): string {
  const lines = rows.map(({ name, readBy, meaning, secret }) => `| \`${name}\` | ${secret ? "yes" : "no"} | ${readBy} | ${meaning} |`);
  return ["| variable | secret | read by | what it is |", "|---|---|---|---|", ...lines, "", `\`<SERVICE>\` is one of ${services.map((name) => `\`${name.toUpperCase()}\``).join(", ")}, and for the database also \`GATEWAY\`.`].join("\n");
}
