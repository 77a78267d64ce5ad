/** What enters from outside: the importers of real data, the loader that whatever fills the tables uses. and the seeder of generated outbreaks. */
export { IntakeError, type IntakeErrorCode } from "./error.js";
export { identifierOf } from "./identifiers.js";
export { ageBand } from "./age-band.js";
export type * from "./case-rows.js";
export type * from "./movement-rows.js";
export type * from "./permission-rows.js";
export type * from "./public-service-rows.js";
export { type RowOf, type TableName } from "./tables.js";
export { type Loaded, type Loader, type LoaderOptions, openLoader, type Rows } from "./loader.js";
export { inOneTransaction } from "./transaction.js";
export {
  type Accounts, assign, type CaseOfProcess, defaultAccounts, defaultGrantDays, type DueProcessOptions, type PermittedEvidence, permitEvidence, writePermits,
} from "./due-process.js";
export { readRegionDirectory, type Region, regionDirectory, type RegionDirectory } from "./region-directory.js";
export type { Progress } from "./csv-file.js";
export type { Database } from "./database.js";
export type { ImportOptions } from "./import-options.js";
export { type Counts, type FileReport, type ImportReport, isBalanced, type QuarantinedRow, quarantineListLimit, type ReportRow, reportRows, type TableReport } from "./report.js";
export { importDs4c } from "./importers/ds4c.js";
export { importMers } from "./importers/mers.js";
export { type GodataOptions, importGodata } from "./importers/godata.js";
export { generatedSystem, seedOutbreak, type SeedOptions, type SeedReport } from "./seed.js";
