/** Through which doors a field may be reached at all: what the contracts of the supergraph are cut by. Not who may read it there: see decide.ts. */
import { dutyTable } from "./duties.js";
import { type Door, doors } from "./names.js";
import type { Coordinate, Rule } from "./rule.js";
import { rules } from "./rules.js";

/** A part of a field or type that is kept to fewer doors than the rest of it. */
export type PrivateArgument = {
  /** As GraphQL writes it: an argument `Type.field(argument:)`, or an input field or enum value `Type.name`. */
  readonly element: `${string}.${string}`;
  /** The doors that still have it. */
  readonly only: readonly Door[];
  /** Why it says more than the field does. */
  readonly because: string;
};

/**
 * Everything a field takes goes where the field goes, but for these. A line here is enough: the contract without the element neither shows nor takes it, and
 * composition refuses a line that names nothing.
 */
export const privateArguments: readonly PrivateArgument[] = [];

/**
 * The doors with a duty that some rule allows the coordinate, all of them for what everyone may read, in the order of `doors`. The clearance door has the
 * whole schema anyway: that it is missing here says that no duty behind it uses the field.
 */
export function doorsOf(coordinate: Coordinate, table: readonly Rule[] = rules): readonly Door[] {
  const allows = table.filter(({ effect, coordinates }) => effect === "allow" && coordinates.includes(coordinate));
  return doors.filter((door) => allows.some(({ duty }) => duty === "everyone" || dutyTable[duty].door === door));
}
