/** Keys of an issuer that change while a door is open. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eventually } from "@epigraph/datastore/testing";
import { newSigningKey, signingKey } from "../installation.js";
import { fetchKeySet, followKeys, isKeySetUrl } from "./followed-keys.js";

const [first, second] = [signingKey(newSigningKey()), signingKey(newSigningKey())];
const fast = { everyMs: 10, soonMs: 10 };
const quiet = { clock: Date.now, report: () => undefined, ...fast };

describe("followed keys", () => {
  it("are found, and their successors when they come; a key that is the same stays the same object", async () => {
    let text = first.jwks;
    const followed = await followKeys(() => Promise.resolve(text), quiet);
    const known = followed.keyOf(first.kid, 0);
    expect(known).toMatchObject({ type: "public" });
    text = JSON.stringify({ keys: [...(JSON.parse(first.jwks) as { keys: object[] }).keys, ...(JSON.parse(second.jwks) as { keys: object[] }).keys] });
    await eventually(() => Promise.resolve(expect(followed.keyOf(second.kid, 0)).toMatchObject({ type: "public" })));
    text = second.jwks;
    await eventually(() => Promise.resolve(expect(followed.keyOf(first.kid, 0)).toBeUndefined()));
    const settled = followed.keyOf(second.kid, 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(followed.keyOf(second.kid, 0)).toBe(settled);
    await followed.close();
  });

  it("stay while the issuer does not answer, for a day and no longer; it is reported once", async () => {
    let now = 0;
    let there = true;
    const reports: string[] = [];
    const followed = await followKeys(() => (there ? Promise.resolve(first.jwks) : Promise.reject(new Error("secret"))), { clock: () => now, report: (line) => reports.push(line), ...fast });
    there = false;
    await eventually(() => Promise.resolve(expect(reports).toHaveLength(1)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(reports).toEqual([expect.not.stringContaining("secret")]);
    expect(followed.keyOf(first.kid, 0)).toBeDefined();
    now = 86_400_001;
    expect(() => followed.keyOf(first.kid, 0)).toThrow("not known");
    there = true;
    await eventually(() => Promise.resolve(expect(followed.keyOf(first.kid, 0)).toBeDefined()));
    await followed.close();
  });

  it("are none until the issuer answers, and bad ones change nothing", async () => {
    let text = "not a key set";
    const followed = await followKeys(() => Promise.resolve(text), quiet);
    expect(() => followed.keyOf(first.kid, 0)).toThrow("not known");
    text = first.jwks;
    await eventually(() => Promise.resolve(expect(followed.keyOf(first.kid, 0)).toBeDefined()));
    text = "{}";
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(followed.keyOf(first.kid, 0)).toBeDefined();
    await followed.close();
  });
});

describe("a key set behind a URL", () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === "/moved") response.writeHead(302, { location: "/jwks" }).end();
      else if (request.url === "/long") response.end("x".repeat(70_000));
      else if (request.url === "/jwks") response.end(first.jwks);
      else response.writeHead(500).end("broken");
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it("is fetched", async () => expect(await fetchKeySet(`${url}/jwks`)()).toBe(first.jwks));
  it.each([["/moved", "fetch failed"], ["/long", "no key set"], ["/broken", "no key set"]])("is refused at %s", async (path, why) => expect(fetchKeySet(`${url}${path}`)()).rejects.toThrow(why));
  it.each([["https://id.example/jwks", true], ["http://127.0.0.1:4003/jwks", true], ["http://id.example/jwks", false], ["file:///etc/passwd", false], ["no url", false]])("%s may be named: %p", (text, allowed) => expect(isKeySetUrl(text)).toBe(allowed));
});
