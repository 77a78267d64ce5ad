/** Who and what is let in at the clearance door, over real HTTP: every refusal has a code and a record, and nothing of a token is in either. */
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, get } from "node:http";
import type { AddressInfo } from "node:net";
import { type Duty, keysOf, type ServiceName, services, signToken, type TokenClaims, type TokenHolder } from "@epigraph/authz";
import { createGateway, type Gateway } from "./server.js";
import { memoryLog } from "./testing.js";
import type { Transport } from "./transport.js";

const start = Date.UTC(2020, 4, 10);
let now = start;
const authority = { issuer: "https://id.example", audience: "epigraph" };
const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const keys = { present: pair(), previous: pair(), over: pair(), removed: pair() };
const keyOf = keysOf(
  JSON.stringify({
    keys: [
      { ...keys.present.publicKey.export({ format: "jwk" }), kid: "present" },
      { ...keys.previous.publicKey.export({ format: "jwk" }), kid: "previous" },
      { ...keys.over.publicKey.export({ format: "jwk" }), kid: "over", exp: start / 1000 - 1 },
    ],
  }),
);
const investigator: TokenClaims = { account: "kim.account", duty: "national-investigator", agency: "kdca", jurisdictions: [], session: "session-of-kim", authenticatedBy: "otp" };
type Signing = { readonly at?: number; readonly life?: number; readonly kid?: keyof typeof keys };
const token = (change: Partial<TokenClaims> = {}, { at = start, life = 300, kid = "present" }: Signing = {}): string => signToken({ ...investigator, ...change }, authority, { kid, privateKey: keys[kid].privateKey }, at, life);

const log = memoryLog();
const { written } = log;
let unread = 0;
let isOver: (holder: TokenHolder) => boolean = () => false;
let answered: () => Promise<void> = () => Promise.resolve();
const played: Transport = {
  send: async () => {
    await answered();
    return { status: 200, body: JSON.stringify({ data: { cases: { edges: [] } } }) };
  },
  close: () => Promise.resolve(),
};

let gateway: Gateway;
let url = "";
async function open(): Promise<void> {
  gateway = await createGateway({
    door: "clearance",
    supergraph: readFileSync(new URL("../../schema/supergraph.graphql", import.meta.url), "utf8"),
    transports: Object.fromEntries(services.map((name) => [name, played])) as Record<ServiceName, Transport>,
    contextKeys: Object.fromEntries(services.map((name) => [name, randomBytes(32)])) as Record<ServiceName, Buffer>,
    claimsKey: randomBytes(32),
    ledger: log.ledger,
    clock: () => now,
    authority,
    keyOf,
    revocations: { ended: (holder) => isOver(holder), unreadForMs: () => unread },
    introspection: false,
    ready: () => Promise.resolve(true),
  });
  await new Promise<void>((resolve) => gateway.server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}`;
}
async function close(): Promise<void> {
  gateway.server.closeAllConnections();
  gateway.server.close();
  await gateway.stop();
}
/** What was counted is written when a gateway stops. */
async function reopen(): Promise<void> {
  await close();
  await open();
}
let refusing = true;
beforeAll(open);
beforeEach(async () => {
  if (written.some(({ outcome }) => outcome === "refused") || !refusing) await reopen(); // so that a test's first refusal is a first one
  [now, log.works, unread, refusing] = [start, true, 0, true];
  isOver = () => false;
  answered = () => Promise.resolve();
  written.length = 0;
});
afterAll(close);

const query = "query Cases { cases { edges { cursor } } }";
type Told = { readonly status: number; readonly codes: readonly string[]; readonly text: string; readonly challenge: string | null };
async function post(authorization: string | undefined, { headers = {}, body = {} }: { readonly headers?: Record<string, string>; readonly body?: object } = {}): Promise<Told> {
  const response = await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }), ...headers }, body: JSON.stringify({ query, ...body }) });
  return await told(response);
}
async function told(response: Response): Promise<Told> {
  const text = await response.text();
  const { errors = [] } = JSON.parse(text) as { errors?: readonly { extensions: { code: string } }[] };
  return { status: response.status, codes: errors.map(({ extensions }) => extensions.code), text, challenge: response.headers.get("www-authenticate") };
}
const investigating = { headers: { "epigraph-purpose": "investigation" } };
const refusals = (): unknown[] => written.map(({ source, outcome, agent, refusals: counted = [] }) => [source.observer, outcome, agent.who, agent.network, ...counted.map(({ code, count }) => `${code} ${count}`)]);
/** No part of the token, as it was sent or decoded, and no hash of it. */
function expectNothingOf(sent: string, text: string): void {
  for (const part of sent.split(".")) if (part.length > 3) expect(text).not.toContain(part);
  expect(text).not.toContain(createHash("sha256").update(sent).digest("hex"));
  expect(text).not.toMatch(/eyJ|superuser/);
}

describe("a token that is good", () => {
  it("lets its holder in, and the record says for what purpose", async () => {
    expect(await post(`Bearer ${token()}`, investigating)).toMatchObject({ status: 200, codes: [] });
    expect(written).toMatchObject([{ outcome: "answered", purposeOfEvent: "investigation", agent: { who: "kim.account", session: "session-of-kim", door: "clearance" } }]);
  });

  it("is good too when it is signed with the previous key that the set still lists, or of an issuer whose clock is 60 s ahead or behind", async () => {
    for (const sent of [token({}, { kid: "previous" }), token({}, { at: start + 60_000 }), token({}, { at: start - 60_000 })]) expect(await post(`Bearer ${sent}`, investigating)).toMatchObject({ status: 200, codes: [] });
  });
});

describe("a token that is not", () => {
  const bad: readonly (readonly [what: string, sent: string, code: string])[] = [
    ["of an unknown duty", token({ duty: "superuser" as Duty }), "TOKEN_DUTY"],
    ["of a key whose time is over", token({}, { kid: "over" }), "TOKEN_KEY_EXPIRED"],
    ["of a key that was removed", token({}, { kid: "removed" }), "TOKEN_KEY_UNKNOWN"],
    ["of an issuer whose clock is 61 s ahead", token({}, { at: start + 61_000 }), "TOKEN_NOT_YET_VALID"],
    ["of an issuer whose clock is so far behind that it is over", token({}, { at: start - 300_000 }), "TOKEN_EXPIRED"],
    ["that lives an hour", token({}, { life: 3_600 }), "TOKEN_LIVES_TOO_LONG"],
    ["of 10 kB", token({ agency: "x".repeat(7_500) }), "TOKEN_TOO_LONG"],
    ["of which the end was cut off", token().slice(0, -2), "TOKEN_SIGNATURE_FORM"],
  ];

  it("is refused: 401, a record of who tried from where and why, and nothing of the token", async () => {
    for (const [what, sent] of bad) {
      const { status, codes, text, challenge } = await post(`Bearer ${sent}`, investigating);
      expect({ what, status, codes, challenge }).toEqual({ what, status: 401, codes: ["UNAUTHENTICATED"], challenge: "Bearer" });
      expectNothingOf(sent, text);
    }
    const [first, ...others] = bad.map(([, , code]) => `${code} 1`);
    expect(refusals()).toEqual([["gateway", "refused", "unknown", "127.0.0.1", first]]);
    await reopen();
    expect(refusals()[1]).toEqual(["gateway", "refused", "unknown", "127.0.0.1", ...others]);
    for (const [, sent] of bad) expectNothingOf(sent, JSON.stringify(written));
  });

  it("of 100 kB is more than node reads: 431 in the standard form, with its record", async () => {
    const sent = `${"x".repeat(100_000)}.${"y".repeat(20)}`;
    const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const request = get(`${url}/graphql`, { headers: { authorization: `Bearer ${sent}` }, agent: new Agent({ keepAlive: false }) }, (response) => {
        let read = "";
        response.on("data", (chunk: Buffer) => (read += chunk.toString()));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text: read }));
      });
      request.on("error", reject);
    });
    expect([status, JSON.parse(text)]).toEqual([431, { errors: [{ message: expect.stringContaining("8,192"), extensions: { code: "HEADER_TOO_LARGE" } }] }]);
    expect(refusals()).toEqual([["gateway", "refused", "unknown", "127.0.0.1", "HEADER_TOO_LARGE 1"]]);
    expect(await post(`Bearer ${token()}`, investigating)).toMatchObject({ status: 200 });
  });

  it("is refused all the same when the log cannot be written: there is nothing in it to protect", async () => {
    [log.works, refusing] = [false, false];
    expect(await post("Bearer a.b.c")).toMatchObject({ status: 401, codes: ["UNAUTHENTICATED"] });
  });

  it("a hundred times makes one record now, and one with the rest when the minute or the gateway ends", async () => {
    for (let tries = 0; tries < 100; tries++) await post(`Bearer ${token({}, { life: 3_600 })}`);
    expect(refusals()).toEqual([["gateway", "refused", "unknown", "127.0.0.1", "TOKEN_LIVES_TOO_LONG 1"]]);
    await reopen();
    expect(refusals()[1]).toEqual(["gateway", "refused", "unknown", "127.0.0.1", "TOKEN_LIVES_TOO_LONG 99"]);
  });
});

describe("a session that ends", () => {
  it("is refused with a code of its own and a record that names whose it was", async () => {
    const sent = token();
    isOver = ({ principal }) => principal.session === "session-of-kim";
    const { status, codes, text } = await post(`Bearer ${sent}`, investigating);
    expect([status, codes, refusals()]).toEqual([401, ["SESSION_REVOKED"], [["gateway", "refused", "kim.account", "127.0.0.1", "SESSION_REVOKED 1"]]]);
    expectNothingOf(sent, text + JSON.stringify(written));
    expect(await post(`Bearer ${token({ session: "another" })}`, investigating)).toMatchObject({ status: 200 });
  });

  it("in mid-request: the request under way was let in and gets its answer, the next does not", async () => {
    let finish: () => void = () => undefined;
    const asked = new Promise<void>((reached) => {
      answered = () => {
        reached();
        return new Promise((resolve) => (finish = resolve));
      };
    });
    const underWay = post(`Bearer ${token()}`, investigating);
    await asked;
    isOver = ({ principal }) => principal.account === "kim.account";
    const next = await post(`Bearer ${token()}`, investigating);
    finish();
    expect([(await underWay).status, (await underWay).codes, next.status, next.codes]).toEqual([200, [], 401, ["SESSION_REVOKED"]]);
    expect(written.map(({ outcome }) => outcome)).toEqual(["refused", "answered"]);
  });

  it("while ended sessions cannot be read, the gateway serves on and says that it is degraded", async () => {
    const ready = async (): Promise<unknown> => {
      const response = await fetch(`${url}/readyz`);
      return [response.status, await response.json()];
    };
    expect(await ready()).toEqual([200, { status: "ready" }]);
    unread = 12_300;
    expect(await ready()).toEqual([200, { status: "degraded", revocationsUnreadForSeconds: 12 }]);
    expect(await post(`Bearer ${token()}`, investigating)).toMatchObject({ status: 200, codes: [] });
  });
});

describe("the purpose", () => {
  const asked = `Bearer ${token()}`;

  it.each([
    ["in the header", investigating],
    ["in the extensions of the operation", { body: { extensions: { purpose: "investigation" } } }],
    ["in both alike", { ...investigating, body: { extensions: { purpose: "investigation" } } }],
  ])("may be stated %s, and is recorded", async (_where, stated) => {
    expect(await post(asked, stated)).toMatchObject({ status: 200, codes: [] });
    expect(written.map(({ purposeOfEvent, outcome }) => [purposeOfEvent, outcome])).toEqual([["investigation", "answered"]]);
  });

  it("may be stated in the extensions of a GET", async () => {
    const search = new URLSearchParams({ query, extensions: JSON.stringify({ purpose: "investigation" }) });
    const response = await fetch(`${url}/graphql?${search.toString()}`, { headers: { authorization: asked, "apollo-require-preflight": "1" } });
    expect(await told(response)).toMatchObject({ status: 200, codes: [] });
    expect(written.map(({ purposeOfEvent }) => purposeOfEvent)).toEqual(["investigation"]);
  });

  const bad: readonly (readonly [what: string, stated: Parameters<typeof post>[1], code: string])[] = [
    ["that is not on the list", { headers: { "epigraph-purpose": "curiosity" } }, "PURPOSE_UNKNOWN"],
    ["that is not on the list, in the extensions", { body: { extensions: { purpose: "curiosity" } } }, "PURPOSE_UNKNOWN"],
    ["that is no text", { body: { extensions: { purpose: ["investigation"] } } }, "PURPOSE_UNKNOWN"],
    ["of two in one header", { headers: { "epigraph-purpose": "investigation, audit" } }, "PURPOSE_UNKNOWN"],
    ["that the header and the extensions state differently", { ...investigating, body: { extensions: { purpose: "audit" } } }, "PURPOSE_CONFLICT"],
  ];

  it("that is none of ours is refused: 400, with a record of who asked", async () => {
    for (const [what, stated, code] of bad) {
      const { status, codes, text } = await post(asked, stated);
      expect({ what, status, codes }).toEqual({ what, status: 400, codes: [code] });
      expect(text).not.toContain("curiosity");
    }
    await reopen();
    expect(refusals()).toEqual([
      ["gateway", "refused", "kim.account", "127.0.0.1", "PURPOSE_UNKNOWN 1"],
      ["gateway", "refused", "kim.account", "127.0.0.1", "PURPOSE_UNKNOWN 3", "PURPOSE_CONFLICT 1"],
    ]);
    expect(JSON.stringify(written)).not.toContain("curiosity");
  });

  it.each([
    ["none", {}],
    ["another duty's", { headers: { "epigraph-purpose": "audit" } }],
  ])("%s: what is above P1 is withheld with PURPOSE_REQUIRED", async (_what, stated) => {
    expect(await post(asked, stated)).toMatchObject({ status: 200, codes: ["PURPOSE_REQUIRED"] });
  });
});
