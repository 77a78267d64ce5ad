/** Requests to the door with the session's token and the purpose of the desk. What they ask: see graphql.ts, live.ts and upload/. */
import type { Session } from "../sign-in/session.js";

/** What somebody of a duty works for at this door (DESIGN, section 1). */
export type DeskPurpose = "authorisation" | "provision";

/** Police and card association decide, providers provide; nobody else has an inbox. */
export const purposeOf = (duty: string): DeskPurpose | undefined => (duty === "police-officer" || duty === "card-association-officer" ? "authorisation" : duty === "data-provider" ? "provision" : undefined);

/** The headers of a request, with this token. */
export const credentials = (token: string, purpose: DeskPurpose): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}`, "epigraph-purpose": purpose });

/** As `fetch`. A token that is refused is renewed once: the door may have taken in other keys, or another clock. */
export function authorisedFetch(session: Pick<Session, "token" | "discard">, purpose: DeskPurpose, ask: typeof fetch = fetch): typeof fetch {
  const once = async (token: string, ...[input, init]: Parameters<typeof fetch>): Promise<Response> => ask(input, { ...init, credentials: "omit", headers: { ...(init?.headers as Readonly<Record<string, string>> | undefined), ...credentials(token, purpose) } });
  return async (input, init) => {
    const token = await session.token();
    const response = await once(token, input, init);
    if (response.status !== 401) return response;
    session.discard(token);
    return once(await session.token(), input, init);
  };
}
