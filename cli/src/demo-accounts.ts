/** The accounts of the demo: one for each kind of user, so that everything can be tried. They exist on demo data only and have no password. */
import type { Duty } from "@epigraph/authz";

export type DemoAccount = { readonly account: string; readonly duty: Duty; readonly agency: string; readonly jurisdictions: readonly string[]; readonly purpose: string; readonly description: string };

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
    { account: "auditor", duty: "auditor", agency: "audit-office", jurisdictions: [], purpose: "audit", description: "auditor: the access log, no patient data" },
    { account: "clinic-staff", duty: "clinic-staff", agency: "health-centre.1168000000", jurisdictions: [], purpose: "clinic-operation", description: "clinic staff: public data only, so far" },
  ];
}
