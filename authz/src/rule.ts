/** The shape of one row of the rules table, and the words to write it with. Not the rows: see rules/. */
import type { ConditionName } from "./conditions.js";
import type { Clearance, Duty, Purpose, RuleId } from "./names.js";

/** A GraphQL field: `Type.field`. */
export type Coordinate = `${string}.${string}`;

/** P0 public · P1 aggregate · P2 clinical, pseudonymous · P3 identity · P4 location, card and QR evidence · P5 resident number. */
export type FieldClass = "P0" | "P1" | "P2" | "P3" | "P4" | "P5";

export type Approval = "none" | "assignment" | "KDCA" | "KDCA and, for location, police" | "another auditor, on an order" | "another person than who asked" | "another approver" | "review by another person within 24 hours";

/** What a rule speaks of: seeing a field, or carrying out a mutation (`Mutation.x`). */
export type Action = "read" | "change";

export type Rule = {
  readonly id: RuleId;
  /** A deny wins over every allow. */
  readonly effect: "allow" | "deny";
  /** In an allow, `everyone` is for class P0 only. */
  readonly duty: Duty | "everyone";
  readonly clearance: Clearance;
  readonly may: Action;
  readonly fieldClass: FieldClass;
  readonly coordinates: readonly Coordinate[];
  readonly onlyWhen: readonly ConditionName[];
  readonly purpose: Purpose | "any";
  readonly approval: Approval;
  /** Articles to be checked by the operator's lawyer. */
  readonly basis: string;
  readonly retained: string;
};

type Coordinates = { readonly coordinates: readonly (readonly Coordinate[])[] };
type Row = Omit<Rule, "id" | "effect" | "may" | "coordinates"> & Coordinates;

/** Allows seeing the coordinates. */
export const rule = (id: string, row: Row): Rule => ({ ...row, id: id as RuleId, effect: "allow", may: "read", coordinates: row.coordinates.flat() });

/** Allows carrying out the mutations. */
export const mayChange = (id: string, row: Row): Rule => ({ ...rule(id, row), may: "change" });

/** Forbids seeing the coordinates to everyone, whatever else allows it, when the conditions hold. */
export const deny = (id: string, row: Pick<Rule, "may" | "onlyWhen" | "fieldClass" | "basis"> & Coordinates): Rule => ({
  ...row,
  id: id as RuleId,
  effect: "deny",
  duty: "everyone",
  clearance: 0,
  purpose: "any",
  approval: "none",
  retained: "-",
  coordinates: row.coordinates.flat(),
});

/** Mutations are carried out, everything else is read. */
export const actionOf = (coordinate: Coordinate): Action => (coordinate.startsWith("Mutation.") ? "change" : "read");

/** `fields("Case", "id sex")` is `["Case.id", "Case.sex"]`. */
export const fields = (type: string, names: string): Coordinate[] => names.split(" ").map((name): Coordinate => `${type}.${name}`);

/** The coordinates of a Relay connection of `node`. */
export const page = (node: string): Coordinate[] => [...fields(`${node}Connection`, "edges pageInfo"), ...fields(`${node}Edge`, "node cursor")];
