/** The questions about tasks asked of PostgreSQL. */
import { grouped, inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import type { Case } from "../case/types.js";
import { todayOf } from "../step/words.js";
import { Task } from "./types.js";

const sealed = "exists (select from permission.sealed_case x where x.case_id = t.case_id)";
const attributes = { caseId: "t.case_id", regionCode: "t.region_code", agency: "t.agency", sealed };
/** The person is known of a case that may be seen; the log names nobody otherwise. */
const columns = (today: string): string => `t.id, t.kind, t.note, t.case_id as "caseId", (select c.person_key from cases.case_record c where c.id = t.case_id) as "personKey", t.event_id as "eventId", t.region_code as "regionCode",
  t.agency, t.account, t.due_on::text as "dueOn", t.state, (t.state = 'open' and t.due_on < ${today}::date) as overdue, ${sealed} as sealed`;

const asTask = (row: Task): Task => Object.assign(new Task(), row);

export const taskById = (scope: Scope) =>
  scope.loader<string, Task | null>("task", async (ids) => {
    const { bind, values } = parameters();
    const rows = await scope.db.query<Task>(`select ${columns(bind(todayOf(scope)))} from cases.task t where t.id = any(${bind(ids)}::uuid[]) and ${scope.visible("Task.id", attributes, bind)}`, values);
    await scope.permissions.load(rows.flatMap(({ caseId }) => caseId ?? []));
    return inOrder(ids, rows.map(asTask), ({ id }) => id);
  });

export type TaskFilter = { readonly mine?: boolean | undefined; readonly agency?: string | undefined; readonly overdue?: boolean | undefined; readonly state?: string | undefined };

/** The one due first before the others. */
export async function listTasks(scope: Scope, { mine, agency, overdue, state }: TaskFilter, page: Page): Promise<Task[]> {
  const { bind, values } = parameters();
  const conditions = [
    scope.visible("Task.id", attributes, bind),
    ...(mine === true ? [`t.account = ${bind(scope.principal.account)}`] : []),
    ...(agency === undefined ? [] : [`t.agency = ${bind(agency)}`]),
    ...(overdue === true ? [`t.state = 'open' and t.due_on < ${bind(todayOf(scope))}::date`] : []),
    ...(state === undefined ? [] : [`t.state = ${bind(state)}`]),
    `(t.due_on, t.id) > (${bind(page.after?.[0] ?? "-infinity")}::date, ${bind(page.after?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid)`,
  ];
  const rows = await scope.db.query<Task>(`select ${columns(bind(todayOf(scope)))} from cases.task t where ${conditions.join(" and ")} order by t.due_on, t.id limit ${bind(page.first + 1)}::int`, values);
  await scope.permissions.load(rows.flatMap(({ caseId }) => caseId ?? []));
  return rows.map(asTask);
}

export const tasksOfCase = (scope: Scope, page: Page) =>
  scope.loader<Case, Task[]>(
    `tasks of case ${JSON.stringify(page)}`,
    async (cases) => {
      const { bind, values } = parameters();
      const rows = await scope.db.query<Task>(
        `select x.* from unnest(${bind(cases.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (
           select ${columns(bind(todayOf(scope)))} from cases.task t where t.case_id = p.id and ${scope.visible("Task.id", attributes, bind)}
             and (t.due_on, t.id) > (${bind(page.after?.[0] ?? "-infinity")}::date, ${bind(page.after?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid)
           order by t.due_on, t.id limit ${bind(page.first + 1)}::int) x`,
        values,
      );
      return grouped(cases.map(({ id }): string => id), rows.map(asTask), ({ caseId }) => caseId ?? "");
    },
    ({ id }) => id,
  );

/** Whether an agency may be given work on the case or in the region: the own one, that of the region or its province, and one that accepted the case's referral. */
export async function agencyReaches(scope: Scope, agency: string, regionCode: string, caseId: string | null): Promise<boolean> {
  const [row] = await scope.db.query<{ readonly reaches: boolean }>(`select permission.agency_reaches($1, $2, $3::uuid) as reaches`, [agency, regionCode, caseId]);
  return row?.reaches === true;
}

/** Whether the account is an active investigator of the own agency, and reaches the case. Of another agency's the answer is no, whether it exists or not. */
export async function mayBeGivenWork(scope: Scope, account: string, caseId: string | null): Promise<boolean> {
  const question = caseId === null ? "permission.is_own_investigator($1)" : "permission.may_be_assigned($1, $2::uuid)";
  const [row] = await scope.db.query<{ readonly may: boolean }>(`select ${question} as may`, caseId === null ? [account] : [account, caseId]);
  return row?.may === true;
}
