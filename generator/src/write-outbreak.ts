/** An outbreak as CSV files: `observed/` for what investigators would get, `truth/` for what happened. Not a loader; the two folders are meant to be given to different people. */
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { stringify } from "csv-stringify/sync";
import type { CaseTruth, TrueStay } from "./case-truth.js";
import { GeneratorError } from "./generator-error.js";
import type { GeneratedCase } from "./observed-case.js";
import type { Outbreak } from "./outbreak.js";

export type WrittenOutbreak = { readonly cases: number; readonly pings: number; readonly slips: number; readonly qrEntries: number; readonly statements: number; readonly trueStays: number; readonly trueContacts: number };
type Cell = string | number | boolean | undefined;
type Row = readonly Cell[];

/**
 * Writes `observed/*.csv` (cases, persons, pings, slips, qr-entries, statements, places, clusters, region-statistics, clinics, programs) and `truth/*.csv` (infections,
 * stays, contacts) with `truth/parameters.json`, because the seed gives the truth away. Instants are ISO 8601 in UTC, absent values empty. Existing files are replaced.
 * One case in memory at a time. Returns the rows written; throws `GeneratorError` (`folder-not-writable`).
 */
export async function writeOutbreak(outbreak: Outbreak, folder: string): Promise<WrittenOutbreak> {
  const observed = join(folder, "observed");
  const truth = join(folder, "truth");
  try {
    await mkdir(observed, { recursive: true });
    await mkdir(truth, { recursive: true });
    await writeFile(join(truth, "parameters.json"), `${JSON.stringify(outbreak.parameters, undefined, 2)}\n`);
    await writePublic(outbreak, observed);
    const seen = await writeCases(outbreak, observed);
    return { ...seen, ...(await writeTruth(outbreak, truth)) };
  } catch (error) {
    // an error of the file system carries a code such as ENOSPC; anything else is a bug and passes
    if (error instanceof GeneratorError || typeof error !== "object" || error === null || !("code" in error)) throw error;
    throw new GeneratorError("folder-not-writable", `cannot write the outbreak (${String(error.code)}): give a folder that can be written and has room`);
  }
}

async function writePublic(outbreak: Outbreak, folder: string): Promise<void> {
  await withTable(folder, "places", ["id", "name_ko", "name_en", "category", "region_code", "latitude", "longitude", "entry_code"], (table) =>
    table.write(outbreak.places.map(({ id, nameKo, nameEn, category, regionCode, latitude, longitude, entryCode }) => [id, nameKo, nameEn, category, regionCode, latitude, longitude, entryCode])),
  );
  await withTable(folder, "clusters", ["id", "name_ko", "name_en", "region_code", "category", "place_ids"], (table) =>
    table.write(outbreak.clusters.map(({ id, nameKo, nameEn, regionCode, category, placeIds }) => [id, nameKo, nameEn, regionCode, category, placeIds.join(" ")])),
  );
  await withTable(folder, "region-statistics", ["region_code", "day", "confirmed", "released", "deceased", "tested"], (table) =>
    table.write(outbreak.statistics.map(({ regionCode, day, confirmed, released, deceased, tested }) => [regionCode, day, confirmed, released, deceased, tested])),
  );
  await withTable(folder, "clinics", ["id", "place_id", "name_ko", "name_en", "region_code", "address_ko", "address_en", "phone", "opening_hours", "crowding", "crowding_reported_at", "latitude", "longitude"], (table) =>
    table.write(outbreak.clinics.map((one) => [one.id, one.placeId, one.nameKo, one.nameEn, one.regionCode, one.addressKo, one.addressEn, one.phone, one.openingHours, one.crowding, iso(one.crowdingReportedAt), one.latitude, one.longitude])),
  );
  const programColumns = ["id", "title_ko", "title_en", "summary_ko", "summary_en", "eligibility_ko", "eligibility_en", "agency_ko", "agency_en", "region_code", "phone", "available_from", "available_to"];
  await withTable(folder, "programs", programColumns, (table) =>
    table.write(outbreak.programs.map((one) => [one.id, one.titleKo, one.titleEn, one.summaryKo, one.summaryEn, one.eligibilityKo, one.eligibilityEn, one.agencyKo, one.agencyEn, one.regionCode, one.phone, one.availableFrom, one.availableTo])),
  );
}

const caseColumns = ["id", "person_id", "region_code", "sex", "age_band", "onset_date", "sampling_date", "confirmation_date", "isolation_date", "reporting_date", "outcome", "outcome_date", "window_from", "window_to", "cluster_id"];

async function writeCases(outbreak: Outbreak, folder: string): Promise<Omit<WrittenOutbreak, "trueStays" | "trueContacts">> {
  const tables = {
    cases: await Table.open(folder, "cases", caseColumns),
    persons: await Table.open(folder, "persons", ["id", "full_name", "phone", "address", "latitude", "longitude", "birth_year"]),
    pings: await Table.open(folder, "pings", ["source_record", "case_id", "at", "latitude", "longitude", "accuracy_metres"]),
    slips: await Table.open(folder, "slips", ["source_record", "case_id", "at", "place_id", "cancelled", "holder", "address"]),
    qrEntries: await Table.open(folder, "qr-entries", ["source_record", "case_id", "at", "place_id"]),
    statements: await Table.open(folder, "statements", ["source_record", "case_id", "day", "arrival", "departure", "place_id", "latitude", "longitude"]),
  };
  for (const one of outbreak.cases()) {
    const { id, person, pings, slips, qrEntries, statements } = one;
    await tables.cases.write([caseRow(one)]);
    await tables.persons.write([[person.id, person.fullName, person.phone, person.address, person.home.latitude, person.home.longitude, person.birthYear]]);
    await tables.pings.write(pings.map((each) => [each.sourceRecord, id, iso(each.at), each.latitude, each.longitude, each.accuracyMetres]));
    await tables.slips.write(slips.map((each) => [each.sourceRecord, id, iso(each.at), each.placeId, each.cancelled ? "true" : "false", each.holder, each.address]));
    await tables.qrEntries.write(qrEntries.map((each) => [each.sourceRecord, id, iso(each.at), each.placeId]));
    await tables.statements.write(statements.map((each) => [each.sourceRecord, id, each.day, iso(each.arrival), iso(each.departure), each.placeId, each.position?.latitude, each.position?.longitude]));
  }
  for (const table of Object.values(tables)) await table.close();
  return { cases: tables.cases.rows, pings: tables.pings.rows, slips: tables.slips.rows, qrEntries: tables.qrEntries.rows, statements: tables.statements.rows };
}

function caseRow(one: GeneratedCase): Row {
  return [one.id, one.person.id, one.regionCode, one.sex, one.ageBand, one.onsetDate, one.samplingDate, one.confirmationDate, one.isolationDate, one.reportingDate, one.outcome, one.outcomeDate, one.windowFrom, one.windowTo, one.clusterId];
}

const infectionColumns = [
  "case_id", "person_id", "infector_case_id", "setting", "cluster_id", "infected_at", "place_id", "latitude", "longitude", "infectee_arrival", "infectee_departure", "infector_arrival", "infector_departure", "symptoms", "onset_day",
];

async function writeTruth(outbreak: Outbreak, folder: string): Promise<Pick<WrittenOutbreak, "trueStays" | "trueContacts">> {
  const infections = await Table.open(folder, "infections", infectionColumns);
  const stays = await Table.open(folder, "stays", ["case_id", "day", "kind", "arrival", "departure", "place_id", "latitude", "longitude"]);
  const contacts = await Table.open(folder, "contacts", ["case_id", "other_case_id", "place_id", "from", "to"]);
  for (const one of outbreak.truth()) {
    await infections.write([infectionRow(one)]);
    await stays.write(one.stays.map((stay) => stayRow(one.caseId, stay)));
    await contacts.write(one.contacts.map((each) => [one.caseId, each.caseId, each.placeId, iso(each.from), iso(each.to)]));
  }
  for (const table of [infections, stays, contacts]) await table.close();
  return { trueStays: stays.rows, trueContacts: contacts.rows };
}

function infectionRow({ caseId, personId, infectedAt, infection, symptoms, onsetDay }: CaseTruth): Row {
  const where = infection?.infecteeStay;
  const other = infection?.infectorStay;
  return [
    caseId, personId, infection?.infector, infection?.setting ?? "outside", infection?.clusterId, iso(infectedAt), where?.placeId, where?.position.latitude, where?.position.longitude,
    iso(where?.arrival), iso(where?.departure), iso(other?.arrival), iso(other?.departure), symptoms, onsetDay,
  ];
}

function stayRow(caseId: string, { day, kind, arrival, departure, placeId, position }: TrueStay): Row {
  return [caseId, day, kind, iso(arrival), iso(departure), placeId, position.latitude, position.longitude];
}

/** As `toISOString` of whole seconds, several times faster: the day's part is worked out once. */
function iso(at: number | undefined): string | undefined {
  if (at === undefined) return undefined;
  const day = Math.floor(at / 86_400_000);
  let date = dates.get(day);
  if (date === undefined) dates.set(day, (date = new Date(day * 86_400_000).toISOString().slice(0, 11)));
  const seconds = Math.floor((at - day * 86_400_000) / 1000);
  return `${date}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.000Z`;
}

const dates = new Map<number, string>();
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

function two(number: number): string {
  return twoDigits[number] ?? String(number);
}

async function withTable(folder: string, name: string, columns: readonly string[], fill: (table: Table) => Promise<void>): Promise<void> {
  const table = await Table.open(folder, name, columns);
  await fill(table);
  await table.close();
}

/** One CSV file, written no faster than the disk takes it. */
class Table {
  rows = 0;
  private readonly file: WriteStream;
  private failure: Error | undefined;

  private constructor(file: WriteStream) {
    this.file = file;
    // without a listener a full disk would end the process; the next write reports it
    file.on("error", (error) => (this.failure = error));
  }

  static async open(folder: string, name: string, columns: readonly string[]): Promise<Table> {
    const file = createWriteStream(join(folder, `${name}.csv`), { highWaterMark: 1 << 20 });
    const table = new Table(file);
    await once(file, "open");
    file.write(stringify([[...columns]]));
    return table;
  }

  async write(rows: readonly Row[]): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    if (rows.length === 0) return;
    this.rows += rows.length;
    if (!this.file.write(stringify(rows as Cell[][]))) await once(this.file, "drain");
  }

  async close(): Promise<void> {
    this.file.end();
    await finished(this.file);
  }
}
