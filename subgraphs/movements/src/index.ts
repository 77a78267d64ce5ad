/** The movements subgraph: places, information requests, stays and what is derived from them. Who the cases are is in cases. */
import "reflect-metadata";
import type { CaseId, RequestId } from "@epigraph/authz";
import { parseId, type Scope, type SubgraphDescription, type Target, type Targets } from "@epigraph/service";
import { CaseArrivalsResolver, StayArrivalResolver } from "./arrival/resolvers.js";
import { resourceOfArrival } from "./arrival/types.js";
import { EmergencyAccessResolver } from "./emergency/resolvers.js";
import { emergencyById } from "./emergency/store.js";
import { resourceOfEmergency } from "./emergency/types.js";
import { GrantResolver, RequestGrantsResolver } from "./grant/resolvers.js";
import { grantById } from "./grant/store.js";
import { resourceOfGrant } from "./grant/types.js";
import { InboxResolver } from "./inbox/resolvers.js";
import { itemById } from "./inbox/store.js";
import { type InboxPlace, type MatchKey, resourceOfItem } from "./inbox/types.js";
import { NoticeResolver } from "./notice/resolvers.js";
import { noticeById } from "./notice/store.js";
import { resourceOfEntry, resourceOfNotice } from "./notice/types.js";
import { PlaceResolver, RegionPlacesResolver } from "./place/resolvers.js";
import { placeById } from "./place/store.js";
import { Place, Region } from "./place/types.js";
import { RequestPolicyResolver } from "./policy/resolvers.js";
import { policyById } from "./policy/store.js";
import { RequestPolicy } from "./policy/types.js";
import type { InformationRequestInput } from "./request/input.js";
import type { RequestPlace, RequestProvision, RequestStep } from "./request/part-types.js";
import { CaseRequestsResolver, InformationRequestResolver, RequestPlaceResolver, RequestProvisionResolver, RequestStepResolver } from "./request/resolvers.js";
import { caseById, requestById } from "./request/store.js";
import { Case, InformationRequest, resourceOfCase, resourceOfRequest } from "./request/types.js";
import { RequestRosterResolver, RosterStayResolver } from "./roster/resolvers.js";
import { resourceOfRosterStay } from "./roster/types.js";
import { CaseStaysResolver, StayResolver } from "./stay/resolvers.js";
import { resourceOfStays, type Stay } from "./stay/types.js";
import { CaseStubResolver } from "./stub/resolvers.js";
import { Agency } from "./stub/types.js";
import { CoPresenceResolver, LikelySourceResolver, PathStopResolver, TracingResolver } from "./tracing/resolvers.js";
import { type LikelySource, resourceOfCoPresence, resourceOfStop, type SourceEvidence } from "./tracing/types.js";
import { InboxUploadsResolver, UploadProfileResolver } from "./upload/resolvers.js";
import { uploadRoutes } from "./upload/routes.js";
import { resourceOfProfile, UploadProfile, type UploadReason, type UploadReceipt } from "./upload/types.js";

export { upkeepJobs } from "./upkeep/upkeep-jobs.js";

export const movements: SubgraphDescription = {
  name: "movements",
  entities: [Place, Case, InformationRequest, RequestPolicy],
  resolvers: [
    PlaceResolver, RegionPlacesResolver, InformationRequestResolver, RequestStepResolver, RequestProvisionResolver, RequestPlaceResolver, CaseRequestsResolver, RequestPolicyResolver, InboxResolver, InboxUploadsResolver, UploadProfileResolver, GrantResolver, RequestGrantsResolver, EmergencyAccessResolver, NoticeResolver,
    StayResolver, CaseStaysResolver, StayArrivalResolver, CaseArrivalsResolver, RequestRosterResolver, RosterStayResolver, TracingResolver, PathStopResolver, CoPresenceResolver, LikelySourceResolver, CaseStubResolver,
  ],
  orphans: [Agency, Case, Region],
  routes: uploadRoutes,
  references: {
    Case: (reference: Pick<Case, "id">, scope: Scope) => caseById(scope).load(reference.id),
    Place: (reference: Pick<Place, "id">, scope: Scope) => placeById(scope).load(reference.id),
    InformationRequest: (reference: Pick<InformationRequest, "id">, scope: Scope) => requestById(scope).load(reference.id),
    Region: (reference: Pick<Region, "code">) => Object.assign(new Region(), { code: reference.code }),
  },
  resources: {
    Case: resourceOfCase,
    InformationRequest: resourceOfRequest,
    RequestStep: (row: RequestStep) => resourceOfCase(row.ofCase),
    RequestProvision: (row: RequestProvision) => resourceOfCase(row.ofCase),
    RequestPlace: (row: RequestPlace) => resourceOfCase(row.ofCase),
    InboxItem: resourceOfItem,
    MatchKey: (row: MatchKey) => resourceOfItem(row.item),
    InboxPlace: (row: InboxPlace) => resourceOfItem(row.item),
    UploadReceipt: (row: UploadReceipt) => resourceOfItem(row.item),
    UploadReason: (row: UploadReason) => resourceOfItem(row.item),
    UploadProfile: resourceOfProfile,
    Grant: resourceOfGrant,
    EmergencyAccess: resourceOfEmergency,
    Notice: resourceOfNotice,
    NoticeEntry: resourceOfEntry,
    Stay: (row: Stay) => resourceOfStays([row]),
    RosterStay: resourceOfRosterStay,
    StayArrival: resourceOfArrival,
    PathStop: resourceOfStop,
    CoPresence: resourceOfCoPresence,
    LikelySource: (row: LikelySource) => row.resource,
    SourceEvidence: (row: SourceEvidence) => row.resource,
  },
  targets: {
    requestInformation: { type: "Case", load: ({ input }: { readonly input: InformationRequestInput }, scope) => caseById(scope).load(parseId<CaseId>(input.case, "case")) },
    ...of(["changeRequest", "submitRequest", "amendRequest", "withdrawRequest", "closeRequest", "renewRequest", "approveRequest", "denyRequest"], {
      type: "InformationRequest",
      load: (args: { readonly request: string }, scope) => requestById(scope).load(parseId<RequestId>(args.request, "request")),
    }),
    ...of(["approveInboxItem", "denyInboxItem", "completeProvision"], { type: "InboxItem", load: (args: { readonly id: string }, scope) => itemById(scope).load(parseId(args.id)) }),
    // act on no row that there is yet
    registerUploadProfile: { type: "UploadProfile", load: (_args, scope) => Promise.resolve(Object.assign(new UploadProfile(), { agency: scope.principal.agency })) },
    proposeRequestPolicy: { type: "RequestPolicy", load: () => Promise.resolve(new RequestPolicy()) },
    confirmRequestPolicy: { type: "RequestPolicy", load: (args: { readonly policy: string }, scope) => policyById(scope).load(parseId(args.policy, "policy")) },
    openEmergencyAccess: { type: "Case", load: (args: { readonly case: string }, scope) => caseById(scope).load(parseId<CaseId>(args.case, "case")) },
    reviewEmergencyAccess: { type: "EmergencyAccess", load: (args: { readonly id: string }, scope) => emergencyById(scope).load(parseId(args.id)) },
    revokeGrant: { type: "Grant", load: (args: { readonly grant: string }, scope) => grantById(scope).load(parseId(args.grant, "grant")) },
    ...of(["recordNoticeSent", "deferNotice"], { type: "Notice", load: (args: { readonly notice: string }, scope) => noticeById(scope).load(parseId(args.notice, "notice")) }),
  },
};

/** Several mutations that act on the same kind of row. */
function of(mutations: readonly string[], target: Target): Targets {
  return Object.fromEntries(mutations.map((mutation) => [mutation, target]));
}
