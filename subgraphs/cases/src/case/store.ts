/** The questions about cases asked of PostgreSQL; every statement carries the rule's own filter. */
import type { CaseId, Resource } from "@epigraph/authz";
import { grouped, inOrder, namedParameters, type Page, parameters, type Scope } from "@epigraph/service";
import { Case, type Exposure, type Sample, type TransmissionLink } from "./types.js";

const columns = { caseId: "c.id", regionCode: "c.region_code", sealed: "c.sealed" };

export type CaseFilter = { readonly regionCode?: string | undefined; readonly classification?: string | undefined; readonly confirmedFrom?: string | undefined; readonly confirmedTo?: string | undefined };

/** A case of another jurisdiction loads as null, like one that does not exist. */
export const caseById = (scope: Scope) =>
  scope.loader<CaseId, Case | null>("case", async (ids) => {
    const manager = await scope.db.manager();
    const { bind, values } = namedParameters();
    const rows = await manager
      .createQueryBuilder(Case, "c")
      .where(`c.id = any(${bind(ids)}::uuid[]) and ${scope.visible("Case.id", columns, bind)}`, values)
      .getMany();
    await scope.permissions.load(rows.map((row) => row.id));
    return inOrder(ids, rows, (row) => row.id);
  });

/** Latest confirmation first; cases without one come last. */
export async function listCases(scope: Scope, filter: CaseFilter, page: Page): Promise<Case[]> {
  const manager = await scope.db.manager();
  const { bind, values } = namedParameters();
  const query = manager.createQueryBuilder(Case, "c").where(scope.visible("Case.id", columns, bind));
  if (filter.regionCode !== undefined) query.andWhere(`c.region_code = ${bind(filter.regionCode)}`);
  if (filter.classification !== undefined) query.andWhere(`c.classification = ${bind(filter.classification)}`);
  if (filter.confirmedFrom !== undefined) query.andWhere(`c.confirmation_date >= ${bind(filter.confirmedFrom)}::date`);
  if (filter.confirmedTo !== undefined) query.andWhere(`c.confirmation_date <= ${bind(filter.confirmedTo)}::date`);
  if (page.after) query.andWhere(`(coalesce(c.confirmation_date, '-infinity'), c.id) < (${bind(page.after[0])}::date, ${bind(page.after[1])}::uuid)`);
  const rows = await query.setParameters(values).orderBy("coalesce(c.confirmation_date, '-infinity')", "DESC").addOrderBy("c.id", "DESC").limit(page.first + 1).getMany();
  await scope.permissions.load(rows.map((row) => row.id));
  return rows;
}

export const caseCursor = (row: Case): string[] => [row.confirmationDate ?? "-infinity", row.id];

export const casesOfCluster = (scope: Scope, page: Page) =>
  scope.loader<string, Case[]>(`cases of cluster ${JSON.stringify(page)}`, async (clusterIds) => {
    const { bind, values } = parameters();
    const found = await scope.db.query<{ id: CaseId; cluster: string }>(
      `select x.id, p.id as cluster from unnest(${bind(clusterIds)}::uuid[]) as p(id) cross join lateral (
         select c.id from cases.case_record c
         where c.cluster_id = p.id and ${scope.visible("Case.id", columns, bind)}
           and c.id > ${bind(page.after?.[0] ?? "00000000-0000-0000-0000-000000000000")}::uuid
         order by c.id limit ${bind(page.first + 1)}::int) x`,
      values,
    );
    const rows = await caseById(scope).loadMany(found.map(({ id }) => id));
    const pairs = found.flatMap(({ cluster }, index) => {
      const row = rows[index];
      return row instanceof Case ? [{ cluster, row }] : [];
    });
    return grouped(clusterIds, pairs, ({ cluster }) => cluster).map((group) => group.map(({ row }) => row));
  });

/** The cases that were merged into each, as far as the asker may see them. */
export const partsOf = (scope: Scope) =>
  scope.loader<CaseId, Case[]>("merged parts", async (ids) => {
    const { bind, values } = parameters();
    const found = await scope.db.query<{ readonly id: CaseId; readonly into: CaseId }>(`select c.id, c.merged_into as into from cases.case_record c where c.merged_into = any(${bind(ids)}::uuid[]) and ${scope.visible("Case.id", columns, bind)} order by c.id`, values);
    const rows = await caseById(scope).loadMany(found.map(({ id }) => id));
    return ids.map((id) => rows.filter((row): row is Case => row instanceof Case && row.mergedIntoId === id));
  });

/** A link to a specially protected person is not even counted. */
export const linksOf = (scope: Scope, page: Page) =>
  scope.loader<Case, TransmissionLink[]>(
    `links ${JSON.stringify(page)}`,
    (cases) =>
      children<TransmissionLink>(
        scope,
        cases,
        page,
        `select l.id, l.infector_case_id as "infectorCaseId", l.infectee_case_id as "infecteeCaseId", l.basis, l.setting
         from cases.transmission_link l where p.id in (l.infector_case_id, l.infectee_case_id)
           and not exists (select from permission.sealed_case x where x.case_id in (l.infector_case_id, l.infectee_case_id))`,
        "l.id",
      ),
    (row) => row.id,
  );

export const exposuresOf = (scope: Scope, page: Page) =>
  scope.loader<Case, Exposure[]>(
    `exposures ${JSON.stringify(page)}`,
    (cases) =>
      children<Exposure>(
        scope,
        cases,
        page,
        `select e.id, e.contact_id as "contactId", e.exposed_case_id as "exposedCaseId", e.last_contact_date::text as "lastContactDate",
           e.exposure_type as "exposureType", e.setting, e.frequency, e.duration, e.certainty
         from cases.exposure e where e.case_id = p.id
           and not exists (select from permission.sealed_case x where x.case_id = e.exposed_case_id) and not security.is_sealed_contact(e.contact_id)`,
        "e.id",
      ),
    (row) => row.id,
  );

/** Rows that belong to a case, for several cases at once, each with the case it was reached through. */
async function children<Row extends { ofCase: Case }>(scope: Scope, cases: readonly Case[], page: Page, select: string, key: string): Promise<Row[][]> {
  const { bind, values } = parameters();
  const rows = await scope.db.query<Row & { parentId: string }>(
    `select x.*, p.id as "parentId" from unnest(${bind(cases.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (
       ${select} and ${key} > ${bind(page.after?.[0] ?? "00000000-0000-0000-0000-000000000000")}::uuid
       order by ${key} limit ${bind(page.first + 1)}::int) x`,
    values,
  );
  const groups = grouped(cases.map(({ id }): string => id), rows, (row) => row.parentId);
  return groups.map((group, index) => group.map((row) => Object.assign(row, { ofCase: cases[index] })));
}

/** Samples of cases or contacts, seen as the one they were taken from is seen. */
export const samplesOf = (scope: Scope, of: "case_id" | "contact_id", page: Page) =>
  scope.loader<{ readonly id: string; readonly resource: Resource }, Sample[]>(
    `samples ${of} ${JSON.stringify(page)}`,
    async (parents) => {
      const { bind, values } = parameters();
      const rows = await scope.db.query<Sample>(
        `select x.*, p.id as "parentId" from unnest(${bind(parents.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (
           select s.id, s.taken_date::text as "takenDate", s.result_date::text as "resultDate", s.sample_type as "sampleType", s.test_type as "testType", s.result, s.laboratory, s.recorded_by as "recordedBy", s.recorded_at as "recordedAt"
           from cases.sample s where s.${of} = p.id and s.id > ${bind(page.after?.[0] ?? "00000000-0000-0000-0000-000000000000")}::uuid
           order by s.id limit ${bind(page.first + 1)}::int) x`,
        values,
      );
      const groups = grouped(parents.map(({ id }) => id), rows, (row) => row.parentId);
      return groups.map((group, index) => group.map((row) => Object.assign(row, { resource: parents[index]?.resource ?? {} })));
    },
    ({ id }) => id,
  );
