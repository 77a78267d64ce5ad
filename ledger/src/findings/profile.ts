/**
 * What is remembered of an account from one record to the next, bounded in size and plain JSON. It holds short hashes of pseudonyms, no pseudonym. Not findings: what was noticed is told at once
 * and not remembered here.
 */
import { meetingWidth, noneRecent, type Recent } from "./packed.js";
import type { FindingSettings } from "./settings.js";

export type Profile = {
  readonly version: 1;
  /** Data subjects met in the last 24 hours, names of four characters. */
  readonly subjects: Recent;
  /** What finding this account was told of last: so that the first notice under a key tells what led to it, and the next ones only what is new. */
  readonly told: { readonly hour: string; readonly day: string; readonly unassigned: string };
  /** What was refused about whom: sets of coordinates, each with the subjects about whom one request was refused them; all names of six characters. */
  readonly denials: readonly { readonly coordinates: string; readonly subjects: Recent }[];
  /** Persons looked at without an assignment, the last break-glasses, and for whom requests were approved: as `Meeting`s. */
  readonly unassigned: string;
  readonly breakGlass: string;
  readonly approvals: string;
  /** What was kept could not be read, so that this one began anew: the next record tells. */
  readonly lost?: true;
};

export const emptyProfile: Profile = { version: 1, subjects: noneRecent, told: { hour: "", day: "", unassigned: "" }, denials: [], unassigned: "", breakGlass: "", approvals: "" };

/** How much of each there is room for. */
export const room = { subjects: 1_001, denialSets: 24, coordinatesOfSet: 40, coordinates: 300, deniedSubjects: 100, unassigned: 24, breakGlass: 8, approvals: 96 } as const;

const base64url = /^[\w-]*$/;

/**
 * How many bytes a profile has at most as JSON: each of its texts at its longest, with 40 bytes for the names of its members and 10 for each number. With the default settings 11,802; that of an account in ordinary work has 1 to 3 kB.
 */
export function profileBound({ bulk }: FindingSettings): number {
  const subjects = Math.min(room.subjects, 1 + Math.max(...[...Object.values(bulk.limits), bulk.otherDuties].map(({ perHour, perDay }) => Math.max(perHour, perDay))));
  const meetings = meetingWidth * (room.unassigned + room.breakGlass + room.approvals);
  const denials = 6 * room.coordinates + 8 * room.deniedSubjects + room.denialSets * 80;
  return 6 * subjects + meetings + denials + 300;
}

/**
 * A profile as it was stored, in whatever form: none is an empty one; one of an unknown version, or that is damaged or too long, is empty too and says that it was lost, which is a finding with the next
 * record of the account. So neither an older program after a newer one nor a spoilt row stops the log, and nobody's past is forgotten without a word.
 */
export function readProfile(stored: unknown): Profile {
  if (stored === undefined || stored === null) return emptyProfile;
  return isProfile(stored) ? stored : { ...emptyProfile, lost: true };
}

function isProfile(stored: unknown): stored is Profile {
  if (!isObject(stored)) return false;
  const { version, subjects, told, denials, unassigned, breakGlass, approvals, lost, ...rest } = stored as Readonly<Record<keyof Profile, unknown>>;
  return (
    version === 1 &&
    isRecent(subjects, 4, room.subjects) &&
    isObject(told) && Object.keys(told).toSorted().join() === "day,hour,unassigned" && Object.values(told).every((text) => typeof text === "string" && text.length <= 13) &&
    Array.isArray(denials) && denials.length <= room.denialSets && denials.every((set: unknown) => isObject(set) && isPacked(set["coordinates"], 6, room.coordinates) && isRecent(set["subjects"], 6, room.deniedSubjects)) &&
    isPacked(unassigned, meetingWidth, room.unassigned) &&
    isPacked(breakGlass, meetingWidth, room.breakGlass) &&
    isPacked(approvals, meetingWidth, room.approvals) &&
    (lost === undefined || lost === true) &&
    Object.keys(rest).length === 0
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);
const isPacked = (text: unknown, width: number, most: number): boolean => typeof text === "string" && text.length <= width * most && text.length % width === 0 && base64url.test(text);
const isRecent = (value: unknown, nameLength: number, most: number): boolean => isObject(value) && Number.isSafeInteger(value["until"]) && Number(value["until"]) >= 0 && isPacked(value["names"], nameLength + 2, most);
