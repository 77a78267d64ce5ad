/** The ledger's sink in PostgreSQL: one statement a batch, so that a batch is durable as a whole or not at all. Its login can insert a body and nothing else. */
import type { Sink } from "@epigraph/ledger";
import pg from "pg";
import { connectionFailure } from "./connection-failure.js";
import { probe } from "./connection.js";

/** Whoever can run a statement: a data source, a pool, a connection. */
export type Statements = { readonly query: (statement: string, parameters?: unknown[]) => Promise<unknown> };

/** @throws TypeError for a body that no writer makes: empty or of several lines; otherwise what the database says */
export function postgresSink(database: Statements): Sink {
  return sinkOf((bodies) => database.query(insert, [bodies]), () => database.query(attempt));
}

function sinkOf(send: (bodies: string) => Promise<unknown>, tryOut: () => Promise<unknown>): Sink {
  return {
    append: async (bodies) => {
      if (bodies.some((body) => body === "" || body.includes("\n"))) throw new TypeError("a body is one line");
      await (bodies.length === 0 ? tryOut() : send(bodies.join("\n")));
    },
  };
}

/** As one text of lines, for an array's own form has every quotation mark of the JSON escaped: that costs both sides, together about half of the time that a record takes. */
const insert = "insert into ledger.pending (body) select unnest(string_to_array($1, E'\\n'))";

/**
 * Writes a page of rows as records are, and a long one, which lies elsewhere; takes them back, and waits for the disk. On a full disk there is no page for them, though what was taken back
 * before may have left room for some. Hardly can they be compressed.
 */
const attempt = `do $$ begin
  insert into ledger.pending (body) select (select string_agg(md5(random()::text), '') from generate_series(1, hashes)) from unnest(array[58, 58, 58, 58, 250]) as hashes;
  raise exception 'taken back' using errcode = 'ER001';
exception when sqlstate 'ER001' then null;
end $$`;

export type LedgerSink = Sink & { readonly close: () => Promise<void> };

/** `connections`: as many as the writer has lanes, and one more; `timeoutMs`: when the server gives a statement up, less than what the writer waits for. */
export type LedgerSinkOptions = { readonly name: string; readonly connections?: number; readonly timeoutMs?: number };

/**
 * On connections of its own: a change holds one of its service's until its record is written, and as many changes as there are connections would leave none to write with. They wait for the
 * disk whatever the server's default is, and one on which a statement failed or hung is thrown away. @throws DatastoreError as `openDatabase` does
 */
export async function openLedgerSink(url: string, { name, connections = 4, timeoutMs = 4_000 }: LedgerSinkOptions): Promise<LedgerSink> {
  try {
    await probe(url);
  } catch (cause) {
    throw connectionFailure(cause, url);
  }
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    max: connections,
    options: "-c synchronous_commit=on",
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs + 500, // for a server that says nothing at all
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
  });
  pool.on("error", () => undefined); // an idle connection broke: the pool makes a new one when it needs one
  // named: each connection plans it once
  return { ...sinkOf((bodies) => pool.query({ name: "append", text: insert, values: [bodies] }), () => pool.query(attempt)), close: () => pool.end() };
}
