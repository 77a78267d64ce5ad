/** The movements subgraph: places, information requests, stays and what is derived from them. Who the cases are is in cases. */
import "reflect-metadata";
import type { Scope, SubgraphDescription } from "@epigraph/service";
import { PlaceResolver, RegionPlacesResolver } from "./place/resolvers.js";
import { placeById } from "./place/store.js";
import { Place, Region } from "./place/types.js";
import { CaseRequestsResolver, InformationRequestResolver } from "./request/resolvers.js";
import { caseById, requestById } from "./request/store.js";
import { Case, InformationRequest, resourceOfCase } from "./request/types.js";
import { CaseStaysResolver, StayResolver } from "./stay/resolvers.js";
import { resourceOfStays, type Stay } from "./stay/types.js";
import { CaseStubResolver } from "./stub/resolvers.js";
import { Agency } from "./stub/types.js";
import { CoPresenceResolver, LikelySourceResolver, PathStopResolver, TracingResolver } from "./tracing/resolvers.js";
import { type LikelySource, resourceOfCoPresence, resourceOfStop, type SourceEvidence } from "./tracing/types.js";

export const movements: SubgraphDescription = {
  name: "movements",
  entities: [Place, Case, InformationRequest],
  resolvers: [PlaceResolver, RegionPlacesResolver, InformationRequestResolver, CaseRequestsResolver, StayResolver, CaseStaysResolver, TracingResolver, PathStopResolver, CoPresenceResolver, LikelySourceResolver, CaseStubResolver],
  orphans: [Agency, Case, Region],
  references: {
    Case: (reference: Pick<Case, "id">, scope: Scope) => caseById(scope).load(reference.id),
    Place: (reference: Pick<Place, "id">, scope: Scope) => placeById(scope).load(reference.id),
    InformationRequest: (reference: Pick<InformationRequest, "id">, scope: Scope) => requestById(scope).load(reference.id),
    Region: (reference: Pick<Region, "code">) => Object.assign(new Region(), { code: reference.code }),
  },
  resources: {
    Case: resourceOfCase,
    InformationRequest: (row: InformationRequest) => resourceOfCase(row.ofCase),
    Stay: (row: Stay) => resourceOfStays([row]),
    PathStop: resourceOfStop,
    CoPresence: resourceOfCoPresence,
    LikelySource: (row: LikelySource) => row.resource,
    SourceEvidence: (row: SourceEvidence) => row.resource,
  },
};
