/** The cases subgraph: cases, persons, contacts, named clusters, regions and their statistics. Where people were is in movements. */
import "reflect-metadata";
import type { Resource } from "@epigraph/authz";
import type { Scope, SubgraphDescription } from "@epigraph/service";
import { CaseResolver, ExposureResolver, TransmissionLinkResolver } from "./case/resolvers.js";
import { caseById } from "./case/store.js";
import { Case, type Exposure, resourceOfCase, type Sample, type TransmissionLink } from "./case/types.js";
import { ClusterResolver } from "./cluster/resolvers.js";
import { Cluster, Place } from "./cluster/types.js";
import { ContactResolver } from "./contact/resolvers.js";
import { Contact, type FollowUp, resourceOfContact } from "./contact/types.js";
import { Person } from "./person/types.js";
import { RegionResolver } from "./region/resolvers.js";
import { regionByCode } from "./region/store.js";
import { Region } from "./region/types.js";

export const cases: SubgraphDescription = {
  name: "cases",
  entities: [Case, Cluster, Contact, Person, Region],
  resolvers: [RegionResolver, CaseResolver, TransmissionLinkResolver, ExposureResolver, ClusterResolver, ContactResolver],
  orphans: [Place],
  references: {
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
  },
};
