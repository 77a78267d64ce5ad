/** Decides and counts a field of a row that leaves the platform otherwise than as a field: a cell of a file. As the guard does, and with the same record; what stands in the cell is the caller's. */
import { type Coordinate, type Resource, rowOf } from "@epigraph/authz";
import type { RowInRequest, Scope } from "./scope.js";

/** Whether the asker may read the field of the row. `row`: one object for each row, which stands for it. */
export function decideCell(scope: Scope, coordinate: Coordinate, row: object, resource: Resource): boolean {
  const cells = (scope.cells ??= new Map<object, RowInRequest>());
  let known = cells.get(row);
  if (!known) cells.set(row, (known = { decided: rowOf(resource), subjects: resource.subjects ?? [] }));
  const decision = scope.decide(coordinate)(known.decided);
  scope.recorder.of(coordinate).count(decision, known.subjects);
  return decision.outcome === "allowed";
}
