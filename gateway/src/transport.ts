/** How the gateway reaches a subgraph: a body and a context go, an answer comes back. In process or over HTTP, the subgraph cannot tell. */
import type { ServiceName } from "@epigraph/authz";
import { Pool } from "undici";

export type Reply = { readonly status: number; readonly body: string };
export type Transport = { readonly send: (body: string, context: string) => Promise<Reply>; readonly close: () => Promise<void> };
export type Transports = Readonly<Partial<Record<ServiceName, Transport>>>;

/** Calls a subgraph of the same process. */
export const inProcess = (answer: (body: string, context: string) => Promise<Reply>): Transport => ({ send: answer, close: () => Promise.resolve() });

const headersTimeoutMs = 15_000;
const connectionsPerSubgraph = 32;

/** Calls a subgraph over HTTP with connections that are kept alive. `url`: the subgraph's origin, such as `http://cases:4001`. */
export function overHttp(url: string): Transport {
  const pool = new Pool(new URL(url).origin, { connections: connectionsPerSubgraph, headersTimeout: headersTimeoutMs, bodyTimeout: headersTimeoutMs });
  return {
    send: async (body, context) => {
      const response = await pool.request({ method: "POST", path: "/graphql", headers: { "content-type": "application/json", "epigraph-context": context }, body });
      return { status: response.statusCode, body: await response.body.text() };
    },
    close: () => pool.close(),
  };
}
