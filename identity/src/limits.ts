/** Every number of the log-in in one place, with where it comes from; docs/identity.md repeats them. Not settings: an installation that needs others changes them here. */

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Times in seconds. */
export const limits = {
  /** The longest that an access token lives (issue 3). */
  accessToken: 5 * minute,
  /** From log-in to the exchange of the code; RFC 6749, 4.1.2, allows ten minutes. */
  authorizationCode: minute,
  /** From the first page to the last of one log-in. */
  logIn: 10 * minute,
  /** Without a refresh a session ends (NIST SP 800-63B, 4.2.3: 30 minutes). */
  sessionIdle: 30 * minute,
  /** A session ends however busy (NIST SP 800-63B, 4.2.3: 12 hours). */
  session: 12 * hour,

  /** Failures in a row of one log-in name, after each of which so many the name pauses. */
  failuresBeforePause: 5,
  pause: 15 * minute,
  /** Failures from one address, whatever the names, after which it pauses; forgotten after a pause without any. */
  addressFailuresBeforePause: 20,
  /** Failures in a row that lock the account until two administrators enable it again (NIST SP 800-63B, 5.2.2: at most 100). */
  failuresBeforeLock: 100,

  /**
   * First steps (each is memory-hard work) that may be begun from one address at once, and how soon another one may; the same on one form. One that leads to a
   * log-in does not count: a shift of hundreds behind one address gets in, and whoever only tries costs a tenth of a processor.
   */
  attemptsOfAddress: 100,
  attemptOfAddressBack: 5,
  attemptsOfForm: 10,
  attemptOfFormBack: minute,
  /** Passwords hashed at once (each takes 128 MB), and codes looked at (fewer than the database has connections). */
  hashesAtOnce: 2,
  codesAtOnce: 8,
  /** How many wait for their turn, of one address and in all: about a minute of hashing. */
  waitingOfAddress: 40,
  waiting: 120,
  /** What those beyond are told to wait. */
  comeBackAfter: 15,

  /** How long a link for enrolment works, and how many wrong codes or passwords end it earlier. */
  enrolment: 3 * day,
  enrolmentFailures: 5,
  /** How long a change waits for its second administrator. */
  change: 7 * day,

  /** Characters (NIST SP 800-63B, 5.1.1.2 asks for 8 and at least 64). */
  shortestPassword: 12,
  longestPassword: 128,

  /** A signing key signs for so long; the next one is published so long before it signs, and the last one so long after. */
  keySigns: 30 * day,
  keyPublishedBefore: day,
  keyPublishedAfter: hour,
  /** How often a process looks for new keys and removes what has expired. */
  housekeeping: 30,
} as const;
