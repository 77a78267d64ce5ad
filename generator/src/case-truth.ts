/** What really happened to one case: who infected it, where and when, its true stays and whom it met. Kept apart from every observation; for scoring a tracer, never for the platform. */
import type { Instant, Position } from "@epigraph/epi";
import { caseId, personId, type CaseNumbers } from "./case-numbers.js";
import { dayOf } from "./calendar.js";
import type { CoPresenceIndex } from "./co-presence-index.js";
import { element } from "./element.js";
import type { Epidemic } from "./epidemic.js";
import { none, type Infection, type Setting } from "./infection-tree.js";
import { pathOf } from "./path.js";
import { daySchedule } from "./schedule.js";
import { type Visit, type VisitKind } from "./visit.js";
import type { World } from "./world.js";

/** Within one day of Asia/Seoul. `placeId` is absent at home and on walks. */
export type TrueStay = { readonly kind: VisitKind; readonly day: string; readonly arrival: Instant; readonly departure: Instant; readonly placeId?: string; readonly position: Position };

/** Two cases at one place at one time. `placeId` is absent at home. */
export type TrueContact = { readonly caseId: string; readonly placeId?: string; readonly from: Instant; readonly to: Instant };

export type TrueInfection = {
  readonly infector: string;
  readonly setting: Exclude<Setting, "outside">;
  readonly at: Instant;
  /** Both stays hold `at`, at the same place. They can lie before the window of the path. */
  readonly infecteeStay: TrueStay;
  readonly infectorStay: TrueStay;
  /** The cluster in whose venue it happened. */
  readonly clusterId?: string;
};

export type CaseTruth = {
  readonly caseId: string;
  readonly personId: string;
  readonly infectedAt: Instant;
  /** Absent when infected outside the city. */
  readonly infection?: TrueInfection;
  readonly symptoms: "some" | "none";
  /** True day of onset; absent without symptoms. */
  readonly onsetDay?: string;
  /** The path: `days` whole days before confirmation, cut at midnight. */
  readonly stays: readonly TrueStay[];
  /** With other cases, within both paths. */
  readonly contacts: readonly TrueContact[];
};

export function truthOf(world: World, epidemic: Epidemic, numbers: CaseNumbers, coPresences: CoPresenceIndex, number: number): CaseTruth {
  const index = numbers.infectionAt(number);
  const infection = epidemic.tree.at(index);
  const path = pathOf(world, epidemic, index);
  const { calendar, places } = world;
  const contacts: readonly TrueContact[] = coPresences.meetings(index, path).map(({ other, place, from, to }) => ({
    caseId: caseId(numbers.numberOf(other)),
    ...(place >= 0 ? { placeId: element(places.list, place).id } : {}),
    from: calendar.instantOf(from),
    to: calendar.instantOf(to),
  }));
  return {
    caseId: caseId(number),
    personId: personId(number),
    infectedAt: calendar.instantOf(infection.infectedAt),
    ...(infection.infector === none || infection.setting === "outside" ? {} : { infection: infectionOf(world, epidemic, numbers, index, infection, infection.setting) }),
    symptoms: infection.symptoms,
    ...(infection.symptoms === "some" ? { onsetDay: calendar.dateOf(infection.onsetDay) } : {}),
    stays: path.map((visit) => trueStay(world, visit)),
    contacts,
  };
}

function infectionOf(world: World, epidemic: Epidemic, numbers: CaseNumbers, index: number, infection: Infection, setting: Exclude<Setting, "outside">): TrueInfection {
  const cluster = infection.cluster === none ? undefined : element(epidemic.clusters, infection.cluster).cluster.id;
  return {
    infector: caseId(numbers.numberOf(infection.infector)),
    setting,
    at: world.calendar.instantOf(infection.infectedAt),
    infecteeStay: trueStay(world, visitAt(world, epidemic, index, infection.infectedAt)),
    infectorStay: trueStay(world, visitAt(world, epidemic, infection.infector, infection.infectedAt)),
    ...(cluster === undefined ? {} : { clusterId: cluster }),
  };
}

function visitAt(world: World, epidemic: Epidemic, index: number, second: number): Visit {
  const visits = daySchedule(world, epidemic.dweller(index), dayOf(second));
  return element(visits, visits.findIndex((visit) => visit.from <= second && second <= visit.to));
}

function trueStay(world: World, visit: Visit): TrueStay {
  const { calendar, places } = world;
  const { kind, place, position, from, to } = visit;
  return { kind, day: calendar.dateOf(dayOf(from)), arrival: calendar.instantOf(from), departure: calendar.instantOf(to), ...(place >= 0 ? { placeId: element(places.list, place).id } : {}), position };
}
