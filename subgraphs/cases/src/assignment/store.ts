/** The questions about assignments asked of PostgreSQL. What the rules read is `permission.assignment`, of which everybody sees the own rows alone; who is assigned follows from the case's steps. */
import { grouped, type Page, parameters, type Scope } from "@epigraph/service";
import { caseById } from "../case/store.js";
import type { Case } from "../case/types.js";
import { takeStep } from "../step/store.js";
import { mayBeGivenWork } from "../task/store.js";
import { Assignment } from "./types.js";

/** By account; one that was loaded with the data, and not assigned here, is not told of. */
export const assignmentsOf = (scope: Scope, page: Page) =>
  scope.loader<Case, Assignment[]>(
    `assignments ${JSON.stringify(page)}`,
    async (cases) => {
      const { bind, values } = parameters();
      const rows = await scope.db.query<Assignment & { readonly caseId: string }>(
        `select x.* from unnest(${bind(cases.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (
           select * from (
             select distinct on (s.account) s.case_id as "caseId", s.action, s.account, s.by_agency as agency, s.by_account as "assignedBy", s.at as "assignedAt"
             from cases.step s where s.case_id = p.id and s.action in ('assignCase', 'unassignCase') order by s.account, s.at desc, (s.action = 'unassignCase') desc) last
           where last.action = 'assignCase' and last.account > ${bind(page.after?.[0] ?? "")} order by last.account limit ${bind(page.first + 1)}::int) x`,
        values,
      );
      const groups = grouped(cases.map(({ id }): string => id), rows, ({ caseId }) => caseId);
      return groups.map((group, index) => group.map((row) => Object.assign(new Assignment(), row, { ofCase: cases[index] })));
    },
    ({ id }) => id,
  );

/** Whether the account may be assigned to the case: @see mayBeGivenWork. */
export const mayBeAssigned = (scope: Scope, account: string, row: Case): Promise<boolean> => mayBeGivenWork(scope, account, row.id);

/** Whether the account, of the own agency, is assigned to the case; of another agency's the answer is no. */
export async function isAssigned(scope: Scope, account: string, row: Case): Promise<boolean> {
  const [found] = await scope.db.query<{ readonly is: boolean }>(`select permission.is_assigned($1, $2::uuid) as is`, [account, row.id]);
  return found?.is === true;
}

/** The case as it is for the asker afterwards, who may have been assigned or unassigned. */
export async function changeAssignment(scope: Scope, action: "assignCase" | "unassignCase", row: Case, account: string, reason: string): Promise<Case | null> {
  await takeStep(scope, { action, subject: row.id, caseId: row.id, account, reason });
  await scope.permissions.load([row.id], "again");
  return caseById(scope).load(row.id);
}
