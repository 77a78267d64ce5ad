/** Live streams at the agency door, over real HTTP through the whole of a door: its own contract, its own duties, and nothing of another's. In front of a subgraph that this test plays. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { type Duty, type ServiceName, services, signToken } from "@epigraph/authz";
import { eventually } from "@epigraph/datastore/testing";
import type { LiveQueries } from "./live-queries.js";
import { createGateway, type Gateway, type GatewayParts } from "./server.js";
import { memoryLog } from "./testing.js";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const authority = { issuer: "https://id.example", audience: "epigraph" };
const log = memoryLog();
const clinics: string[] = [];
const keys: string[][] = [];
const followed: LiveQueries = {
  clinics: { doors: ["agency"], query: "query Clinics($after: String) { clinics(after: $after) { edges { cursor node { id } } pageInfo { hasNextPage } } }", field: "clinics", marks: [{ topic: "clinics", keyOf: ({ agency }) => agency }] },
  secrets: { doors: ["clearance"], query: "query Secrets { cases { edges { cursor } pageInfo { hasNextPage } } }", field: "cases", marks: [{ topic: "clinics", keyOf: () => "" }] },
};
let notice: (topic: string) => void = () => undefined;
const marks = {
  read: (_: string, asked: readonly string[]) => {
    keys.push([...asked]);
    return Promise.resolve(new Map(asked.map((key) => [key, String(clinics.length)])));
  },
  onNotice: (callback: (topic: string) => void) => void (notice = callback),
  close: () => Promise.resolve(),
};

let gateway: Gateway;
let url = "";
beforeAll(async () => {
  const answer = (body: string): string => {
    const { variables } = JSON.parse(body) as { readonly variables?: { readonly after?: string | null } };
    const from = Object.values(variables ?? {}).map(Number).find((one) => one > 0) ?? 0;
    return JSON.stringify({ data: { clinics: { edges: clinics.slice(from).map((id, index) => ({ cursor: String(from + index + 1), node: { __typename: "Clinic", id } })), pageInfo: { hasNextPage: false } } } });
  };
  const parts: GatewayParts = {
    door: "agency",
    supergraph: readFileSync(new URL("../../schema/agency.graphql", import.meta.url), "utf8"),
    serviceOf: (graph) => (graph === "regions" ? "cases" : graph === "inbox" ? "movements" : (graph as ServiceName)),
    transports: Object.fromEntries(services.map((name) => [name, { send: (body: string) => Promise.resolve({ status: 200, body: answer(body) }), close: () => Promise.resolve() }])) as GatewayParts["transports"],
    contextKeys: Object.fromEntries(services.map((name) => [name, randomBytes(32)])),
    claimsKey: randomBytes(32),
    ledger: log.ledger,
    clock: Date.now,
    introspection: false,
    ready: () => Promise.resolve(true),
    authority,
    keyOf: () => publicKey,
    revocations: { ended: () => false, unreadForMs: () => 0 },
    live: { marks, queries: followed },
  };
  gateway = await createGateway(parts);
  await new Promise<void>((resolve) => gateway.server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  gateway.server.closeAllConnections();
  gateway.server.close();
  await gateway.stop();
});

const tokenOf = (duty: Duty): string => signToken({ account: "kim", duty, agency: "health-centre.gangnam", jurisdictions: [], session: "s", authenticatedBy: "otp" }, authority, { kid: "k", privateKey }, Date.now(), 300);

const open = async (path: string, duty: Duty): Promise<Response> => fetch(`${url}/live/${path}`, { headers: { authorization: `Bearer ${tokenOf(duty)}`, "epigraph-purpose": "clinic-operation" } });

it("are followed by the door's duties, each told by the marks of the own agency, with a record for each time", async () => {
  clinics.push("a");
  const response = await open("clinics", "clinic-staff");
  expect(response.status).toBe(200);
  let text = "";
  void (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  await eventually(async () => expect(text).toBe(`id: 1\ndata: {"id":"a"}\n\n`));
  clinics.push("b");
  notice("clinics");
  await eventually(async () => expect(text).toBe(`id: 1\ndata: {"id":"a"}\n\nid: 2\ndata: {"id":"b"}\n\n`));
  expect(new Set(keys.flat())).toEqual(new Set(["health-centre.gangnam"]));
  expect(log.written.filter(({ entity }) => entity.name === "Clinics").map(({ source, agent }) => [source.observer, agent.who, agent.door])).toEqual([["gateway", "kim", "agency"], ["gateway", "kim", "agency"]]);
});

it("of another door are not there, nor is another door's duty let in", async () => {
  expect((await open("secrets", "clinic-staff")).status).toBe(404);
  expect((await open("findings", "clinic-staff")).status).toBe(404);
  expect((await open("clinics", "auditor")).status).toBe(403);
});
