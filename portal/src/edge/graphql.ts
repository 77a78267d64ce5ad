/** The client of the agency door's GraphQL. The questions: see inbox/questions.ts. */
import { cacheExchange, Client, fetchExchange } from "urql";
import type { Session } from "../sign-in/session.js";
import { authorisedFetch, type DeskPurpose } from "./authorised.js";

/** What it keeps is in memory and goes with the session. */
export function edgeClient(session: Session, purpose: DeskPurpose): Client {
  return new Client({ url: "/graphql", exchanges: [cacheExchange, fetchExchange], fetch: authorisedFetch(session, purpose), preferGetMethod: false, requestPolicy: "cache-and-network" });
}
