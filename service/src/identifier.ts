/** Ids as they come from a client: opaque to it, UUIDs to us. */
import { badInput } from "./error.js";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isId = (text: string): boolean => uuid.test(text);

/** @throws ClientError BAD_USER_INPUT; the message does not repeat the id */
export function parseId<Id extends string>(text: string, argument = "id"): Id {
  if (!isId(text)) throw badInput(`\`${argument}\` is not an id of this platform: take ids from its answers`);
  return text as Id;
}
