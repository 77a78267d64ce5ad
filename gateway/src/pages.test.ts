/** How a door serves its pages: what may be kept for how long, what a browser is told to refuse, and that no address leads anywhere else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as ask, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPages } from "./pages.js";

const issuer = "https://id.example.go.kr";
let folder = "";
let server: Server;
let port = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "epigraph-pages-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), '<html><meta name="epigraph-issuer" content="" /></html>');
  writeFileSync(join(folder, "assets", "index-abc.js"), "let a = 1;".repeat(200));
  const pages = await openPages({ folder, issuer });
  writeFileSync(join(folder, "late.js"), "not there when it was opened");
  server = createServer((request, response) => {
    if (pages(request, response)) return;
    response.statusCode = 404;
    response.end("elsewhere");
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

type Answer = { readonly status: number | undefined; readonly headers: Readonly<Record<string, string | string[] | undefined>>; readonly body: Buffer };

/** The path as it is written, which `fetch` would tidy up. */
const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = ask({ port, host: "127.0.0.1", path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    asked.on("error", reject);
    asked.end();
  });

describe("the pages of a door", () => {
  it.each(["/", "/callback", "/?item=r1&lang=en", "/callback?code=x&state=y"])("are one page at %s, with the issuer in it, asked for again each time", async (path) => {
    const { status, headers, body } = await get(path);
    expect([status, headers["content-type"], headers["cache-control"]]).toEqual([200, "text/html; charset=utf-8", "no-cache"]);
    expect(body.toString()).toContain(`content="${issuer}"`);
    expect((await get(path, { "if-none-match": String(headers["etag"]) })).status).toBe(304);
  });

  it("let a browser ask nobody but the door and the issuer, and show them in no frame", async () => {
    const { headers } = await get("/");
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' https://id.example.go.kr; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect([headers["x-content-type-options"], headers["referrer-policy"], headers["cross-origin-opener-policy"], headers["x-frame-options"]]).toEqual(["nosniff", "no-referrer", "same-origin", "DENY"]);
  });

  it("hold what is named by its hash, good for ever and compressed as the browser likes it", async () => {
    const [br, gzip, plain, refused] = await Promise.all(["gzip, deflate, br", "gzip", "", "br;q=0, gzip"].map((accepted) => get("/assets/index-abc.js", { "accept-encoding": accepted })));
    expect([br, gzip, plain, refused].map((answer) => answer?.headers["content-encoding"])).toEqual(["br", "gzip", undefined, "gzip"]);
    expect(plain?.body.toString()).toBe("let a = 1;".repeat(200));
    expect(plain?.headers).toMatchObject({ "content-type": "text/javascript; charset=utf-8", "cache-control": "public, max-age=31536000, immutable", "content-length": "2000", vary: "accept-encoding" });
    expect((await get("/assets/index-abc.js", {}, "HEAD")).body.length).toBe(0);
  });

  it.each(["/assets/../index.html", "/../package.json", "/..%2f..%2fetc/passwd", "/assets/", "/assets", "/index.html", "//etc/passwd", "/late.js", "/__proto__", "/constructor", "/ASSETS/index-abc.js"])("are not at %s", async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, body: Buffer.from("elsewhere") });
  });

  it("are only read", async () => {
    expect((await get("/", {}, "POST")).status).toBe(404);
  });

  it.each([
    ["no folder", () => openPages({ folder: join(folder, "none"), issuer }), /ENOENT/],
    ["no page", () => openPages({ folder: join(folder, "assets"), issuer }), /npm run build/],
    ["a kind of file that nobody knows", () => (writeFileSync(join(folder, "notes.exe"), ""), openPages({ folder, issuer })), /notes\.exe/],
  ])("are refused at the start when there is %s", async (_what, open, message) => {
    await expect(open()).rejects.toThrow(message);
  });

  it("write an issuer into the page as text, whatever is in it", async () => {
    const pages = await openPages({ folder, issuer: 'https://id.example/"><script>$&' });
    const written: string[] = [];
    pages({ url: "/", method: "GET", headers: {} } as never, { setHeader: () => undefined, end: (body: Buffer) => void written.push(body.toString()) } as never);
    expect(written[0]).toBe('<html><meta name="epigraph-issuer" content="https://id.example/&quot;>&lt;script>$&amp;" /></html>');
  });
});
