/** Counts every request to a door that is answered without having run: whatever refused it, from the first byte of its body to the choice of its operation. Not what runs: see executor.ts. */
import type { ApolloServerPlugin } from "@apollo/server";
import type { RequestHandler } from "express";
import { addressOf } from "./admission.js";
import type { GatewayContext } from "./context.js";
import { knownOf } from "./known.js";
import { type RefusalLog, requestFault } from "./refusals.js";

/** In front of everything else. A request without a word for its fault is a bad one: @apollo/server's own words for those stand in the answer only. */
export function accounted(refusals: RefusalLog): RequestHandler {
  return (_request, response, next) => {
    const address = addressOf(response);
    let over = false;
    const account = (): void => {
      const { counted, fate, principal, purpose } = knownOf(response);
      if (!over && counted !== true && fate?.ran !== true) refusals.add({ code: fate?.refusal ?? "BAD_REQUEST", address, principal, purpose });
      over = true;
    };
    response.once("finish", account).once("close", account); // whichever comes: an answer may find nobody there
    next();
  };
}

/** What @apollo/server refuses by itself: a text that is no GraphQL, or not of this schema, or names no operation. */
export const refusedOperations: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ contextValue: { fate }, response: { body } }) => {
        if (fate && fate.ran !== true && body.kind === "single") fate.refusal = requestFault(body.singleResult.errors?.[0]?.extensions?.["code"]);
        return Promise.resolve();
      },
    }),
};
