/** Identity apart, as the cases service gives it: opened only where a part of it is asked for and permitted, all of a page at once, and empty once the key is gone. */
import { randomBytes, randomUUID } from "node:crypto";
import { contextLifetimeMs, type Principal, type RequestContext, sha256, signContext, type TraceId } from "@epigraph/authz";
import { type DataSource, openDatabase, openKeyCustody } from "@epigraph/datastore";
import { createTestDatabase, openTestVault, type TestDatabase } from "@epigraph/datastore/testing";
import { pseudonyms } from "@epigraph/ledger";
import { buildSubgraph, type Service, startService } from "@epigraph/service";
import { type BulkVault, identityField, identityText, type Sealed, type Vault } from "@epigraph/vault";
import { cases } from "../index.js";

const contextKey = randomBytes(32);
let database: TestDatabase;
let pool: DataSource;
let admin: DataSource;
let service: Service;
let vault: BulkVault;
let closeVault: () => Promise<void>;
let opened: (readonly Sealed[])[] = [];

const count = 6;
const persons = Array.from({ length: count }, (_, index) => ({ key: randomUUID(), caseId: randomUUID(), name: `이름 ${index}`, birthDate: index === 0 ? "1960" : `19${60 + index}-02-03` }));

beforeAll(async () => {
  database = await createTestDatabase();
  ({ vault, close: closeVault } = await openTestVault(database, 0)); // no cache: within 30 s a destroyed key would still open
  admin = await openDatabase(database.adminUrl, { name: "test", poolSize: 1 });
  const blobs = await vault.sealAll(persons.map(({ key, name, birthDate }) => ({ owner: key, field: identityField, text: identityText({ fullName: name, phone: "010-0000-0000", birthDate, nationality: "KR" }) ?? "" })));
  for (const [index, { key, caseId }] of persons.entries()) {
    await admin.query("insert into cases.person (key, identity, source_system, source_record) values ($1, $2, 'test', $3)", [key, blobs[index], String(index)]);
    await admin.query("insert into cases.case_record (id, person_key, disease, classification, region_code, confirmation_date, source_system, source_record) values ($1, $2, 'covid-19', 'confirmed', '1168000000', '2020-03-01', 'test', $3)", [caseId, key, String(index)]);
    if (index < count - 1) await admin.query("insert into permission.assignment (account, case_id, not_before, not_after) values ('investigator', $1, now() - interval '1 h', now() + interval '1 d')", [caseId]);
  }
  const subgraph = await buildSubgraph(cases);
  pool = await openDatabase(database.urls.cases, { name: "test cases", entities: subgraph.entities, poolSize: 2 });
  const watched: Vault = { ...vault, open: (sealed) => (opened.push(sealed), vault.open(sealed)) };
  const ledger = { append: () => Promise.resolve(), healthy: () => true, ready: () => Promise.resolve(true) };
  service = startService({ subgraph, database: pool, ledger, contextKey, vault: watched, pseudonyms: pseudonyms(randomBytes(32)), clock: Date.now, report: () => undefined });
});
afterAll(async () => {
  await service.close();
  await Promise.all([pool.destroy(), admin.destroy(), closeVault()]);
  await database.drop();
});
beforeEach(() => (opened = []));

type Node = { readonly id: string; readonly person: Readonly<Record<string, unknown>> | null };
async function ask(fields: string): Promise<{ readonly nodes: readonly Node[]; readonly codes: readonly string[] }> {
  const query = `{ cases(first: 20) { edges { node { id person { ${fields} } } } } }`;
  const body = JSON.stringify({ query });
  const now = Date.now();
  const principal = { account: "investigator", duty: "national-investigator", clearance: 4, agency: "kdca", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "clearance" } as unknown as Principal;
  const context: RequestContext = { principal, purpose: "investigation", audience: "cases", correlation: randomUUID() as TraceId, operation: { hash: sha256(query) }, bodyHash: sha256(body), issuedAt: now, expiresAt: now + contextLifetimeMs };
  const { body: text } = await service.answer(body, signContext(context, contextKey, database.claimsKey));
  const answer = JSON.parse(text) as { readonly data: { readonly cases: { readonly edges: readonly { readonly node: Node }[] } }; readonly errors?: readonly { readonly extensions: { readonly code: string } }[] };
  return { nodes: answer.data.cases.edges.map(({ node }) => node), codes: (answer.errors ?? []).map(({ extensions }) => extensions.code) };
}
const personOf = (nodes: readonly Node[], index: number): Node["person"] | undefined => nodes.find(({ id }) => id === persons[index]?.caseId)?.person;

describe("an assigned investigator", () => {
  it("reads every part of an identity; a page of persons is opened at once, and nobody else's is opened", async () => {
    const { nodes, codes } = await ask("fullName phone address birthYear birthDate nationality");
    expect(personOf(nodes, 1)).toEqual({ fullName: "이름 1", phone: "010-0000-0000", address: null, birthYear: 1961, birthDate: "1961-02-03", nationality: "KR" });
    expect(personOf(nodes, 0)).toMatchObject({ birthYear: 1960, birthDate: null });
    expect(personOf(nodes, count - 1)).toMatchObject({ fullName: null, phone: null }); // not assigned
    expect(new Set(codes)).toEqual(new Set(["APPROVAL_REQUIRED"]));
    expect(opened.map((batch) => batch.map(({ owner }) => owner).toSorted())).toEqual([persons.slice(0, -1).map(({ key }) => key).toSorted()]);
  });

  it("who asks for no part of it causes nothing to be opened", async () => {
    expect((await ask("__typename")).nodes).toHaveLength(count);
    expect(opened).toEqual([]);
  });

  it.each([
    ["destroyed", 1],
    ["held", 2],
  ] as const)("reads nothing of a person whose key is %s, and everybody else, without an error", async (state, index) => {
    const key = persons[index]?.key ?? "";
    const custodian = await openKeyCustody(database.keys.custodianUrl, { name: "test custodian" });
    if (state === "destroyed") await custodian.store.destroy([key]);
    else await custodian.store.hold([key], "hold-test", ({ wrapped }) => wrapped);
    await custodian.close();
    const { nodes, codes } = await ask("fullName phone birthYear");
    expect(personOf(nodes, index)).toEqual({ fullName: null, phone: null, birthYear: null });
    expect(personOf(nodes, 3)).toEqual({ fullName: "이름 3", phone: "010-0000-0000", birthYear: 1963 });
    expect(new Set(codes)).toEqual(new Set(["APPROVAL_REQUIRED"])); // of the one who is not assigned
    expect(opened).toHaveLength(1);
  });
});
