/** What a subgraph answers over HTTP beside GraphQL, such as files that providers send: told by its description, opened where the subgraph runs. Not how it is reached: see listen.ts and the gateway. */
import type { Instant } from "@epigraph/authz";
import type { DataSource } from "@epigraph/datastore";
import type { Pseudonyms, Writer } from "@epigraph/ledger";
import type { Vault } from "@epigraph/vault";
import type { RequestHandler } from "express";

/** What a service has, but for GraphQL. `logIn`: the URL of a database login besides the service's own. `ledger`: writes at once, for no operation of a gateway ends what is recorded here. */
export type RoutesParts = {
  readonly database: DataSource;
  readonly ledger: Writer;
  readonly contextKey: Buffer;
  readonly pseudonyms: Pseudonyms;
  readonly clock: () => Instant;
  readonly vault: Vault;
  readonly logIn: (name: "provision") => string;
};

/** `handler`: to be mounted at the root; what it does not know it passes on. Requests may take hours: each sees to its own silence. */
export type Routes = { readonly handler: RequestHandler; readonly close: () => Promise<void> };

export type OpenRoutes = (parts: RoutesParts) => Routes;
