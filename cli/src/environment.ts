/** Every environment variable that Epigraph reads, in one list: the README's table, the compose file and `doctor` follow it. */
import { services } from "@epigraph/authz";
import { databaseServices } from "@epigraph/datastore";

export type Variable = {
  readonly name: string;
  /** Which commands read it. */
  readonly readBy: string;
  readonly meaning: string;
  readonly secret: boolean;
};

export type Environment = Readonly<Record<string, string | undefined>>;

const upper = (name: string): string => name.toUpperCase();
export const databaseVariable = (service: string): string => `EPIGRAPH_DB_${upper(service)}`;
export const contextKeyVariable = (service: string): string => `EPIGRAPH_CONTEXT_KEY_${upper(service)}`;
export const subgraphVariable = (service: string): string => `EPIGRAPH_SUBGRAPH_${upper(service)}`;

export const environmentVariables: readonly Variable[] = [
  { name: "EPIGRAPH_DATA", readBy: "all", meaning: "folder of the embedded database and the generated keys; `.epigraph` in the project, for root a folder under /var/lib/epigraph", secret: false },
  { name: "DATABASE_URL", readBy: "migrate, seed, import, up, doctor", meaning: "the migrator's connection to a real PostgreSQL (15 or newer); when set nothing embedded runs", secret: true },
  ...databaseServices.map((service) => ({ name: databaseVariable(service), readBy: `serve ${service}, migrate`, meaning: `connection of the ${service} service, with its own login`, secret: true })),
  ...services.map((service) => ({ name: contextKeyVariable(service), readBy: `serve ${service}, serve gateway`, meaning: `at least 32 random bytes in base64url, shared by the gateway and ${service} only`, secret: true })),
  { name: "EPIGRAPH_LEDGER_SUBJECT_KEY", readBy: "serve <subgraph>", meaning: "at least 32 random bytes in base64url: names data subjects in the access log", secret: true },
  { name: "EPIGRAPH_JWKS", readBy: "serve gateway", meaning: "file with the token issuer's public keys (JSON Web Key Set, ES256)", secret: false },
  { name: "EPIGRAPH_ISSUER", readBy: "serve gateway", meaning: "`iss` that tokens must have", secret: false },
  { name: "EPIGRAPH_AUDIENCE", readBy: "serve gateway", meaning: "`aud` that tokens must have", secret: false },
  ...services.map((service) => ({ name: subgraphVariable(service), readBy: "serve gateway", meaning: `URL of the ${service} subgraph`, secret: false })),
  { name: "EPIGRAPH_INTROSPECTION", readBy: "up, serve gateway", meaning: "`1` lets clients ask for the schema", secret: false },
  { name: "HOST", readBy: "up, serve", meaning: "address to listen on; 127.0.0.1 if not set", secret: false },
  { name: "PORT", readBy: "up, serve", meaning: "port to listen on; 4000 for the gateway, 4001 to 4005 for the subgraphs", secret: false },
];

/** Ports when none is said. */
export const defaultPorts: Readonly<Record<(typeof databaseServices)[number], number>> = { gateway: 4000, cases: 4001, movements: 4002, clinics: 4003, programs: 4004, audit: 4005 };
