/** What stands behind the pages in these tests: the door's own way of serving them, and its GraphQL, uploads and live feed played from memory. The real ones: see gateway/ and provision/. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openPages, type Pages } from "@epigraph/gateway";
import { contractFile } from "@epigraph/cli";
import { buildSchema, graphql, GraphQLError } from "graphql";

/** As `PUT` and `GET` of the upload endpoint answer: docs/provision.md. */
export type PlayedUpload = { readonly upload: string; readonly entry: string; readonly file: string; readonly state: "open" | "complete"; readonly rows: Readonly<Record<"read" | "accepted" | "quarantined" | "outsideApproval", number>>; readonly stays: Readonly<Record<"stored" | "alreadyThere", number>>; readonly reasons: Readonly<Record<string, number>>; readonly sha256: Readonly<Record<"bytes" | "rows", string>> };
export type PlayedItem = { readonly id: string; readonly agency: string; state: string; readonly [field: string]: unknown };
/** A request as it arrived, without its token. */
export type Asked = { readonly method: string; readonly path: string; readonly purpose: string | undefined; readonly fileName: string | undefined; readonly contentType: string | undefined };

export type Edge = {
  readonly origin: string;
  readonly items: PlayedItem[];
  readonly asked: Asked[];
  /** What was stored, for any entry. */
  readonly uploads: PlayedUpload[];
  /** What is answered to GraphQL instead, once. */
  next: { readonly status?: number; readonly code: string; readonly message: string } | undefined;
  /** Uploads are read no faster than so many bytes a second, when set. */
  bytesPerSecond: number | undefined;
  /** Sends a row to who follows the inbox. */
  readonly arrive: (item: PlayedItem) => void;
  /** Ends every stream and refuses new ones until told otherwise. */
  live: boolean;
  /** Tokens of these sessions are refused. */
  readonly revoked: Set<string>;
  readonly open: (parts: { readonly folder: string; readonly issuer: string }) => Promise<void>;
  readonly close: () => Promise<void>;
};

type Claims = { readonly agency: string; readonly sid: string; readonly exp: number };
const schema = buildSchema(readFileSync(contractFile("agency"), "utf8"), { assumeValid: true });
const undecided = new Set(["waiting"]);

const inTheFuture = { reason: "in-the-future", en: "the time is in the future", ko: "미래의 시각입니다" };
const notAsked = { reason: "other-subject", en: "not the person of the request", ko: "요청 대상자가 아닙니다" };
const inTheSea = { reason: "in-the-sea", en: "the position is in the sea", ko: "위치가 바다입니다" };

export async function startEdge(): Promise<Edge> {
  let pages: Pages | undefined;
  const streams = new Set<ServerResponse>();
  const server: Server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  let live = true;
  const edge: Edge = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    items: [],
    asked: [],
    uploads: [],
    next: undefined,
    bytesPerSecond: undefined,
    revoked: new Set(),
    get live() {
      return live;
    },
    set live(on) {
      live = on;
      if (!on) for (const stream of streams) stream.end();
    },
    arrive: (item) => {
      edge.items.push(item);
      for (const stream of streams) stream.write(`id: ${item.id}\ndata: ${JSON.stringify({ id: item.id })}\n\n`);
    },
    open: async (parts) => void (pages = await openPages(parts)),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    const said = (name: string): string | undefined => headers[name] as string | undefined;
    const isPage = pages?.(request, response) ?? false;
    edge.asked.push({ method, path: url, purpose: said("epigraph-purpose"), fileName: said("epigraph-file-name"), contentType: said("content-type") });
    if (isPage) return;
    const claims = claimsIn(said("authorization"));
    if (claims === undefined || edge.revoked.has(claims.sid) || claims.exp * 1000 < Date.now()) return json(response, 401, { errors: [{ message: "this door takes a token", extensions: { code: "UNAUTHENTICATED" } }] });
    if (url === "/graphql") return askGraphql(request, response, claims);
    if (url === "/live/inbox") return follow(response);
    const [, asked, upload, quarantine] = /^\/provision\/([^/]+)(?:\/uploads\/([^/]+)(\/quarantine\?after=\d+)?)?$/.exec(url) ?? [];
    const found = edge.items.find(({ id: one, agency }) => one === asked && agency === claims.agency);
    if (found && method === "PUT") return receive(request, response, found);
    if (found && edge.uploads.some((one) => one.upload === upload) && quarantine) {
      const first = quarantine.endsWith("=0");
      return json(response, 200, first ? { upload, rows: [{ line: 3, column: "at", ...inTheFuture, expiresAt: "2020-06-01T00:00:00Z", correctable: true }], after: 3 } : { upload, rows: [{ line: 7, column: "위도", ...inTheSea, expiresAt: "2020-06-01T00:00:00Z", correctable: true }, { line: 9, column: "subject", ...notAsked, expiresAt: "2020-06-01T00:00:00Z", correctable: false }] });
    }
    return json(response, 404, { errors: [{ message: "no such request is addressed to your agency", extensions: { code: "REQUEST_UNKNOWN" } }] });
  }

  async function askGraphql(request: IncomingMessage, response: ServerResponse, { agency }: Claims): Promise<void> {
    const { query, variables } = JSON.parse((await bytesOf(request)).toString()) as { query: string; variables: Record<string, unknown> };
    const { next } = edge;
    edge.next = undefined;
    response.setHeader("epigraph-correlation", "7d3c0c1e-5a55-4a6e-9d37-2f9f5a1f0e11");
    if (next) return json(response, next.status ?? 200, { data: null, errors: [{ message: next.message, extensions: { code: next.code } }] });
    const own = edge.items.filter((item) => item.agency === agency);
    const open = own.filter(({ state }) => undecided.has(state));
    const change = (id: string, state: string): PlayedItem => {
      const item = own.find((one) => one.id === id);
      if (!item || !undecided.has(item.state)) throw new GraphQLError("it was decided before", { extensions: { code: "CONFLICT" } });
      return Object.assign(item, { state });
    };
    const rootValue = {
      inboxSummary: { waiting: open.length, oldestWaitingSince: open[0]?.["arrivedAt"] ?? null, done: own.length - open.length },
      inbox: ({ first, after, state }: { first: number; after: string | null; state: string }) => {
        const all = state === "done" ? own.filter((item) => !open.includes(item)) : open;
        const from = after === null ? 0 : Number(after) + 1;
        const edges = all.slice(from, from + first).map((node, index) => ({ cursor: String(from + index), node }));
        return { edges, pageInfo: { hasNextPage: from + first < all.length, endCursor: edges.at(-1)?.cursor ?? null } };
      },
      inboxItem: ({ id }: { id: string }) => {
        const item = own.find((one) => one.id === id);
        return item === undefined ? null : { ...item, uploads: { edges: edge.uploads.filter(({ entry }) => entry === id).map((node) => ({ node: asInInbox(node) })) } };
      },
      approveInboxItem: ({ id }: { id: string }) => change(id, "approved"),
      denyInboxItem: ({ id }: { id: string }) => change(id, "denied"),
      completeProvision: ({ id }: { id: string }) => change(id, "provided"),
    };
    json(response, 200, await graphql({ schema, source: query, variableValues: variables, rootValue }));
  }

  function follow(response: ServerResponse): void {
    if (!live) return json(response, 503, {});
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": here\n\n");
    streams.add(response);
    response.on("close", () => streams.delete(response));
  }

  async function receive(request: IncomingMessage, response: ServerResponse, item: PlayedItem): Promise<void> {
    const bytes = await bytesOf(request, edge.bytesPerSecond);
    const lines = bytes.toString().trimEnd().split("\n");
    if (!lines[0]?.includes("at")) return json(response, 400, { errors: [{ message: "the column `at` is missing; `zeit` is unknown", extensions: { code: "HEADER_WRONG", line: 1 } }] });
    const rows = lines.length - 1;
    const [accepted, quarantined, outsideApproval] = [Math.max(0, rows - 3), Math.min(rows, 2), rows > 2 ? 1 : 0];
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    if (request.headers["epigraph-dry-run"] === "1") {
      return json(response, 200, { dryRun: true, rows, accepted, quarantined, outside: outsideApproval, reasons: { "in-the-future": 1, "in-the-sea": 1 }, problems: [{ line: 3, column: "at", ...inTheFuture }, { line: 7, column: "위도", ...inTheSea }], sha256 });
    }
    const receipt: PlayedUpload = {
      upload: `u${edge.uploads.length + 1}`, entry: item.id, file: decodeURIComponent(String(request.headers["epigraph-file-name"])), state: "complete",
      rows: { read: rows, accepted, quarantined, outsideApproval }, stays: { stored: accepted - 1, alreadyThere: 1 }, reasons: { "in-the-future": 1, "in-the-sea": 1 }, sha256: { bytes: sha256, rows: sha256 },
    };
    edge.uploads.push(receipt);
    json(response, 200, receipt);
  }
  return edge;
}

const asInInbox = ({ upload, file, state, rows, stays, sha256 }: PlayedUpload): object => ({
  id: upload, state, fileName: file, fileHash: sha256.bytes, rowsRead: rows.read, rowsAccepted: rows.accepted, rowsQuarantined: rows.quarantined, rowsOutsideApproval: rows.outsideApproval, staysStored: stays.stored, correctableRows: rows.quarantined,
});

async function bytesOf(request: IncomingMessage, perSecond?: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    if (perSecond !== undefined) await new Promise((resolve) => setTimeout(resolve, (chunk.length / perSecond) * 1000));
  }
  return Buffer.concat(chunks);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

/** Its signature is the gateway's affair. */
function claimsIn(authorization: string | undefined): Claims | undefined {
  const payload = authorization?.split(".")[1];
  return payload === undefined ? undefined : (JSON.parse(Buffer.from(payload, "base64url").toString()) as Claims);
}
