/**
 * What a JSON value must be, as a table that can be read: shapes that are put together. A shape checks a value and writes its text in one go, the text that JSON.stringify would write, because every
 * record that is kept goes through here. Not which shapes there are: see record-shape.ts.
 */

import { LedgerError } from "./error.js";

/** The value's text, its members in the shape's order; none for a member that is absent. @throws ShapeFault */
export type Shape = (value: unknown) => string | undefined;

/** Says where and what is wrong, never a value: the rest of a sentence that begins with the name of the value, such as `.agent.clearance` and ` is not a level of clearance`. */
export class ShapeFault extends Error {
  readonly path: string;
  readonly what: string;

  constructor(path: string, what: string) {
    super(path + what);
    this.path = path;
    this.what = what;
  }
}

/** The text of a record of that shape. @throws LedgerError RECORD_INVALID */
export function recordText(shape: Shape, record: unknown): string {
  try {
    return shape(record) ?? "";
  } catch (error) {
    throw error instanceof ShapeFault ? new LedgerError("RECORD_INVALID", `\`record${error.path}\`${error.what}`) : error;
  }
}

/** A text of that form. `what`: with its article. */
export function text(form: RegExp, what: string): Shape {
  return (value) => (typeof value === "string" && form.test(value) ? quoted(value) : fault(` is not ${what}`));
}

/** The same for a text that comes again and again: it is checked and written once. */
export function recurring(shape: Shape): Shape {
  const texts = new Map<unknown, string | undefined>();
  return (value) => {
    const known = texts.get(value);
    if (known !== undefined) return known;
    const written = shape(value);
    if (texts.size >= recurringCap) texts.clear();
    texts.set(value, written);
    return written;
  };
}
const recurringCap = 5_000;

/** One of these. */
export function oneOf(values: readonly (string | number)[], what: string): Shape {
  const texts = new Map<unknown, string>(values.map((value) => [value, JSON.stringify(value)]));
  return (value) => texts.get(value) ?? fault(` is not ${what}`);
}

/** A whole number that JavaScript holds exactly, from `least` to `most`. */
export function whole(least: number, most: number, what: string): Shape {
  return (value) => (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most ? String(value) : fault(` is not ${what}`));
}

/** A boolean, a finite number, or a text of that form. */
export function scalar(form: RegExp, what: string): Shape {
  return (value) => {
    if (typeof value === "string" && form.test(value)) return quoted(value);
    return typeof value === "boolean" || Number.isFinite(value) ? String(value) : fault(` is not ${what}`);
  };
}

export function optional(shape: Shape): Shape {
  return (value) => (value === undefined ? undefined : shape(value));
}

export function nullable(shape: Shape): Shape {
  return (value) => (value === null ? "null" : shape(value));
}

export function list(shape: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return fault(" is not a list");
    let texts = "";
    let index = 0;
    try {
      for (; index < value.length; index++) texts += index === 0 ? shape(value[index]) : `,${shape(value[index])}`;
    } catch (error) {
      throw within(`[${index}]`, error);
    }
    return `[${texts}]`;
  };
}

/** A list of so many values, each of its own sort. */
export function tuple(...shapes: readonly Shape[]): Shape {
  return (value) => {
    if (!Array.isArray(value) || value.length !== shapes.length) return fault(` is not a list of ${shapes.length}`);
    let texts = "";
    let index = 0;
    try {
      for (; index < shapes.length; index++) texts += index === 0 ? shapes[index]?.(value[index]) : `,${shapes[index]?.(value[index])}`;
    } catch (error) {
      throw within(`[${index}]`, error);
    }
    return `[${texts}]`;
  };
}

/** These members and no others. None may be named as what every object has. */
export function object(members: Readonly<Record<string, Shape>>): Shape {
  const shapes = Object.entries(members).map(([name, shape]) => ({ name, key: `${JSON.stringify(name)}:`, shape }));
  return (value) => {
    if (!isObject(value)) return fault(" is not an object");
    let known = 0;
    let texts = "";
    let at = "";
    try {
      for (const { name, key, shape } of shapes) {
        at = name;
        const member = value[name];
        if (member !== undefined || Object.hasOwn(value, name)) known += 1;
        const written = shape(member);
        if (written !== undefined) texts += texts === "" ? key + written : `,${key}${written}`;
      }
    } catch (error) {
      throw within(`.${at}`, error);
    }
    return Object.keys(value).length === known ? `{${texts}}` : fault(" has a member that it should not have");
  };
}

/** Members of any names of that form, all of one sort, which has no members itself. Written in the object's order. */
export function dictionary(name: RegExp, shape: Shape): Shape {
  return (value) => {
    if (!isObject(value)) return fault(" is not an object");
    let texts = "";
    for (const [index, [key, member]] of Object.entries(value).entries()) {
      if (!name.test(key)) return fault(` has a member, number ${index + 1}, that is not named as it must be`);
      texts += `${index === 0 ? "" : ","}${quoted(key)}:${ofMember(index + 1, shape, member)}`;
    }
    return `{${texts}}`;
  };
}

function fault(what: string): never {
  throw new ShapeFault("", what);
}

function within(path: string, error: unknown): unknown {
  return error instanceof ShapeFault ? new ShapeFault(path + error.path, error.what) : error;
}

/** Its name may be what somebody wrote: its number will do. */
function ofMember(number: number, shape: Shape, value: unknown): string | undefined {
  try {
    return shape(value);
  } catch (error) {
    throw error instanceof ShapeFault ? new ShapeFault("", ` has a member, number ${number}, that${error.what}`) : error;
  }
}

/** As JSON.stringify does, which takes longer over a text that needs nothing but its quotation marks. */
function quoted(value: string): string {
  return /^[ !#-[\]-~]*$/.test(value) ? `"${value}"` : JSON.stringify(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
