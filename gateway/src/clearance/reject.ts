/** The one error of the mode `reject`: the operation asked for what it may not, and nothing of it ran. The other mode is narrow.ts. */
import { GraphQLError } from "graphql";
import type { Withheld } from "./narrow.js";
import { refusalMessages } from "./restore.js";

/** Names the coordinates, which are the schema's; no argument, no alias, no person. */
export function rejected(withheld: Iterable<Withheld>): GraphQLError {
  const all = [...withheld];
  const code = all.every(({ refusal }) => refusal === "PURPOSE_REQUIRED") ? "PURPOSE_REQUIRED" : "CLEARANCE_REQUIRED";
  const coordinates = [...new Set(all.map(({ coordinate }) => `\`${coordinate}\``))];
  return new GraphQLError(`${refusalMessages[code]}: ${coordinates.join(", ")}; nothing was run`, { extensions: { code, http: { status: 403 } } });
}
