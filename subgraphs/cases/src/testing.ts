/** The cases subgraph for tests: a real database, a service that answers whoever asks, and a vault in memory. Not for a running installation. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, contextLifetimeMs, type Duty, dutyTable, type Principal, type Purpose, type RegionCode, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { type DataSource, openDatabase, postgresSink } from "@epigraph/datastore";
import { createTestDatabase, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { type AuditRecord, openLanes, pseudonyms } from "@epigraph/ledger";
import { buildSubgraph, type Service, startService } from "@epigraph/service";
import type { Vault } from "@epigraph/vault";
import { cases } from "./index.js";

export const region = { gangnam: "1168000000", seocho: "1165000000", haeundae: "2635000000" } as const;

/** Who asks: an investigator for an investigation unless said otherwise. */
export type Asker = { readonly account: string; readonly duty?: Duty; readonly purpose?: Purpose; readonly agency?: string; readonly jurisdictions?: readonly string[] };

const of = (account: string, name: keyof typeof region): Asker => ({ account, agency: `health-centre.${region[name]}`, jurisdictions: [region[name]] });
export const kim = of("kim", "gangnam");
export const lee = of("lee", "gangnam");
export const seo = of("seo", "seocho");
export const han = of("han", "haeundae");
export const steward: Asker = { account: "steward", duty: "national-investigator", agency: "kdca", jurisdictions: [] };
export const approver: Asker = { account: "park", duty: "approver", purpose: "response", agency: "kdca" };
export const otherApprover: Asker = { ...approver, account: "choi" };

export type Answered = { readonly data: Readonly<Record<string, never>> | null | undefined; readonly codes: readonly string[]; readonly messages: readonly string[]; readonly text: string };

export type TestDesk = {
  readonly database: TestDatabase;
  /** The owner's connection. */
  readonly admin: DataSource;
  readonly vault: Vault;
  readonly ask: (asker: Asker, query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answered>;
  /** The answer's field, when nothing went wrong. */
  readonly get: <Value = Readonly<Record<string, never>>>(asker: Asker, field: string, query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Value>;
  readonly records: () => Promise<AuditRecord[]>;
  /** The context that a gateway would sign for this body. */
  readonly contextOf: (body: string, asker: Asker) => string;
  readonly close: () => Promise<void>;
};

export async function openDesk(like?: TestDatabase): Promise<TestDesk> {
  const database = like ?? (await createTestDatabase());
  const [key, vault] = [randomBytes(32), memoryVault()];
  const subgraph = await buildSubgraph(cases);
  const [admin, pool] = await Promise.all([openDatabase(database.adminUrl, { name: "test", poolSize: 2 }), openDatabase(database.urls.cases, { name: "test cases", entities: subgraph.entities, poolSize: 4 })]);
  const ledger = openLanes(postgresSink(pool), { uuid: randomUUID, nonce: () => randomBytes(16) }, { lanes: 1 });
  const report = (message: string): void => void (process.env["EPIGRAPH_TEST_REPORTS"] !== undefined && process.stderr.write(`${message}\n`));
  const service: Service = startService({ subgraph, database: pool, ledger, contextKey: key, pseudonyms: pseudonyms(Buffer.alloc(32, 7)), vault, clock: Date.now, report });
  const contextOf: TestDesk["contextOf"] = (body, asker) => {
    const issuedAt = Date.now();
    return signContext({ principal: principalOf(asker), purpose: asker.purpose ?? "investigation", audience: "cases", correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(body), issuedAt, expiresAt: issuedAt + contextLifetimeMs }, key, database.claimsKey);
  };
  const ask: TestDesk["ask"] = async (asker, query, variables = {}) => {
    const body = JSON.stringify({ query, variables });
    const { body: text } = await service.answer(body, contextOf(body, asker));
    const { data, errors = [] } = JSON.parse(text) as { data?: Answered["data"]; errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] };
    return { data, codes: errors.map(({ extensions }) => extensions.code), messages: errors.map(({ message }) => message), text };
  };
  return {
    database,
    admin,
    vault,
    ask,
    get: async (asker, field, query, variables) => {
      const { data, codes, messages } = await ask(asker, query, variables);
      if (codes.length > 0) throw new Error(`${codes.join()}: ${messages.join("; ")}`);
      return data?.[field] as never;
    },
    records: () => recordsOf(database.adminUrl),
    contextOf,
    close: async () => {
      for (const one of [pool, admin]) await one.destroy();
      if (like === undefined) await database.drop();
    },
  };
}

export function principalOf({ account, duty = "local-investigator", agency = "kdca", jurisdictions = [] }: Asker): Principal {
  return { ...dutyTable[duty], account: account as AccountId, duty, agency: agency as AgencyId, jurisdictions: jurisdictions as RegionCode[], session: `s-${account}` as SessionId, authenticatedBy: "otp" };
}

/** As the vault works, with keys that only this process has. */
function memoryVault(): Vault {
  const pepper = randomBytes(32);
  const keys = new Map<string, Buffer>();
  const aad = (person: string, field: string): Buffer => Buffer.from(`${person} ${field}`);
  return {
    seal: (person, field, text) => {
      const key = keys.get(person) ?? randomBytes(32);
      keys.set(person, key);
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(aad(person, field));
      return Promise.resolve(Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]));
    },
    open: (sealed) =>
      Promise.resolve(
        sealed.map(({ owner, field, blob }) => {
          const key = keys.get(owner);
          if (!key) return undefined;
          const decipher = createDecipheriv("aes-256-gcm", key, blob.subarray(0, 12)).setAAD(aad(owner, field)).setAuthTag(blob.subarray(-16));
          return Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()]).toString("utf8");
        }),
      ),
    pseudonym: (kind, value) => {
      const plain = value.replaceAll(/[\s-]/g, "");
      return plain === "" || (kind === "phone" && !/^\+?\d{7,15}$/.test(plain)) ? undefined : createHmac("sha256", pepper).update(`${kind} ${plain}`).digest();
    },
  };
}
