/** Who comes in at which door. The principals here are made by hand: which token makes which is told in authz. */
import { type Door, type Duty, duties, dutyTable, type Principal, publicVisitor } from "@epigraph/authz";
import { type Admission, doorkeeperAt, publicDoorkeeper } from "./doors.js";

const principal = (duty: Duty): Principal => ({ ...publicVisitor, account: "kim" as Principal["account"], duty, clearance: dutyTable[duty].clearance, door: dutyTable[duty].door, authenticatedBy: "otp" });
const known = (duty: Duty) => (): Admission => ({ outcome: "known", principal: principal(duty) });
const at = (door: Exclude<Door, "public">, duty: Duty): Admission => doorkeeperAt(door, known(duty))("Bearer token");
const fault = (admission: Admission): string => (admission.outcome === "known" ? "comes in" : `${admission.fault} ${String(admission.error.extensions["code"])} ${JSON.stringify(admission.error.extensions["http"])}`);

const wrongDoor = `WRONG_DOOR WRONG_DOOR {"status":403}`;
const agencyDuties: readonly Duty[] = ["clinic-staff", "content-editor", "data-provider", "police-officer", "card-association-officer"];
const clearanceDuties: readonly Duty[] = ["auditor", "security-officer", "system-administrator", "local-investigator", "national-investigator", "approver", "disclosure-officer"];

it("every duty has one door, or is the visitor's", () => {
  expect([...agencyDuties, ...clearanceDuties, "public-visitor"].toSorted()).toEqual([...duties].toSorted());
});

it.each(agencyDuties)("%s comes in at the agency door only", (duty) => {
  expect([fault(at("agency", duty)), fault(at("clearance", duty)), fault(publicDoorkeeper("Bearer token"))]).toEqual(["comes in", wrongDoor, wrongDoor]);
});

it.each(clearanceDuties)("%s comes in at the clearance door only", (duty) => {
  expect([fault(at("agency", duty)), fault(at("clearance", duty)), fault(publicDoorkeeper("Bearer token"))]).toEqual([wrongDoor, "comes in", wrongDoor]);
});

it("a visitor comes in at the public door only", () => {
  const nobody = doorkeeperAt("agency", () => { throw new Error("not asked"); });
  expect(publicDoorkeeper(undefined)).toEqual({ outcome: "known", principal: publicVisitor });
  expect([fault(nobody(undefined)), fault(doorkeeperAt("clearance", nobody)(undefined))]).toEqual(Array.from({ length: 2 }, () => `AUTHORIZATION_MISSING UNAUTHENTICATED {"status":401}`));
});

it.each(["", "Bearer", "Basic eDp5", "Bearer token", "nonsense"])("the public door takes no header, and does not look what is in it: %p", (authorization) => {
  expect(publicDoorkeeper(authorization)).toMatchObject({ outcome: "turned-away", principal: publicVisitor });
});

it("whoever knocks at the wrong door is named to the log, and told which door to try, but nothing of the own account", () => {
  const turned = at("clearance", "police-officer");
  expect(turned).toMatchObject({ outcome: "turned-away", principal: { account: "kim", duty: "police-officer", door: "agency" } });
  expect(turned.outcome === "turned-away" && turned.error.message).toBe("your duty does not come in at the clearance door: ask at its own");
});

it("what the token says is wrong goes before the door", () => {
  const expired: Admission = { outcome: "turned-away", fault: "TOKEN_EXPIRED" as never, error: new Error("expired") as never, principal: undefined };
  expect(doorkeeperAt("agency", () => expired)("Bearer token")).toBe(expired);
});
