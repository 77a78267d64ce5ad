/** Imports DS4C, the Korean COVID-19 line list with published visits of 2020. Reads and checks all files first, then writes all of it or nothing. */
import { dayBounds, sourceConfidence, type DiseaseId } from "@epigraph/epi";
import { declareFor } from "../declared.js";
import type { CaseRow, PersonRow, SourceRow, TransmissionLinkRow } from "../case-rows.js";
import type { CaseReferenceRow, PlaceRow, StayRow } from "../movement-rows.js";
import { requireFolder, type Progress } from "../csv-file.js";
import { assign, permitEvidence, writePermits, type CaseOfProcess, type PermittedEvidence } from "../due-process.js";
import { groupBy } from "../grouping.js";
import { identifierOf } from "../identifiers.js";
import type { ImportOptions } from "../import-options.js";
import { insertPersons } from "../persons.js";
import { readRegionDirectory, type RegionDirectory } from "../region-directory.js";
import type { ImportReport } from "../report.js";
import { importReport, openTally, type Tally } from "../tally.js";
import { inOneTransaction } from "../transaction.js";
import { readClusters, type Clusters } from "./ds4c/clusters.js";
import { resolveInfectors, type Link } from "./ds4c/infectors.js";
import { readPatients, type Patient } from "./ds4c/patients.js";
import { readVisits, type Visit } from "./ds4c/routes.js";
import { checkRegions, readStatistics } from "./ds4c/statistics.js";

const system = "ds4c";
const disease: DiseaseId = "covid-19";
/** The data speak of 2020: codes of regions are those of that year. */
const dayOfRegions = "2020-05-31";

/** Published visits were placed by looking up an address. Judgement, not measurement. */
const visitAccuracyMetres = 100;

/**
 * The folder holds Region.csv, Case.csv, PatientInfo.csv, PatientRoute.csv and TimeProvince.csv; other files are left alone.
 * Importing again adds nothing. Errors: NOT_A_FOLDER, FILE_MISSING, FILE_EMPTY, NOT_A_CSV, HEADER_WRONG, REGIONS_MISSING, WRITE_FAILED.
 */
export async function importDs4c(options: ImportOptions): Promise<ImportReport> {
  const { folder, database, onProgress } = options;
  await requireFolder(folder);
  const regions = await readRegionDirectory(database, dayOfRegions);
  const tallies = { regions: openTally("Region.csv"), clusters: openTally("Case.csv"), patients: openTally("PatientInfo.csv"), routes: openTally("PatientRoute.csv"), statistics: openTally("TimeProvince.csv") };
  const content = await readContent(folder, regions, tallies, onProgress);
  const evidence = permitVisits(content.visits, content.patients, options);

  await declareFor(database, disease, options.now);
  return inOneTransaction(database, async (loader) => {
    const statistics = await loader.insert("regionStatistics", content.statistics);
    await loader.insert("places", [...content.clusters.places, ...placesOf(content.visits)]);
    const clusters = await loader.insert("clusters", content.clusters.rows);
    const patients = [...content.patients.values()];
    await insertPersons(loader, options.vault, patients.map(personRow));
    const cases = await loader.insert("cases", patients.map((patient) => caseRow(patient, content.clusterOf.get(patient.patientId))));
    await loader.insert("transmissionLinks", content.links.map(linkRow));
    await loader.insert("caseReferences", patients.map(caseReference));
    await writePermits(loader, [...evidence.values()], patients.flatMap((patient) => assign(caseOfProcess(patient), options)));
    const stays = await loader.insert("stays", staysOf(content, evidence));
    await loader.analyze();
    return importReport(system, loader.written(), [
      [tallies.regions, 0],
      [tallies.clusters, clusters.inserted],
      [tallies.patients, cases.inserted],
      [tallies.routes, stays.inserted],
      [tallies.statistics, statistics.inserted],
    ]);
  });
}

type Content = {
  readonly clusters: Clusters;
  readonly patients: ReadonlyMap<string, Patient>;
  readonly clusterOf: ReadonlyMap<string, string>;
  readonly links: readonly Link[];
  readonly visits: readonly Visit[];
  readonly statistics: Awaited<ReturnType<typeof readStatistics>>;
};

type Tallies = Readonly<Record<"regions" | "clusters" | "patients" | "routes" | "statistics", Tally>>;

async function readContent(folder: string, regions: RegionDirectory, tallies: Tallies, onProgress?: Progress): Promise<Content> {
  await checkRegions(folder, tallies.regions, regions, onProgress);
  const clusters = await readClusters(folder, tallies.clusters, regions, system, onProgress);
  const patients = await readPatients(folder, tallies.patients, regions, onProgress);
  const links = resolveInfectors(patients, tallies.patients);
  const clusterOf = new Map<string, string>();
  for (const { patientId, infectionSetting, regionCode, province } of patients.values()) {
    const found = infectionSetting === undefined ? undefined : clusters.find(infectionSetting, regionCode, province);
    if (found === "ambiguous") tallies.patients.repair("cluster-ambiguous-left-out");
    else if (found !== undefined) clusterOf.set(patientId, found.id);
  }
  const visits = await readVisits(folder, tallies.routes, regions, patients, onProgress);
  const statistics = await readStatistics(folder, tallies.statistics, regions, system, onProgress);
  return { clusters, patients, clusterOf, links, visits, statistics };
}

/** One request a case, over the days of its visits. */
function permitVisits(visits: readonly Visit[], patients: ReadonlyMap<string, Patient>, options: ImportOptions): ReadonlyMap<string, PermittedEvidence> {
  const permits = new Map<string, PermittedEvidence>();
  for (const [patientId, own] of groupBy(visits, (visit) => visit.patientId)) {
    const patient = patients.get(patientId);
    if (patient === undefined) continue;
    const days = own.map(({ day }) => day).toSorted();
    const window = { from: dayBounds(days[0] ?? "").from, to: dayBounds(days.at(-1) ?? "").to };
    permits.set(patientId, permitEvidence(caseOfProcess(patient), "public-report", window, { ...options, system, justification: "import of DS4C: visits that the authorities had published before; entered by the import, not asked for by a person" }));
  }
  return permits;
}

function* placesOf(visits: readonly Visit[]): Generator<PlaceRow> {
  const given = new Set<string>();
  for (const { place } of visits) {
    if (given.has(place.key)) continue;
    given.add(place.key);
    const { key, ...rest } = place;
    yield { id: placeId(key), ...rest, ...sourceOf(key) };
  }
}

function* staysOf({ visits }: Content, evidence: ReadonlyMap<string, PermittedEvidence>): Generator<StayRow> {
  for (const { patientId, day, place } of visits) {
    const request = evidence.get(patientId)?.request;
    if (request === undefined) continue;
    const sourceRecord = `${patientId}/${day}/${place.key}`;
    yield {
      id: identifierOf(system, "stay", sourceRecord),
      personKey: personKey(patientId),
      caseId: caseId(patientId),
      requestId: request.id,
      dataClass: request.dataClass,
      day,
      precision: "day",
      earliest: dayBounds(day).from,
      latest: dayBounds(day).to,
      placeId: placeId(place.key),
      latitude: place.latitude,
      longitude: place.longitude,
      accuracyMetres: visitAccuracyMetres,
      confidence: sourceConfidence[request.dataClass],
      sourceRecord,
    };
  }
}

function personRow({ patientId, birthYear, nationality }: Patient): PersonRow {
  const identity = { ...(birthYear === undefined ? {} : { birthDate: String(birthYear) }), ...(nationality === undefined ? {} : { nationality }) };
  return { key: personKey(patientId), identity, ...sourceOf(patientId) };
}

function caseRow({ patientId, nationalNumber: _number, birthYear: _year, nationality: _nationality, province: _province, city: _city, infectors: _infectors, ...clinical }: Patient, clusterId: string | undefined): CaseRow {
  return { id: caseId(patientId), personKey: personKey(patientId), disease, classification: "confirmed", ...clinical, ...(clusterId === undefined ? {} : { clusterId }), ...sourceOf(patientId) };
}

function linkRow({ infector, infectee, of }: Link): TransmissionLinkRow {
  const record = `${infectee}<-${infector}`;
  return { id: identifierOf(system, "transmission-link", record), infectorCaseId: caseId(infector), infecteeCaseId: caseId(infectee), basis: of === "one" ? "named-by-source" : "one-of-several-named-by-source", ...sourceOf(record) };
}

function caseReference({ patientId, regionCode, onsetDate, confirmationDate }: Patient): CaseReferenceRow {
  return { caseId: caseId(patientId), personKey: personKey(patientId), regionCode, disease, ...(onsetDate === undefined ? {} : { onsetDate }), ...(confirmationDate === undefined ? {} : { confirmationDate }) };
}

function caseOfProcess({ patientId, regionCode }: Patient): CaseOfProcess {
  return { caseId: caseId(patientId), sourceRecord: patientId, regionCode };
}

function sourceOf(record: string): SourceRow {
  return { sourceSystem: system, sourceRecord: record };
}

function caseId(patientId: string): string {
  return identifierOf(system, "case", patientId);
}

function personKey(patientId: string): string {
  return identifierOf(system, "person", patientId);
}

function placeId(key: string): string {
  return identifierOf(system, "place", key);
}
