/** Reports, as an auditor takes them away: each with a reason, and each on record with the hash of its file. */
import { enqueue } from "@epigraph/jobs";
import { badInput, notFound, parseId, type Scope } from "@epigraph/service";
import { Arg, Ctx, ID, Int, Mutation, Resolver } from "type-graphql";
import { jobById } from "../job/store.js";
import { Job } from "../job/types.js";
import { writeNote } from "../note/store.js";
import { AuditRecordFilterInput, recordFilterOf } from "../record/filter.js";
import { resolvedBy } from "../resolution/resolving.js";
import { accessReport } from "./access-report.js";
import { monthOf, yearOf } from "./calendar.js";
import { downloadOf, formatIn, reasonBounds, type RecordFormat, recordFormats, type Report, reportFormats, writtenIn } from "./download.js";
import { fileBounds } from "./found-records.js";
import { recordList } from "./record-list.js";
import { keptReport } from "./report-file-store.js";
import { longReports, periodOf, type ReportPayload } from "./report-jobs.js";
import { reviewSheet } from "./review-sheet.js";
import { signReview } from "./store.js";
import { Download, ReviewSignature } from "./types.js";
import { yearlyCounts } from "./yearly-counts.js";

const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");
const formatOfReport = `\`csv\`, with a byte order mark for spreadsheets, or \`json\`.`;
const why = `Why the file is needed, in ${reasonBounds.least} to ${reasonBounds.most} characters; kept apart from the access log, which refers to it.`;
const languages = ["ko", "en"] as const;

@Resolver(() => Download)
export class ReportResolver {
  @Mutation(() => Download, { nullable: true, description: "The review sheet of a month (월간 접속기록 점검표): for each agency accesses, refusals, data subjects, downloads, log-ins and findings; in Korean and English." })
  async downloadReviewSheet(
    @Arg("month", () => String, { description: "A month that has begun in Korea, such as `2026-11`." }) month: string,
    @Arg("format", () => String, { description: formatOfReport }) format: string,
    @Arg("reason", () => String, { description: why }) reason: string,
    @Ctx() scope: Scope,
  ) {
    const [stretch, as] = [monthOf(month, scope.now), formatIn(reportFormats, format)];
    return await explained(scope, reason, as, `review-sheet/${stretch.name}`, () => reviewSheet(scope, stretch, as));
  }

  @Mutation(() => Download, { nullable: true, description: "What one data subject may know (열람 내역 통지서): who was shown their data, when, why, on what legal basis and which kinds of it. By agency; by account only if an order is named." })
  async downloadAccessReport(
    @Arg("resolution", () => ID, { description: "The approved resolution by which the person is known." }) id: string,
    @Arg("order", () => String, { nullable: true, description: `The order of law by which the accounts are named, in ${reasonBounds.least} to ${reasonBounds.most} characters; kept apart from the access log, which refers to it. Without one only agencies are told.` }) order: string | undefined | null,
    @Arg("language", () => String, { description: `Of the report: ${listed(languages)}.` }) language: string,
    @Arg("format", () => String, { description: formatOfReport }) format: string,
    @Arg("reason", () => String, { description: why }) reason: string,
    @Ctx() scope: Scope,
  ) {
    const as = formatIn(reportFormats, format);
    const spoken = languages.find((one) => one === language);
    if (spoken === undefined) throw badInput(`\`language\` must be one of ${listed(languages)}`);
    const { dataSubjects } = await resolvedBy(scope, id);
    const ordered = order === undefined || order === null ? undefined : writtenIn("order", order);
    if (ordered !== undefined) await writeNote(scope, ordered, "order");
    return await explained(scope, reason, as, "access-report", () => accessReport(scope, { dataSubjects, language: spoken, accounts: ordered === undefined ? "not named" : "named", format: as, bounds: fileBounds }));
  }

  @Mutation(() => Download, { nullable: true, description: "Counts for the yearly report on notifications: persons whose data was shown by class and purpose, changes, grants used. Notices are not kept yet." })
  async downloadYearlyCounts(
    @Arg("year", () => Int, { description: "A year that has begun in Korea." }) year: number,
    @Arg("format", () => String, { description: formatOfReport }) format: string,
    @Arg("reason", () => String, { description: why }) reason: string,
    @Ctx() scope: Scope,
  ) {
    const [stretch, as] = [yearOf(year, scope.now), formatIn(reportFormats, format)];
    return await explained(scope, reason, as, `yearly-counts/${stretch.name}`, () => yearlyCounts(scope, stretch, as));
  }

  @Mutation(() => Download, { nullable: true, description: `Records of the access log, newest first, at most ${fileBounds.records} of them or ${fileBounds.characters / 1e6} million characters: \`cut\` says whether there were more.` })
  async downloadAuditRecords(
    @Arg("filter", () => AuditRecordFilterInput, { nullable: true, description: "Which ones; all if not said." }) filter: AuditRecordFilterInput | undefined,
    @Arg("format", () => String, { description: "`csv`, a table to read; `json`, the records whole; `fhir`, a FHIR R4 Bundle of AuditEvent." }) format: string,
    @Arg("reason", () => String, { description: why }) reason: string,
    @Ctx() scope: Scope,
  ) {
    const as = formatIn(recordFormats, format);
    const wanted = await recordFilterOf(filter, scope);
    return await explained(scope, reason, as, "audit-records", () => recordList(scope, wanted, as, fileBounds));
  }

  @Mutation(() => Job, { nullable: true, description: "Asks for a report that may take longer than a request. It is made in the background; when its job is done, who asked takes it away with `downloadReport`, for seven days." })
  async requestReport(
    @Arg("kind", () => String, { description: `Which report: ${listed(longReports)}.` }) kind: string,
    @Arg("period", () => String, { description: "What it is over: a month such as `2026-11` for a review sheet, a year such as `2026` for yearly counts." }) period: string,
    @Arg("format", () => String, { description: formatOfReport }) format: string,
    @Arg("reason", () => String, { description: why }) reason: string,
    @Ctx() scope: Scope,
  ) {
    const report = longReports.find((one) => one === kind);
    if (report === undefined) throw badInput(`\`kind\` must be one of ${listed(longReports)}`);
    const [{ name }, as] = [periodOf(report, period, scope.now), formatIn(reportFormats, format)];
    const note = await writeNote(scope, writtenIn("reason", reason), "reason");
    const id = await enqueue(scope.db, `audit.${report}`, { period: name, format: as, reason: note } satisfies ReportPayload, { key: `${name}/${as}` });
    if (id === null) throw badInput("you have twenty jobs that are not over: wait for them or cancel some");
    scope.refer("job", id);
    return await jobById(scope).load(id);
  }

  @Mutation(() => Download, { nullable: true, description: "A report that was made as a job, for who asked for it. The record of it refers to the reason that was given then." })
  async downloadReport(@Arg("job", () => ID, { description: "The id of the job that made it." }) id: string, @Ctx() scope: Scope) {
    const kept = await keptReport(scope, parseId(id, "job"));
    if (kept === null) throw notFound("report");
    scope.refer("job", id);
    scope.refer("reason", kept.reason);
    scope.refer("report", kept.report);
    scope.refer("file", kept.download.contentHash);
    return kept.download;
  }

  @Mutation(() => ReviewSignature, { nullable: true, description: "Says that you have reviewed the accesses of a month that is over, by its sheet." })
  async signReviewSheet(
    @Arg("month", () => String, { description: "The month, such as `2026-11`." }) month: string,
    @Arg("sheetHash", () => String, { description: "SHA-256 of the sheet that you reviewed, in hex, as its download said it." }) sheetHash: string,
    @Ctx() scope: Scope,
  ) {
    const { name, to } = monthOf(month, scope.now);
    if (to.getTime() > scope.now) throw badInput("the month is not over: sign when it is");
    if (!/^[0-9a-f]{64}$/.test(sheetHash)) throw badInput("`sheetHash` must be a SHA-256 in hex");
    const signed = await signReview(scope, name, sheetHash);
    if (!signed) throw badInput("you have signed for this sheet already");
    scope.refer("report", `review-sheet/${name}`);
    scope.refer("file", sheetHash);
    return signed;
  }
}

/** No file without a reason, and none that the record of its download does not name. */
async function explained(scope: Scope, reason: string, format: RecordFormat, name: string, make: () => Promise<Report>): Promise<Download> {
  await writeNote(scope, writtenIn("reason", reason), "reason");
  const download = downloadOf(await make(), format);
  scope.refer("report", name);
  scope.refer("file", download.contentHash);
  return download;
}
