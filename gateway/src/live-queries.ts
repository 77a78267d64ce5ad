/** What can be followed live, and at which doors: one table. Not who may: the operation is judged by the rules like any other; not how it is followed: see live.ts. */
import type { Door, Principal } from "@epigraph/authz";

/** A mark that rises when there may be something new for whom `keyOf` names: one account, one agency, or everybody (the empty text). */
export type LiveMark = { readonly topic: string; readonly keyOf: (principal: Pick<Principal, "account" | "agency">) => string };

/**
 * An operation that leads to a connection in ascending order. Its variables: `$after`, a cursor, or null and `$since`, the moment from which on rows are sent to who saw none yet; and those that the stream's
 * address must say.
 */
export type LiveQuery = {
  readonly doors: readonly Exclude<Door, "public">[];
  readonly query: string;
  /** Where the connection is in the answer: the names of the fields on the way, with points between. */
  readonly field: string;
  /** Variables that the address says, as in `?case=<id>`: ids. None if not said. */
  readonly said?: readonly string[];
  /** It is asked again when one of them rises: also those of permissions that it stands on, so that it ends when one is taken back. */
  readonly marks: readonly LiveMark[];
};

/** Rises when a grant that the account holds is made or revoked. For whatever stands on evidence: a stream that stood on a revoked grant is refused at its next question, and ends. */
export const grantsOfHolder: LiveMark = { topic: "grants", keyOf: ({ account }) => account };

export type LiveQueries = Readonly<Record<string, LiveQuery>>;

/** `GET /live/<name>`. */
export const liveQueries: LiveQueries = {
  // what the security officer and the auditor follow: what was noticed in the log
  findings: {
    doors: ["clearance"],
    query: `query NewFindings($after: String, $since: DateTimeISO) {
      newFindings(first: 50, after: $after, filter: { from: $since }) {
        edges { cursor node { id kind titleEn titleKo urgency foundAt firstAt lastAt account agency service count state } }
        pageInfo { hasNextPage }
      }
    }`,
    field: "newFindings",
    marks: [{ topic: "findings", keyOf: () => "" }],
  },
  // what comes for the own agency, and what becomes of it: a colleague's decision too
  inbox: {
    doors: ["agency"],
    query: `query InboxChanges($after: String, $since: DateTimeISO) {
      inboxChanges(first: 50, after: $after, since: $since) {
        edges { cursor node { id kind state dataClass windowFrom windowTo arrivedAt dueAt doneAt } }
        pageInfo { hasNextPage }
      }
    }`,
    field: "inboxChanges",
    marks: [{ topic: "inbox", keyOf: ({ agency }) => agency }],
  },
  // what arrives for a case under a grant of one's own: it ends with the grant
  stays: {
    doors: ["clearance"],
    said: ["case"],
    query: `query StaysArrived($case: ID!, $after: String, $since: DateTimeISO) {
      case(id: $case) {
        stayArrivals(first: 50, after: $after, since: $since) {
          edges { cursor node { id dataClass windowFrom windowTo staysStored arrivedAt request { id } } }
          pageInfo { hasNextPage }
        }
      }
    }`,
    field: "case.stayArrivals",
    marks: [{ topic: "stays", keyOf: ({ account }) => account }, grantsOfHolder],
  },
  // how the own background jobs go
  jobs: {
    doors: ["clearance"],
    query: `query JobChanges($after: String, $since: DateTimeISO) {
      jobChanges(first: 50, after: $after, since: $since) {
        edges { cursor node { id kind state phase done total runs askedAt startedAt endedAt changedAt errorCode cancelAskedAt } }
        pageInfo { hasNextPage }
      }
    }`,
    field: "jobChanges",
    marks: [{ topic: "jobs", keyOf: ({ account }) => account }],
  },
};

/** Those of a door. */
export const queriesAt = (door: Door, queries: LiveQueries = liveQueries): LiveQueries => Object.fromEntries(Object.entries(queries).filter(([, { doors }]) => doors.some((one) => one === door)));
