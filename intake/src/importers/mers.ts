/** Imports the line list of the MERS outbreak in Korea, 2015 (R package `outbreaks`). It has no movements, so no stays, requests or grants come of it. */
import type { DiseaseId } from "@epigraph/epi";
import { declareFor } from "../declared.js";
import type { CaseRow, ClusterRow, ExposureRow, SourceRow, TransmissionLinkRow } from "../case-rows.js";
import { requireFolder } from "../csv-file.js";
import { assign } from "../due-process.js";
import { groupBy } from "../grouping.js";
import { identifierOf } from "../identifiers.js";
import type { ImportOptions } from "../import-options.js";
import type { CaseReferenceRow } from "../movement-rows.js";
import { insertPersons } from "../persons.js";
import { readRegionDirectory, type RegionDirectory } from "../region-directory.js";
import type { ImportReport } from "../report.js";
import { importReport, openTally } from "../tally.js";
import { inOneTransaction } from "../transaction.js";
import { readContacts, type MersContact } from "./mers/contacts.js";
import type { Hospital } from "./mers/hospitals.js";
import { readLineList, type MersCase } from "./mers/linelist.js";

const system = "mers-korea-2015";
const disease: DiseaseId = "mers";
const dayOfRegions = "2015-06-30";

/**
 * The folder holds linelist.csv and contacts.csv. Each hospital becomes a cluster, each contact a transmission link and an exposure.
 * Importing again adds nothing. Errors: NOT_A_FOLDER, FILE_MISSING, FILE_EMPTY, NOT_A_CSV, HEADER_WRONG, REGIONS_MISSING, WRITE_FAILED.
 */
export async function importMers(options: ImportOptions): Promise<ImportReport> {
  const { folder, database, onProgress } = options;
  await requireFolder(folder);
  const regions = await readRegionDirectory(database, dayOfRegions);
  const [lineList, contactList] = [openTally("linelist.csv"), openTally("contacts.csv")];
  const byId = await readLineList(folder, lineList, regions, onProgress);
  const contacts = await readContacts(folder, contactList, byId, onProgress);
  const cases = [...byId.values()];
  const sources = groupBy(contacts, ({ infectee }) => infectee);

  await declareFor(database, disease, options.now);
  return inOneTransaction(database, async (loader) => {
    await loader.insert("clusters", [...new Set(cases.map(({ hospital }) => hospital))].map((hospital) => clusterRow(hospital, regions)));
    await insertPersons(loader, options.vault, cases.map(({ sourceId }) => ({ key: personKey(sourceId), ...sourceOf(sourceId) })));
    const inserted = await loader.insert("cases", cases.map(caseRow));
    const links = await loader.insert("transmissionLinks", contacts.map((contact) => linkRow(contact, sources.get(contact.infectee)?.length ?? 1)));
    await loader.insert("exposures", contacts.map((contact) => exposureRow(contact, sources.get(contact.infectee)?.length ?? 1, byId.get(contact.infectee)?.lastExposureDate)));
    await loader.insert("caseReferences", cases.map(caseReference));
    await loader.insert("assignments", cases.flatMap(({ sourceId, regionCode }) => assign({ caseId: caseId(sourceId), sourceRecord: sourceId, regionCode }, options)));
    await loader.analyze();
    return importReport(system, loader.written(), [[lineList, inserted.inserted], [contactList, links.inserted]]);
  });
}

function clusterRow({ key, nameKo, nameEn, region }: Hospital, regions: RegionDirectory): ClusterRow {
  const regionCode = region === undefined ? undefined : regions.municipality(...region);
  return { id: clusterId(key), nameKo, nameEn, setting: "hospital", ...(regionCode === undefined ? {} : { regionCode }), ...sourceOf(key) };
}

function caseRow({ sourceId, hospital, lastExposureDate: _exposure, ...clinical }: MersCase): CaseRow {
  return { id: caseId(sourceId), personKey: personKey(sourceId), disease, classification: "confirmed", ...clinical, clusterId: clusterId(hospital.key), ...sourceOf(sourceId) };
}

function linkRow({ infector, infectee, exposure }: MersContact, ofSources: number): TransmissionLinkRow {
  const record = `${infectee}<-${infector}`;
  return {
    id: identifierOf(system, "transmission-link", record),
    infectorCaseId: caseId(infector),
    infecteeCaseId: caseId(infectee),
    basis: ofSources === 1 ? "named-by-source" : "one-of-several-named-by-source",
    ...(exposure === undefined ? {} : { setting: exposure }),
    ...sourceOf(record),
  };
}

/** The last day of exposure belongs to one infector only where the source names no other. */
function exposureRow({ infector, infectee, exposure }: MersContact, ofSources: number, lastContactDate: string | undefined): ExposureRow {
  const record = `${infectee}<-${infector}`;
  return {
    id: identifierOf(system, "exposure", record),
    caseId: caseId(infector),
    exposedCaseId: caseId(infectee),
    ...(lastContactDate === undefined || ofSources > 1 ? {} : { lastContactDate }),
    ...(exposure === undefined ? {} : { setting: exposure }),
    ...sourceOf(record),
  };
}

function caseReference({ sourceId, regionCode, onsetDate, confirmationDate }: MersCase): CaseReferenceRow {
  return { caseId: caseId(sourceId), personKey: personKey(sourceId), regionCode, disease, ...(onsetDate === undefined ? {} : { onsetDate }), ...(confirmationDate === undefined ? {} : { confirmationDate }) };
}

function sourceOf(record: string): SourceRow {
  return { sourceSystem: system, sourceRecord: record };
}

function caseId(sourceId: string): string {
  return identifierOf(system, "case", sourceId);
}

function personKey(sourceId: string): string {
  return identifierOf(system, "person", sourceId);
}

function clusterId(key: string): string {
  return identifierOf(system, "cluster", key);
}
