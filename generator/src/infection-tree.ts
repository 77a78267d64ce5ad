/** All infections of one outbreak in typed arrays, about 70 bytes each, in the order in which they happened: the truth in compact form. Nothing of it is an observation. */
import { element } from "./element.js";
import type { Course } from "./natural-history.js";
import { householdLimit } from "./population.js";

const settings = ["outside", "household", "workplace", "school", "venue", "cluster-venue"] as const;
export type Setting = (typeof settings)[number];
/** What a person does on weekdays. */
export type Role = "home" | "worker" | "student";

/** No place, no person, no cluster. */
export const none = -1;
/** A person may belong to a place that is not known yet: it then follows from the person's habits. */
export const byHabit = -2;

export type Infection = Course & {
  readonly household: number;
  readonly member: number;
  /** Index of the infector; `none` for an infection from outside the city. */
  readonly infector: number;
  readonly setting: Setting;
  /** Place of the infection; `none` at home and outside. */
  readonly place: number;
  /** Seconds of the simulation. */
  readonly infectedAt: number;
  /** From when to when the infectee was there, at the least; equal for an infection outside. */
  readonly stayFrom: number;
  readonly stayTo: number;
  /** Workplace or school when the infection determined it, else `byHabit`. */
  readonly base: number;
  /** Church, gym, club... that the person belongs to when the infection determined it, else `byHabit`. */
  readonly membership: number;
  /** Index of the cluster in whose venue the infection happened, else `none`. */
  readonly cluster: number;
};

export type InfectionTree = {
  readonly size: () => number;
  readonly capacity: number;
  /** Returns the index of the new infection. */
  readonly add: (infection: Infection) => number;
  readonly at: (index: number) => Infection;
  readonly onsetDay: (index: number) => number;
  readonly confirmationDay: (index: number) => number;
  readonly infectedAt: (index: number) => number;
  readonly household: (index: number) => number;
  readonly infectiousness: (index: number) => number;
  readonly symptoms: (index: number) => Infection["symptoms"];
  /** Index of this resident's infection, or undefined while not infected. */
  readonly ofResident: (household: number, member: number) => number | undefined;
  /** Who is to carry a cluster into its venue: only before any of their days was used. */
  readonly assign: (index: number, base: number, membership: number) => void;
};

/** Adds one infection with its course; false once the outbreak has the asked size. */
export type Infect = (facts: Omit<Infection, keyof Course>) => boolean;

export function infectionTree(capacity: number): InfectionTree {
  const household = new Int32Array(capacity);
  const member = new Uint8Array(capacity);
  const infector = new Int32Array(capacity);
  const setting = new Uint8Array(capacity);
  const place = new Int32Array(capacity);
  const infectedAt = new Int32Array(capacity);
  const stayFrom = new Int32Array(capacity);
  const stayTo = new Int32Array(capacity);
  const base = new Int32Array(capacity);
  const membership = new Int32Array(capacity);
  const cluster = new Int32Array(capacity);
  const onsetDay = new Int16Array(capacity);
  const symptoms = new Uint8Array(capacity);
  const samplingDay = new Int16Array(capacity);
  const confirmationDay = new Int16Array(capacity);
  const infectiousness = new Float64Array(capacity);
  const deceased = new Uint8Array(capacity);
  const outcomeDay = new Int16Array(capacity);
  const residents = new Map<number, number>();
  let size = 0;

  return {
    size: () => size,
    capacity,
    add: (one) => {
      const index = size++;
      household[index] = one.household;
      member[index] = one.member;
      infector[index] = one.infector;
      setting[index] = settings.indexOf(one.setting);
      place[index] = one.place;
      infectedAt[index] = one.infectedAt;
      stayFrom[index] = one.stayFrom;
      stayTo[index] = one.stayTo;
      base[index] = one.base;
      membership[index] = one.membership;
      cluster[index] = one.cluster;
      onsetDay[index] = one.onsetDay;
      symptoms[index] = one.symptoms === "some" ? 1 : 0;
      samplingDay[index] = one.samplingDay;
      confirmationDay[index] = one.confirmationDay;
      infectiousness[index] = one.infectiousness;
      deceased[index] = one.outcome === "deceased" ? 1 : 0;
      outcomeDay[index] = one.outcomeDay;
      residents.set(one.household * householdLimit + one.member, index);
      return index;
    },
    at: (index) => ({
      household: element(household, index),
      member: element(member, index),
      infector: element(infector, index),
      setting: element(settings, element(setting, index)),
      place: element(place, index),
      infectedAt: element(infectedAt, index),
      stayFrom: element(stayFrom, index),
      stayTo: element(stayTo, index),
      base: element(base, index),
      membership: element(membership, index),
      cluster: element(cluster, index),
      onsetDay: element(onsetDay, index),
      symptoms: element(symptoms, index) === 1 ? "some" : "none",
      samplingDay: element(samplingDay, index),
      confirmationDay: element(confirmationDay, index),
      infectiousness: element(infectiousness, index),
      outcome: element(deceased, index) === 1 ? "deceased" : "released",
      outcomeDay: element(outcomeDay, index),
    }),
    onsetDay: (index) => element(onsetDay, index),
    confirmationDay: (index) => element(confirmationDay, index),
    infectedAt: (index) => element(infectedAt, index),
    household: (index) => element(household, index),
    infectiousness: (index) => element(infectiousness, index),
    symptoms: (index) => (element(symptoms, index) === 1 ? "some" : "none"),
    ofResident: (inHousehold, asMember) => residents.get(inHousehold * householdLimit + asMember),
    assign: (index, newBase, newMembership) => {
      base[index] = newBase;
      membership[index] = newMembership;
    },
  };
}
