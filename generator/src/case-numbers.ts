/** The order in which cases become known: by confirmation date, and within a day by a hash, so that a case's number says nothing about who infected whom. */
import { element } from "./element.js";
import type { InfectionTree } from "./infection-tree.js";
import { purpose, shuffleKey } from "./streams.js";

export type CaseNumbers = {
  /** Infection at each case number, from 0. */
  readonly infectionAt: (number: number) => number;
  /** Case number of each infection, from 0. */
  readonly numberOf: (infection: number) => number;
};

export function numberCases(seed: number, tree: InfectionTree): CaseNumbers {
  const size = tree.size();
  const keys = Float64Array.from({ length: size }, (_, index) => (tree.confirmationDay(index) + 32_768) * 4_294_967_296 + shuffleKey(seed, purpose.number, index));
  const order = Int32Array.from({ length: size }, (_, index) => index).sort((one, other) => element(keys, one) - element(keys, other) || one - other);
  const numbers = new Int32Array(size);
  order.forEach((infection, number) => (numbers[infection] = number));
  return { infectionAt: (number) => element(order, number), numberOf: (infection) => element(numbers, infection) };
}

/** `case-000001` for number 0. */
export function caseId(number: number): string {
  return `case-${digits(number)}`;
}

/** `person-000001` for number 0: the person behind the case of the same number. */
export function personId(number: number): string {
  return `person-${digits(number)}`;
}

/** Six digits, as in every id of the case. */
export function digits(number: number): string {
  return String(number + 1).padStart(6, "0");
}
