/** Whom an open resolution is about. The names of persons in the log are made here, with a key that the database has not, and held against the pseudonym. */
import { parseRecord } from "@epigraph/ledger";
import { notFound, type Scope } from "@epigraph/service";
import { setImmediate as turn } from "node:timers/promises";
import { namesOf } from "../access/store.js";
import { bodyAbout, candidates, casesOf, resolutionById } from "./store.js";
import { type Resolution, ResolvedSubject } from "./types.js";

/** Names made between two turns of the event loop: some 20 ms. */
const batch = 5_000;
const firstKey = "00000000-0000-0000-0000-000000000000";

/**
 * For the two auditors while the resolution is open: the operation's record refers to it, each time.
 * @throws ClientError NOT_FOUND for everybody else and at any other time, and when nobody has that pseudonym (any more)
 */
export async function resolvedBy(scope: Scope, id: string): Promise<ResolvedSubject> {
  const resolution = await resolutionById(scope).load(id);
  if (resolution === null || !isOpenTo(scope, resolution)) throw notFound("open resolution");
  scope.refer("resolution", id);
  const personKey = await resolvedPersons(scope).load(id);
  if (personKey === null) throw notFound("person of that pseudonym or case");
  return Object.assign(new ResolvedSubject(), { personKey, caseIds: await casesOf(scope, id, personKey), dataSubjects: namesOf(scope, personKey) });
}

export const isOpenTo = ({ principal }: Scope, { state, askedBy, approvedBy }: Resolution): boolean => state === "approved" && [askedBy, approvedBy].includes(principal.account);

const resolvedPersons = (scope: Scope) =>
  scope.loader<string, string | null>("resolved person", async (ids) => {
    const found: (string | null)[] = [];
    for (const id of ids) found.push(await personOf(scope, await resolutionById(scope).load(id)));
    return found;
  });

async function personOf(scope: Scope, resolution: Resolution | null): Promise<string | null> {
  if (resolution === null) return null;
  const { id, dataSubject } = resolution;
  if (dataSubject === null) return (await candidates(scope, id, firstKey, 1))[0] ?? null;
  const month = monthOf(await bodyAbout(scope, dataSubject));
  if (month === null) return null;
  for (let after = firstKey; ; ) {
    const keys = await candidates(scope, id, after, batch);
    const person = keys.find((key) => scope.pseudonyms.of(key, month) === dataSubject);
    const last = keys.at(-1);
    if (person !== undefined || last === undefined || keys.length < batch) return person ?? null;
    after = last;
    await turn(); // a search of many persons keeps nobody else waiting
  }
}

/** An instant in the month whose key names the record's subjects; null when the record tells none. */
function monthOf(body: string | null): number | null {
  const epoch = body === null ? undefined : parseRecord(body).record.subjectEpoch;
  return epoch === undefined ? null : Date.parse(`${epoch}-15T00:00:00Z`);
}
