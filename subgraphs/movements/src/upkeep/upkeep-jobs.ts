/** What is done again and again for due process, by nobody's order and whether a response is declared or not: deletion must go on after its end. What is over is for the database to know. */
import type { JobKind, RunningJob } from "@epigraph/jobs";
import { deleteUnmatched, expireRequests, expireUploads, findOverdueNotices, findOverdueReviews, publishNoticeStatistics } from "./store.js";

/** So many in one transaction, so that nobody waits long for what it holds. */
const [requestsAtOnce, rowsAtOnce] = [100, 5_000];

/** Piece after piece, each a transaction of its own, until there is none: a run that was cut leaves what it did done. */
const untilNone =
  (phase: string, piece: (query: Parameters<Parameters<RunningJob["db"]>[1]>[0]["query"]) => Promise<number>, isLast: (done: number) => boolean): JobKind["run"] =>
  async ({ db, progress }) => {
    for (let total = 0; ; ) {
      const done = await db("read-write", ({ query }) => piece(query));
      total += done;
      progress(total, total, phase);
      if (isLast(done)) return;
    }
  };

const none = (done: number): boolean => done === 0;
const always = (): boolean => true;

export const upkeepJobs: readonly JobKind[] = [
  { name: "movements.expire-requests", everyMinutes: 5, run: untilNone("requests", (query) => expireRequests(query, requestsAtOnce), none) },
  { name: "movements.expire-uploads", everyMinutes: 60, run: untilNone("rows", (query) => expireUploads(query, rowsAtOnce), none) },
  { name: "movements.delete-unmatched", everyMinutes: 60, run: untilNone("persons", deleteUnmatched, always) },
  { name: "movements.overdue-reviews", everyMinutes: 5, run: untilNone("reviews", findOverdueReviews, always) },
  { name: "movements.overdue-notices", everyMinutes: 60, run: untilNone("agencies", findOverdueNotices, always) },
  { name: "movements.publish-notice-statistics", everyMinutes: 1_440, run: untilNone("figures", publishNoticeStatistics, always) },
].map((kind) => ({ ...kind, service: "jobs", askers: [], mayFail: 5 }));
