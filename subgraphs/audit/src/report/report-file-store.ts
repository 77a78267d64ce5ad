/** Files that were made as jobs, as PostgreSQL keeps them: for seven days, for who asked, in whose name the job writes them. */
import type { Transaction } from "@epigraph/datastore";
import type { Scope } from "@epigraph/service";
import { Download } from "./types.js";

/** `reason`: the note in which who asked says why; `report`: such as `review-sheet/2026-11`. */
export type KeptReport = { readonly report: string; readonly reason: string };

/** Once: a job that is run again after its file was kept keeps the first. */
export async function keepReport(db: Transaction, job: string, { report, reason }: KeptReport, { fileName, mediaType, fileContent, contentHash, rows, cut }: Download): Promise<void> {
  await db.query(
    `insert into ledger.report_file (job, account, report, reason, made_at, expires_at, file_name, media_type, content, content_hash, rows, cut)
     select $1::uuid, me.account, $2, $3::uuid, me.now, me.now + interval '7 days', $4, $5, $6, $7, $8, $9 from security.asker() me on conflict (job) do nothing`,
    [job, report, reason, fileName, mediaType, fileContent, contentHash, rows, cut],
  );
}

/** Null when there is none (any more) that this account asked for. */
export async function keptReport(scope: Scope, job: string): Promise<(KeptReport & { readonly download: Download }) | null> {
  const [row] = await scope.db.query<KeptReport & Download>(
    `select f.report, f.reason, f.file_name as "fileName", f.media_type as "mediaType", f.content as "fileContent", f.content_hash as "contentHash", f.rows, f.cut from ledger.report_file f where f.job = $1::uuid`,
    [job],
  );
  if (row === undefined) return null;
  const { report, reason, ...file } = row;
  return { report, reason, download: Object.assign(new Download(), file) };
}
