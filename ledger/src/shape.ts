/** What a JSON value must be, as a table that can be read: checks that are put together. Says where and what is wrong, never a value. Not which shapes there are: see record-shape.ts. */

/** Nothing when the value is as it must be; otherwise the rest of a sentence that begins with the name of the value, such as `.agent.clearance is not a level of clearance`. */
export type Check = (value: unknown) => string | undefined;

/** What a check found, as a sentence about a value of that name. */
export function sentence(name: string, fault: string): string {
  const [path = ""] = /^[.[\]\w]*/.exec(fault) ?? [];
  return `\`${name}${path}\`${fault.slice(path.length)}`;
}

/** A text of that form. `what`: with its article. */
export function text(form: RegExp, what: string): Check {
  return (value) => (typeof value === "string" && form.test(value) ? undefined : ` is not ${what}`);
}

export function oneOf(values: readonly unknown[], what: string): Check {
  return (value) => (values.includes(value) ? undefined : ` is not ${what}`);
}

/** A whole number that JavaScript holds exactly, from `least` to `most`. */
export function whole(least: number, most: number, what: string): Check {
  return (value) => (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most ? undefined : ` is not ${what}`);
}

export function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value));
}

export function either(one: Check, other: Check): Check {
  return (value) => (one(value) === undefined ? undefined : other(value));
}

export function list(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return " is not a list";
    for (let index = 0; index < value.length; index++) {
      const fault = check(value[index]);
      if (fault !== undefined) return `[${index}]${fault}`;
    }
    return undefined;
  };
}

/** A list of so many values, each of its own sort. */
export function tuple(...checks: readonly Check[]): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length !== checks.length) return ` is not a list of ${checks.length}`;
    for (let index = 0; index < checks.length; index++) {
      const fault = checks[index]?.(value[index]);
      if (fault !== undefined) return `[${index}]${fault}`;
    }
    return undefined;
  };
}

/** These members and no others. None may be named as what every object has. */
export function object(members: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(members);
  return (value) => {
    if (!isObject(value)) return " is not an object";
    let known = 0;
    for (const [name, check] of checks) {
      const member = value[name];
      if (member !== undefined || Object.hasOwn(value, name)) known += 1;
      const fault = check(member);
      if (fault !== undefined) return `.${name}${fault}`;
    }
    return Object.keys(value).length === known ? undefined : " has a member that it should not have";
  };
}

/** Members of any names of that form, all of one sort, which has no members itself. */
export function dictionary(name: RegExp, check: Check): Check {
  return (value) => {
    if (!isObject(value)) return " is not an object";
    for (const [index, [key, member]] of Object.entries(value).entries()) {
      if (!name.test(key)) return ` has a member, number ${index + 1}, that is not named as it must be`;
      const fault = check(member);
      if (fault !== undefined) return ` has a member, number ${index + 1}, that${fault}`;
    }
    return undefined;
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
