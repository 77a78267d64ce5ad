/** JSON objects that every reader understands alike: UTF-8 without faults, no member named twice at any level. Not a schema. */

/** Or what is wrong: bytes or text that are no JSON object, or a member that stands twice (RFC 7515, section 4; RFC 7519, section 4). */
export function strictObject(bytes: Buffer): Readonly<Record<string, unknown>> | "not-an-object" | "member-twice" {
  try {
    const text = decoder.decode(bytes);
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return "not-an-object";
    return namesTwice(text) ? "member-twice" : (value as Record<string, unknown>);
  } catch {
    return "not-an-object"; // the parser's own message would repeat the text
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A string of JSON, or one of the signs that open, close or part objects and lists; the rest (numbers, names, blanks) says nothing of members. */
const signs = /"(?:[^"\\]|\\.)*"|[{}[\],]/gs;

/** `text` is well-formed JSON. Names are compared as they mean, not as they are spelled: `"\u0061lg"` is `"alg"`. */
function namesTwice(text: string): boolean {
  const open: (Set<string> | undefined)[] = []; // the names of each object that is open; none for a list
  let nameNext = false;
  for (const [sign] of text.matchAll(signs)) {
    const names = open.at(-1);
    if (sign === "{") open.push(new Set());
    else if (sign === "[") open.push(undefined);
    else if (sign === "}" || sign === "]") open.pop();
    else if (sign !== "," && nameNext && names !== undefined) {
      const name = JSON.parse(sign) as string;
      if (names.has(name)) return true;
      names.add(name);
    }
    nameNext = sign === "{" || (sign === "," && open.at(-1) !== undefined);
  }
  return false;
}
