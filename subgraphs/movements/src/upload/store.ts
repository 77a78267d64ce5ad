/** The questions about the own agency's uploads and profiles asked of PostgreSQL. Not the way in of a file: see @epigraph/provision. */
import { grouped, type Scope } from "@epigraph/service";
import type { InboxItem } from "../inbox/types.js";
import { UploadProfile, type UploadReceipt } from "./types.js";

/** As the database gives a receipt. */
export type ReceiptRow = Omit<UploadReceipt, "item" | "reasons"> & { readonly itemId: string; readonly counts: Readonly<Record<string, number>> };

/** In the order in which they were begun. Not those of which nothing was stored: a file that was refused whole is none that was sent. */
export const uploadsOf = (scope: Scope) =>
  scope.loader<InboxItem, readonly ReceiptRow[]>(
    "uploads of inbox items",
    async (items) => {
      const ids = items.map(({ id }) => id);
      const rows = await scope.db.query<ReceiptRow>(
        `select u.item as "itemId", u.id, u.state, u.file_name as "fileName", u.profile_version as "profileVersion", u.corrects, u.same_as as "sameAs", u.opened_at as "openedAt", u.ended_at as "endedAt", u.bytes, u.sha256 as "fileHash", u.rows_sha256 as "rowsHash",
           u.rows_read as "rowsRead", u.accepted as "rowsAccepted", u.quarantined as "rowsQuarantined", u.outside as "rowsOutsideApproval", u.stays as "staysStored", u.stored_to as "storedToByte", u.reasons as counts,
           u.set_aside as "correctableRows", u.set_aside_until as "correctableUntil"
         from movements.inbox_uploads($1::uuid[]) u where u.state = 'complete' or u.stored_to is not null or u.rows_read > 0`,
        [ids],
      );
      return grouped(ids, rows, ({ itemId }) => itemId);
    },
    ({ id }) => id,
  );

/** Of the own agency, by class and the newest first. */
export async function ownProfiles(scope: Scope): Promise<UploadProfile[]> {
  const rows = await scope.db.query<UploadProfile>(
    `select p.agency, p.data_class as "dataClass", p.version, p.valid_from::text as "validFrom", p.valid_to::text as "validTo", p.definition::text as definition, p.registered_by as "registeredBy", p.registered_at as "registeredAt" from provision.own_profiles() p`,
  );
  return rows.map((row) => Object.assign(new UploadProfile(), row));
}

/** Gives its version. */
export async function registerProfile(scope: Scope, dataClass: string, validFrom: string, definition: unknown): Promise<number> {
  const [row] = await scope.db.query<{ readonly version: number }>("select provision.register_profile($1, $2::date, $3::jsonb) as version", [dataClass, validFrom, JSON.stringify(definition)]);
  return row?.version ?? 0;
}
