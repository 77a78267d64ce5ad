/** The web pages that the agency door serves, where they were built. How they are served: `openPages` of the gateway. */
import { existsSync } from "node:fs";
import type { Door } from "@epigraph/authz";
import { openPages, type Pages } from "@epigraph/gateway";
import { pagesFolder } from "./schema-folder.js";

/** None at another door, in a checkout that was not built, and for an issuer that no browser finds by its name. `issuer`: `iss` of the door's tokens. */
export async function agencyPages(door: Door, issuer: string | undefined): Promise<{ readonly pages?: Pages }> {
  if (door !== "agency" || issuer === undefined || !URL.canParse(issuer) || !existsSync(pagesFolder)) return {};
  return { pages: await openPages({ folder: pagesFolder, issuer }) };
}
