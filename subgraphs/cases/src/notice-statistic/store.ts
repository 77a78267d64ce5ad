/** The published yearly figures of notices asked of PostgreSQL. Not the counting: that is a job of movements, and what it counts nobody here may read. */
import { type Page, parameters, type Scope } from "@epigraph/service";
import { NoticeStatistic } from "./types.js";

/** Newest year first. `year`: only that one. */
export async function listNoticeStatistics(scope: Scope, year: number | undefined, page: Page): Promise<NoticeStatistic[]> {
  const { bind, values } = parameters();
  const [afterYear, afterKind, afterClass] = page.after ?? [];
  const conditions = [
    ...(year === undefined ? [] : [`s.year = ${bind(year)}::int`]),
    ...(afterYear === undefined ? [] : [`(-s.year, s.kind, s.data_class) > (${bind(-Number(afterYear))}::int, ${bind(afterKind)}, ${bind(afterClass)})`]),
  ];
  const rows = await scope.db.query<NoticeStatistic>(
    `select s.year, s.kind, s.data_class as "dataClass", s.made, s.sent, s.counted_at as "countedAt" from cases.notice_statistic s
     where ${conditions.length === 0 ? "true" : conditions.join(" and ")} order by s.year desc, s.kind, s.data_class limit ${bind(page.first + 1)}::int`,
    values,
  );
  return rows.map((row) => Object.assign(new NoticeStatistic(), row));
}

export const statisticCursor = ({ year, kind, dataClass }: NoticeStatistic): string[] => [String(year), kind, dataClass];
