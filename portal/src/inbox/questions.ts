/** What the pages ask of the agency door, and the shape of its answers. Each desk asks only for the fields that are its own (DESIGN, section 1): the rest would be refused. */
import { gql, type TypedDocumentNode } from "urql";
import type { DeskPurpose } from "../edge/authorised.js";
import type { ListState } from "../place.js";

export type DataClass = "telecom-location" | "card-use" | "qr-entry";
export type ItemState = "waiting" | "approved" | "denied" | "provided" | "nothing-held" | "closed" | "withdrawn" | "expired";

/** Moments are ISO 8601 with a zone. A field is null where it could not be had. */
export type InboxItem = {
  readonly id: string;
  readonly kind: string | null;
  readonly state: string | null;
  readonly dataClass: string | null;
  readonly windowFrom: string | null;
  readonly windowTo: string | null;
  readonly arrivedAt: string | null;
  readonly dueAt: string | null;
};
export type AuthorisationItem = InboxItem & { readonly legalBasis: string | null; readonly subject: string | null };
export type RosterPlace = { readonly name: string | null; readonly latitude: number | null; readonly longitude: number | null; readonly radiusMetres: number | null; readonly dwellMinutes: number | null };
/** @see receiptOf */
export type UploadReceipt = {
  readonly id: string;
  readonly state: string | null;
  readonly fileName: string | null;
  readonly fileHash: string | null;
  readonly rowsRead: number | null;
  readonly rowsAccepted: number | null;
  readonly rowsQuarantined: number | null;
  readonly rowsOutsideApproval: number | null;
  readonly staysStored: number | null;
  readonly correctableRows: number | null;
};
export type ProvisionItem = InboxItem & {
  /** What the provider looks the person up by. */
  readonly matchKey: { readonly kind: string | null; readonly value: string | null } | null;
  /** Of a place roster; empty otherwise. */
  readonly places: readonly RosterPlace[] | null;
  /** The files sent so far. */
  readonly uploads: { readonly edges: readonly { readonly node: UploadReceipt | null }[] } | null;
};
export type WholeItem = AuthorisationItem & ProvisionItem;

export type InboxSummary = { readonly waiting: number | null; readonly oldestWaitingSince: string | null; readonly done: number | null };
export type InboxPage = { readonly edges: readonly { readonly cursor: string; readonly node: InboxItem | null }[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null } };

/** So many of a queue at once. */
export const pageSize = 25;

const listed = "id kind state dataClass windowFrom windowTo arrivedAt dueAt";

export const summaryQuestion: TypedDocumentNode<{ readonly inboxSummary: InboxSummary | null }, Record<string, never>> = gql(`query InboxSummary { inboxSummary { waiting oldestWaitingSince done } }`);

export const queueQuestion: TypedDocumentNode<{ readonly inbox: InboxPage | null }, { readonly first: number; readonly after: string | null; readonly state: ListState }> = gql(
  `query Inbox($first: Int, $after: String, $state: InboxState) { inbox(first: $first, after: $after, state: $state) { edges { cursor node { ${listed} } } pageInfo { hasNextPage endCursor } } }`,
);

type OneItem = TypedDocumentNode<{ readonly inboxItem: Partial<WholeItem> & InboxItem | null }, { readonly id: string }>;

export const itemQuestions: Readonly<Record<DeskPurpose, OneItem>> = {
  authorisation: gql(`query AuthorisationItem($id: ID!) { inboxItem(id: $id) { ${listed} legalBasis subject } }`),
  provision: gql(`query ProvisionItem($id: ID!) { inboxItem(id: $id) { ${listed} matchKey { kind value } places { name latitude longitude radiusMetres dwellMinutes } uploads(first: 100) { edges { node { id state fileName fileHash rowsRead rowsAccepted rowsQuarantined rowsOutsideApproval staysStored correctableRows } } } } }`),
};

type Changed<Name extends string> = { readonly [name in Name]: { readonly id: string; readonly state: string | null } | null };
export const approval: TypedDocumentNode<Changed<"approveInboxItem">, { readonly id: string }> = gql(`mutation Approve($id: ID!) { approveInboxItem(id: $id) { id state } }`);
export const denial: TypedDocumentNode<Changed<"denyInboxItem">, { readonly id: string; readonly reason: string }> = gql(`mutation Deny($id: ID!, $reason: String!) { denyInboxItem(id: $id, reason: $reason) { id state } }`);
export const completion: TypedDocumentNode<Changed<"completeProvision">, { readonly id: string; readonly nothingHeld: boolean }> = gql(`mutation Complete($id: ID!, $nothingHeld: Boolean!) { completeProvision(id: $id, nothingHeld: $nothingHeld) { id state } }`);

/** Answers are kept by the kinds of object in them; these are named also where the answer had none. */
export const kindsChanged = { additionalTypenames: ["InboxItem", "InboxSummary"] };
