/** The database's own functions for upkeep, one call each. What they do stands in migrations 0030 and 0032; nothing here decides what is over. */
import type { Transaction } from "@epigraph/datastore";

type Query = Transaction["query"];

const numberOf = async (query: Query, call: string, values: readonly unknown[] = []): Promise<number | null> => {
  const [row] = await query<{ readonly many: number | null }>(`select ${call}::float8 as many`, values);
  return row?.many ?? null;
};

/** How many, at most so many at a time. */
export const expireRequests = async (query: Query, most: number): Promise<number> => (await numberOf(query, "jobs.expire_requests($1)", [most])) ?? 0;
export const expireUploads = async (query: Query, most: number): Promise<number> => (await numberOf(query, "jobs.expire_uploads($1)", [most])) ?? 0;

/** How many persons of place rosters. */
export const deleteUnmatched = async (query: Query): Promise<number> => (await numberOf(query, "jobs.delete_unmatched()")) ?? 0;

/** How many are told now that were not told before. */
export const findOverdueReviews = async (query: Query): Promise<number> => (await numberOf(query, "jobs.find_overdue_reviews()")) ?? 0;
export const findOverdueNotices = async (query: Query): Promise<number> => (await numberOf(query, "jobs.find_overdue_notices()")) ?? 0;

/** How many figures of the years that are over; none that was published before. */
export const publishNoticeStatistics = async (query: Query): Promise<number> => (await numberOf(query, "jobs.publish_notice_statistics()")) ?? 0;
