/** Loads a generated outbreak as investigators would have got it: each case's evidence under requests of its own. Never sees the outbreak's truth. */
import { createHash } from "node:crypto";
import type { Instant } from "@epigraph/authz";
import { dayBounds, type Locate, type Position, type Stay, staysFromCard, staysFromPings, staysFromQr, staysFromStatements } from "@epigraph/epi";
import type { GeneratedCase, Outbreak } from "@epigraph/generator";
import type { BulkVault } from "@epigraph/vault";
import type { Database } from "./database.js";
import { declareFor } from "./declared.js";
import type { CaseRow, PersonRow, SampleRow } from "./case-rows.js";
import { type Accounts, assign, type CaseOfProcess, type DueProcessOptions, type PermittedEvidence, permitEvidence, writePermits } from "./due-process.js";
import { IntakeError } from "./error.js";
import { identifierOf } from "./identifiers.js";
import type { Loader } from "./loader.js";
import type { CaseReferenceRow, StayRow } from "./movement-rows.js";
import type { AssignmentRow } from "./permission-rows.js";
import { insertPersons } from "./persons.js";
import type { TableReport } from "./report.js";
import { inOneTransaction } from "./transaction.js";

/** The source system of everything generated. */
export const generatedSystem = "generated";

export type SeedOptions = {
  readonly outbreak: Outbreak;
  /** A connection that may write to every schema: the migrator's. */
  readonly database: Database;
  /** Seals identities while they are loaded. */
  readonly vault: BulkVault;
  /** When the seed happens: requests, grants and assignments begin here. */
  readonly now: Instant;
  readonly grantDays?: number;
  readonly accounts?: Accounts;
  readonly onProgress?: (casesDone: number, casesTotal: number) => void;
};

export type SeedReport = { readonly outbreak: string; readonly tables: readonly TableReport[] };

/** Cases whose rows are held in memory at one time. */
const chunk = 2_000;

/** All of it or nothing; the same outbreak again adds nothing. @throws IntakeError NOT_EMPTY when the database holds other cases */
export async function seedOutbreak(options: SeedOptions): Promise<SeedReport> {
  const { outbreak, database, onProgress } = options;
  const name = fingerprint(outbreak);
  await requireRoom(database, name);
  const names = naming(name);
  const locations = new Map(outbreak.places.map(({ id, latitude, longitude }): [string, Position] => [id, { latitude, longitude }]));
  await declareFor(database, "covid-19", options.now);
  return inOneTransaction(database, async (loader) => {
    await seedSurroundings(loader, outbreak, names);
    for (let from = 0; from < outbreak.parameters.cases; from += chunk) {
      await seedCases(loader, outbreak.cases(from, from + chunk), (placeId) => locations.get(placeId), names, options);
      onProgress?.(Math.min(from + chunk, outbreak.parameters.cases), outbreak.parameters.cases);
    }
    await loader.analyze();
    return { outbreak: name, tables: loader.written() };
  });
}

type Names = { readonly id: (kind: string, source: string) => string; readonly source: (record: string) => { readonly sourceSystem: string; readonly sourceRecord: string } };

/** Ids of one outbreak do not meet those of another. */
const naming = (outbreak: string): Names => ({
  id: (kind, source) => identifierOf(generatedSystem, kind, `${outbreak}/${source}`),
  source: (record) => ({ sourceSystem: generatedSystem, sourceRecord: `${outbreak}/${record}` }),
});

/** The same for the same parameters and the same generator: the first cases tell another generator's outbreak apart. */
const fingerprint = (outbreak: Outbreak): string => createHash("sha256").update(JSON.stringify([outbreak.parameters, ...outbreak.cases(0, 3)])).digest("hex").slice(0, 12);

async function requireRoom(database: Database, name: string): Promise<void> {
  const [found] = await database.query<{ readonly other: boolean }[]>(`select exists (select from cases.case_record where source_system <> $1 or source_record not like $2) as other`, [generatedSystem, `${name}/%`]);
  if (found?.other === true) throw new IntakeError("NOT_EMPTY", "the database holds other cases already: a generated outbreak goes into an empty one, so choose another database or EPIGRAPH_DATA");
}

async function seedSurroundings(loader: Loader, { places, clusters, statistics, clinics, programs }: Outbreak, { id, source }: Names): Promise<void> {
  await loader.insert("regionStatistics", statistics.map(({ tested: _tested, ...row }) => ({ ...row, sourceSystem: generatedSystem })));
  await loader.insert("places", places.map(({ id: place, nameKo, category, regionCode, latitude, longitude }) => ({ id: id("place", place), name: nameKo, category, regionCode, latitude, longitude, ...source(place) })));
  await loader.insert("clusters", clusters.map(({ id: cluster, nameKo, nameEn, regionCode, category, placeIds }) => ({ id: id("cluster", cluster), nameKo, nameEn, regionCode, setting: category, ...(placeIds[0] === undefined ? {} : { placeId: id("place", placeIds[0]) }), ...source(cluster) })));
  await loader.insert("clinics", clinics.map(({ id: clinic, placeId: _place, ...row }) => ({ ...row, id: id("clinic", clinic), agency: keeperOf(row.regionCode), published: true, ...source(clinic) })));
  await loader.insert("supportPrograms", programs.map(({ id: program, ...row }) => ({ ...row, id: id("program", program), agency: keeperOf(row.regionCode), published: true, ...source(program) })));
}

/** The agency of a region, as the migrations name it: a province's government or a municipality's public health centre. */
const keeperOf = (regionCode: string): string => `${regionCode.endsWith("00000000") ? "province" : "health-centre"}.${regionCode}`;

/** Each case's raw evidence is let go as soon as its stays are made: it is a hundred times their size. */
async function seedCases(loader: Loader, cases: Iterable<GeneratedCase>, locate: Locate, names: Names, options: SeedOptions): Promise<void> {
  const { now, accounts, grantDays } = options;
  const process: DueProcessOptions = { system: generatedSystem, now, justification: "demo outbreak made by the generator", ...(accounts ? { accounts } : {}), ...(grantDays === undefined ? {} : { grantDays }) };
  const rows = { persons: [] as PersonRow[], cases: [] as CaseRow[], samples: [] as SampleRow[], references: [] as CaseReferenceRow[], permits: [] as PermittedEvidence[], assignments: [] as AssignmentRow[], stays: [] as StayRow[] };
  for (const one of cases) {
    const subject: CaseOfProcess = { caseId: names.id("case", one.id), sourceRecord: names.source(one.id).sourceRecord, regionCode: one.regionCode };
    const { permits, stays } = evidenceOf(one, subject, locate, names, process);
    rows.persons.push(personRow(one, names));
    rows.cases.push(caseRow(one, names));
    rows.samples.push(sampleRow(one, names));
    rows.references.push(referenceRow(one, names));
    rows.permits.push(...permits);
    rows.assignments.push(...assign(subject, process));
    rows.stays.push(...stays);
  }
  await insertPersons(loader, options.vault, rows.persons);
  await loader.insert("cases", rows.cases);
  await loader.insert("samples", rows.samples);
  await loader.insert("caseReferences", rows.references);
  await writePermits(loader, rows.permits, rows.assignments);
  // a whole new day at once is filled and indexed in one go
  await loader.insert("stays", rows.stays.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)));
}

const personKey = ({ person }: GeneratedCase, { id }: Names): string => id("person", person.id);

function personRow(one: GeneratedCase, names: Names): PersonRow {
  const { id: person, fullName, phone, address, birthYear } = one.person;
  return { key: personKey(one, names), identity: { fullName, phone, address, birthDate: String(birthYear) }, ...names.source(person) };
}

function caseRow(one: GeneratedCase, names: Names): CaseRow {
  const { regionCode, sex, ageBand, onsetDate, samplingDate, confirmationDate, isolationDate, reportingDate, outcome, outcomeDate, clusterId } = one;
  return {
    id: names.id("case", one.id),
    personKey: personKey(one, names),
    disease: "covid-19",
    classification: "confirmed",
    regionCode,
    sex,
    ageBand,
    ...(onsetDate === undefined ? {} : { onsetDate }),
    samplingDate,
    confirmationDate,
    isolationDate,
    reportingDate,
    outcome,
    ...(outcomeDate === undefined ? {} : { outcomeDate }),
    ...(clusterId === undefined ? {} : { clusterId: names.id("cluster", clusterId) }),
    ...names.source(one.id),
  };
}

const sampleRow = ({ id, samplingDate, confirmationDate }: GeneratedCase, names: Names): SampleRow => ({
  id: names.id("sample", id),
  caseId: names.id("case", id),
  takenDate: samplingDate,
  resultDate: confirmationDate,
  sampleType: "nasopharyngeal swab",
  testType: "RT-PCR",
  result: "positive",
  ...names.source(id),
});

const referenceRow = (one: GeneratedCase, names: Names): CaseReferenceRow => ({
  caseId: names.id("case", one.id),
  personKey: personKey(one, names),
  regionCode: one.regionCode,
  disease: "covid-19",
  ...(one.onsetDate === undefined ? {} : { onsetDate: one.onsetDate }),
  confirmationDate: one.confirmationDate,
  isolationDate: one.isolationDate,
});

type SeededEvidence = { readonly permits: readonly PermittedEvidence[]; readonly stays: readonly StayRow[] };

/** One request for each class of data, over the window of the case; stays outside of it are not taken. */
function evidenceOf(one: GeneratedCase, subject: CaseOfProcess, locate: Locate, names: Names, process: DueProcessOptions): SeededEvidence {
  const window = { from: dayBounds(one.windowFrom).from, to: dayBounds(one.windowTo).to };
  const readings = [
    { dataClass: "telecom-location", stays: staysFromPings(one.pings).stays },
    { dataClass: "card-use", stays: staysFromCard(one.slips, locate).stays },
    { dataClass: "qr-entry", stays: staysFromQr(one.qrEntries, locate).stays },
    { dataClass: "interview", stays: staysFromStatements(one.statements, locate).stays },
  ] as const;
  const permitted = readings.map(({ dataClass, stays }) => ({ permit: permitEvidence(subject, dataClass, window, process), stays: stays.filter(({ earliest, latest }) => window.from <= earliest && latest <= window.to) }));
  return {
    permits: permitted.map(({ permit }) => permit),
    stays: permitted.flatMap(({ permit, stays }) => stays.map((stay) => stayRow(stay, personKey(one, names), permit.request, names))),
  };
}

function stayRow(stay: Stay, key: string, request: { readonly id: string; readonly caseId: string; readonly dataClass: StayRow["dataClass"] }, names: Names): StayRow {
  const { day, precision, arrival, departure, earliest, latest, placeId, position, accuracyMetres, confidence, sourceRecord } = stay;
  return {
    personKey: key,
    day,
    id: names.id("stay", `${request.id}/${sourceRecord}/${day}/${earliest}`),
    caseId: request.caseId,
    requestId: request.id,
    dataClass: request.dataClass,
    precision,
    ...(arrival === undefined || departure === undefined ? {} : { arrival, departure }),
    earliest,
    latest,
    ...(placeId === undefined ? {} : { placeId: names.id("place", placeId) }),
    ...position,
    accuracyMetres,
    confidence,
    sourceRecord,
  };
}
