/** The cases subgraph for tests of case work: a real database with accounts and cases, the real guard, and a vault in memory. Not for a running installation. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, claimsOf, contextLifetimeMs, type Duty, dutyTable, type Principal, type Purpose, type RegionCode, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { type DataSource, openDatabase, postgresSink } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { openLanes, pseudonyms } from "@epigraph/ledger";
import { buildSubgraph, startService } from "@epigraph/service";
import type { Vault } from "@epigraph/vault";
import { cases } from "../index.js";

export const gangnam = "1168000000";
export const seocho = "1165000000";
export const busan = "2635000000";

export type Asker = { readonly account: string; readonly duty: Duty; readonly agency: string; readonly jurisdictions: readonly string[]; readonly purpose?: Purpose };
const local = (account: string, region: string): Asker => ({ account, duty: "local-investigator", agency: `health-centre.${region}`, jurisdictions: [region] });
const national = (account: string): Asker => ({ account, duty: "national-investigator", agency: "kdca", jurisdictions: [] });
/** Two of Gangnam, one of Seocho, one of Haeundae, two of the KDCA. */
export const [kim, jung, han, oh, lee, park] = [local("kim", gangnam), local("jung", gangnam), local("han", seocho), local("oh", busan), national("lee"), national("park")];
export const approver: Asker = { account: "choi", duty: "approver", agency: "kdca", jurisdictions: [], purpose: "authorisation" };

type Data = Readonly<Record<string, unknown>> | null | undefined;
export type Answered = { readonly data: Data; readonly codes: readonly string[]; readonly messages: readonly string[]; readonly text: string };

export type CaseDesk = {
  readonly database: TestDatabase;
  /** The owner's connection. */
  readonly admin: DataSource;
  readonly ask: (asker: Asker, query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answered>;
  /** The value of the only field at the root; throws when there is any error. */
  readonly get: (asker: Asker, query: string, variables?: Readonly<Record<string, unknown>>) => Promise<never>;
  /** SQL as an injection into the service would run it, under the asker's own claims; undone at its end. */
  readonly inject: (asker: Asker, sql: string, values?: readonly unknown[]) => Promise<number | null>;
  /** A new case of a new person. */
  readonly putCase: (region: string, sealed?: boolean) => Promise<string>;
  /** As the data were loaded, past all steps. */
  readonly assign: (account: string, caseId: string) => Promise<void>;
  /** What the vault has sealed, by its blob. */
  readonly sealedTexts: Map<string, string>;
  readonly close: () => Promise<void>;
};

export async function openCaseDesk(clock: () => number = Date.now): Promise<CaseDesk> {
  const database = await createTestDatabase();
  const key = randomBytes(32);
  const subgraph = await buildSubgraph(cases);
  const [admin, pool, log] = await Promise.all([
    openDatabase(database.adminUrl, { name: "test" }),
    openDatabase(database.urls.cases, { name: "test cases", entities: subgraph.entities }),
    openDatabase(database.urls.ledger, { name: "test log" }),
  ]);
  const sealedTexts = new Map<string, string>();
  const ledger = openLanes(postgresSink(log), { uuid: randomUUID, nonce: () => randomBytes(16) }, { lanes: 1 });
  const service = startService({ subgraph, database: pool, ledger, contextKey: key, pseudonyms: pseudonyms(Buffer.alloc(32, 7)), vault: vaultInMemory(sealedTexts), clock, report: () => undefined });
  for (const asker of [kim, jung, han, oh, lee, park, approver]) await putAccount(admin, asker);

  const contextOf = (body: string, { account, duty, agency, jurisdictions, purpose = "investigation" }: Asker): string => {
    const issuedAt = clock();
    const principal: Principal = { ...dutyTable[duty], account: account as AccountId, duty, agency: agency as AgencyId, jurisdictions: jurisdictions as RegionCode[], session: `s-${account}` as SessionId, authenticatedBy: "otp" };
    return signContext({ principal, purpose, audience: "cases", correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(body), issuedAt, expiresAt: issuedAt + contextLifetimeMs }, key, database.claimsKey);
  };
  const ask: CaseDesk["ask"] = async (asker, query, variables = {}) => {
    const body = JSON.stringify({ query, variables });
    const { body: text } = await service.answer(body, contextOf(body, asker));
    const { data, errors = [] } = JSON.parse(text) as { data?: Data; errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] };
    return { data, codes: errors.map(({ extensions }) => extensions.code), messages: errors.map(({ message }) => message), text };
  };
  return {
    database,
    admin,
    sealedTexts,
    ask,
    get: async (asker, query, variables) => {
      const { data, codes, messages } = await ask(asker, query, variables);
      if (codes.length > 0) throw new Error(`${codes.join()}: ${messages.join()}`);
      return Object.values(data ?? {})[0] as never;
    },
    inject: async (asker, sql, values = []) => {
      const { payload, tag } = claimsOf(contextOf("", asker));
      const runner = pool.createQueryRunner();
      await runner.startTransaction("REPEATABLE READ");
      try {
        await runner.query("select security.begin_request($1, $2)", [payload, tag]);
        const result: unknown = await runner.query(sql, [...values], true);
        return (result as { readonly affected?: number | null }).affected ?? null;
      } finally {
        await runner.rollbackTransaction();
        await runner.release();
      }
    },
    putCase: async (region, sealed = false) => {
      const [id, person] = [randomUUID(), randomUUID()];
      await admin.query("insert into cases.person (key, source_system, source_record) values ($1::uuid, 'test', $1::text)", [person]);
      await admin.query("insert into cases.case_record (id, person_key, disease, classification, region_code, sealed, source_system, source_record) values ($1::uuid, $2, 'covid-19', 'confirmed', $3, $4, 'test', $1::text)", [id, person, region, sealed]);
      await admin.query("insert into movements.case_reference (case_id, person_key, region_code, disease, sealed) values ($1, $2, $3, 'covid-19', $4)", [id, person, region, sealed]);
      return id;
    },
    assign: async (account, caseId) => void (await admin.query("insert into permission.assignment (account, case_id, not_before) values ($1, $2, '2020-01-01')", [account, caseId])),
    close: async () => {
      await service.close();
      for (const one of [pool, log, admin]) await one.destroy();
      await database.drop();
    },
  };
}

/** An account of the platform's own identity provider. */
export async function putAccount(admin: DataSource, { account, duty, agency, jurisdictions }: Asker, state = "active", holder = account): Promise<void> {
  await admin.query(
    `insert into identity.account (id, login, duty, clearance, agency, jurisdictions, state, holder, password_hash, totp_secret, created_at, changed_at) values ($1, $1, $2, $3, $4, $5, $6, convert_to($7, 'UTF8'), 'x', 'x', now(), now())`,
    [account, duty, dutyTable[duty].clearance, agency, jurisdictions, state, holder],
  );
}

/** Seals by forgetting nothing: a blob is the hash of what it stands for, and opens only here. */
function vaultInMemory(texts: Map<string, string>): Vault {
  return {
    seal: async (person, field, text) => {
      const blob = createHash("sha256").update(`${person} ${field} ${text}`).digest();
      texts.set(blob.toString("hex"), text);
      return blob;
    },
    open: async (sealed) => sealed.map(({ blob }) => texts.get(blob.toString("hex"))),
    pseudonym: (kind, value) => createHash("sha256").update(`${kind} ${value}`).digest(),
  };
}
