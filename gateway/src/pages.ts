/** The built pages of a door, from memory: every file by its exact name, so that no address leads out of the folder. Builds nothing (portal/), and knows nobody: the pages sign in by themselves. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export type PagesParts = {
  /** Where the build put `index.html` and what it names. */
  readonly folder: string;
  /** Who issues this door's tokens: the one other host that the pages ask. */
  readonly issuer: string;
};

/** Whether it was one of the pages; then it is answered. */
export type Pages = (request: IncomingMessage, response: ServerResponse) => boolean;

type Encoding = "identity" | "gzip" | "br";
type Kept = { readonly type: string; readonly cacheControl: string; readonly tag: string; readonly bodies: Readonly<Record<Encoding, Buffer>> };

/** Where the pages are; `/callback` is where the issuer sends people back to. */
const pagePaths = ["/", "/callback"];

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Reads and compresses everything once. @throws when the folder is not there, or holds a file of a kind that is not on the list */
export async function openPages({ folder, issuer }: PagesParts): Promise<Pages> {
  const kept = new Map<string, Kept>();
  for (const name of filesIn(folder)) {
    const content = readFileSync(join(folder, name));
    if (name !== "index.html") kept.set(`/${name}`, await keep(name, content));
    else for (const path of pagePaths) kept.set(path, await keep(name, Buffer.from(withIssuer(content.toString(), issuer))));
  }
  if (!kept.has("/")) throw new RangeError(`there are no pages in ${folder}: build them with \`npm run build\``);
  const headers = securityHeaders(issuer);

  return (request, response) => {
    const found = kept.get(pathOf(request.url ?? ""));
    if (found === undefined || (request.method !== "GET" && request.method !== "HEAD")) return false;
    const encoding = encodingFor(request.headers["accept-encoding"]);
    const tag = `"${found.tag}-${encoding}"`;
    const body = found.bodies[encoding];
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader("cache-control", found.cacheControl);
    response.setHeader("vary", "accept-encoding");
    response.setHeader("etag", tag);
    if (request.headers["if-none-match"] === tag) return respond(response, 304);
    response.setHeader("content-type", found.type);
    response.setHeader("content-length", body.length);
    if (encoding !== "identity") response.setHeader("content-encoding", encoding);
    return respond(response, 200, request.method === "HEAD" ? undefined : body);
  };
}

/** Scripts, styles and questions of our own only, tokens from the issuer only; no frame, no form, no text that becomes a script (Trusted Types). */
export function securityHeaders(issuer: string): Readonly<Record<string, string>> {
  return {
    "content-security-policy": `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ${new URL(issuer).origin}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'`,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
}

function respond(response: ServerResponse, status: number, body?: Buffer): true {
  response.statusCode = status;
  response.end(body);
  return true;
}

/** A name that holds the content's hash is good for ever; any other is asked for again. */
async function keep(name: string, content: Buffer): Promise<Kept> {
  const type = types[extname(name)];
  if (type === undefined) throw new RangeError(`the pages hold \`${name}\`, a kind of file that no browser is told about: teach it to gateway/src/pages.ts`);
  const tag = createHash("sha256").update(content).digest("base64url").slice(0, 22);
  const [zipped, smaller] = await Promise.all([promisify(gzip)(content, { level: 9 }), promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })]);
  return { type, cacheControl: name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache", tag, bodies: { identity: content, gzip: zipped, br: smaller } };
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll("\\", "/")] : []));

/** Without the query, which is the pages' own. */
const pathOf = (url: string): string => url.split("?", 1)[0] ?? "";

function encodingFor(accepted: string | string[] | undefined): Encoding {
  const offered = String(accepted ?? "").split(",").flatMap((part) => (/;\s*q=0(\.0*)?\s*$/.test(part) ? [] : [part.split(";")[0]?.trim()]));
  return offered.includes("br") ? "br" : offered.includes("gzip") ? "gzip" : "identity";
}

/** The place for it is in the built page, empty. */
function withIssuer(page: string, issuer: string): string {
  const place = /(<meta name="epigraph-issuer" content=")(")/;
  if (!place.test(page)) throw new RangeError("the page has no place for the issuer: see portal/index.html");
  const escaped = issuer.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return page.replace(place, (_whole, before: string, after: string) => `${before}${escaped}${after}`);
}
