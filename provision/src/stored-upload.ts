/** An upload as it is kept, and its columns. Asks nothing: see store.ts and session-store.ts. */

export type StoredUpload = {
  readonly id: string;
  readonly request: string;
  readonly agency: string;
  readonly caseId: string;
  readonly kind: "case" | "place-roster";
  readonly fileName: string;
  readonly state: "open" | "complete";
  readonly header: readonly string[] | undefined;
  readonly profileVersion: number;
  readonly corrects: string | undefined;
  readonly sha256: string | undefined;
  readonly canonical: string | undefined;
  readonly bytes: number | undefined;
  readonly staysOfPings: number;
  readonly sameAs: string | undefined;
};

/** Of `provision.upload u`. */
export const uploadColumns = `u.id, u.request_id as request, u.agency, u.case_id as "caseId", u.kind, u.file_name as "fileName", u.state, u.header, u.profile_version as "profileVersion", u.corrects, encode(u.sha256, 'hex') as sha256, encode(u.canonical, 'hex') as canonical, u.bytes::float8 as bytes, u.stays_of_pings::float8 as "staysOfPings", u.same_as as "sameAs"`;

/** A row as PostgreSQL gives it. */
export type UploadRow = { [Key in keyof StoredUpload]: StoredUpload[Key] | null };

/** What is not there as undefined. */
export function readUpload(row: object | undefined): StoredUpload | undefined {
  return row === undefined ? undefined : (Object.fromEntries(Object.entries(row).map(([key, value]: [string, unknown]) => [key, value ?? undefined])) as StoredUpload);
}

/** The statement by which the movements service opens an upload under the provider's claims; its columns are those of `readUpload`. */
export const openUploadStatement = `select ${uploadColumns} from provision.open_upload($1, $2, $3, $4, $5, $6) u`;
