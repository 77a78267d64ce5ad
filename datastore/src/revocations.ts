/** The reading side of ended sessions: what was revoked lately, over a connection of its own, and a nudge when something was. Decides nothing about tokens: see the gateway. */
import pg from "pg";

/** A session, or everything that an account held at that moment. */
export type Revocation = {
  /** What the rows of two reads are matched by. */
  readonly id: string;
  readonly session: string | null;
  readonly account: string | null;
  /** By the clock of whoever revoked; milliseconds since the epoch. */
  readonly revokedAt: number;
};

export type RevocationReader = {
  /** What was revoked in the last `windowMs` of the database's clock. Connects when it has to. @throws what the database or the network said */
  readonly read: (windowMs: number) => Promise<readonly Revocation[]>;
  /** Calls back when something may have been revoked. It may come late or never: through a pooler that hands a connection from client to client nothing is heard. */
  readonly onNotice: (noticed: () => void) => void;
  readonly close: () => Promise<void>;
};

export type RevocationReaderOptions = {
  /** Shown in the server's list of connections. */
  readonly name: string;
  /** How long connecting or reading may take before it counts as failed. */
  readonly timeoutMs?: number;
};

/** The channel on which the database tells of a new row. */
const channel = "identity_revoked";

/**
 * A connection outside every pool, so that a pool that is busy or broken delays no revocation, and a network that swallows packets is noticed after `timeoutMs`: whatever fails,
 * the connection is thrown away and the next read makes a new one.
 */
export function revocationReader(url: string, { name, timeoutMs = 2_000 }: RevocationReaderOptions): RevocationReader {
  let current: pg.Client | undefined;
  let closed = false;
  let noticed = (): void => undefined;

  const drop = (client: pg.Client): void => {
    if (current === client) current = undefined;
    void client.end().catch(() => undefined);
  };

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url, application_name: name, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs, keepAlive: true });
    client.on("error", () => drop(client));
    client.on("notification", () => noticed());
    try {
      await client.connect();
      await client.query(`listen ${channel}`).catch(() => undefined); // not every pooler lets it through; reading works all the same
    } catch (error) {
      drop(client);
      throw error;
    }
    if (closed) drop(client);
    else current = client;
    return client;
  };

  return {
    read: async (windowMs) => {
      const client = current ?? (await connect());
      try {
        const { rows } = await client.query<Revocation>(since, [windowMs / 1000]);
        return rows;
      } catch (error) {
        drop(client);
        throw error;
      }
    },
    onNotice: (callback) => {
      noticed = callback;
    },
    close: async () => {
      closed = true;
      const client = current;
      current = undefined;
      await client?.end().catch(() => undefined);
    },
  };
}

const since = `select id::text as id, session, account, (extract(epoch from revoked_at) * 1000)::float8 as "revokedAt"
  from identity.revocation where revoked_at > now() - make_interval(secs => $1)`;
