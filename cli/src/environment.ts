/** Every environment variable that Epigraph reads, in one list: the README's table, the compose file and `doctor` follow it. Reads none of them itself. */
import { type Door, doors, services, type ServiceName } from "@epigraph/authz";

/** What `epigraph serve` runs, each with a database login of its own: a subgraph, the doors that take tokens, the public door with subgraphs of its own, the identity provider, or the worker of background jobs. */
export type Served = ServiceName | "gateway" | "public" | "identity" | "jobs";
export const served: readonly Served[] = [...services, "gateway", "public", "identity", "jobs"];
/** Besides those: the access log of a process that runs everything, the log's sequencer, which the audit service runs, and what stores uploads, which the movements service runs. */
export type LogIn = Served | "ledger" | "sequencer" | "provision";
export const logIns: readonly LogIn[] = [...served, "ledger", "sequencer", "provision"];

/** Which of them have a login on the key store too: those that seal and open what identifies persons. */
const sealing: readonly LogIn[] = ["cases", "movements"];

export type Environment = Readonly<Record<string, string | undefined>>;

export type Variable = {
  readonly name: string;
  /** Which commands read it. */
  readonly readBy: string;
  readonly meaning: string;
  readonly secret: boolean;
};

/** A variable, or one for each service or door: then `<SERVICE>` and `<service>`, or `<DOOR>`, stand for its name. */
type Row = Variable & { readonly of?: readonly (LogIn | Door)[] };

const rows: readonly Row[] = [
  { name: "EPIGRAPH_DATA", readBy: "all", meaning: "folder of the embedded database and the generated keys; if not set `.epigraph` in the project, for root a folder under /var/lib/epigraph", secret: false },
  { name: "DATABASE_URL", readBy: "all but `compose`", meaning: "the migrator's connection to a real PostgreSQL (15 or newer); when set nothing embedded runs", secret: true },
  { name: "EPIGRAPH_DB_<SERVICE>", of: logIns, readBy: "`serve`, `up`, `migrate`, `doctor`", meaning: "connection of that service, with a login of its own; `LEDGER`: with which `up` writes the access log; `SEQUENCER`: with which `serve audit` and `up` put it in order and sign it; `JOBS`: of `serve jobs` and `up`, which need those of the services whose jobs they run too; `PROVISION`: with which `serve movements` and `up` store what providers upload", secret: true },
  { name: "EPIGRAPH_DB_KEYS", readBy: "`keys`, `backup`, `restore`, `purge`, `migrate`, `up`, `doctor`", meaning: "the key custodian's connection to the key store, a database of its own whose owner it is and where it may make roles; if not set, `<database>_keys` beside the data", secret: true },
  { name: "EPIGRAPH_DB_KEYS_<SERVICE>", of: sealing, readBy: "`serve <service>`, `up`, `migrate`, `seed`, `import`, `doctor`", meaning: "that service's connection to the key store, with a login that may add and read wrapped keys; only for `CASES` (also for loading data) and `MOVEMENTS`", secret: true },
  { name: "EPIGRAPH_KEY_RING", readBy: "`serve` of cases and movements, `keys`, `backup`, `restore`, `purge`, `up`, `seed`, `import`, `doctor`", meaning: "folder of the key-encryption keys and the pepper, kept by the key custodian; services only read it. Lost, no identity opens again", secret: false },
  { name: "EPIGRAPH_HOLD_KEYS", readBy: "`keys`, `purge`", meaning: "folder of the keys of legal holds, which no service gets", secret: false },
  { name: "EPIGRAPH_CONTEXT_KEY_<SERVICE>", of: services, readBy: "`serve <service>`, `serve gateway`, `up`", meaning: "at least 32 random bytes in base64url, shared by the gateway and that service only", secret: true },
  { name: "EPIGRAPH_CLAIMS_KEY", readBy: "`serve gateway`, `up`, `migrate`", meaning: "at least 32 random bytes in base64url: the clearance door signs with it what `migrate` lets the database believe; no other service may have it", secret: true },
  { name: "EPIGRAPH_AGENCY_CLAIMS_KEY", readBy: "`serve gateway`", meaning: "HMAC-SHA256 of the text `agency` under the claims key, in base64url: all that an agency door of its own needs, for the database believes it of the agency door's duties only; made of the claims key if not set", secret: true },
  { name: "EPIGRAPH_LEDGER_SUBJECT_KEY", readBy: "`serve` of a subgraph, `up`", meaning: "at least 32 random bytes in base64url: names data subjects in the access log", secret: true },
  { name: "EPIGRAPH_LEDGER_KEY", readBy: "`serve audit`, `up`, `audit`", meaning: "the Ed25519 private key that signs the access log: PKCS #8, in PEM or in base64url; keep a copy", secret: true },
  { name: "EPIGRAPH_LEDGER_ORIGIN", readBy: "`serve audit`, `up`, `audit`", meaning: "the access log's name in what it signs, a URL without its scheme such as `epigraph.example/log`: the same for ever", secret: false },
  { name: "EPIGRAPH_WITNESSES", readBy: "`serve audit`, `up`", meaning: "who is asked to cosign the access log: public keys of witnesses, each with `=` and its address, with commas between; none if not set", secret: false },
  { name: "EPIGRAPH_JWKS", readBy: "`serve gateway`, `up`", meaning: "where another issuer's public keys are (JSON Web Key Set, ES256): a file, or a https URL, which is read again every minute; if not set, our own identity provider issues the tokens", secret: false },
  { name: "EPIGRAPH_ISSUER", readBy: "`serve gateway`, `serve identity`, `account`, `up`", meaning: "`iss` that tokens must have; for our own provider also the address at which browsers reach it", secret: false },
  { name: "EPIGRAPH_AUDIENCE", readBy: "`serve gateway`, `serve identity`, `up`", meaning: "`aud` that tokens must have; `epigraph` if not set and our own provider issues them", secret: false },
  { name: "EPIGRAPH_TOKEN_SECONDS", readBy: "`serve gateway`, `up`", meaning: "the longest that a token of another issuer may live, 300 to 3600; 300 if not set", secret: false },
  { name: "EPIGRAPH_IDENTITY_KEY", readBy: "`serve identity`, `account`, `up`", meaning: "at least 32 random bytes in base64url: seals code secrets, signing keys and sessions in the database; lost, every account must be enrolled anew", secret: true },
  { name: "EPIGRAPH_PORTAL", readBy: "`serve identity`, `up`", meaning: "origins of the portal, with commas between: it gets its codes at `/callback`", secret: false },
  { name: "EPIGRAPH_TRUSTED_PROXY", readBy: "`serve identity`, `up`", meaning: "`1`: something in front of the identity provider ends TLS and says who asks in the last entry of `x-forwarded-for`", secret: false },
  { name: "EPIGRAPH_SUBGRAPH_<SERVICE>", of: services, readBy: "`serve gateway`", meaning: "URL of that subgraph; if not set, this machine and the subgraph's own port", secret: false },
  { name: "EPIGRAPH_INTROSPECTION", readBy: "`up`, `serve gateway`", meaning: "`1` lets clients ask for the schema; demo data lets them anyway", secret: false },
  { name: "EPIGRAPH_CLEARANCE_MODE", readBy: "`up`, `serve gateway`, `serve public`", meaning: "`narrow` answers what may be seen and says what was taken out; `reject` refuses the whole operation; `narrow` if not set", secret: false },
  { name: "EPIGRAPH_PUBLIC_CACHE_SECONDS", readBy: "`up`, `serve public`", meaning: "for so long the public door gives an answer again, 0 to 60; 5 if not set, never with 0", secret: false },
  { name: "HOST", readBy: "`up`, `serve`, `doctor`", meaning: "address to listen on; 127.0.0.1 if not set", secret: false },
  { name: "EPIGRAPH_PORT_<DOOR>", of: doors, readBy: "`up`, `serve gateway`, `serve public`, `doctor`", meaning: "port of that door; if not set 4000 public, 4001 agency, 4002 clearance", secret: false },
  { name: "EPIGRAPH_IDENTITY_PORT", readBy: "`up`, `serve identity`", meaning: "port of the identity provider; if not set the issuer's, 4003 on a new installation", secret: false },
  { name: "PORT", readBy: "`up`, `serve`, `doctor`", meaning: "port to listen on, for several doors the first of as many; if not set 4011 to 4015 for the subgraphs", secret: false },
];

const named = (text: string, name: LogIn | Door): string => text.replace(/<(SERVICE|DOOR)>/, name.toUpperCase()).replace("<service>", name);

/** Each variable under its full name. */
export const environmentVariables: readonly Variable[] = rows.flatMap(({ of, ...row }) =>
  of === undefined ? [row] : of.map((service) => ({ ...row, name: named(row.name, service), readBy: named(row.readBy, service) })),
);

export const databaseVariable = (service: LogIn): string => named("EPIGRAPH_DB_<SERVICE>", service);
export const contextKeyVariable = (service: ServiceName): string => named("EPIGRAPH_CONTEXT_KEY_<SERVICE>", service);
export const keysVariable = "EPIGRAPH_DB_KEYS";
export const sealerVariable = (service: LogIn): string => named("EPIGRAPH_DB_KEYS_<SERVICE>", service);
export const keyRingVariable = "EPIGRAPH_KEY_RING";
export const holdKeysVariable = "EPIGRAPH_HOLD_KEYS";
export const claimsKeyVariable = "EPIGRAPH_CLAIMS_KEY";
export const agencyClaimsKeyVariable = "EPIGRAPH_AGENCY_CLAIMS_KEY";
export const identityKeyVariable = "EPIGRAPH_IDENTITY_KEY";
export const ledgerKeyVariable = "EPIGRAPH_LEDGER_KEY";
export const ledgerOriginVariable = "EPIGRAPH_LEDGER_ORIGIN";
export const witnessesVariable = "EPIGRAPH_WITNESSES";
export const doorPortVariable = (door: Door): string => named("EPIGRAPH_PORT_<DOOR>", door);
export const subgraphVariable = (service: ServiceName): string => named("EPIGRAPH_SUBGRAPH_<SERVICE>", service);

/** Names that begin with EPIGRAPH_ and are read by others: the tests, and docker/compose.yaml. */
export const variablesOfOthers: readonly string[] = ["EPIGRAPH_SHARED_DATA", "EPIGRAPH_TEST_DATABASE_URL", "EPIGRAPH_TEST_FOLDER", "EPIGRAPH_TEST_PICTURES", "EPIGRAPH_PUBLIC_ADDRESS", "EPIGRAPH_AGENCY_ADDRESS", "EPIGRAPH_CLEARANCE_ADDRESS", "EPIGRAPH_IDENTITY_ADDRESS", "EPIGRAPH_SECRETS"];

/** Ports when none is said. */
export const defaultPorts: Readonly<Record<ServiceName, number>> = { cases: 4011, movements: 4012, clinics: 4013, programs: 4014, audit: 4015 };
export const doorPorts: Readonly<Record<Door, number>> = { public: 4000, agency: 4001, clearance: 4002 };
export const defaultIdentityPort = 4003;

const upper = (name: string): string => `\`${name.toUpperCase()}\``;

/** The list as a table in Markdown, one row for the variables that each service has: what the README holds between its markers `environment`. */
export function environmentTable(): string {
  const lines = rows.map(({ name, readBy, meaning, secret }) => `| \`${name}\` | ${secret ? "yes" : "no"} | ${readBy} | ${meaning} |`);
  return ["| variable | secret | read by | what it is |", "|---|---|---|---|", ...lines, "", `\`<SERVICE>\` is one of ${services.map(upper).join(", ")}, and for the database also ${logIns.filter((name) => !services.some((service) => service === name)).map(upper).join(", ")}; \`<DOOR>\` of ${doors.map(upper).join(", ")}.`].join("\n");
}
