/** The head of an upload: its headers, read strictly. Not its body. */
import { ProvisionError } from "./error.js";
import { limits } from "./limits.js";
import { type Content, contentOf } from "./readers/content.js";

export type UploadHead = { readonly content: Content; readonly fileName: string; readonly dryRun: boolean; readonly profile: number | undefined; readonly corrects: string | undefined; readonly offset: number | undefined; /** Whether the agency has no more after this file. */ readonly last: boolean };

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** @throws ProvisionError HEAD_INVALID, CONTENT_UNKNOWN */
export function readUploadHead(headers: Headers): UploadHead {
  const said = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const content = contentOf(said("content-type"), said("content-encoding"));
  const offset = wholeNumber(said("epigraph-offset"), "epigraph-offset");
  if (offset !== undefined && (content.compressed || content.kind === "xlsx")) throw new ProvisionError("HEAD_INVALID", "only a csv or ndjson file that is not compressed can go on at an offset: send this one whole");
  const flag = (name: string): boolean => {
    const value = said(name);
    if (value !== undefined && value !== "1") throw new ProvisionError("HEAD_INVALID", `\`${name}\` may be 1 or absent`);
    return value === "1";
  };
  const corrects = said("epigraph-corrects");
  if (corrects !== undefined && !isUuid(corrects)) throw new ProvisionError("HEAD_INVALID", "`epigraph-corrects` must be the id of an upload");
  return { content, fileName: fileNameOf(said("epigraph-file-name")), dryRun: flag("epigraph-dry-run"), last: flag("epigraph-last"), profile: wholeNumber(said("epigraph-profile"), "epigraph-profile"), corrects, offset };
}

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** Percent-encoded UTF-8, for a header holds no Korean; only a name, never a path. */
function fileNameOf(encoded: string | undefined): string {
  const wrong = (what: string): ProvisionError => new ProvisionError("HEAD_INVALID", `\`epigraph-file-name\` ${what}`);
  if (encoded === undefined) throw wrong("is missing: give the file's name, percent-encoded");
  let name: string;
  try {
    name = decodeURIComponent(encoded).normalize("NFC");
  } catch {
    throw wrong("is not percent-encoded utf-8");
  }
  if (name.length > limits.fileNameLength) throw wrong(`is longer than ${String(limits.fileNameLength)} characters`);
  if (/[\p{Cc}\p{Cf}/\\]/u.test(name) || name.trim() === "") throw wrong("must be a name without slashes and control characters");
  return name;
}

function wholeNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new ProvisionError("HEAD_INVALID", `\`${name}\` must be a whole number`);
  return Number(text);
}
