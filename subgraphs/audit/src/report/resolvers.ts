/** Reports, as an auditor takes them away: each with a reason, and each on record with the hash of its file. */
import { badInput, type Scope } from "@epigraph/service";
import { Arg, Ctx, ID, Int, Mutation, Resolver } from "type-graphql";
import { writeNote } from "../note/store.js";
import { AuditRecordFilterInput, recordFilterOf } from "../record/filter.js";
import { resolvedBy } from "../resolution/resolving.js";
import { accessReport } from "./access-report.js";
import { monthOf, yearOf } from "./calendar.js";
import { downloadOf, formatIn, reasonBounds, type RecordFormat, recordFormats, type Report, reportFormats, writtenIn } from "./download.js";
import { fileBounds } from "./found-records.js";
import { recordList } from "./record-list.js";
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
