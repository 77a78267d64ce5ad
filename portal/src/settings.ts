/** What the door says to its pages: who issues tokens. Written into the page by the door itself, so that nothing is asked for before the first thing is shown. */
import type { Registration } from "./sign-in/issuer.js";

/** As which the pages are known to every issuer (docs/identity.md). */
const clientId = "portal";

/** `undefined`: the door was given no issuer. */
export function registrationOf(page: Document, origin: string): Registration | undefined {
  const issuer = page.querySelector('meta[name="epigraph-issuer"]')?.getAttribute("content") ?? "";
  return issuer === "" ? undefined : { issuer, clientId, redirectUri: `${origin}/callback` };
}
