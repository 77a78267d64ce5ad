/** An upload's way through the agency door: as a stream, signed, and given up on both sides when one of them is gone. */
import { randomBytes } from "node:crypto";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Principal, uploadHead, verifyContext } from "@epigraph/authz";
import express, { type RequestHandler } from "express";
import { forwardUploads, uploadsInProcess, uploadsOverHttp, type UploadTransport } from "./forward-upload.js";
import { knownOf } from "./known.js";

const keys = { context: randomBytes(32), claims: randomBytes(32) };
const provider = { account: "p", duty: "data-provider", clearance: 1, agency: "telecom-a", jurisdictions: [], session: "s", authenticatedBy: "client", door: "agency" } as unknown as Principal;
const servers: Server[] = [];
const transports: UploadTransport[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  for (const transport of transports.splice(0)) await transport.close();
});

async function listening(handler: RequestHandler): Promise<string> {
  const server = createServer(express().use(handler)).listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function door(service: RequestHandler, way: "in process" | "over HTTP", principal = provider): Promise<string> {
  const transport = way === "in process" ? uploadsInProcess(service) : uploadsOverHttp(await listening(service));
  transports.push(transport);
  const forward = forwardUploads({ transport, keys, clock: Date.now });
  return listening((request, response, next) => {
    knownOf(response).principal = principal;
    void forward(request, response, next);
  });
}

describe.each(["in process", "over HTTP"] as const)("%s", (way) => {
  it("passes on the body, the headers that mean something, and a context that is signed for them", async () => {
    const seen: { body: string; context: unknown; other: unknown }[] = [];
    const url = await door(async (request, response) => {
      let body = "";
      for await (const part of request as AsyncIterable<Buffer>) body += part.toString();
      const { principal, purpose } = verifyContext(String(request.headers["epigraph-context"]), { audience: "movements", body: uploadHead(request.method, request.path, request.headers), key: keys.context, now: Date.now() });
      seen.push({ body, context: [principal.agency, purpose], other: way === "in process" ? undefined : request.headers.authorization });
      response.status(201).json({ stored: true });
    }, way);
    const response = await fetch(`${url}/provision/r`, { method: "PUT", headers: { "content-type": "text/csv", "epigraph-file-name": "a.csv", authorization: "Bearer secret", "epigraph-context": "forged" }, body: "a,b\n" });
    expect([response.status, await response.json()]).toEqual([201, { stored: true }]);
    expect(seen).toEqual([{ body: "a,b\n", context: ["telecom-a", "provision"], other: undefined }]);
  });

  it("tells the service when the sender is gone", async () => {
    let notice: (complete: boolean) => void = () => undefined;
    const noticed = new Promise<boolean>((resolve) => (notice = resolve));
    const url = await door((request) => {
      request.on("data", () => undefined);
      request.on("error", () => undefined);
      request.on("close", () => notice(request.complete));
    }, way);
    const sending = httpRequest(`${url}/provision/r`, { method: "PUT", headers: { "content-type": "text/csv" } });
    sending.on("error", () => undefined);
    sending.write("a,b\n");
    setTimeout(() => sending.destroy(), 100);
    expect(await noticed).toBe(false);
  });
});

it("reads no faster than the service does", async () => {
  let held: IncomingMessage | undefined;
  const url = await door((request) => void (held = request), "over HTTP");
  const sending = httpRequest(`${url}/provision/r`, { method: "PUT", headers: { "content-type": "text/csv" } });
  sending.on("error", () => undefined);
  let written = 0;
  const block = Buffer.alloc(1_000_000);
  for (let more = true; more && written < 200; written++) more = sending.write(block) || (await Promise.race([new Promise<boolean>((resolve) => sending.once("drain", () => resolve(true))), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 700))]));
  expect(held).toBeDefined();
  expect(written).toBeLessThan(60);
  sending.destroy();
});

it("answers when the service breaks off, and sends nobody there who is no provider", async () => {
  const broken = await door((request) => void request.socket.destroy(), "over HTTP");
  const response = await fetch(`${broken}/provision/r`, { method: "PUT", body: "x" });
  expect([response.status, await response.json()]).toMatchObject([502, { errors: [{ extensions: { code: "UPLOAD_INTERRUPTED" } }] }]);
  const other = await door(() => expect("called").toBe("never"), "in process", { ...provider, duty: "police-officer" });
  expect((await fetch(`${other}/provision/r`, { method: "PUT", body: "x" })).status).toBe(403);
});
