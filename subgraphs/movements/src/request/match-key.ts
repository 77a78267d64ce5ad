/** By what providers look the person of a case up: taken from the identity when a request is submitted, and sealed into it. Not who may see it: the providers asked, see inbox/. */
import type { RequestId } from "@epigraph/authz";
import { badInput, notFound, type Scope } from "@epigraph/service";
import { type Identity, identityField, type IdentifierKind, type Owner, ownerOf, parseIdentity } from "@epigraph/vault";
import { type MatchKey, matchSource } from "./store.js";
import type { InformationRequest } from "./types.js";

/** What is sealed: JSON of this. */
export type MatchValue = { readonly kind: IdentifierKind; readonly value: string };

/** The field under which it is sealed, with the request as its owner. */
export const matchKeyField = "match-key";
export const requestOwner = (id: string): Owner => ownerOf("request", id);

const nobody: MatchKey = { kind: null, sealed: null, pseudonym: null };

/** @throws ClientError BAD_USER_INPUT when the identity lacks what the class is looked up by */
export async function matchKeyOf(scope: Scope, request: InformationRequest): Promise<MatchKey> {
  if (request.kind !== "case") return nobody;
  const source = await matchSource(scope, request.id);
  if (source === undefined) throw notFound("draft");
  const identity = await identityOf(scope, source);
  const match = request.dataClass === "card-use" ? cardHolder(identity) : telephone(identity);
  const pseudonym = scope.vault.pseudonym(match.kind, match.value);
  if (pseudonym === undefined) throw badInput(`the case's person has no usable ${match.kind === "phone" ? "telephone number" : "name and birth date"}: correct the identity first`);
  return { kind: match.kind, sealed: await sealedFor(scope, request.id, match), pseudonym };
}

const sealedFor = (scope: Scope, request: RequestId, match: MatchValue): Promise<Buffer> => scope.vault.seal(requestOwner(request), matchKeyField, JSON.stringify(match));

async function identityOf(scope: Scope, { personKey, identity }: { readonly personKey: string; readonly identity: Buffer | null }): Promise<Identity> {
  const [text] = identity === null ? [undefined] : await scope.vault.open([{ owner: ownerOf("person", personKey), field: identityField, blob: identity }]);
  if (text === undefined) throw badInput("the identity of the case's person is not known: enter it first");
  return parseIdentity(text);
}

/** Telecoms and places of QR entry know a number. */
function telephone({ phone }: Identity): MatchValue {
  if (phone === undefined) throw badInput("the case's person has no telephone number: enter it first");
  return { kind: "phone", value: phone };
}

/** Card companies know a holder's name and birth date. */
function cardHolder({ fullName, birthDate }: Identity): MatchValue {
  if (fullName === undefined || birthDate === undefined) throw badInput("the case's person has no name or birth date: enter them first");
  return { kind: "name-and-birth-date", value: `${fullName} ${birthDate}` };
}
