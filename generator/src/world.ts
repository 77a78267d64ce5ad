/** What everyone in one simulation shares: the city and its rules. Not the epidemic. */
import { calendarFrom, type Calendar } from "./calendar.js";
import { mobility, type Mobility } from "./mobility.js";
import type { Parameters } from "./parameters.js";
import { buildPlaces, type Places } from "./places.js";
import { populationOf, type Population } from "./population.js";

export type World = {
  readonly parameters: Parameters;
  readonly calendar: Calendar;
  readonly places: Places;
  readonly population: Population;
  readonly mobility: Mobility;
  /** First day on which a place (index) is closed, because a cluster was found there. Days already lived never change: a closure lies ahead when it is set. */
  readonly closedFrom: Map<number, number>;
};

export function buildWorld(parameters: Parameters): World {
  return { parameters, calendar: calendarFrom(parameters.startDate), places: buildPlaces(parameters), population: populationOf(parameters.seed), mobility: mobility(), closedFrom: new Map() };
}
