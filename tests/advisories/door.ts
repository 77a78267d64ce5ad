/** A public door over real HTTP in front of subgraphs that the test plays: for trying known bypasses on it. Not a test itself. */
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { type ServiceName, services } from "@epigraph/authz";
import { createGateway, inProcess } from "@epigraph/gateway";
import { openLanes } from "@epigraph/ledger";
import { compose, placeholderUrl } from "@epigraph/schema";

export const platform = (): string => readFileSync(new URL("../../schema/supergraph.graphql", import.meta.url), "utf8");

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy"])\n`;

/** A supergraph of subgraphs written in the test, each under the name of one of the platform's. */
export const composed = (subgraphs: Partial<Record<ServiceName, string>>): string =>
  compose(Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: placeholderUrl(name), sdl: sdl.includes("@link") ? sdl : link + sdl }))).supergraph;

export type Answer = { readonly status: number; readonly text: string; readonly data: unknown; readonly codes: readonly string[] };
export type Door = {
  /** Sends a body as it is, or a query. */
  readonly ask: (body: string | Buffer | { readonly query: string; readonly variables?: unknown }, headers?: Record<string, string>) => Promise<Answer>;
  readonly get: (parameters: Record<string, string>) => Promise<Answer>;
  /** What subgraphs were asked, in order: `cases: query...`. */
  readonly asked: string[];
  readonly url: string;
  readonly close: () => Promise<void>;
};

/** `reply`: the text that a subgraph answers with. Whoever asks is a visitor. */
export async function openDoor(supergraph: string, reply: (service: ServiceName, query: string) => string): Promise<Door> {
  const asked: string[] = [];
  const played = (name: ServiceName) =>
    inProcess((body) => {
      const { query } = JSON.parse(body) as { readonly query: string };
      asked.push(`${name}: ${query}`);
      return Promise.resolve({ status: 200, body: reply(name, query) });
    });
  const { server, stop } = await createGateway({
    supergraph,
    door: "public",
    transports: Object.fromEntries(services.map((name) => [name, played(name)])),
    contextKeys: Object.fromEntries(services.map((name) => [name, randomBytes(32)])),
    claimsKey: randomBytes(32),
    ledger: openLanes({ append: () => Promise.resolve() }, { uuid: randomUUID, nonce: () => randomBytes(16) }),
    clock: Date.now,
    introspection: false,
    ready: () => Promise.resolve(true),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answered = async (response: Response): Promise<Answer> => {
    const text = await response.text();
    const { data, errors = [] } = JSON.parse(text) as { readonly data?: unknown; readonly errors?: readonly { readonly extensions: { readonly code: string } }[] };
    return { status: response.status, text, data, codes: errors.map(({ extensions }) => extensions.code) };
  };
  return {
    asked,
    url,
    ask: async (body, headers = {}) => await answered(await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: typeof body === "string" ? body : Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) })),
    get: async (parameters) => await answered(await fetch(`${url}/graphql?${new URLSearchParams(parameters).toString()}`, { headers: { "apollo-require-preflight": "1" } })),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await stop();
    },
  };
}
