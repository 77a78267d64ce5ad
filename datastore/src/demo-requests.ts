/** What a demonstration needs so that information requests go their way: policies and providers' columns, written as the owner, without claims. In a running installation two approvers set the one and providers the other. */
import type { DataSource } from "typeorm";

export type DemoPolicy = { readonly dataClass: "telecom-location" | "card-use" | "qr-entry"; readonly secondDuty: string | null; readonly secondAgency: string | null; readonly providers: readonly string[] };
export type DemoProfile = { readonly agency: string; readonly dataClass: DemoPolicy["dataClass"]; readonly definition: object };

/** Nothing where a class has a policy, or a provider a profile, already. `owners`: the two accounts in whose names the policies stand. */
export async function putDemoRequests(owner: DataSource, policies: readonly DemoPolicy[], profiles: readonly DemoProfile[], owners: { readonly proposedBy: string; readonly confirmedBy: string }): Promise<void> {
  for (const { dataClass, secondDuty, secondAgency, providers } of policies) {
    await owner.query(
      `insert into policy.request_policy (id, data_class, second_duty, second_agency, providers, window_days, request_days, grant_days, notice_days, kept_days, roster_persons, roster_square_metres, roster_dwell_minutes, unmatched_days,
         reason, valid_from, proposed_by, proposed_at, confirmed_by, confirmed_at)
       select gen_random_uuid(), $1, $2, $3, $4::text[], 14, 7, 14, 14, 30, 1000, 100000, 30, 14, 'demonstration', now(), $5, now() - interval '2 minutes', $6, now() - interval '1 minute'
       where not exists (select from policy.request_policy p where p.data_class = $1)`,
      [dataClass, secondDuty, secondAgency, providers, owners.proposedBy, owners.confirmedBy],
    );
  }
  await owner.query(
    `insert into provision.profile (agency, data_class, version, valid_from, definition)
     select r.agency, r."dataClass", 1, '2020-01-01', r.definition from jsonb_to_recordset($1::jsonb) r (agency text, "dataClass" text, definition jsonb)
     where not exists (select from provision.profile p where p.agency = r.agency and p.data_class = r."dataClass")`,
    [JSON.stringify(profiles)],
  );
}
