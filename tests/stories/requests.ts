/** The agencies, policies and steps of an information request for stories, all steps over HTTP. Not a test; not the workflow: see the movements subgraph. */
import { randomUUID } from "node:crypto";
import type { DataSource } from "@epigraph/datastore";
import { type TestDatabase, withTestVault } from "@epigraph/datastore/testing";
import { type Identity, pseudonymsOf } from "@epigraph/vault";
import { approver, localInvestigator, type Platform, type User } from "./platform.js";

export const gangnam = "1168000000";
export const kim: User = { ...localInvestigator(gangnam), account: "kim" };
export const police: User = { account: "kang", duty: "police-officer", jurisdictions: [], purpose: "authorisation", agency: "police" };
export const cardOfficer: User = { account: "cho", duty: "card-association-officer", jurisdictions: [], purpose: "authorisation", agency: "card-association" };
export const provider = (agency: string): User => ({ account: `machine.${agency}`, duty: "data-provider", jurisdictions: [], purpose: "provision", agency });
export const person: Identity = { fullName: "홍길동", phone: "+821012345678", birthDate: "1990-03-01" };

const dayMs = 86_400_000;
/** Since 1970, in milliseconds: a minute after the first midnight of Seoul in the window. Stays of less than half an hour that begin at half hours from here are not cut at midnight, whatever the time is now. */
export const morningOfStory = (): number => Math.ceil((windowOfStory.from.getTime() + 9 * 3_600_000) / dayMs) * dayMs - 9 * 3_600_000 + 60_000;
export const windowOfStory = { from: new Date(Date.now() - 10 * dayMs), to: new Date(Date.now() - dayMs) };

/** Police and providers, and policies in force since yesterday: location of two telecoms with the police, card use of one card company, with the card association where it is to be asked. */
export async function putAgencies(admin: DataSource, { cardAssociation = false } = {}): Promise<void> {
  const second = cardAssociation ? ["card-association-officer", "card-association"] : [null, null];
  for (const agency of ["police", "card-association", "telecom.a", "telecom.b", "card.a"]) await admin.query("insert into permission.agency (id, name_ko, name_en) values ($1::text, $1::text, $1::text)", [agency]);
  for (const policy of [["telecom-location", "police-officer", "police", ["telecom.a", "telecom.b"]], ["card-use", ...second, ["card.a"]]]) {
    await admin.query(
      `insert into policy.request_policy (id, data_class, second_duty, second_agency, providers, window_days, request_days, grant_days, notice_days, kept_days, roster_persons, roster_square_metres, roster_dwell_minutes, unmatched_days,
         reason, valid_from, proposed_by, proposed_at, confirmed_by, confirmed_at)
       values (gen_random_uuid(), $1, $2, $3, $4, 14, 7, 14, 7, 0, 3, 100000, 30, 14, 'story', now() - interval '1 day', 'choi', now() - interval '3 days', 'jung', now() - interval '2 days')`,
      policy,
    );
  }
}

/** A confirmed case of Gangnam-gu to which kim is assigned. Gives its id. */
export async function putCase(database: TestDatabase, admin: DataSource, identity: Identity = person): Promise<string> {
  const [id, key] = [randomUUID(), randomUUID()];
  await withTestVault(database, async (vault) => {
    await admin.query("insert into cases.person (key, identity, source_system, source_record) values ($1::uuid, $2, 'epigraph', $1::text)", [key, await vault.seal(key, "identity", JSON.stringify(identity))]);
    for (const { kind, pseudonym } of pseudonymsOf(vault, identity)) await admin.query("insert into cases.person_pseudonym (person_key, kind, pseudonym) values ($1, $2, $3)", [key, kind, pseudonym]);
  });
  await admin.query(
    `insert into cases.case_record (id, person_key, disease, classification, region_code, confirmation_date, source_system, source_record) values ($1::uuid, $2, 'covid-19', 'confirmed', $3, current_date - 1, 'epigraph', $1::text)`,
    [id, key, gangnam],
  );
  await admin.query("insert into cases.confirmation (id, case_id, confirmed_by, confirmed_at, basis) values (gen_random_uuid(), $1, 'park', now() - interval '1 hour', 'laboratory')", [id]);
  await admin.query("insert into permission.assignment (account, case_id, not_before) values ('kim', $1, now() - interval '1 hour')", [id]);
  return id;
}

/** The one field that was asked for, of an answer that must have no errors. */
export async function told<Value>(platform: Pick<Platform, "ask">, user: User, query: string, variables: Record<string, unknown> = {}): Promise<Value> {
  const { data, errors } = await platform.ask(user, query, variables);
  if (errors.length > 0) throw new Error(errors.map(({ message, extensions }) => `${extensions.code}: ${message}`).join("; "));
  return Object.values(data ?? {})[0] as Value;
}

type Entries = { readonly edges: readonly { readonly node: { readonly id: string } }[] };
/** The newest entry that waits in the agency's inbox. */
export async function newestEntry(platform: Pick<Platform, "ask">, user: User): Promise<string> {
  const { edges } = await told<Entries>(platform, user, "{ inbox(state: waiting, first: 100) { edges { node { id } } } }");
  return edges.at(-1)?.node.id ?? "none";
}

/** Drafted, submitted and approved by the KDCA: then it waits for the second approval, or was sent. */
export async function askFor(platform: Pick<Platform, "ask">, input: Readonly<Record<string, unknown>>): Promise<{ readonly id: string; readonly state: string }> {
  const whole = { windowFrom: windowOfStory.from, windowTo: windowOfStory.to, justification: "the interview leaves days open", legalBasis: "IDCPA 76-2(2)", ...input };
  const { id } = await told<{ id: string }>(platform, kim, "mutation ($input: InformationRequestInput!) { requestInformation(input: $input) { id } }", { input: whole });
  const { frozenHash } = await told<{ frozenHash: string }>(platform, kim, "mutation ($id: ID!) { submitRequest(request: $id) { frozenHash } }", { id });
  return await told(platform, approver, "mutation ($id: ID!, $frozen: String!) { approveRequest(request: $id, frozenHash: $frozen) { id state } }", { id, frozen: frozenHash });
}

/** Approved by everybody who must. Gives the request's id. */
export async function sentRequest(platform: Pick<Platform, "ask">, input: Readonly<Record<string, unknown>>): Promise<string> {
  const { id, state } = await askFor(platform, input);
  if (state === "approved") await told(platform, police, "mutation ($id: ID!) { approveInboxItem(id: $id) { state } }", { id: await newestEntry(platform, police) });
  return id;
}

/** A profile of this agency, whose rows are stays. */
export const registerProfile = (platform: Pick<Platform, "ask">, agency: string, dataClass: string, subject: object): Promise<{ readonly version: number }> =>
  told(platform, provider(agency), "mutation ($input: UploadProfileInput!) { registerUploadProfile(input: $input) { version } }", {
    input: { dataClass, definition: JSON.stringify({ rows: "stay", times: ["iso"], accuracyMetres: 50, ...subject, columns: { subject: "who", arrival: "from", departure: "to", latitude: "lat", longitude: "lon", ...(subject as { columns?: object }).columns } }) },
  });
