/** The reading side of marks: numbers that rise when there may be something new, over a connection of its own, and a nudge when one rose. Shows nothing of what is new: see migration 0025. */
import pg from "pg";

export type LiveMarkReader = {
  /** The marks of these keys of a topic; a key that never had a change is not among them. Connects when it has to. @throws what the database or the network said */
  readonly read: (topic: string, keys: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Calls back with a topic of which a mark may have risen. It may come late or never: whoever relies on it alone misses something. */
  readonly onNotice: (noticed: (topic: string) => void) => void;
  readonly close: () => Promise<void>;
};

const channel = "live";

/** `url`: the gateway's. `name`: shown in the server's list of connections. `timeoutMs`: how long connecting or reading may take. Whatever fails, the connection is thrown away, and the next read makes a new one. */
export function liveMarkReader(url: string, { name, timeoutMs = 2_000 }: { readonly name: string; readonly timeoutMs?: number }): LiveMarkReader {
  let current: Promise<pg.Client> | undefined;
  let closed = false;
  let noticed: (topic: string) => void = () => undefined;

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url, application_name: name, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs, keepAlive: true });
    client.on("error", () => drop(client));
    client.on("notification", ({ payload = "" }) => noticed(payload));
    try {
      await client.connect();
      await client.query(`listen ${channel}`).catch(() => undefined); // not every pooler lets it through; reading works all the same
    } catch (error) {
      drop(client);
      throw error;
    }
    return client;
  };
  const drop = (client: pg.Client): void => {
    current = undefined;
    void client.end().catch(() => undefined);
  };

  return {
    read: async (topic, keys) => {
      if (closed) return new Map();
      const client = await (current ??= connect());
      try {
        const { rows } = await client.query<{ readonly key: string; readonly value: string }>("select key, value::text as value from live.marks($1, $2)", [topic, keys]);
        return new Map(rows.map(({ key, value }) => [key, value]));
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
      const client = await current?.catch(() => undefined);
      current = undefined;
      await client?.end().catch(() => undefined);
    },
  };
}
