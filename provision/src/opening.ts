/** Opens the upload of a file under the provider's own claims, in one transaction with its intent in the access log: no row is taken before that is durable. Not the rows: see load.ts. */
import { randomUUID } from "node:crypto";
import type { SignedClaims } from "@epigraph/authz";
import { beginRequest, type DataSource, transaction } from "@epigraph/datastore";
import { ProvisionError } from "./error.js";
import { openUploadStatement, readUpload, type StoredUpload } from "./stored-upload.js";

export type Opening = { readonly claims: SignedClaims; readonly request: string; readonly fileName: string; readonly content: string; readonly profileVersion: number; readonly corrects: string | undefined };

/** `database`: the movements service's, which alone is shown the claims; `keep`: makes the record of the intent durable, with the id given. @throws ProvisionError REQUEST_CLOSED, UPLOAD_UNKNOWN, and what `keep` throws */
export async function openUpload(database: DataSource, opening: Opening, keep: (record: string, upload: StoredUpload) => Promise<void>): Promise<StoredUpload> {
  const db = transaction(database, { access: "read-write", isolation: "read committed", prepare: beginRequest(opening.claims) });
  try {
    const [row] = await db.query(openUploadStatement, [randomUUID(), opening.request, opening.fileName, opening.content, opening.profileVersion, opening.corrects ?? null]);
    const upload = readUpload(row);
    if (upload === undefined) throw opening.corrects === undefined ? new ProvisionError("REQUEST_CLOSED", "the request takes nothing: it was not sent yet, or is closed") : new ProvisionError("UPLOAD_UNKNOWN", "the upload to be corrected is none of this request");
    const record = randomUUID();
    await db.query("insert into ledger.change (record) values ($1)", [record]);
    await keep(record, upload);
    await db.commit();
    return upload;
  } catch (error) {
    await db.rollback();
    throw error;
  }
}
