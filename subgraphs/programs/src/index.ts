/** The programs subgraph: support programs by region. */
import "reflect-metadata";
import type { Scope, SubgraphDescription } from "@epigraph/service";
import { RegionProgramsResolver, SupportProgramResolver } from "./resolvers.js";
import { programById } from "./store.js";
import { Region, resourceOfProgram, SupportProgram } from "./types.js";

export const programs: SubgraphDescription = {
  name: "programs",
  entities: [SupportProgram],
  resolvers: [SupportProgramResolver, RegionProgramsResolver],
  orphans: [Region],
  references: {
    SupportProgram: (reference: Pick<SupportProgram, "id">, scope: Scope) => programById(scope).load(reference.id),
    Region: (reference: Pick<Region, "code">) => Object.assign(new Region(), { code: reference.code }),
  },
  resources: { SupportProgram: resourceOfProgram },
};
