/** Stands between the doors and the subgraphs of a platform under test and notes, for each operation, what every subgraph's answer shows to have been resolved. Changes nothing, and passes what is no GraphQL on as it is. */
import { createServer, request as forward, type ServerResponse } from "node:http";
import type { ServiceName } from "@epigraph/authz";
import type { Transport } from "@epigraph/gateway";
import { countAnswer, type FieldCounts } from "./answer-count.js";

/** One answer of a subgraph. */
export type Heard = { readonly service: ServiceName; readonly correlation: string; readonly counts: FieldCounts };

/** In front of a transport. */
export const listeningTo = (service: ServiceName, { send, close }: Transport, heard: Heard[]): Transport => ({
  send: async (body, context) => {
    const reply = await send(body, context);
    note(service, body, context, reply, heard);
    return reply;
  },
  close,
});

/** In front of a subgraph that listens at `url`, or will. */
export async function listeningAt(service: ServiceName, url: string, heard: Heard[]): Promise<{ readonly url: string; readonly close: () => void }> {
  const passOn = async (body: string, context: string, response: ServerResponse): Promise<void> => {
    const answer = await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json", "epigraph-context": context }, body });
    const text = await answer.text();
    note(service, body, context, { status: answer.status, body: text }, heard);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
  };
  const server = createServer((request, response) => {
    if (request.url !== "/graphql") {
      const onwards = forward(`${url}${request.url ?? ""}`, { method: request.method ?? "GET", headers: request.headers }, (answer) => void answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers)));
      request.pipe(onwards.on("error", () => response.destroy()));
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void passOn(Buffer.concat(chunks).toString(), String(request.headers["epigraph-context"]), response).catch(() => response.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A refusal (401, 400) resolves nothing; an answer that could not be recorded (503) has nothing in it. */
function note(service: ServiceName, body: string, context: string, reply: { readonly status: number; readonly body: string }, heard: Heard[]): void {
  if (reply.status !== 200) return;
  const { correlation } = JSON.parse(Buffer.from(context.split(".")[0] ?? "", "base64url").toString()) as { readonly correlation: string };
  heard.push({ service, correlation, counts: countAnswer((JSON.parse(body) as { readonly query: string }).query, (JSON.parse(reply.body) as { readonly data?: unknown }).data) });
}
