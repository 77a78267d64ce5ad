/** Text to HTML without a way around escaping: only what `html` made goes in as it is. */
declare const escaped: unique symbol;
export type Html = { readonly text: string; readonly [escaped]: true };

const made = (text: string): Html => ({ text }) as Html;

/** A template whose values are escaped, unless they are Html; lists are joined, `undefined` is left out. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html | readonly Html[] | undefined)[]): Html {
  return made(parts.map((part, index) => part + (index < values.length ? textOf(values[index]) : "")).join(""));
}

/** For text that a library made as HTML. */
export const trusted = made;

function textOf(value: string | number | Html | readonly Html[] | undefined): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return (value as readonly Html[]).map(({ text }) => text).join("");
  if (typeof value === "object") return (value as Html).text;
  return String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}
