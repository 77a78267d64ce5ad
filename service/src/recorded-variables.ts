/**
 * Which variables of an operation stand in the access log, by the argument or input field that each is given to: numbers, switches, days and regions by which a question is narrowed.
 * Never a name, a text, an id of anyone, a birth date or an exact place. What a document says itself is on record by its hash.
 */
import {
  type DocumentNode,
  getNamedType,
  getNullableType,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** What a value must be to be kept, whatever the schema lets through: see {@link accepts}. */
export type RecordedForm = "whole number" | "boolean" | "enum" | "day" | "instant" | "region";

/** `Type.field(argument:)` or `InputType.field`. A test holds the list against the schemas. */
export const recordedVariables: Readonly<Record<string, RecordedForm>> = {
  "AuditRecord.cacheHits(first:)": "whole number",
  "AuditRecord.dataSubjects(first:)": "whole number",
  "AuditRecord.reconciledChanges(first:)": "whole number",
  "AuditRecord.refusals(first:)": "whole number",
  "AuditRecord.resolverEvents(first:)": "whole number",
  "AuditRecordFilterInput.from": "instant",
  "AuditRecordFilterInput.to": "instant",
  "AuditRecordFilterInput.withoutAssignment": "boolean",
  "Case.accesses(first:)": "whole number",
  "Case.assignments(first:)": "whole number",
  "Case.changes(first:)": "whole number",
  "Case.coPresences(first:)": "whole number",
  "Case.coPresences(minimumMinutes:)": "whole number",
  "Case.coPresences(radiusMetres:)": "whole number",
  "Case.confirmations(first:)": "whole number",
  "Case.exposures(first:)": "whole number",
  "Case.history(first:)": "whole number",
  "Case.informationRequests(first:)": "whole number",
  "Case.interviews(first:)": "whole number",
  "Case.likelySources(first:)": "whole number",
  "Case.path(first:)": "whole number",
  "Case.samples(first:)": "whole number",
  "Case.stayArrivals(first:)": "whole number",
  "Case.stayArrivals(since:)": "instant",
  "Case.stays(first:)": "whole number",
  "Case.tasks(first:)": "whole number",
  "Case.transmissionLinks(first:)": "whole number",
  "CaseFilterInput.confirmedFrom": "day",
  "CaseFilterInput.confirmedTo": "day",
  "CaseFilterInput.regionCode": "region",
  "Cluster.cases(first:)": "whole number",
  "Cluster.history(first:)": "whole number",
  "Cluster.reportedCounts(first:)": "whole number",
  "Contact.exposures(first:)": "whole number",
  "Contact.followUps(first:)": "whole number",
  "Contact.history(first:)": "whole number",
  "Contact.quarantines(first:)": "whole number",
  "Contact.samples(first:)": "whole number",
  "DiseaseInput.infectiousDaysBeforeOnset": "whole number",
  "DiseaseInput.quarantineDays": "whole number",
  "Event.cases(first:)": "whole number",
  "Event.contacts(first:)": "whole number",
  "Event.history(first:)": "whole number",
  "Finding.records(first:)": "whole number",
  "Finding.steps(first:)": "whole number",
  "FindingFilterInput.from": "instant",
  "FindingFilterInput.to": "instant",
  "FollowUpInput.reached": "boolean",
  "InboxItem.uploads(first:)": "whole number",
  "InformationRequest.provisions(first:)": "whole number",
  "InformationRequest.rosterStays(first:)": "whole number",
  "InformationRequest.steps(first:)": "whole number",
  "InformationRequestInput.dwellMinutes": "whole number",
  "InformationRequestInput.readsAllowed": "whole number",
  "InformationRequestInput.windowFrom": "instant",
  "InformationRequestInput.windowTo": "instant",
  "Mutation.completeProvision(nothingHeld:)": "boolean",
  "Mutation.deferNotice(until:)": "instant",
  "Mutation.downloadLineList(withIdentity:)": "boolean",
  "Mutation.downloadYearlyCounts(year:)": "whole number",
  "Mutation.importLineList(dryRun:)": "boolean",
  "Mutation.nameCluster(regionCode:)": "region",
  "Mutation.orderQuarantine(days:)": "whole number",
  "Mutation.recordClusterCount(count:)": "whole number",
  "Mutation.recordNoticeSent(channel:)": "enum",
  "Mutation.registerEvent(regionCode:)": "region",
  "Mutation.reviewEmergencyAccess(verdict:)": "enum",
  "OperationRecords.records(first:)": "whole number",
  "Query.accounts(first:)": "whole number",
  "Query.agencies(first:)": "whole number",
  "Query.agencies(regionCode:)": "region",
  "Query.auditRecords(first:)": "whole number",
  "Query.caseMerges(first:)": "whole number",
  "Query.cases(first:)": "whole number",
  "Query.clinics(first:)": "whole number",
  "Query.clinics(regionCode:)": "region",
  "Query.clusters(first:)": "whole number",
  "Query.clusters(regionCode:)": "region",
  "Query.diseases(first:)": "whole number",
  "Query.dueFollowUps(day:)": "day",
  "Query.dueFollowUps(first:)": "whole number",
  "Query.dueFollowUps(regionCode:)": "region",
  "Query.duplicateReviews(first:)": "whole number",
  "Query.emergencyAccesses(first:)": "whole number",
  "Query.emergencyAccesses(waiting:)": "boolean",
  "Query.events(first:)": "whole number",
  "Query.events(regionCode:)": "region",
  "Query.findings(first:)": "whole number",
  "Query.grants(first:)": "whole number",
  "Query.inbox(first:)": "whole number",
  "Query.inbox(state:)": "enum",
  "Query.inboxChanges(first:)": "whole number",
  "Query.inboxChanges(since:)": "instant",
  "Query.informationRequests(first:)": "whole number",
  "Query.jobChanges(first:)": "whole number",
  "Query.jobChanges(since:)": "instant",
  "Query.jobs(first:)": "whole number",
  "Query.legalHolds(first:)": "whole number",
  "Query.newFindings(first:)": "whole number",
  "Query.noticeCounts(year:)": "whole number",
  "Query.noticeEntries(first:)": "whole number",
  "Query.noticeEntries(open:)": "boolean",
  "Query.noticeStatistics(first:)": "whole number",
  "Query.noticeStatistics(year:)": "whole number",
  "Query.notices(first:)": "whole number",
  "Query.notices(open:)": "boolean",
  "Query.purgePlans(first:)": "whole number",
  "Query.referrals(first:)": "whole number",
  "Query.region(code:)": "region",
  "Query.regions(first:)": "whole number",
  "Query.regions(parentCode:)": "region",
  "Query.requestPolicies(first:)": "whole number",
  "Query.resolutions(first:)": "whole number",
  "Query.responses(first:)": "whole number",
  "Query.seals(first:)": "whole number",
  "Query.securityAlerts(first:)": "whole number",
  "Query.securityNotes(first:)": "whole number",
  "Query.sessions(first:)": "whole number",
  "Query.supportPrograms(first:)": "whole number",
  "Query.supportPrograms(regionCode:)": "region",
  "Query.tasks(first:)": "whole number",
  "Query.transfers(first:)": "whole number",
  "Query.uploadProfiles(first:)": "whole number",
  "Region.clinics(first:)": "whole number",
  "Region.places(first:)": "whole number",
  "Region.statistics(first:)": "whole number",
  "Region.statistics(from:)": "day",
  "Region.statistics(to:)": "day",
  "Region.supportPrograms(first:)": "whole number",
  "RequestPlaceInput.radiusMetres": "whole number",
  "RequestPolicyInput.grantDays": "whole number",
  "RequestPolicyInput.keptDays": "whole number",
  "RequestPolicyInput.noticeDays": "whole number",
  "RequestPolicyInput.requestDays": "whole number",
  "RequestPolicyInput.rosterDwellMinutes": "whole number",
  "RequestPolicyInput.rosterPersons": "whole number",
  "RequestPolicyInput.rosterSquareMetres": "whole number",
  "RequestPolicyInput.unmatchedDays": "whole number",
  "RequestPolicyInput.validFrom": "instant",
  "RequestPolicyInput.windowDays": "whole number",
  "ResolverEvent.dataSubjects(first:)": "whole number",
  "SecurityAlertFilterInput.from": "instant",
  "SecurityAlertFilterInput.to": "instant",
  "Task.history(first:)": "whole number",
  "TaskFilterInput.mine": "boolean",
  "TaskFilterInput.overdue": "boolean",
  "UploadProfileInput.validFrom": "day",
};

type Scalar = string | number | boolean;

/** Of an operation's variables what may be kept, each under its coordinate; several values of one coordinate are told in one text, as far as they fit. */
export function detailOf(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>> | null | undefined): Readonly<Record<string, Scalar>> {
  if (!variables) return {};
  const kept = new Map<string, Set<Scalar>>();
  for (const { name, coordinate, type } of placesOf(schema, document)) if (Object.hasOwn(variables, name)) collect(coordinate, type, variables[name]);
  return Object.fromEntries([...kept].map(([coordinate, values]) => [coordinate, told([...values])]));

  function collect(coordinate: string, type: GraphQLInputType, value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) collect(coordinate, type, item);
      return;
    }
    const named = getNamedType(type);
    if (isInputObjectType(named)) {
      if (typeof value === "object" && value !== null) for (const field of Object.values(named.getFields())) if (Object.hasOwn(value, field.name)) collect(`${named.name}.${field.name}`, field.type, (value as Record<string, unknown>)[field.name]);
      return;
    }
    const form = recordedVariables[coordinate];
    const isKept = isEnumType(named) ? form === "enum" && named.getValue(String(value)) !== undefined : form !== undefined && accepts[form](value);
    if (!isKept) return;
    const values = kept.get(coordinate) ?? new Set();
    kept.set(coordinate, values.add(value as Scalar));
  }
}

/** By the values themselves: variables that graphql refuses are on record too, and might be anything. */
const accepts: Readonly<Record<RecordedForm, (value: unknown) => boolean>> = {
  "whole number": (value) => Number.isInteger(value) && Math.abs(value as number) < 1_000_000, // no telephone number
  boolean: (value) => typeof value === "boolean",
  enum: () => false, // judged by the enum's own values
  day: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value),
  instant: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(value),
  region: (value) => typeof value === "string" && /^[1-9]\d{4}00000$/.test(value), // a province or municipality
};

/** The longest text that a record takes here. */
const longest = 300;

function told(values: readonly Scalar[]): Scalar {
  const [first = "", ...rest] = values;
  return rest.reduce((text: Scalar, value) => (`${text},${value}`.length <= longest ? `${text},${value}` : text), first);
}

type Place = { readonly name: string; readonly coordinate: string; readonly type: GraphQLInputType };

/** Documents are kept by their text, so each is looked through once. */
const known = new WeakMap<DocumentNode, readonly Place[]>();

/** Where the document uses a variable. */
function placesOf(schema: GraphQLSchema, document: DocumentNode): readonly Place[] {
  const kept = known.get(document);
  if (kept) return kept;
  const places: Place[] = [];
  const types = new TypeInfo(schema);
  const within: string[] = []; // the arguments and input fields around a value
  visit(
    document,
    visitWithTypeInfo(types, {
      VariableDefinition: () => false,
      Directive: () => false,
      Argument: {
        enter: ({ name }) => void within.push(`${types.getParentType()?.name ?? ""}.${types.getFieldDef()?.name ?? ""}(${name.value}:)`),
        leave: () => void within.pop(),
      },
      ObjectField: {
        enter: ({ name }) => void within.push(`${nameOf(types.getParentInputType())}.${name.value}`),
        leave: () => void within.pop(),
      },
      Variable: ({ name }) => {
        const type = types.getInputType();
        const coordinate = within.at(-1);
        if (type && coordinate !== undefined) places.push({ name: name.value, coordinate, type });
      },
    }),
  );
  known.set(document, places);
  return places;
}

function nameOf(type: GraphQLInputType | null | undefined): string {
  const bare = type && getNullableType(type);
  return bare ? getNamedType(isListType(bare) ? bare.ofType : bare).name : "";
}
