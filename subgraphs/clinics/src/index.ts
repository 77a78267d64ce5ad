/** The clinics subgraph: screening clinics by region. */
import "reflect-metadata";
import { parseId, type Scope, type SubgraphDescription } from "@epigraph/service";
import { ClinicResolver, RegionClinicsResolver } from "./resolvers.js";
import { clinicById } from "./store.js";
import { Clinic, Region, resourceOfClinic } from "./types.js";

export const clinics: SubgraphDescription = {
  name: "clinics",
  entities: [Clinic],
  resolvers: [ClinicResolver, RegionClinicsResolver],
  orphans: [Region],
  references: {
    Clinic: (reference: Pick<Clinic, "id">, scope: Scope) => clinicById(scope).load(reference.id),
    Region: (reference: Pick<Region, "code">) => Object.assign(new Region(), { code: reference.code }),
  },
  resources: { Clinic: resourceOfClinic },
  targets: { reportCrowding: { type: "Clinic", load: ({ clinic }: { readonly clinic: string }, scope) => clinicById(scope).load(parseId(clinic)) } },
};
