/** Connections to a database under test: its owner's, and each service's login, which asks under claims as a service does. Not what is asked: see rows.ts and writes.ts. */
import { claimsOf, contextLifetimeMs, type Instant, type RequestContext, type ServiceName, sha256, signContext, type TraceId } from "@epigraph/authz";
import type { DatabaseService } from "@epigraph/datastore";
import type { TestDatabase } from "@epigraph/datastore/testing";
import pg from "pg";
import { prepareTables } from "./filling.js";
import { tables } from "./tables.js";
import type { Operation } from "./worlds.js";

export type Sessions = {
  readonly owner: pg.Client;
  /** Works in a transaction of the service's login under the operation's claims, and rolls it back. */
  readonly under: <T>(operation: Operation, service: DatabaseService, now: Instant, work: (client: pg.Client) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

/** Prepares the tables too: once a database. */
export async function openSessions(database: TestDatabase): Promise<Sessions> {
  const owner = await connect(database.adminUrl);
  await prepareTables(owner);
  const services = [...new Set(tables.map(({ service }) => service))];
  const logins = new Map(await Promise.all(services.map(async (service) => [service, await connect(database.urls[service])] as const)));
  return {
    owner,
    under: async (operation, service, now, work) => {
      const client = logins.get(service);
      if (client === undefined) throw new RangeError(`no table is read by \`${service}\``);
      const { payload, tag } = claimsOf(signContext(contextOf(operation, service as ServiceName, now), Buffer.alloc(32), database.claimsKey));
      await client.query("begin");
      try {
        await client.query("select security.begin_request($1, $2)", [payload, tag]);
        return await work(client);
      } finally {
        await client.query("rollback");
      }
    },
    close: async () => {
      for (const client of [owner, ...logins.values()]) await client.end();
    },
  };
}

const contextOf = ({ principal, purpose, correlation }: Operation, audience: ServiceName, now: Instant): RequestContext => ({
  principal,
  purpose,
  audience,
  correlation: correlation as TraceId,
  operation: { hash: sha256("") },
  bodyHash: sha256(""),
  issuedAt: now,
  expiresAt: now + contextLifetimeMs,
});

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
