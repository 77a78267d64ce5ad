/** A seeded synthetic epidemic in Seoul: what investigators would get of it, and apart from that the truth. Imports only the observation types of epi; not a loader of any database. */
export type { CaseTruth, TrueContact, TrueInfection, TrueStay } from "./case-truth.js";
export type { Cluster } from "./clusters.js";
export type { GeneratedClinic } from "./clinics.js";
export { GeneratorError, type GeneratorErrorCode } from "./generator-error.js";
export type { GeneratedPerson } from "./identity.js";
export type { Setting } from "./infection-tree.js";
export { defaultNoise, noNoise, type Noise } from "./noise.js";
export type { GeneratedCase } from "./observed-case.js";
export { simulate, type Outbreak } from "./outbreak.js";
export { checkParameters, defaultParameters, type Parameters } from "./parameters.js";
export type { Category } from "./place-categories.js";
export type { Place } from "./places.js";
export type { GeneratedProgram } from "./programs.js";
export { districts, seoul, type District } from "./seoul.js";
export type { RegionStatistic } from "./statistics.js";
export type { VisitKind } from "./visit.js";
export { writeOutbreak, type WrittenOutbreak } from "./write-outbreak.js";
