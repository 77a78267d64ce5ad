/** Reports that take longer than a request, as jobs: the same sheets as the downloads, for any length of log. What is in them: see review-sheet.ts and yearly-counts.ts. */
import { JobError, type JobKind, type JobPayload } from "@epigraph/jobs";
import { monthOf, type Stretch, yearOf } from "./calendar.js";
import { downloadOf, type Report, type ReportFormat, reportFormats, type Tell } from "./download.js";
import { keepReport } from "./report-file-store.js";
import { reviewSheet } from "./review-sheet.js";
import type { Asking } from "./store.js";
import { yearlyCounts } from "./yearly-counts.js";

export const longReports = ["review-sheet", "yearly-counts"] as const;
export type LongReport = (typeof longReports)[number];

const made: Readonly<Record<LongReport, { readonly over: (period: string, now: number) => Stretch; readonly make: (asking: Asking, over: Stretch, format: ReportFormat, tell: Tell) => Promise<Report> }>> = {
  "review-sheet": { over: monthOf, make: reviewSheet },
  "yearly-counts": { over: (period, now) => yearOf(/^\d{4}$/.test(period) ? Number(period) : Number.NaN, now), make: yearlyCounts },
};

/** The month or year that the report is over. @throws ClientError BAD_USER_INPUT */
export const periodOf = (report: LongReport, period: string, now: number): Stretch => made[report].over(period, now);

/** What the job is told. `reason`: the id of a note. */
export type ReportPayload = { readonly period: string; readonly format: ReportFormat; readonly reason: string };

export const reportJobs: readonly JobKind[] = longReports.map((report) => ({
  name: `audit.${report}`,
  service: "audit",
  askers: ["auditor/audit"],
  mayFail: 3,
  run: async ({ id, payload, clock, progress, db }) => {
    const { period, format, reason } = checked(payload);
    await db("read-write", async (tx) => {
      const now = clock();
      const sheet = await made[report].make({ db: tx, now }, periodOf(report, period, now), format, progress);
      await keepReport(tx, id, { report: `${report}/${period}`, reason }, downloadOf(sheet, format));
    });
  },
}));

function checked({ period, format, reason }: JobPayload): ReportPayload {
  const known = reportFormats.find((one) => one === format);
  if (typeof period !== "string" || known === undefined || typeof reason !== "string") throw new JobError("JOB_IMPOSSIBLE", "the job does not say which report it is of");
  return { period, format: known, reason };
}
