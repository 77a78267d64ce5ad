/** The shape of one row of the rules table, and the words to write it with. Not the rows: see rules/. */
import type { ConditionName } from "./conditions.js";
import type { Clearance, Duty, Purpose, RuleId } from "./names.js";

/** A GraphQL field: `Type.field`. */
export type Coordinate = `${string}.${string}`;

/** P0 public · P1 aggregate · P2 clinical, pseudonymous · P3 identity · P4 location, card and QR evidence · P5 resident number. */
export type FieldClass = "P0" | "P1" | "P2" | "P3" | "P4" | "P5";

export type Approval = "none" | "assignment" | "KDCA" | "KDCA and, for location, police";

export type Rule = {
  readonly id: RuleId;
  /** `everyone` is allowed for class P0 only. */
  readonly duty: Duty | "everyone";
  readonly clearance: Clearance;
  readonly may: "read";
  readonly fieldClass: FieldClass;
  readonly coordinates: readonly Coordinate[];
  readonly onlyWhen: readonly ConditionName[];
  readonly purpose: Purpose | "any";
  readonly approval: Approval;
  /** Articles to be checked by the operator's lawyer. */
  readonly basis: string;
  readonly retained: string;
};

type Row = Omit<Rule, "id" | "may" | "coordinates"> & { readonly coordinates: readonly (readonly Coordinate[])[] };

export const rule = (id: string, row: Row): Rule => ({ ...row, id: id as RuleId, may: "read", coordinates: row.coordinates.flat() });

/** `fields("Case", "id sex")` is `["Case.id", "Case.sex"]`. */
export const fields = (type: string, names: string): Coordinate[] => names.split(" ").map((name): Coordinate => `${type}.${name}`);

/** The coordinates of a Relay connection of `node`. */
export const page = (node: string): Coordinate[] => [...fields(`${node}Connection`, "edges pageInfo"), ...fields(`${node}Edge`, "node cursor")];
