/** Which class of data a field holds, as the rules say it: what reports tell in place of fields. Not who may read it: see authz. */
import { type Coordinate, type FieldClass, rules } from "@epigraph/authz";

/** The classes of data about a person: clinical, identity, evidence of where somebody was. */
export const personalClasses = ["P2", "P3", "P4"] as const satisfies readonly FieldClass[];
export type PersonalClass = (typeof personalClasses)[number];

/** Not the ways in and the pages of lists, which hold nothing themselves. */
const holdsData = (coordinate: Coordinate): boolean => !/^(Query|Mutation|\w+(Connection|Edge))\./.test(coordinate);
const isPersonal = (fieldClass: FieldClass): fieldClass is PersonalClass => (personalClasses as readonly FieldClass[]).includes(fieldClass);

/** By coordinate; each stands in one class, whichever rule opens it. */
export const classes: ReadonlyMap<string, PersonalClass> = new Map(
  rules
    .filter(({ effect }) => effect === "allow")
    .flatMap(({ coordinates, fieldClass }) => (isPersonal(fieldClass) ? coordinates.filter(holdsData).map((coordinate): [string, PersonalClass] => [coordinate, fieldClass]) : [])),
);
