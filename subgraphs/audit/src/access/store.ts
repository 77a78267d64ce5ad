/** The question who looked at a case, asked of PostgreSQL: it tells nothing but to who is assigned to the case and knows the names that the log gives its subject. */
import type { CaseId } from "@epigraph/authz";
import { grouped, type Page, parameters, type Scope } from "@epigraph/service";
import { Case, CaseAccess } from "./types.js";

/** A case as this subgraph knows it: its permissions are loaded, nothing else is. */
export const caseByReference = (scope: Scope) =>
  scope.loader<Pick<Case, "id" | "personKey">, Case>("case", async (references) => {
    await scope.permissions.load(references.map(({ id }) => id as CaseId));
    return references.map(({ id, personKey }) => Object.assign(new Case(), { id, personKey: personKey ?? null }));
  });

/** Newest first. A person has another name in the log each month: all of those that a record may still have. */
export const accessesTo = (scope: Scope, page: Page) =>
  scope.loader<Case, CaseAccess[]>(`accesses ${JSON.stringify(page)}`, async (cases) => {
    const known = cases.filter(({ personKey }) => personKey !== null);
    const { bind, values } = parameters();
    const rows = await scope.db.query<CaseAccess>(
      `select c.id as "caseId", a.index, a.recorded, a.agency, a.duty, a.purpose, a.outcome
       from unnest(${bind(known.map(({ id }) => id))}::uuid[], ${bind(known.map(({ personKey }) => namesOf(scope, personKey ?? "").join(",")))}::text[]) c(id, names)
       cross join lateral ledger.accesses(c.id, string_to_array(c.names, ','), ${bind(page.after?.[0] ?? "infinity")}::timestamptz, ${bind(page.after?.[1] ?? "9223372036854775807")}::bigint, ${bind(page.first + 1)}::int) a`,
      values,
    );
    return grouped(cases.map(({ id }) => id), rows.map((row) => Object.assign(new CaseAccess(), row)), ({ caseId }) => caseId);
  });

/** The log is kept for years, ten at the very most; a record's month is that of when it was asked. */
const years = 10;

/** The names of a person in the log, of all months from which there may be records. */
export function namesOf(scope: Scope, personKey: string): readonly string[] {
  const from = new Date(scope.now);
  from.setUTCFullYear(from.getUTCFullYear() - years);
  return scope.pseudonyms.inAllEpochs(personKey, from.getTime(), scope.now);
}
