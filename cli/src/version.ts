/** Which version of Epigraph this is. */
import { readFileSync } from "node:fs";

/** As in the command's package.json, such as `0.1.0`. */
export function programVersion(): string {
  return (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { readonly version: string }).version;
}
