/** The accounts of the demo: one for each kind of user, so that everything can be tried. They exist on demo data only and have no password. */
import type { Duty } from "@epigraph/authz";

export type DemoAccount = { readonly account: string; readonly duty: Duty; readonly agency: string; readonly jurisdictions: readonly string[]; readonly purpose: string; readonly description: string; /** A program of a provider: it has a secret and no password. */ readonly program?: true };

/** District of the first investigator in the demo: Guro-gu. */
export const demoDistrict = "1153000000";

/** `districts`: the municipalities that have a local investigator. */
export function demoAccounts(districts: readonly { readonly code: string; readonly nameEn: string }[]): readonly DemoAccount[] {
  return [
    ...districts.map(
      ({ code, nameEn }): DemoAccount => ({
        account: `investigator.${code}`,
        duty: "local-investigator",
        agency: `health-centre.${code}`,
        jurisdictions: [code],
        purpose: "investigation",
        description: `local investigator of ${nameEn}`,
      }),
    ),
    { account: "investigator.national", duty: "national-investigator", agency: "kdca", jurisdictions: [], purpose: "investigation", description: "national investigator" },
    { account: "approver.kdca", duty: "approver", agency: "kdca", jurisdictions: [], purpose: "authorisation", description: "approver: requests, and clinical data to judge them" },
    { account: "approver.second", duty: "approver", agency: "kdca", jurisdictions: [], purpose: "authorisation", description: "another approver: policies and emergency accesses take two" },
    { account: "police.officer", duty: "police-officer", agency: "police", jurisdictions: [], purpose: "authorisation", description: "police: approves requests for location data" },
    { account: "card-association.officer", duty: "card-association-officer", agency: "card-association", jurisdictions: [], purpose: "authorisation", description: "card association: approves requests for card use" },
    { account: "telecom-a.officer", duty: "data-provider", agency: "telecom-a", jurisdictions: [], purpose: "provision", description: "telecom: what is asked of it, uploads in the browser" },
    { account: "telecom-a.upload", duty: "data-provider", agency: "telecom-a", jurisdictions: [], purpose: "provision", description: "the telecom's program: uploads with a secret of its own", program: true },
    { account: "card-01.officer", duty: "data-provider", agency: "card-01", jurisdictions: [], purpose: "provision", description: "card company: what is asked of it, uploads in the browser" },
    { account: "card-01.upload", duty: "data-provider", agency: "card-01", jurisdictions: [], purpose: "provision", description: "the card company's program", program: true },
    { account: "entry-log.officer", duty: "data-provider", agency: "entry-log", jurisdictions: [], purpose: "provision", description: "operator of the QR entry log" },
    { account: "entry-log.upload", duty: "data-provider", agency: "entry-log", jurisdictions: [], purpose: "provision", description: "the operator's program", program: true },
    { account: "auditor", duty: "auditor", agency: "audit-office", jurisdictions: [], purpose: "audit", description: "auditor: the access log, no patient data" },
    { account: "clinic-staff", duty: "clinic-staff", agency: "health-centre.1168000000", jurisdictions: [], purpose: "clinic-operation", description: "clinic staff: public data only, so far" },
  ];
}
