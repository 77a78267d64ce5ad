/** Imports the CSV exports of WHO's Go.Data: cases and contacts with identity, exposures, follow-ups and samples. It has no movements, so no stays, requests or grants. */
import { dayOf, type DiseaseId } from "@epigraph/epi";
import { declareFor } from "../declared.js";
import type { CaseRow, ContactRow, ExposureRow, FollowUpRow, PersonRow, SampleRow, SourceRow } from "../case-rows.js";
import { requireFolder } from "../csv-file.js";
import { assign } from "../due-process.js";
import { IntakeError } from "../error.js";
import { identifierOf } from "../identifiers.js";
import type { ImportOptions } from "../import-options.js";
import type { CaseReferenceRow } from "../movement-rows.js";
import { insertPersons } from "../persons.js";
import { readRegionDirectory } from "../region-directory.js";
import type { ImportReport } from "../report.js";
import { importReport, openTally } from "../tally.js";
import { inOneTransaction } from "../transaction.js";
import { readCases, type GodataCase } from "./godata/cases.js";
import { readContacts, readFollowUps, type GodataContact, type GodataFollowUp } from "./godata/contacts.js";
import { readSamples, type GodataSample } from "./godata/laboratory.js";
import type { Identity } from "./godata/person.js";
import { readRelationships, type GodataExposure } from "./godata/relationships.js";

const system = "godata";

export type GodataOptions = ImportOptions & {
  /**
   * The ten-digit code under which every case and contact is filed: Go.Data's own locations are not regions of Korea, and none are invented for them.
   * Default: the country, `0000000000`, so that no municipality appears to have cases which are not its own.
   */
  readonly region?: string;
  /** Go.Data keeps one disease an outbreak and does not export it. Default `covid-19`. */
  readonly disease?: DiseaseId;
};

/**
 * The folder holds cases_clean.csv, contacts_clean.csv, relationships_clean.csv, followups_clean.csv and lab_results_clean.csv.
 * Importing again adds nothing. Errors: REGION_UNKNOWN, NOT_A_FOLDER, FILE_MISSING, FILE_EMPTY, NOT_A_CSV, HEADER_WRONG, REGIONS_MISSING, WRITE_FAILED.
 */
export async function importGodata(options: GodataOptions): Promise<ImportReport> {
  const { folder, database, now, onProgress, disease = "covid-19" } = options;
  await requireFolder(folder);
  const regions = await readRegionDirectory(database, dayOf(now));
  const region = options.region ?? regions.country;
  if (!regions.has(region)) throw new IntakeError("REGION_UNKNOWN", `no region in force has the code given as \`region\`: give the ten digits of a province or municipality, or leave it out`);
  const tallies = { cases: openTally("cases_clean.csv"), contacts: openTally("contacts_clean.csv"), relationships: openTally("relationships_clean.csv"), followUps: openTally("followups_clean.csv"), samples: openTally("lab_results_clean.csv") };
  const cases = await readCases(folder, tallies.cases, onProgress);
  const contacts = await readContacts(folder, tallies.contacts, onProgress);
  const exposures = await readRelationships(folder, tallies.relationships, { cases, contacts }, onProgress);
  const followUps = await readFollowUps(folder, tallies.followUps, contacts, onProgress);
  const samples = await readSamples(folder, tallies.samples, { cases, contacts }, onProgress);

  await declareFor(database, disease, options.now);
  return inOneTransaction(database, async (loader) => {
    const caseList = [...cases.values()];
    const onlyContacts = [...contacts.values()].filter(({ uuid }) => !cases.has(uuid));
    await insertPersons(loader, options.vault, [...caseList, ...onlyContacts].map(personRow));
    const newCases = await loader.insert("cases", caseList.map((one) => caseRow(one, region, disease)));
    const newContacts = await loader.insert("contacts", [...contacts.values()].map((contact) => contactRow(contact, region, cases.has(contact.uuid))));
    const newExposures = await loader.insert("exposures", exposures.map(exposureRow));
    const newFollowUps = await loader.insert("followUps", followUps.map(followUpRow));
    const newSamples = await loader.insert("samples", samples.map(sampleRow));
    const real = caseList.filter(({ classification }) => classification !== "not-a-case");
    await loader.insert("caseReferences", real.map((one) => caseReference(one, region, disease)));
    await loader.insert("assignments", caseList.flatMap(({ uuid }) => assign({ caseId: caseId(uuid), sourceRecord: uuid, regionCode: region }, options)));
    await loader.analyze();
    return importReport(system, loader.written(), [
      [tallies.cases, newCases.inserted],
      [tallies.contacts, newContacts.inserted],
      [tallies.relationships, newExposures.inserted],
      [tallies.followUps, newFollowUps.inserted],
      [tallies.samples, newSamples.inserted],
    ]);
  });
}

function personRow({ uuid, identity }: { readonly uuid: string; readonly identity: Identity }): PersonRow {
  return { key: personKey(uuid), identity, ...sourceOf(uuid) };
}

function caseRow({ uuid, identity: _identity, ...clinical }: GodataCase, regionCode: string, disease: string): CaseRow {
  return { id: caseId(uuid), personKey: personKey(uuid), disease, regionCode, ...clinical, ...sourceOf(uuid) };
}

function contactRow({ uuid, identity: _identity, ...rest }: GodataContact, regionCode: string, isCase: boolean): ContactRow {
  return { id: contactId(uuid), personKey: personKey(uuid), regionCode, ...rest, ...(isCase ? { becameCaseId: caseId(uuid), status: "became-case" } : {}), ...sourceOf(uuid) };
}

function exposureRow({ uuid, caseUuid, targetUuid, target, ...rest }: GodataExposure): ExposureRow {
  return { id: identifierOf(system, "exposure", uuid), caseId: caseId(caseUuid), ...(target === "case" ? { exposedCaseId: caseId(targetUuid) } : { contactId: contactId(targetUuid) }), ...rest, ...sourceOf(uuid) };
}

function followUpRow({ uuid, contactUuid, ...rest }: GodataFollowUp): FollowUpRow {
  return { id: identifierOf(system, "follow-up", uuid), contactId: contactId(contactUuid), ...rest, ...sourceOf(uuid) };
}

function sampleRow({ uuid, personUuid, person, ...rest }: GodataSample): SampleRow {
  return { id: identifierOf(system, "sample", uuid), ...(person === "case" ? { caseId: caseId(personUuid) } : { contactId: contactId(personUuid) }), ...rest, ...sourceOf(uuid) };
}

function caseReference({ uuid, onsetDate, isolationDate }: GodataCase, regionCode: string, disease: string): CaseReferenceRow {
  return { caseId: caseId(uuid), personKey: personKey(uuid), regionCode, disease, ...(onsetDate === undefined ? {} : { onsetDate }), ...(isolationDate === undefined ? {} : { isolationDate }) };
}

function sourceOf(record: string): SourceRow {
  return { sourceSystem: system, sourceRecord: record };
}

function caseId(uuid: string): string {
  return identifierOf(system, "case", uuid);
}

function contactId(uuid: string): string {
  return identifierOf(system, "contact", uuid);
}

/** The same person whether met as a contact, as a case or as one after the other. */
function personKey(uuid: string): string {
  return identifierOf(system, "person", uuid);
}
