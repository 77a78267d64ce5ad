/** Who asks in the proof: one principal for each view of the data. Not what each may see: see hidden.ts, which says it once more, by hand. */
import type { Door, Duty, Purpose } from "@epigraph/authz";

export type Asker = {
  readonly name: string;
  readonly duty: Duty;
  readonly door: Door;
  readonly account: string;
  readonly agency: string;
  readonly jurisdictions: readonly string[];
  /** `public-information` is stated by nobody: it is what a request without a purpose has. */
  readonly purpose: Purpose;
};

/** The municipality of the local investigator under test: in the generated outbreak it has more cases than any other. */
export const ownRegion = "1144000000";
export const ownAgency = `health-centre.${ownRegion}`;
/** Keeps most of the support programs of the generated outbreak. */
export const cityAgency = "province.1100000000";

export const visitor: Asker = { name: "a visitor", duty: "public-visitor", door: "public", account: "public", agency: "public", jurisdictions: [], purpose: "public-information" };
export const clinicStaff: Asker = { name: "a clinic's staff", duty: "clinic-staff", door: "agency", account: "staff.one", agency: ownAgency, jurisdictions: [], purpose: "clinic-operation" };
export const contentEditor: Asker = { name: "a content editor", duty: "content-editor", door: "agency", account: "editor.one", agency: cityAgency, jurisdictions: [], purpose: "publication" };
export const localInvestigator: Asker = { name: "a local investigator", duty: "local-investigator", door: "clearance", account: `investigator.${ownRegion}`, agency: ownAgency, jurisdictions: [ownRegion], purpose: "investigation" };
export const nationalInvestigator: Asker = { name: "a national investigator", duty: "national-investigator", door: "clearance", account: "investigator.national", agency: "kdca", jurisdictions: [], purpose: "investigation" };
export const approver: Asker = { name: "an approver", duty: "approver", door: "clearance", account: "approver.kdca", agency: "kdca", jurisdictions: [], purpose: "authorisation" };
export const disclosureOfficer: Asker = { name: "a disclosure officer", duty: "disclosure-officer", door: "clearance", account: "disclosure.one", agency: "kdca", jurisdictions: [], purpose: "disclosure" };
export const auditor: Asker = { name: "an auditor", duty: "auditor", door: "clearance", account: "auditor.one", agency: "audit-board", jurisdictions: [], purpose: "audit" };
export const securityOfficer: Asker = { name: "a security officer", duty: "security-officer", door: "clearance", account: "security.one", agency: "kdca", jurisdictions: [], purpose: "security" };

export const askers: readonly Asker[] = [localInvestigator, nationalInvestigator, approver, disclosureOfficer, auditor, securityOfficer, clinicStaff, contentEditor, visitor];

const investigators: readonly Duty[] = ["local-investigator", "national-investigator"];
export const investigates = ({ duty }: Asker): boolean => investigators.includes(duty);
