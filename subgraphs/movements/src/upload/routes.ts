/** Where files of providers come in, beside GraphQL: what was approved for whom is the request's, what becomes of the file is @epigraph/provision's. Not what a provider is told in its inbox: see resolvers.ts. */
import { type Approved, type ApprovedFor, openProvisionStore, provisionRouter, type ProvisionStore } from "@epigraph/provision";
import type { OpenRoutes } from "@epigraph/service";
import { ownerOf, type Vault } from "@epigraph/vault";

export const uploadRoutes: OpenRoutes = ({ database, ledger, contextKey, pseudonyms, clock, vault, logIn }) => {
  const store = openProvisionStore(logIn("provision"));
  const handler = provisionRouter({
    approvedFor: approvedIn(store),
    recordProvision: ({ upload, last }) => store.record(upload, last),
    store,
    database,
    ledger,
    pseudonyms,
    pseudonym: vault.pseudonym,
    seal: (rows, upload) => sealedRows(vault, rows, upload),
    contextKey,
    clock,
  });
  return { handler, close: store.close };
};

/** By the frozen match key of the request, whatever the identity of its person says by now. */
export const approvedIn =
  (store: Pick<ProvisionStore, "addressed" | "placesAsked">): ApprovedFor =>
  async (entry, agency): Promise<Approved | undefined> => {
    const asked = await store.addressed(entry, agency);
    if (asked === undefined) return undefined;
    const { request, caseId, personKey, kind, dataClass, from, to, matchKind, matchPseudonym, dwellMinutes, standing } = asked;
    const approved = { request, agency, dataClass, window: { from, to }, caseId, standing };
    if (kind === "place-roster") return { ...approved, subjects: { anyone: { places: await store.placesAsked(request), dwellMinutes: dwellMinutes ?? 0 } } };
    const subject = { personKey };
    return { ...approved, ...(matchKind === null ? {} : { subjectKind: matchKind }), subjects: (name) => (matchPseudonym?.equals(name) === true ? subject : undefined) };
  };

/** Under a key of the upload, which can be destroyed for all of its rows at once. */
async function sealedRows(vault: Vault, rows: readonly { readonly line: number; readonly text: string }[], upload: string): Promise<readonly Buffer[]> {
  const owner = ownerOf("upload", upload);
  const sealed: Buffer[] = [];
  for (const { line, text } of rows) sealed.push(await vault.seal(owner, `row-${String(line)}`, text)); // one after the other: the first makes the key
  return sealed;
}
