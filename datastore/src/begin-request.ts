/** The first statement of a request's transaction: shows the database the claims that the gateway signed, by which row security tells whose request it is. Decides nothing here. */
import type { SignedClaims } from "@epigraph/authz";

import type { TransactionOptions } from "./transaction.js";

/**
 * For a transaction's `prepare`. PostgreSQL refuses with SQLSTATE 28000 what the gateway did not sign, what is for another service and what is out of date; until
 * then, and in the connection's next transaction again, the protected tables are empty.
 */
export const beginRequest =
  ({ payload, tag }: SignedClaims): NonNullable<TransactionOptions["prepare"]> =>
  async (query) =>
    void (await query("select security.begin_request($1, $2)", [payload, tag]));
