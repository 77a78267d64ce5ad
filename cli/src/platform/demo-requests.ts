/** Makes the demo's agencies, policies and profiles where they are not there yet. Not its accounts: see demo-log-ins.ts. */
import { addAgencies, knownAgencies, openDatabase, putDemoRequests } from "@epigraph/datastore";
import { demoAgencies, demoOwners, demoPolicies, demoProfiles } from "../demo-agencies.js";

export async function prepareDemoRequests(adminUrl: string): Promise<void> {
  const owner = await openDatabase(adminUrl, { name: "epigraph demo", poolSize: 1 });
  try {
    const { known } = await knownAgencies(owner, demoAgencies);
    await addAgencies(owner, demoAgencies.filter(({ id }) => !known.has(id)));
    await putDemoRequests(owner, demoPolicies, demoProfiles, demoOwners);
  } finally {
    await owner.destroy();
  }
}
