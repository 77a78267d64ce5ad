/** Line lists out and in: each with a reason, and each on record with the hash of its file. */
import { createHash } from "node:crypto";
import { badInput, type Scope } from "@epigraph/service";
import { Arg, Ctx, Field, InputType, Mutation, Resolver } from "type-graphql";
import { CaseFilterInput } from "../case/resolvers.js";
import { isGiven, listed, oneOf, writtenIn } from "../given.js";
import { lineList } from "./downloading.js";
import { fileCaps, readFile } from "./file-reading.js";
import { formats } from "./file-writing.js";
import { importRows } from "./importing.js";
import { writeReason } from "./store.js";
import { LineListFile, LineListImport } from "./types.js";

const reasonMost = 1_000;
const why = `Why, in 1 to ${reasonMost} characters; kept apart from the access log, which refers to it.`;
const languages = ["ko", "en"] as const;

@InputType({ description: "Which field a column of the file is." })
export class ColumnMappingInput {
  @Field(() => String, { description: "What the column is called in the file's first row." })
  column!: string;

  @Field(() => String, { description: "The field, as a downloaded line list names it, such as `onsetDate`." })
  field!: string;
}

@Resolver(() => LineListFile)
export class LineListResolver {
  @Mutation(() => LineListFile, { nullable: true, description: `A line list of the cases that you may see, with the columns that you may read; at most ${fileCaps.rows} cases. Identity stands only where the case is assigned to you.` })
  async downloadLineList(
    @Arg("filter", () => CaseFilterInput, { nullable: true, description: "Which cases; all if not said." }) filter: CaseFilterInput | undefined | null,
    @Arg("format", () => String, { description: `${listed(formats)}.` }) format: string,
    @Arg("language", () => String, { nullable: true, description: `Of its head: ${listed(languages)}; \`en\` if not said, which comes in again as it is.` }) language: string | undefined | null,
    @Arg("withIdentity", () => Boolean, { nullable: true, description: "Whether names, telephone numbers and addresses are needed; not if not said." }) withIdentity: boolean | undefined | null,
    @Arg("reason", () => String, { description: why }) reason: string,
    @Ctx() scope: Scope,
  ) {
    const [as, written] = [oneOf("format", formats, format), writtenIn("reason", reason, reasonMost)];
    await writeReason(scope, written);
    const file = await lineList(scope, { filter: filter ?? {}, format: as, language: isGiven(language) ? oneOf("language", languages, language) : "en", identity: withIdentity === true ? "with identity" : "without identity" });
    scope.refer("report", "line-list");
    scope.refer("file", file.contentHash);
    return file;
  }

  @Mutation(() => LineListImport, {
    nullable: true,
    description: `Brings in a line list of at most ${fileCaps.rows} rows and ${fileCaps.bytes / 1e6} MB: CSV (UTF-8 or CP949) or XLSX (its first sheet). Each good row is registered as \`registerCase\` would, all together or none; the others are told by line and column. The same file again changes nothing.`,
  })
  async importLineList(
    @Arg("fileBase64", () => String, { description: "The file's bytes, in base64." }) fileBase64: string,
    @Arg("format", () => String, { description: `${listed(formats)}.` }) format: string,
    @Arg("mapping", () => [ColumnMappingInput], { nullable: true, description: "Where the file's columns are called otherwise than in a downloaded list." }) mapping: ColumnMappingInput[] | undefined | null,
    @Arg("dryRun", () => Boolean, { description: "Whether to try only: what would be registered and what is wrong, and nothing is stored." }) dryRun: boolean,
    @Arg("reason", () => String, { description: why }) reason: string,
    @Ctx() scope: Scope,
  ) {
    scope.even = true; // as of a single registration
    const [as, written] = [oneOf("format", formats, format), writtenIn("reason", reason, reasonMost)];
    if (fileBase64.length > Math.ceil(fileCaps.bytes / 3) * 4 + 4) throw badInput(`the file is longer than ${fileCaps.bytes / 1e6} MB: split it`);
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(fileBase64)) throw badInput("`fileBase64` is not base64");
    const bytes = Buffer.from(fileBase64, "base64");
    await writeReason(scope, written);
    scope.refer("file", createHash("sha256").update(bytes).digest("hex"));
    return await importRows(scope, await readFile(bytes, as), new Map((mapping ?? []).map(({ column, field }) => [column.trim(), field])), dryRun);
  }
}
