/** Due process in small, written by hand from the design and the policies and from nothing in the platform: who may take which step now, which grants there are, and who may read which stay. Not how it is tried: see model-commands.ts. */

export type Duty = "investigator" | "national-investigator" | "approver" | "police-officer" | "data-provider";
export type Person = { readonly account: string; readonly duty: Duty; readonly agency: string; readonly region?: string };
export type DataClass = "telecom-location" | "card-use";

/** Days, counted from when the run began; what has been is below 0. */
export type Stretch = { readonly from: number; readonly to: number };
export type Stay = { readonly id: string; readonly caseId: string; readonly dataClass: DataClass; readonly day: number };

/** Who was at the places of a roster: `roster` is the request that brought it. */
export type RosterStay = { readonly id: string; readonly roster: string; readonly caseId: string; readonly dataClass: DataClass; readonly day: number };

export type ModelCase = { readonly id: string; region: string; readonly assigned: Set<string>; merged: boolean };
export type ModelPolicy = { readonly id: string; readonly dataClass: DataClass; readonly police: boolean; readonly grantDays: number; readonly from: number };
export type ModelRequest = { readonly id: string; readonly caseId: string; readonly dataClass: DataClass; readonly window: Stretch; readonly by: Person; readonly holders: ReadonlySet<string>; readonly policy: string; readonly expires: number; readonly renewal: boolean; /** The request whose place roster it asks for or renews; none of other requests. */ readonly roster: string | undefined; state: "submitted" | "approved" | "sent" | "provided" | "over" };
export type ModelGrant = { readonly id: string; readonly request: string; readonly caseId: string; readonly dataClass: DataClass; readonly window: Stretch; readonly holders: ReadonlySet<string>; readonly from: number; readonly to: number; readonly roster: string | undefined; revoked: boolean };

/** `now`: in days. `read`, `readOfRosters`: stays that were read under a grant; `done`: what took effect, how often; without any of either the run proves little. */
export type Model = { now: number; readonly cases: ModelCase[]; readonly stays: readonly Stay[]; readonly rosterStays: RosterStay[]; readonly policies: ModelPolicy[]; readonly requests: ModelRequest[]; readonly grants: ModelGrant[]; read: number; readOfRosters: number; steps: number; readonly done: Map<string, number> };

/** A request's time, in days. */
export const requestDays = 7;

export const reaches = (person: Person, it: ModelCase): boolean => person.duty === "national-investigator" || (person.duty === "investigator" && person.region === it.region);
export const worksOn = (person: Person, it: ModelCase): boolean => reaches(person, it) && it.assigned.has(person.account);

/** The one from which on it has been in force last; of two from one moment the later of the list. */
export const policyNow = ({ policies, now }: Model, dataClass: DataClass): ModelPolicy | undefined => policies.filter((one) => one.dataClass === dataClass && one.from <= now).toSorted((one, other) => one.from - other.from).at(-1);

const isInTime = ({ now }: Model, { expires }: ModelRequest): boolean => now < expires;
const underItsPolicy = (model: Model, request: ModelRequest): boolean => policyNow(model, request.dataClass)?.id === request.policy;

export const mayApprove = (model: Model, person: Person, request: ModelRequest): boolean => person.duty === "approver" && request.state === "submitted" && isInTime(model, request) && underItsPolicy(model, request) && person.account !== request.by.account;
export const mayAuthorise = (model: Model, person: Person, request: ModelRequest): boolean =>
  person.duty === "police-officer" && request.state === "approved" && isInTime(model, request) && underItsPolicy(model, request) && policyNow(model, request.dataClass)?.police === true && person.account !== request.by.account;

/** The request has all its approvals: its holders may read, and nobody else. */
export function grantOf(model: Model, request: ModelRequest): void {
  const days = policyNow(model, request.dataClass)?.grantDays ?? 0;
  request.state = request.renewal ? "provided" : "sent";
  model.grants.push({ id: request.id, request: request.id, caseId: request.caseId, dataClass: request.dataClass, window: request.window, holders: request.holders, from: model.now, to: model.now + days, roster: request.roster, revoked: false });
}

export function revokeOf(model: Model, which: (grant: ModelGrant) => boolean): void {
  for (const grant of model.grants) if (which(grant)) grant.revoked = true;
}

/** Whether a grant is live for this person and covers the stay: its case, class and window, now. What a place roster brought is covered by that roster's grant alone, which covers nothing else. */
export const mayRead = (model: Model, person: Person, stay: Stay | RosterStay): boolean =>
  model.cases.some((it) => it.id === stay.caseId && reaches(person, it)) &&
  model.grants.some(
    ({ revoked, holders, caseId, dataClass, window, from, to, roster }) =>
      !revoked && holders.has(person.account) && caseId === stay.caseId && dataClass === stay.dataClass && window.from <= stay.day && stay.day < window.to && from <= model.now && model.now < to && roster === ("roster" in stay ? stay.roster : undefined),
  );

/** What the platform did that the model does not allow. */
export class Broken extends Error {
  override readonly name = "Broken";
}
