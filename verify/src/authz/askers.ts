/** Generated principals: mostly such as there are, some with less clearance, another purpose or no jurisdiction. */
import { type AccountId, type AgencyId, type Clearance, duties, type Duty, dutyTable, type Principal, type Purpose, purposes, type RegionCode, type SessionId } from "@epigraph/authz";
import type { Seeded } from "../seeded.js";

export type Asker = { readonly principal: Principal; readonly purpose: Purpose };

export const agencies = ["health-centre.1168000000", "health-centre.1165000000", "health-centre.2611000000", "kdca"] as AgencyId[];

/** Each region with its province, by hand: not worked out by the function under test. */
export const provinces: ReadonlyMap<RegionCode, RegionCode> = new Map([
  ["1168000000", "1100000000"],
  ["1165000000", "1100000000"],
  ["1100000000", "1100000000"],
  ["2611000000", "2600000000"],
  ["2600000000", "2600000000"],
] as [RegionCode, RegionCode][]);
export const regions: readonly RegionCode[] = [...provinces.keys()];

/** The purpose for which a duty usually asks; approvers sometimes declare a response. */
const purposeOf: Readonly<Record<Duty, Purpose>> = {
  "public-visitor": "public-information",
  "clinic-staff": "clinic-operation",
  "content-editor": "publication",
  "data-provider": "provision",
  "police-officer": "authorisation",
  "card-association-officer": "authorisation",
  auditor: "audit",
  "security-officer": "security",
  "system-administrator": "administration",
  "local-investigator": "investigation",
  "national-investigator": "investigation",
  approver: "authorisation",
  "disclosure-officer": "disclosure",
};

/** `duty`: if it is to be a certain one. `astray`: the share of those with a purpose that is not their duty's, and of those with less clearance. */
export function generateAsker(random: Seeded, account: AccountId, duty: Duty = random.pick(duties), astray = 0.12): Asker {
  const most = dutyTable[duty].clearance;
  return {
    purpose: random.chance(astray) ? random.pick(purposes) : duty === "approver" && random.chance(0.2) ? "response" : purposeOf[duty],
    principal: {
      account,
      duty,
      clearance: random.chance(astray) ? (random.integer(most + 1) as Clearance) : most,
      agency: random.pick(agencies),
      jurisdictions: random.chance(0.1) ? [] : random.chance(0.3) ? random.some(regions, 1) : [random.pick(regions)],
      session: "session" as SessionId,
      authenticatedBy: duty === "public-visitor" ? "none" : "otp",
      door: dutyTable[duty].door,
    },
  };
}
