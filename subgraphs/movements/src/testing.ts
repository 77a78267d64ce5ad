/** The movements subgraph for tests: a real database with cases, agencies and policies, and a service that answers whoever asks. Not for a running installation. */
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, contextLifetimeMs, type Duty, dutyTable, type Principal, publicVisitor, type Purpose, type RegionCode, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { type DataSource, openDatabase, postgresSink } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { openLanes, pseudonyms } from "@epigraph/ledger";
import { buildSubgraph, type Service, startService } from "@epigraph/service";
import { type Identity, pseudonymsOf, type Vault } from "@epigraph/vault";
import { movements } from "./index.js";

export type Asker = { readonly account: string; readonly duty: Duty; readonly purpose: Purpose; readonly agency: string; readonly regions?: readonly string[] };

const gangnam = "1168000000";
const investigation = { duty: "local-investigator", purpose: "investigation", agency: `health-centre.${gangnam}`, regions: [gangnam] } as const;
/** Kim and Lee are assigned to the case, Park is not. */
export const kim: Asker = { account: "kim", ...investigation };
export const lee: Asker = { account: "lee", ...investigation };
export const park: Asker = { account: "park", ...investigation };
export const seocho: Asker = { account: "seo", duty: "local-investigator", purpose: "investigation", agency: "health-centre.1165000000", regions: ["1165000000"] };
export const national: Asker = { account: "nam", duty: "national-investigator", purpose: "investigation", agency: "kdca" };
export const approver: Asker = { account: "choi", duty: "approver", purpose: "authorisation", agency: "kdca" };
export const otherApprover: Asker = { account: "jung", duty: "approver", purpose: "authorisation", agency: "kdca" };
export const police: Asker = { account: "kang", duty: "police-officer", purpose: "authorisation", agency: "police" };
export const cards: Asker = { account: "cho", duty: "card-association-officer", purpose: "authorisation", agency: "card-association" };
export const auditor: Asker = { account: "han", duty: "auditor", purpose: "audit", agency: "kdca" };
export const provider = (agency: string): Asker => ({ account: `machine.${agency}`, duty: "data-provider", purpose: "provision", agency });

/** One of each duty, with the purpose under which it would act. */
export const everyDuty: readonly Asker[] = [
  kim,
  national,
  approver,
  police,
  cards,
  provider("telecom.1"),
  auditor,
  { account: "visitor", duty: "public-visitor", purpose: "public-information", agency: "nobody" },
  { account: "clinic", duty: "clinic-staff", purpose: "clinic-operation", agency: "health-centre.1168000000" },
  { account: "editor", duty: "content-editor", purpose: "publication", agency: "seoul" },
  { account: "guard", duty: "security-officer", purpose: "security", agency: "kdca" },
  { account: "admin", duty: "system-administrator", purpose: "administration", agency: "kdca" },
  { account: "press", duty: "disclosure-officer", purpose: "disclosure", agency: "kdca" },
];

export type Answered = { readonly data: Readonly<Record<string, unknown>> | null | undefined; readonly codes: readonly string[]; readonly messages: readonly string[] };

export type TestOffice = {
  readonly database: TestDatabase;
  /** The owner's connection. */
  readonly admin: DataSource;
  readonly vault: Vault;
  readonly ask: (asker: Asker, query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answered>;
  /** The field of an answer that must have no errors. */
  readonly told: <T>(asker: Asker, query: string, variables?: Readonly<Record<string, unknown>>) => Promise<T>;
  /** A confirmed case of Gangnam-gu to which kim, lee and nam are assigned, with an identity. */
  readonly newCase: (identity?: Identity) => Promise<{ readonly id: string; readonly person: string }>;
  readonly close: () => Promise<void>;
};

export const aPerson: Identity = { fullName: "hong gil dong", phone: "+821012345678", birthDate: "1990-03-01" };

/** `without`: leaves the policies out. */
export async function openOffice(without?: "policies"): Promise<TestOffice> {
  const database = await createTestDatabase();
  const key = randomBytes(32);
  const subgraph = await buildSubgraph(movements);
  const [admin, pool, log] = await Promise.all([
    openDatabase(database.adminUrl, { name: "test" }),
    openDatabase(database.urls.movements, { name: "test movements", entities: subgraph.entities }),
    openDatabase(database.urls.movements, { name: "test log" }),
  ]);
  const vault = memoryVault();
  const ledger = openLanes(postgresSink(log), { uuid: randomUUID, nonce: () => randomBytes(16) }, { lanes: 1 });
  const service: Service = startService({ subgraph, database: pool, ledger, contextKey: key, vault, pseudonyms: pseudonyms(Buffer.alloc(32, 7)), clock: Date.now, report: () => undefined });
  for (const agency of ["police", "card-association", "telecom.1", "telecom.2", "telecom.3", "card.1", "card.2"]) await admin.query("insert into permission.agency (id, name_ko, name_en) values ($1::text, $1::text, $1::text)", [agency]);
  if (without === undefined) await putPolicies(admin);

  const ask: TestOffice["ask"] = async (asker, query, variables = {}) => {
    const body = JSON.stringify({ query, variables });
    const issuedAt = Date.now();
    const context = { principal: principalOf(asker), purpose: asker.purpose, audience: "movements", correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(body), issuedAt, expiresAt: issuedAt + contextLifetimeMs } as const;
    const { body: text } = await service.answer(body, signContext(context, key, database.claimsKey));
    const { data, errors = [] } = JSON.parse(text) as { data?: Answered["data"]; errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] };
    return { data, codes: errors.map(({ extensions }) => extensions.code), messages: errors.map(({ message }) => message) };
  };
  return {
    database,
    admin,
    vault,
    ask,
    told: async <T>(asker: Asker, query: string, variables?: Readonly<Record<string, unknown>>) => {
      const { data, codes, messages } = await ask(asker, query, variables);
      if (codes.length > 0) throw new Error(`${codes.join()}: ${messages.join()}`);
      return Object.values(data ?? {})[0] as T;
    },
    newCase: (identity = aPerson) => putCase(admin, vault, identity),
    close: async () => {
      await service.close();
      for (const one of [pool, log, admin]) await one.destroy();
      await database.drop();
    },
  };
}

/** In force since yesterday: location of the telecoms with the police, card use of two card companies without, QR entry by the card association for want of another. */
async function putPolicies(admin: DataSource): Promise<void> {
  const rows = [
    ["telecom-location", "police-officer", "police", ["telecom.1", "telecom.2", "telecom.3"]],
    ["card-use", null, null, ["card.1", "card.2"]],
    ["qr-entry", "card-association-officer", "card-association", ["card.1"]],
  ];
  for (const row of rows) {
    await admin.query(
      `insert into policy.request_policy (id, data_class, second_duty, second_agency, providers, window_days, request_days, grant_days, notice_days, kept_days, roster_persons, roster_square_metres, roster_dwell_minutes, unmatched_days,
         reason, valid_from, proposed_by, proposed_at, confirmed_by, confirmed_at)
       values (gen_random_uuid(), $1, $2, $3, $4, 14, 7, 14, 7, 0, 1000, 100000, 30, 14, 'test', now() - interval '1 day', 'choi', now() - interval '3 days', 'jung', now() - interval '2 days')`,
      row,
    );
  }
}

async function putCase(admin: DataSource, vault: Vault, identity: Identity): Promise<{ readonly id: string; readonly person: string }> {
  const [id, person] = [randomUUID(), randomUUID()];
  const blob = await vault.seal(person, "identity", JSON.stringify(identity));
  await admin.query("insert into cases.person (key, identity, source_system, source_record) values ($1::uuid, $2, 'epigraph', $1::text)", [person, blob]);
  for (const { kind, pseudonym } of pseudonymsOf(vault, identity)) await admin.query("insert into cases.person_pseudonym (person_key, kind, pseudonym) values ($1, $2, $3)", [person, kind, pseudonym]);
  await admin.query(
    `insert into cases.case_record (id, person_key, disease, classification, region_code, confirmation_date, source_system, source_record) values ($1::uuid, $2, 'covid-19', 'confirmed', $3, current_date - 1, 'epigraph', $1::text)`,
    [id, person, gangnam],
  );
  await admin.query("insert into cases.confirmation (id, case_id, confirmed_by, confirmed_at, basis) values (gen_random_uuid(), $1, 'park', now() - interval '1 hour', 'clinical')", [id]);
  for (const account of ["kim", "lee", "nam"]) await admin.query("insert into permission.assignment (account, case_id, not_before) values ($1, $2, now() - interval '1 hour')", [account, id]);
  return { id, person };
}

/** Seals nothing from anybody: what it hands out names owner and field, so that what is mixed up shows. */
function memoryVault(): Vault {
  return {
    seal: (owner, field, text) => Promise.resolve(Buffer.from(JSON.stringify([owner, field, text]))),
    open: (sealed) =>
      Promise.resolve(
        sealed.map(({ owner, field, blob }) => {
          const [sealedFor, of, text] = JSON.parse(blob.toString()) as [string, string, string];
          if (sealedFor !== owner || of !== field) throw new Error("a blob of another");
          return text;
        }),
      ),
    pseudonym: (kind, value) => createHmac("sha256", "test").update(`${kind} ${value}`).digest(),
  };
}

function principalOf({ account, duty, agency, regions = [] }: Asker): Principal {
  if (duty === "public-visitor") return publicVisitor;
  return { ...dutyTable[duty], account: account as AccountId, duty, agency: agency as AgencyId, jurisdictions: regions as RegionCode[], session: `s-${account}` as SessionId, authenticatedBy: "otp" };
}
