/** Whether two answers are the same, byte for byte. What cannot be the same is named apart first: the operation's random number, and ids that were made while it ran. */
import type { Reply } from "./world.js";

/** `undefined` when the asker cannot tell the two apart; else the first place where they differ. */
export type Comparison = (one: Reply, other: Reply) => string | undefined;

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const cursors = /"(?:cursor|endCursor)":"([\w-]+)"/g;
/** Of the transport, not of the answer; an entity tag only repeats the body. */
const passing = new Set(["date", "connection", "keep-alive", "etag"]);
const correlationHeader = "epigraph-correlation";

/**
 * Remembers, over a whole run, which new id of the one world stands for which of the other: the same partner always, or the answers differ. `known`: ids that were in
 * both databases before anybody asked; they are compared as they are.
 */
export function comparison(known: ReadonlySet<string>): Comparison {
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
    const [leftIds, rightIds] = [left.body.match(uuids) ?? [], right.body.match(uuids) ?? []];
    if (left.body.replaceAll(uuids, "#") !== right.body.replaceAll(uuids, "#")) return firstDifference(left.body, right.body);
    const unlike = leftIds.findIndex((id, index) => !isPair(id, rightIds[index] ?? ""));
    if (unlike !== -1) return `an id: ${leftIds[unlike] ?? ""} and ${rightIds[unlike] ?? ""}`;
    const header = [...left.headers.keys(), ...right.headers.keys()].find((name) => left.headers.get(name) !== right.headers.get(name));
    return header === undefined ? undefined : `the header ${header}`;
  };
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
