/**
 * Whether two answers are the same, byte for byte. What cannot be the same is taken apart first: the operation's random number, and the ids and the moments of what was made
 * while the run went on.
 */
import type { Instant } from "@epigraph/authz";
import type { Reply } from "./world.js";

/** `undefined` when the asker cannot tell the two apart; else the first place where they differ. */
export type Comparison = (one: Reply, other: Reply) => string | undefined;

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const moments = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const cursors = /"(?:cursor|endCursor)":"([\w-]+)"/g;
/** The database has a clock of its own, which does not stand still while both worlds are asked: so far apart may they be, in milliseconds. */
const toleranceMs = 60_000;
/** Of the transport, not of the answer; an entity tag only repeats the body. */
const passing = new Set(["date", "connection", "keep-alive", "etag"]);
const correlationHeader = "epigraph-correlation";

/**
 * Remembers, over a whole run, which new id of the one world stands for which of the other: the same partner always, or the answers differ. `known`: ids that were in
 * both databases before anybody asked; they are compared as they are, and so are moments before `began`.
 */
export function comparison(known: ReadonlySet<string>, began: Instant): Comparison {
  const partners = new Map<string, string>();
  const taken = new Map<string, string>();

  const isPair = (one: string, other: string): boolean => {
    if (one === other) return true;
    if (known.has(one) || known.has(other)) return false;
    if ((partners.get(one) ?? other) !== other || (taken.get(other) ?? one) !== one) return false;
    partners.set(one, other);
    taken.set(other, one);
    return true;
  };

  return (one, other) => {
    if (one.status !== other.status) return `status ${one.status} and ${other.status}`;
    const [left, right] = [canonical(one), canonical(other)];
    const form = (body: string): string => body.replaceAll(uuids, "#").replaceAll(moments, "@");
    if (form(left.body) !== form(right.body)) return firstDifference(left.body, right.body);
    const unlike = unlikePair(uuids, isPair) ?? unlikePair(moments, isSameMoment);
    if (unlike !== undefined) return unlike;
    const header = [...left.headers.keys(), ...right.headers.keys()].find((name) => left.headers.get(name) !== right.headers.get(name));
    return header === undefined ? undefined : `the header ${header}`;

    function unlikePair(pattern: RegExp, isAlike: (one: string, other: string) => boolean): string | undefined {
      const [ones, others] = [left.body.match(pattern) ?? [], right.body.match(pattern) ?? []];
      const at = ones.findIndex((found, index) => !isAlike(found, others[index] ?? ""));
      return at === -1 ? undefined : `${ones[at] ?? ""} and ${others[at] ?? ""}`;
    }
  };

  function isSameMoment(one: string, other: string): boolean {
    if (one === other) return true;
    const [left, right] = [Date.parse(one), Date.parse(other)];
    return left >= began && right >= began && Math.abs(left - right) <= toleranceMs;
  }
}

function canonical({ headers, body }: Reply): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const correlation = headers.get(correlationHeader);
  const kept = new Map([...headers].filter(([name]) => !passing.has(name) && name !== correlationHeader));
  kept.set(correlationHeader, correlation === undefined ? "none" : "one");
  const told = body.replaceAll(cursors, (whole, cursor: string) => whole.replace(cursor, Buffer.from(cursor, "base64url").toString()));
  return { headers: kept, body: correlation === undefined || correlation === "" ? told : told.replaceAll(correlation, "the correlation") };
}

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  const around = (text: string): string => text.slice(Math.max(0, at - 60), at + 80);
  return `at ${at}: ...${around(one)}... and ...${around(other)}...`;
}
