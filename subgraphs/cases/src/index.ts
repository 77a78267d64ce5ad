/** The cases subgraph: cases, persons, contacts, named clusters, regions and their statistics. Where people were is in movements. */
import "reflect-metadata";
import type { CaseId, Resource } from "@epigraph/authz";
import { parseId, type Scope, type SubgraphDescription } from "@epigraph/service";
import { AgencyResolver, CaseStubResolver } from "./agency/resolvers.js";
import { agencyById } from "./agency/store.js";
import { Agency } from "./agency/types.js";
import { CaseResolver, ExposureResolver, TransmissionLinkResolver } from "./case/resolvers.js";
import { caseById } from "./case/store.js";
import { Case, type Exposure, resourceOfCase, type Sample, type TransmissionLink } from "./case/types.js";
import { ClusterResolver } from "./cluster/resolvers.js";
import { Cluster, Place } from "./cluster/types.js";
import { ContactResolver } from "./contact/resolvers.js";
import { Contact, type FollowUp, resourceOfContact } from "./contact/types.js";
import { Person } from "./person/types.js";
import { ReferralResolver } from "./referral/resolvers.js";
import { referralById } from "./referral/store.js";
import { type Referral, resourceOfReferral } from "./referral/types.js";
import { RegionResolver } from "./region/resolvers.js";
import { regionByCode } from "./region/store.js";
import { Region } from "./region/types.js";

export const cases: SubgraphDescription = {
  name: "cases",
  entities: [Agency, Case, Cluster, Contact, Person, Region],
  resolvers: [RegionResolver, CaseResolver, TransmissionLinkResolver, ExposureResolver, ClusterResolver, ContactResolver, AgencyResolver, CaseStubResolver, ReferralResolver],
  orphans: [Place],
  references: {
    Agency: (reference: Pick<Agency, "id">, scope: Scope) => agencyById(scope).load(reference.id),
    Case: (reference: Pick<Case, "id">, scope: Scope) => caseById(scope).load(reference.id),
    Region: (reference: Pick<Region, "code">, scope: Scope) => regionByCode(scope).load(reference.code),
  },
  resources: {
    Case: resourceOfCase,
    Person: (row: Person): Resource => row.resource,
    Contact: resourceOfContact,
    TransmissionLink: (row: TransmissionLink): Resource => resourceOfCase(row.ofCase),
    Exposure: (row: Exposure): Resource => resourceOfCase(row.ofCase),
    Sample: (row: Sample): Resource => row.resource,
    FollowUp: (row: FollowUp): Resource => resourceOfContact(row.ofContact),
    Referral: (row: Referral): Resource => resourceOfReferral(row),
  },
  targets: {
    offerReferral: { type: "Case", load: (args: { readonly case: string }, scope) => caseById(scope).load(parseId<CaseId>(args.case, "case")) },
    acceptReferral: { type: "Referral", load: (args: { readonly referral: string }, scope) => referralById(scope).load(parseId(args.referral, "referral")) },
    endReferral: { type: "Referral", load: (args: { readonly referral: string }, scope) => referralById(scope).load(parseId(args.referral, "referral")) },
  },
};
