/** The setting EPIGRAPH_CLEARANCE_MODE, from the environment to the answers of a door. How each mode treats a document: see the gateway's executor.test.ts. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { services, signToken } from "@epigraph/authz";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { inProcess } from "@epigraph/gateway";
import { contextKeyVariable, type Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { newSigningKey, signingKey } from "../installation.js";
import { configuration } from "./configuration.js";
import { openDoor } from "./run.js";

describe("EPIGRAPH_CLEARANCE_MODE", () => {
  const mode = (said?: string): string => configuration(said === undefined ? {} : { EPIGRAPH_CLEARANCE_MODE: said }, undefined).clearanceMode;

  it.each([[undefined, "narrow"], ["narrow", "narrow"], ["reject", "reject"]])("%p is the mode %p", (said, meant) => expect(mode(said)).toBe(meant));

  it.each(["", "Reject", "reject ", "off", "1", "narrow,reject"])("%p is refused, and the message names the values that there are", (said) => {
    expect(() => mode(said)).toThrow(CommandFailure);
    expect(() => mode(said)).toThrow("EPIGRAPH_CLEARANCE_MODE must be `narrow` or `reject`");
  });
});

describe("an auditor who asks for regions and, which is not theirs, for cases", () => {
  const question = "{ regions(first: 1) { edges { node { code } } } cases(first: 1) { edges { node { id } } } }";
  const answered = { regions: { edges: [{ node: { code: "1168000000" } }] } };
  const authority = { issuer: "test", audience: "test" };
  const signing = signingKey(newSigningKey());
  let database: TestDatabase;
  let env: Environment;
  let folder: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), "epigraph-mode-"));
    writeFileSync(join(folder, "jwks.json"), signing.jwks);
    const key = (): string => randomBytes(32).toString("base64url");
    env = {
      ...Object.fromEntries(services.map((service) => [contextKeyVariable(service), key()])),
      EPIGRAPH_DB_GATEWAY: database.urls.gateway,
      EPIGRAPH_CLAIMS_KEY: key(),
      EPIGRAPH_JWKS: join(folder, "jwks.json"),
      EPIGRAPH_ISSUER: authority.issuer,
      EPIGRAPH_AUDIENCE: authority.audience,
    };
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  /** At a clearance door with this mode, before subgraphs that know of one region: the answer, and what the subgraphs were asked. */
  async function ask(clearanceMode: string): Promise<{ readonly status: number; readonly answer: unknown; readonly asked: readonly string[] }> {
    const config = configuration({ ...env, EPIGRAPH_CLEARANCE_MODE: clearanceMode }, undefined);
    const asked: string[] = [];
    const subgraph = inProcess((body) => {
      asked.push((JSON.parse(body) as { readonly query: string }).query);
      return Promise.resolve({ status: 200, body: JSON.stringify({ data: answered }) });
    });
    const behind = { transportTo: () => subgraph, keys: config, ready: () => Promise.resolve(true) };
    const door = await openDoor("clearance", config, behind, { host: "127.0.0.1", port: 0 }, { clock: Date.now, report: () => undefined });
    try {
      const token = signToken({ account: "auditor", duty: "auditor", agency: "kdca", jurisdictions: [], session: "session", authenticatedBy: "otp" }, authority, signing, Date.now(), 300);
      const headers = { "content-type": "application/json", authorization: `Bearer ${token}`, "epigraph-purpose": "audit" };
      const response = await fetch(`${door.url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query: question }) });
      return { status: response.status, answer: await response.json(), asked };
    } finally {
      await door.close();
    }
  }

  it("gets the regions in the mode `narrow`, and is told that the cases were taken out", async () => {
    const { status, answer, asked } = await ask("narrow");
    expect(status).toBe(200);
    expect(answer).toMatchObject({ data: { ...answered, cases: null }, errors: [{ path: ["cases"], extensions: { code: "CLEARANCE_REQUIRED" } }] });
    expect(asked).toEqual([expect.stringMatching(/^(?!.*\bcases\b).*\bregions\b/)]);
  });

  it("gets nothing at all in the mode `reject`, and no subgraph is asked", async () => {
    const { status, answer, asked } = await ask("reject");
    expect(status).toBe(403);
    expect(answer).toEqual({ errors: [{ message: "this needs another clearance or duty: `Query.cases`; nothing was run", extensions: { code: "CLEARANCE_REQUIRED" } }] });
    expect(asked).toEqual([]);
  });
});
