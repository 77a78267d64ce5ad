/** Records of the access log as FHIR R4 AuditEvent, for tools of others. Not the format of the log, which keeps more: a bundle is a copy to read and proves nothing. */
import type { AuditRecord, RecordType, RequestOutcome, ResolverEvent } from "@epigraph/ledger";
import type { AuditEvent, AuditEventAgent, AuditEventEntity, AuditEventEntityDetail, Bundle, BundleEntry, Coding, Extension } from "@medplum/fhirtypes";

/** What is known of a record that cannot be read, that its login may not write, or that was changed in the database afterwards: what the sequencer itself saw. */
export type Unread = { readonly standing: "foreign" | "unreadable" | "altered"; readonly login: string };

/** One record as the log holds it. `index`: its number in the log. `sequenced`: when it was given that number. */
export type Entry = { readonly index: number; readonly sequenced: Date } & ({ readonly record: AuditRecord } | Unread);

/** The word, instead of an outcome, for records that nobody vouches for. */
type Outcome = RequestOutcome | Unread["standing"];

/** A bundle of type `collection`; `cut`: whether more records were found than stand in it, which its tag SUBSETTED tells. */
export function auditEventBundle(entries: readonly BundleEntry<AuditEvent>[], madeAt: Date, cut: boolean): Bundle<AuditEvent> {
  return {
    resourceType: "Bundle",
    type: "collection",
    timestamp: madeAt.toISOString(),
    ...(cut ? { meta: { tag: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", code: "SUBSETTED", display: "subsetted" }] } } : {}),
    ...(entries.length > 0 ? { entry: [...entries] } : {}),
  };
}

/** Named by its number in the log, for a record's id may stand there twice. */
export const bundleEntry = (entry: Entry): BundleEntry<AuditEvent> => ({ fullUrl: own(`log:${entry.index}`), resource: auditEvent(entry) });

export function auditEvent(entry: Entry): AuditEvent {
  const position = extension("log-index", { valueString: String(entry.index) });
  if (!("record" in entry)) return unread(entry, position);
  const { record } = entry;
  const period = periodOf(record);
  const purposes = hl7Purposes[record.purposeOfEvent];
  return {
    resourceType: "AuditEvent",
    id: record.id,
    extension: [position],
    type: typeOf(record),
    subtype: [word("record-type", record.type)],
    action: actions[record.type],
    ...(period === undefined ? {} : { period }),
    recorded: new Date(record.recorded).toISOString(),
    outcome: outcomes[record.outcome],
    outcomeDesc: record.outcome,
    purposeOfEvent: [{ coding: [word("purpose", record.purposeOfEvent), ...(purposes === undefined ? [] : [purposes])] }],
    agent: agentsOf(record),
    source: { observer: { type: "Device", identifier: { system: own("service"), value: record.source.observer } }, type: [sourceType[record.source.observer] ?? applicationServer] },
    entity: [operationOf(record), ...record.events.map(callsOf), ...subjectsOf(record), ...changesOf(record)],
  };
}

const unread = ({ index, sequenced, standing, login }: Entry & Unread, position: Extension): AuditEvent => ({
  resourceType: "AuditEvent",
  id: `log-${index}`,
  extension: [position, extension("login", { valueString: login })],
  type: dicom("110113", "Security Alert"),
  subtype: [word("record-type", standing)],
  recorded: sequenced.toISOString(),
  outcome: outcomes[standing],
  outcomeDesc: standing,
  agent: [{ who: { identifier: { system: own("account"), value: "unknown" } }, requestor: true }],
  source: { observer: { identifier: { system: own("service"), value: "unknown" } } },
});

/** Names that only this platform gives. */
const own = (name: string): string => `urn:epigraph:${name}`;
const word = (list: string, code: string): Coding => ({ system: own(list), code });
const extension = (name: string, value: Omit<Extension, "url">): Extension => ({ url: own(name), ...value });
const dicom = (code: string, display: string): Coding => ({ system: "http://dicom.nema.org/resources/ontology/DCM", code, display });
const detail = (type: string, value: string | number | boolean): AuditEventEntityDetail => ({ type, valueString: String(value) });

const activity = dicom("110100", "Application Activity");
const types: Readonly<Record<RecordType, Coding>> = {
  operation: dicom("110112", "Query"),
  change: activity,
  reconciliation: activity,
  refusal: dicom("110113", "Security Alert"),
  "log-in": dicom("110114", "User Authentication"),
  cached: dicom("110112", "Query"),
  administration: activity,
};

/** A download is a change to who asks for it, and an export to everybody else. */
function typeOf({ type, events, subjectEpoch }: AuditRecord): Coding {
  if (type !== "change") return types[type];
  if (events.some(({ coordinate }) => coordinate.startsWith("Mutation.download"))) return dicom("110106", "Export");
  return subjectEpoch === undefined ? types.change : dicom("110110", "Patient Record");
}

const actions: Readonly<Record<RecordType, NonNullable<AuditEvent["action"]>>> = { operation: "R", change: "U", reconciliation: "E", refusal: "E", "log-in": "E", cached: "R", administration: "E" };

/** FHIR's 0 is success, 4 a minor and 8 a serious failure; the platform's own word stands beside it. */
const outcomes: Readonly<Record<Outcome, NonNullable<AuditEvent["outcome"]>>> = { answered: "0", "partly-denied": "4", refused: "8", error: "8", unreadable: "8", foreign: "8", altered: "8" };

const reason = (code: string, display: string): Coding => ({ system: "http://terminology.hl7.org/CodeSystem/v3-ActReason", code, display });
/** Only where HL7's purposes of use say the same. */
const hl7Purposes: Readonly<Record<string, Coding>> = {
  investigation: reason("PUBHLTH", "public health"),
  disclosure: reason("PUBHLTH", "public health"),
  audit: reason("HCOMPL", "health compliance"),
  administration: reason("HSYSADMIN", "health system administration"),
};

const source = (code: string, display: string): Coding => ({ system: "http://terminology.hl7.org/CodeSystem/security-source-type", code, display });
const applicationServer = source("4", "Application Server");
const sourceType: Readonly<Record<string, Coding>> = { gateway: source("3", "Web Server"), identity: source("6", "Security Server") };

const entityType = (code: string, display: string): Coding => ({ system: "http://terminology.hl7.org/CodeSystem/audit-entity-type", code, display });
const role = (code: string, display: string): Coding => ({ system: "http://terminology.hl7.org/CodeSystem/object-role", code, display });
const systemObject = entityType("2", "System Object");

/** Who asked, and for which agency. */
function agentsOf({ agent, purposeOfEvent }: AuditRecord): AuditEventAgent[] {
  const { who, role: duty, agency, session, clearance, door, authenticatedBy, jurisdictions, network, policy } = agent;
  const policies = [...policy.grants.map((grant) => own(`grant:${encodeURIComponent(grant)}`)), ...policy.bases.map((basis) => own(`legal-basis:${encodeURIComponent(basis)}`))];
  return [
    {
      extension: [
        extension("clearance", { valueInteger: clearance }),
        extension("door", { valueString: door }),
        extension("authenticated-by", { valueString: authenticatedBy }),
        ...jurisdictions.map((code) => extension("jurisdiction", { valueString: code })),
      ],
      role: [{ coding: [word("duty", duty)] }],
      who: { identifier: { system: own("account"), value: who } },
      altId: session,
      requestor: true,
      ...(policies.length > 0 ? { policy: policies } : {}),
      ...(network === undefined ? {} : { network: { address: network, type: "2" } }),
      purposeOfUse: [{ coding: [word("purpose", purposeOfEvent)] }],
    },
    { who: { type: "Organization", identifier: { system: own("agency"), value: agency } }, requestor: false },
  ];
}

const operationOf = ({ entity, correlation, calls = {} }: AuditRecord): AuditEventEntity => ({
  what: { identifier: { system: own("operation"), value: correlation } },
  type: systemObject,
  role: role("24", "Query"),
  ...(entity.name === undefined ? {} : { name: entity.name }),
  detail: [
    detail("document SHA-256", entity.query),
    ...Object.entries(entity.detail).map(([name, value]) => detail(`argument ${name}`, value)),
    ...entity.references.map(({ kind, id }) => detail(`reference ${kind}`, id)),
    ...Object.entries(calls).map(([service, count]) => detail(`answers of ${service}`, count)),
  ],
});

/** All calls of one field that ended alike. */
const callsOf = ({ coordinate, outcome, ruleId, count }: ResolverEvent): AuditEventEntity => ({
  type: systemObject,
  role: role("13", "Security Resource"),
  name: coordinate,
  detail: [detail("outcome", outcome), ...(ruleId === undefined ? [] : [detail("rule", ruleId)]), detail("calls", count)],
});

/** Each data subject by the pseudonym of its epoch, with what was asked of it and how often. */
function subjectsOf({ subjectEpoch = "unknown", events, assigned }: AuditRecord): AuditEventEntity[] {
  const met = new Map<string, AuditEventEntityDetail[]>();
  for (const { coordinate, outcome, subjects } of events) {
    for (const [subject, count] of subjects) {
      const details = met.get(subject);
      if (details) details.push(detail(`${coordinate} ${outcome}`, count));
      else met.set(subject, [detail(`${coordinate} ${outcome}`, count)]);
    }
  }
  const ofTheirs = new Set(assigned);
  return [...met].map(([subject, details]) => ({
    what: { identifier: { system: own(`data-subject:${subjectEpoch}`), value: subject } },
    type: entityType("1", "Person"),
    role: role("1", "Patient"),
    detail: [detail("assigned to who asked", ofTheirs.has(subject)), ...details],
  }));
}

/** Requests that were turned away or answered from a cache, and earlier changes of which this record tells the end. */
const changesOf = ({ refusals = [], hits = [], reconciled = [] }: AuditRecord): AuditEventEntity[] => [
  ...refusals.map(({ code, count }): AuditEventEntity => ({ type: systemObject, role: role("13", "Security Resource"), name: code, detail: [detail("turned away", count)] })),
  ...hits.map(({ query, count }): AuditEventEntity => ({ type: systemObject, role: role("24", "Query"), detail: [detail("document SHA-256", query), detail("answered from a cache", count)] })),
  ...reconciled.map(({ record, outcome }): AuditEventEntity => ({ what: { identifier: { system: "urn:ietf:rfc:3986", value: `urn:uuid:${record}` } }, type: systemObject, detail: [detail("change", outcome)] })),
];

function periodOf({ refusals = [], hits = [] }: AuditRecord): NonNullable<AuditEvent["period"]> | undefined {
  const stretches = [...refusals, ...hits];
  if (stretches.length === 0) return undefined;
  return { start: new Date(Math.min(...stretches.map(({ first }) => first))).toISOString(), end: new Date(Math.max(...stretches.map(({ last }) => last))).toISOString() };
}
