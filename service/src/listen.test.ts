/** A subgraph over HTTP: what it passes on, and that a body it cannot read gets the standard form and no stack trace. */
import { contextHeader, listen, type Listening } from "./listen.js";
import type { Service } from "./service.js";

const seen: (readonly [body: string, context: string | undefined])[] = [];
let ready = true;
const service: Service = {
  name: "clinics",
  ready: () => Promise.resolve(ready),
  close: () => Promise.resolve(),
  answer: (body, context) => {
    if (body === "throw") throw new Error("secret");
    seen.push([body, context]);
    return Promise.resolve({ status: 503, body: `{"errors":[]}` });
  },
};
let listening: Listening;
beforeAll(async () => {
  listening = await listen(service, { host: "127.0.0.1", port: 0 });
});
afterAll(() => listening?.close());

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> => fetch(`${listening.url}/graphql`, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });

describe("POST /graphql", () => {
  it("passes body and context on as they came, and the answer back with its status", async () => {
    const response = await post(`{"query": "{ 서울 }"}`, { [contextHeader]: "signed" });
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([503, "application/json; charset=utf-8", `{"errors":[]}`]);
    expect(seen).toEqual([[`{"query": "{ 서울 }"}`, "signed"]]);
  });

  it("knows no context when there is no header", async () => {
    await post("{}");
    expect(seen.at(-1)).toEqual(["{}", undefined]);
  });

  it.each([
    { what: "a body over 16 MB", body: "x".repeat(16_800_000), headers: {}, status: 413 },
    { what: "a body that is not the gzip it says", body: "x", headers: { "content-encoding": "gzip" }, status: 400 },
    { what: "an encoding that nobody knows", body: "x", headers: { "content-encoding": "kim" }, status: 415 },
    { what: "a character set that nobody knows", body: "x", headers: { "content-type": "text/plain; charset=kim" }, status: 415 },
  ])("$what: $status in the standard form", async ({ body, headers, status }) => {
    const response = await post(body, headers);
    expect([response.status, await response.json()]).toEqual([status, { errors: [{ message: "the body cannot be read", extensions: { code: "BAD_USER_INPUT" } }] }]);
  });

  it("that fails unexpectedly says nothing of why", async () => {
    const response = await post("throw");
    expect([response.status, await response.json()]).toEqual([500, { errors: [{ message: "something went wrong here", extensions: { code: "INTERNAL_SERVER_ERROR" } }] }]);
  });
});

describe("for the operator", () => {
  it("says that it is alive, and whether it is ready", async () => {
    const statuses = async (): Promise<number[]> => [(await fetch(`${listening.url}/healthz`)).status, (await fetch(`${listening.url}/readyz`)).status];
    expect(await statuses()).toEqual([200, 200]);
    ready = false;
    expect(await statuses()).toEqual([200, 503]);
  });

  it("says nothing of what it is made of, and answers no GET /graphql", async () => {
    const response = await fetch(`${listening.url}/graphql`);
    expect([response.status, response.headers.get("x-powered-by")]).toEqual([404, null]);
  });

  it("fails to start on a port that is taken, with the system's own code", async () => {
    await expect(listen(service, { host: "127.0.0.1", port: Number(new URL(listening.url).port) })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
