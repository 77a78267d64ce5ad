/** Clients that ask without pause at every door, and note what was acknowledged to them. Not what must be on record for it: see whole-log.ts. */
import { openDatabase } from "@epigraph/datastore";
import type { Installation } from "./installation.js";

/** An answer that a client has: the number of its operation, and whether it said that a change was made. */
export type Acknowledged = { readonly correlation: string; readonly changed: boolean };

export type Load = {
  readonly acknowledged: readonly Acknowledged[];
  /** Requests that got no answer, or one without data. */
  readonly failed: () => number;
  readonly stop: () => Promise<void>;
};

type Request = { readonly url: string; readonly headers: Record<string, string>; readonly body: string; readonly change: boolean };

/** `next`: seeded, so that a run can be repeated. `clients`: how many ask at a time. */
export async function startLoad(installation: Installation, next: () => number, clients = 16): Promise<Load> {
  const requests = await requestsFor(installation);
  const acknowledged: Acknowledged[] = [];
  let failed = 0;
  const stopping = new AbortController();
  const client = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const request = requests[Math.floor(next() * requests.length)];
      if (!request) return;
      const answer = await ask(request).catch(() => undefined);
      if (answer) acknowledged.push(answer);
      else {
        failed += 1;
        await new Promise((resolve) => setTimeout(resolve, 20)); // something is down: the others need the processor
      }
    }
  };
  const running = Promise.all(Array.from({ length: clients }, client));
  return {
    acknowledged,
    failed: () => failed,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Acknowledged is every answer with data, whole or in part. */
async function ask({ url, headers, body, change }: Request): Promise<Acknowledged | undefined> {
  const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(20_000) });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as { readonly data?: unknown; readonly errors?: unknown };
  const correlation = response.headers.get("epigraph-correlation");
  if (response.status !== 200 || correlation === null || data === null || data === undefined) return undefined;
  return { correlation, changed: change && errors === undefined };
}

/** Reads of one subgraph and of several, by visitors and investigators, and a change. Tokens live five minutes: asked for anew for each round. */
async function requestsFor({ adminUrl, urls, token }: Installation): Promise<Request[]> {
  const json = { "content-type": "application/json" };
  const national = { ...json, authorization: `Bearer ${token("national-investigator", "investigator.national", "kdca")}`, "epigraph-purpose": "investigation" };
  const as = (door: "public" | "clearance" | "agency", headers: Record<string, string>, query: string, variables = {}, change = false): Request => ({ url: `${urls[door]}/graphql`, headers, body: JSON.stringify({ query, variables }), change });
  const clinic = await firstClinic(adminUrl);
  const staff = { ...json, authorization: `Bearer ${token("clinic-staff", "clinic-staff", clinic.agency)}`, "epigraph-purpose": "clinic-operation" };
  const reads = [
    as("public", json, "{ clinics(first: 5) { edges { node { nameKo } } } }"),
    as("public", json, "{ supportPrograms(first: 5) { edges { node { titleKo } } } }"),
    as("clearance", national, "{ cases(first: 10) { edges { node { id classification onsetDate } } } }"),
    as("clearance", national, "{ cases(first: 3) { edges { node { id accesses(first: 2) { edges { node { agency } } } } } } }"),
    as("clearance", national, "{ regions(first: 5) { edges { node { code nameKo } } } }"),
  ];
  const change = as("agency", staff, "mutation ($clinic: ID!, $crowding: String!) { reportCrowding(clinic: $clinic, crowding: $crowding) { id } }", { clinic: clinic.id, crowding: "moderate" }, true);
  return [...reads, ...reads, ...reads, change];
}

/** Past all walls: whose clinic it is, is not public. */
async function firstClinic(adminUrl: string): Promise<{ readonly id: string; readonly agency: string }> {
  const admin = await openDatabase(adminUrl, { name: "verify", poolSize: 1 });
  try {
    const [clinic] = await admin.query<{ id: string; agency: string }[]>("select id::text as id, agency from clinics.clinic where published order by id limit 1");
    if (!clinic) throw new Error("there is no clinic to report on");
    return clinic;
  } finally {
    await admin.destroy();
  }
}
