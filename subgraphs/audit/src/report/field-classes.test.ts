/** The class of a field, on which the reports rest: that it is one and the same whichever rule opens the field. */
import { rules } from "@epigraph/authz";
import { classes, personalClasses } from "./field-classes.js";

it("is that of the rules table", () => {
  expect(["Case.sex", "Contact.status", "InformationRequest.justification", "Person.phone", "Stay.arrival", "LikelySource.probability", "Place.name", "Clinic.phone", "Query.cases", "CaseEdge.node", "Mutation.offerReferral", "Case.nothing"].map((coordinate) => classes.get(coordinate))).toEqual([
    "P2", "P2", "P2", "P3", "P4", "P4", undefined, undefined, undefined, undefined, undefined, undefined,
  ]);
});

it("is one for each field: no two rules open a field of data as data of different classes", () => {
  const twofold = rules.filter(({ effect, fieldClass }) => effect === "allow" && personalClasses.some((one) => one === fieldClass)).flatMap(({ id, fieldClass, coordinates }) => coordinates.filter((coordinate) => classes.has(coordinate) && classes.get(coordinate) !== fieldClass).map((coordinate) => `${id} ${coordinate}`));
  expect(twofold).toEqual([]);
  expect(classes.size).toBeGreaterThan(100);
});

it("is known of every class", () => {
  expect([...new Set(classes.values())].toSorted()).toEqual([...personalClasses]);
});
