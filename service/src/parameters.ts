/** Collects the values of one SQL statement and hands out their placeholders. */
import type { Bind } from "@epigraph/authz";

export type Parameters = { readonly bind: Bind; readonly values: unknown[] };

/** `$1`, `$2`, ... for a raw statement. */
export function parameters(): Parameters {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${values.push(value)}` };
}

/** `:v1`, `:v2`, ... for a TypeORM query builder. */
export function namedParameters(): { readonly bind: Bind; readonly values: Record<string, unknown> } {
  const values: Record<string, unknown> = {};
  return {
    values,
    bind: (value) => {
      const name = `v${Object.keys(values).length + 1}`;
      values[name] = value;
      return `:${name}`;
    },
  };
}
