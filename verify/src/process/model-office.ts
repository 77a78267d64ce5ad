/** The platform as the model's commands meet it: the cases and movements subgraphs on a real database, asked as the gateway would, and a clock that is moved by moving what is dated. Not the model. */
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, contextLifetimeMs, dutyTable, type Purpose, type RegionCode, type ServiceName, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { cases } from "@epigraph/cases";
import { type DataSource, openDatabase, postgresSink } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { openLanes, pseudonyms } from "@epigraph/ledger";
import { movements } from "@epigraph/movements";
import { buildSubgraph, type Service, startService } from "@epigraph/service";
import { pseudonymsOf, type Vault } from "@epigraph/vault";
import type { DataClass, Model, ModelPolicy, ModelRequest, Person, RosterStay, Stay } from "./model.js";

export const [gangnam, seocho] = ["1168000000", "1165000000"] as const;
const investigator = (account: string, region: string): Person => ({ account, duty: "investigator", agency: `health-centre.${region}`, region });
export const people = {
  kim: investigator("kim", gangnam), lee: investigator("lee", gangnam), park: investigator("park", gangnam), seo: investigator("seo", seocho), nam: { account: "nam", duty: "national-investigator", agency: "kdca" },
  choi: { account: "choi", duty: "approver", agency: "kdca" }, jung: { account: "jung", duty: "approver", agency: "kdca" }, kang: { account: "kang", duty: "police-officer", agency: "police" },
  telecom: { account: "machine.telecom.1", duty: "data-provider", agency: "telecom.1" }, card: { account: "machine.card.1", duty: "data-provider", agency: "card.1" },
} as const satisfies Readonly<Record<string, Person>>;

export type Answer = { readonly field: Readonly<Record<string, unknown>> | null; readonly code: string | undefined };
export type Office = {
  readonly admin: DataSource;
  readonly ask: (service: "cases" | "movements", person: Person, query: string, variables: Readonly<Record<string, unknown>>) => Promise<Answer>;
  /** Where somebody may be asked about. */
  readonly place: string;
  /** What a provider brings for the roster: one person, at the times of the stays, some of them beside what was asked for. */
  readonly putRoster: (request: ModelRequest) => Promise<readonly RosterStay[]>;
  /** A model of its own, of two new cases with stays, two policies that begin now, and nobody's grants. */
  readonly begin: () => Promise<Model>;
  readonly moveClock: (days: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

const day = 86_400_000;
export const stayDays = [-12, -9, -6, -3] as const;
const classes: readonly DataClass[] = ["telecom-location", "card-use"];
const purposeOf = ({ duty }: Person): Purpose => (duty === "approver" || duty === "police-officer" ? "authorisation" : duty === "data-provider" ? "provision" : "investigation");

/** `plant`: what is made wrong in the database before anything is done. */
export async function openOffice(plant: readonly string[] = []): Promise<Office> {
  const database = await createTestDatabase();
  const [admin, log] = await Promise.all([openDatabase(database.adminUrl, { name: "model", poolSize: 2 }), openDatabase(database.urls.movements, { name: "model log", poolSize: 2 })]);
  const vault = memoryVault();
  const key = randomBytes(32);
  const opened = await Promise.all((["cases", "movements"] as const).map(async (name) => [name, await serviceOf(name, database, vault, key, log)] as const));
  const services = new Map(opened);
  for (const agency of ["police", "telecom.1", "card.1"]) await admin.query("insert into permission.agency (id, name_ko, name_en) values ($1::text, $1::text, $1::text)", [agency]);
  await admin.query("create table movements.stay_model partition of movements.stay default");
  for (const region of [gangnam, seocho]) await admin.query("insert into permission.agency (id, name_ko, name_en, region_code) values ($1::text, $1::text, $1::text, $2) on conflict do nothing", [`health-centre.${region}`, region]);
  for (const person of Object.values<Person>(people)) if (person.duty === "investigator" || person.duty === "national-investigator") await putAccount(admin, person);
  for (const statement of plant) await admin.query(statement);

  const ask: Office["ask"] = async (name, { account, duty, agency, region }, query, variables) => {
    const body = JSON.stringify({ query, variables });
    const issuedAt = Date.now();
    const real = duty === "investigator" ? "local-investigator" : duty;
    const purpose = purposeOf({ account, duty, agency });
    const principal = { ...dutyTable[real], account: account as AccountId, duty: real, agency: agency as AgencyId, jurisdictions: (region === undefined ? [] : [region]) as RegionCode[], session: `s-${account}` as SessionId, authenticatedBy: "otp" } as const;
    const context = { principal, purpose, audience: name, correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(body), issuedAt, expiresAt: issuedAt + contextLifetimeMs } as const;
    const { body: text } = await (services.get(name) as { readonly service: Service }).service.answer(body, signContext(context, key, database.claimsKey));
    const { data, errors = [] } = JSON.parse(text) as { readonly data?: Readonly<Record<string, unknown>> | null; readonly errors?: readonly { readonly extensions: { readonly code: string } }[] };
    const [field = null] = Object.values(data ?? {});
    return { field: (Array.isArray(field) ? (field as unknown[])[0] : field) as Answer["field"], code: errors[0]?.extensions.code };
  };

  const place = randomUUID();
  await admin.query("insert into movements.place (id, name, category, latitude, longitude, cell, source_system, source_record) values ($1::uuid, 'a club', 'club', 37.5, 127, 1, 'model', $1::text)", [place]);

  return {
    admin,
    ask,
    place,
    putRoster: (request) => putRoster(admin, request),
    begin: async () => {
      await admin.query("update policy.request_policy set proposed_at = now() - interval '999 days', confirmed_at = case when confirmed_at is not null then now() - interval '998 days' end, valid_from = now() - interval '997 days'");
      const made = await Promise.all([putCase(admin, vault), putCase(admin, vault)]);
      const policies = await Promise.all(classes.map((dataClass) => putPolicy(admin, dataClass)));
      return { now: 0, cases: made.map(({ id }) => ({ id, region: gangnam, assigned: new Set(["kim", "lee", "nam"]), merged: false })), stays: made.flatMap(({ stays }) => stays), policies, rosterStays: [], requests: [], grants: [], read: 0, readOfRosters: 0, steps: 0, done: new Map() };
    },
    moveClock: async (days) => void (await admin.query(clockStatement(days))),
    close: async () => {
      for (const [, { service, pool }] of opened) {
        await service.close();
        await pool.destroy();
      }
      await Promise.all([admin.destroy(), log.destroy()]);
      await database.drop();
    },
  };
}

async function serviceOf(name: ServiceName & ("cases" | "movements"), database: TestDatabase, vault: Vault, contextKey: Buffer, log: DataSource): Promise<{ readonly service: Service; readonly pool: DataSource }> {
  const subgraph = await buildSubgraph(name === "cases" ? cases : movements);
  const pool = await openDatabase(database.urls[name], { name: `model ${name}`, entities: subgraph.entities, poolSize: 4 });
  const ledger = openLanes(postgresSink(name === "cases" ? pool : log), { uuid: randomUUID, nonce: () => randomBytes(16) }, { lanes: 1 });
  return { pool, service: startService({ subgraph, database: pool, ledger, contextKey, vault, pseudonyms: pseudonyms(Buffer.alloc(32, 7)), clock: Date.now, report: () => undefined }) };
}

/** Everything with a time of its own is so many days older; what the requests ask for, and the stays, stay where they are. */
const clockStatement = (days: number): string => {
  const older = (...columns: readonly string[]): string => columns.map((column) => `${column} = ${column} - interval '${days} days'`).join(", ");
  return [
    `update permission.access_grant set ${older("not_before", "not_after")}`,
    `update permission.emergency_access set ${older("opened_at", "until", "review_due_at")}`,
    `update permission.assignment set ${older("not_before", "not_after")}`,
    `update movements.information_request set ${older("requested_at", "submitted_at", "expires_at")} where source_system = 'epigraph'`,
    `update movements.inbox_item set ${older("arrived_at", "due_at")}`,
    `update policy.request_policy set ${older("proposed_at", "confirmed_at", "valid_from")}`,
  ].join("; ");
};

/** Each is a person of its own. */
async function putAccount(admin: DataSource, { account, duty, agency, region }: Person): Promise<void> {
  await admin.query(
    `insert into identity.account (id, login, duty, clearance, agency, jurisdictions, state, holder, password_hash, totp_secret, created_at, changed_at) values ($1, $1, $2, 4, $3, $4, 'active', convert_to($1, 'UTF8'), 'x', 'x', now(), now())`,
    [account, duty === "investigator" ? "local-investigator" : duty, agency, region === undefined ? [] : [region]],
  );
}

async function putCase(admin: DataSource, vault: Vault): Promise<{ readonly id: string; readonly stays: readonly Stay[] }> {
  const [id, person, seed] = [randomUUID(), randomUUID(), randomUUID()];
  const identity = { fullName: "hong gil dong", phone: `+8210${String(Math.floor(Math.random() * 90_000_000) + 10_000_000)}`, birthDate: "1990-03-01" };
  await admin.query("insert into cases.person (key, identity, source_system, source_record) values ($1::uuid, $2, 'epigraph', $1::text)", [person, await vault.seal(person, "identity", JSON.stringify(identity))]);
  for (const { kind, pseudonym } of pseudonymsOf(vault, identity)) await admin.query("insert into cases.person_pseudonym (person_key, kind, pseudonym) values ($1, $2, $3)", [person, kind, pseudonym]);
  await admin.query(`insert into cases.case_record (id, person_key, disease, classification, region_code, confirmation_date, source_system, source_record) values ($1::uuid, $2, 'covid-19', 'confirmed', $3, current_date - 1, 'epigraph', $1::text)`, [id, person, gangnam]);
  await admin.query("insert into cases.confirmation (id, case_id, confirmed_by, confirmed_at, basis) values (gen_random_uuid(), $1, 'somebody', now() - interval '1 hour', 'clinical')", [id]);
  for (const account of ["kim", "lee", "nam"]) await admin.query("insert into permission.assignment (account, case_id, not_before) values ($1, $2, now() - interval '1 hour')", [account, id]);
  // what brought the stays: another system's, which nobody here can step on
  await admin.query(
    `insert into movements.information_request (id, case_id, person_key, kind, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, source_system, source_record)
     values ($1::uuid, $2, $3, 'case', 'card-use', now() - interval '20 days', now(), 'seed', 'seed', 'closed', 'seed', now(), 'seed', $1::text)`,
    [seed, id, person],
  );
  const stays = classes.flatMap((dataClass) => stayDays.map((at): Stay => ({ id: randomUUID(), caseId: id, dataClass, day: at })));
  for (const stay of stays) {
    const arrival = new Date(Date.now() + stay.day * day);
    await admin.query(
      `insert into movements.stay (person_key, day, id, case_id, request_id, data_class, precision, arrival, departure, earliest, latest, latitude, longitude, cell, accuracy_metres, confidence, source_record)
       values ($1, ($6::timestamptz at time zone 'Asia/Seoul')::date, $2, $3, $4, $5, 'minute', $6, $6::timestamptz + interval '1 second', $6, $6::timestamptz + interval '1 second', 37.5, 127, 1, 50, 1, 'model')`,
      [person, stay.id, id, seed, stay.dataClass, arrival],
    );
  }
  return { id, stays };
}

async function putRoster(admin: DataSource, { id: roster, caseId, dataClass }: ModelRequest): Promise<readonly RosterStay[]> {
  const person = randomUUID();
  await admin.query("insert into movements.roster_person (request_id, person_key) values ($1, $2)", [roster, person]);
  const stays = stayDays.map((at): RosterStay => ({ id: randomUUID(), roster, caseId, dataClass, day: at }));
  for (const stay of stays) {
    await admin.query(
      `insert into movements.roster_stay (request_id, person_key, id, agency, data_class, arrival, departure, earliest, latest, latitude, longitude, cell, accuracy_metres, confidence, source_record)
       values ($1, $2, $3, 'telecom.1', $4, $5, $5::timestamptz + interval '1 second', $5, $5::timestamptz + interval '1 second', 37.5, 127, 1, 50, 1, 'model')`,
      [roster, person, stay.id, dataClass, new Date(Date.now() + stay.day * day)],
    );
  }
  return stays;
}

async function putPolicy(admin: DataSource, dataClass: DataClass): Promise<ModelPolicy> {
  const [id, police] = [randomUUID(), dataClass === "telecom-location"];
  await admin.query(
    `insert into policy.request_policy (id, data_class, second_duty, second_agency, providers, window_days, request_days, grant_days, notice_days, kept_days, roster_persons, roster_square_metres, roster_dwell_minutes, unmatched_days,
       reason, valid_from, proposed_by, proposed_at, confirmed_by, confirmed_at)
     values ($1, $2, $3, $4, $5, 14, 7, 4, 7, 0, 1000, 100000, 30, 14, 'model', now() - interval '1 minute', 'choi', now() - interval '2 days', 'jung', now() - interval '1 day')`,
    [id, dataClass, police ? "police-officer" : null, police ? "police" : null, [police ? "telecom.1" : "card.1"]],
  );
  return { id, dataClass, police, grantDays: 4, from: 0 };
}

/** Seals nothing from anybody. */
function memoryVault(): Vault {
  return {
    seal: (owner, field, text) => Promise.resolve(Buffer.from(JSON.stringify([owner, field, text]))),
    open: (sealed) => Promise.resolve(sealed.map(({ blob }) => (JSON.parse(blob.toString()) as [string, string, string])[2])),
    pseudonym: (kind, value) => createHmac("sha256", "model").update(`${kind} ${value}`).digest(),
  };
}
