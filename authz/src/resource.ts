/** What the rules may know of a row: a closed set of attributes, filled in by the subgraph that owns the row. Not the row itself. */
import type { AgencyId, CaseId, DataClass, Interval, PersonKey, RegionCode, RequestId } from "./names.js";

/** One piece of evidence (P4) that a row is, or was derived from. `roster`: the request for a place roster that brought it; it is about whoever was there, and `caseId` the case that the request was made for. */
export type Evidence = { readonly caseId: CaseId; readonly dataClass: DataClass; readonly interval: Interval; readonly roster?: RequestId };

/** An absent attribute satisfies no condition. */
export type Resource = {
  /** Whose data the row is; for the log. A row derived from several persons names them all. */
  readonly subjects?: readonly PersonKey[];
  /** The cases of which an assignment or grant must name one. */
  readonly caseIds?: readonly CaseId[];
  /** The municipality (or province) whose investigators are responsible. */
  readonly regionCode?: RegionCode;
  /** The agency that keeps the row, where one does. */
  readonly agency?: AgencyId;
  /** Whether it is about a specially protected person. Not said counts as protected. */
  readonly sealed?: boolean;
  readonly published?: boolean;
  /** Everything that went into the row; all of it must be covered by live grants. */
  readonly inputs?: readonly Evidence[];
};

/** The province of a municipality: its first two digits; a province is its own. */
export const provinceOf = (code: RegionCode): RegionCode => `${code.slice(0, 2)}00000000` as RegionCode;

/**
 * The row once for each of its cases: what a rule asks of "the case" must hold of one and the same. A row that one way opens is open, as where rows are looked up:
 * once for each case that leads to them.
 */
export const ofEachCase = (resource: Resource): readonly Resource[] =>
  resource.caseIds === undefined || resource.caseIds.length < 2 ? [resource] : resource.caseIds.map((caseId) => ({ ...resource, caseIds: [caseId] }));
