/** The three doors over HTTP, in both topologies: who comes in where, what exists there, and that a knock at the wrong door is on record. */
import { type Door, doors } from "@epigraph/authz";
import { configuration, serveDoors } from "@epigraph/cli";
import { eventually, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import type { AuditRecord } from "@epigraph/ledger";
import { getIntrospectionQuery } from "graphql";
import { generated, withAdmin } from "../stories/data.js";
import { auditor, clinicStaff, nationalInvestigator, type Platform, startPlatform, tokenFor, topologies, type User, visitor } from "../stories/platform.js";

const staff = clinicStaff("1153000000");
const publicQuery = `{ region(code: "1153000000") { nameEn statistics(first: 1) { edges { node { confirmed } } } clinics(first: 2) { edges { node { id nameKo crowding } } } } }`;
const privateQuery = "{ cases(first: 1) { edges { node { id person { fullName } } } } }";

let database: TestDatabase;
beforeAll(async () => {
  database = await generated.create();
  // a clinic that the staff keep, and one that nobody may see yet
  await withAdmin(database, async (admin) => {
    await admin.query("update clinics.clinic set agency = $1 where region_code = '1153000000'", [staff.agency]);
    // of years that the platform's own job will not come to
    await admin.query("insert into cases.notice_statistic (year, kind, data_class, made, sent, counted_at) values (2098, 'collection', 'card-use', 12, 11, now()), (2099, 'collection', 'card-use', 40, null, now()), (2099, 'provision', 'card-use', null, null, now())");
    await admin.query(`insert into clinics.clinic (id, name_ko, region_code, published, agency, source_system, source_record) values (gen_random_uuid(), 'draft', '1153000000', false, $1, 'test', 'draft')`, [staff.agency]);
  });
}, 180_000);
afterAll(() => database.drop());

const refusals = async (): Promise<readonly AuditRecord[]> => (await recordsOf(database.adminUrl)).filter(({ type }) => type === "refusal");

describe.each(topologies)("the doors in %s", (topology) => {
  let platform: Platform;
  let closed: Promise<void> | undefined;
  let before: ReadonlySet<string>; // of the other topology, on the same database
  const close = (): Promise<void> => (closed ??= platform.close());
  beforeAll(async () => {
    before = new Set((await refusals()).map(({ id }) => id));
    platform = await startPlatform(topology, database, { introspection: true });
  }, 180_000);
  afterAll(close);

  const raw = (door: Door, headers: Record<string, string>, query: string): Promise<Response> =>
    fetch(`${platform.urls[door]}/graphql`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify({ query }) });
  const typesAt = async (door: Door, user: User | undefined): Promise<readonly string[]> => {
    const { data } = await platform.askAt(door, user, getIntrospectionQuery({ descriptions: false }));
    return (data?.["__schema"] as unknown as { types: readonly { name: string }[] }).types.map(({ name }) => name);
  };

  it("each say whether they are well", async () => {
    for (const door of doors) {
      expect(await fetch(`${platform.urls[door]}/healthz`).then((response) => response.json())).toEqual({ status: "alive" });
      // a process that has just started among six others may say `degraded` for a moment
      await eventually(async () => expect(await fetch(`${platform.urls[door]}/readyz`).then((response) => response.json())).toEqual({ status: "ready" }));
    }
    expect(new Set(Object.values(platform.urls)).size).toBe(3);
  });

  it("tell everybody the yearly figures of notices, newest first, page by page, and not those of a few persons", async () => {
    const query = "query ($year: Int, $after: String) { noticeStatistics(first: 2, year: $year, after: $after) { edges { cursor node { year kind dataClass made sent countedAt } } pageInfo { hasNextPage endCursor } } }";
    const figures = async (user: User | undefined, variables: Record<string, unknown>): Promise<{ readonly told: unknown; readonly next: string; readonly more: boolean }> => {
      const { data, errors } = await platform.ask(user, query, variables);
      expect(errors).toEqual([]);
      const { edges, pageInfo } = data?.["noticeStatistics"] as unknown as { readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[]; readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string } };
      return { told: edges.map(({ node }) => [node["year"], node["kind"], node["made"], node["sent"]]), next: pageInfo.endCursor, more: pageInfo.hasNextPage };
    };
    for (const user of [visitor, staff, nationalInvestigator]) {
      const first = await figures(user, {});
      expect(first).toMatchObject({ told: [[2099, "collection", 40, null], [2099, "provision", null, null]], more: true });
      expect(await figures(user, { after: first.next })).toMatchObject({ told: expect.arrayContaining([[2098, "collection", 12, 11]]) as unknown });
      expect(await figures(user, { year: 2098 })).toMatchObject({ told: [[2098, "collection", 12, 11]] });
    }
    expect((await platform.ask(visitor, query, { year: 26 })).errors.map(({ message }) => message)).toEqual(["`year` must be between 2000 and 2999"]);
  });

  it("answer what is public: visitors at the public one, staff and investigators each at their own", async () => {
    for (const user of [visitor, staff, nationalInvestigator]) {
      const { status, data, errors } = await platform.ask(user, publicQuery);
      expect([status, errors]).toEqual([200, []]);
      expect(JSON.stringify(data)).toContain(`"nameEn":"Guro-gu"`);
      expect((data?.["region"] as unknown as { clinics: { edges: readonly unknown[] } }).clinics.edges.length).toBeGreaterThan(0);
    }
  });

  it("show a draft to the staff who keep it and to nobody else", async () => {
    const clinics = `{ clinics(first: 100, regionCode: "1153000000") { edges { node { nameKo } } } }`;
    const seen = async (user: User | undefined): Promise<boolean> => (await platform.ask(user, clinics)).text.includes(`"nameKo":"draft"`);
    expect([await seen(staff), await seen(visitor), await seen(clinicStaff("1168000000")), await seen(nationalInvestigator)]).toEqual([true, false, false, false]);
  });

  it.each(["public", "agency"] as const)("%s: a private name is answered as one that never was, with no guess at another", async (door) => {
    const user = door === "public" ? visitor : staff;
    const about = async (query: string): Promise<unknown> => {
      const { status, data, errors } = await platform.askAt(door, user, query);
      return { status, data, errors: errors.map(({ message, extensions }) => [message, extensions.code]) };
    };
    const unlike = (name: string): string => JSON.stringify({ status: 400, data: undefined, errors: [[`Cannot query field "${name}" on type "Query".`, "GRAPHQL_VALIDATION_FAILED"]] });
    for (const name of ["cases", "case", "auditRecords", "informationRequest", "shoeSize", "caes", "clinik"]) expect(JSON.stringify(await about(`{ ${name} { x } }`))).toBe(unlike(name));
    expect(JSON.stringify(await about(`query ($filter: CaseFilterInput) { clinics { edges { cursor } } }`))).toContain(`Unknown type \\"CaseFilterInput\\".`);
    expect(JSON.stringify(await about(`{ ...on Case { id } }`))).toContain(`Unknown type \\"Case\\".`);
    expect(JSON.stringify(await about(`{ region(code: "1") { places { edges { cursor } } } }`))).toContain(`Cannot query field \\"places\\" on type \\"Region\\".`);
  });

  it.each<[Door, User | undefined, string]>([
    ["public", visitor, `{ clinik { id } }`],
    ["public", visitor, `{ clinics(regionCod: "1") { edges { cursor } } }`],
    ["public", visitor, `query ($id: Clinc) { clinics { edges { cursor } } }`],
    ["public", visitor, `{ clinics }`],
    ["agency", staff, `mutation { reportCrowdin(clinic: "1", crowding: "low") { id } }`],
    ["clearance", nationalInvestigator, `{ caess { edges { cursor } } }`],
    ["clearance", nationalInvestigator, `{ cases(filter: { regionCod: "1" }) { edges { cursor } } }`],
    ["clearance", nationalInvestigator, `{ auditRecord { acount } }`],
  ])("%s: no answer guesses at what was meant (%#)", async (door, user, query) => {
    const { status, text } = await platform.askAt(door, user, query);
    expect(status).toBe(400);
    expect(text).not.toMatch(/did you mean/i);
  });

  it("clearance: nor about a variable", async () => {
    const { status, errors } = await platform.ask(nationalInvestigator, "query ($f: CaseFilterInput) { cases(filter: $f) { edges { cursor } } }", { f: { regionCod: "1" } });
    expect([status, errors.map(({ message }) => message)]).toEqual([400, [expect.stringMatching(/"regionCod" is not defined by type "CaseFilterInput"\.$/)]]);
  });

  it("show by introspection what their contract has, and nothing else", async () => {
    const [open, desk, whole] = [await typesAt("public", visitor), await typesAt("agency", staff), await typesAt("clearance", nationalInvestigator)];
    const own = (names: readonly string[]): readonly string[] => names.filter((name) => !name.startsWith("__") && !/(Connection|Edge)$/.test(name)).toSorted();
    const shown = ["Boolean", "Clinic", "DateTimeISO", "Float", "ID", "Int", "LocalDate", "NoticeStatistic", "PageInfo", "Query", "Region", "RegionStatistic", "String", "SupportProgram"];
    expect(own(open)).toEqual(shown);
    expect(own(desk)).toEqual([...shown, "InboxItem", "InboxPlace", "InboxState", "InboxSummary", "MatchKey", "Mutation", "UploadProfile", "UploadProfileInput", "UploadReason", "UploadReceipt"].toSorted());
    expect(whole).toEqual(expect.arrayContaining([...desk, "Case", "Stay", "AuditRecord"]));
  });

  it("agency: the staff report the crowding of their clinic there, and no other door knows the mutation", async () => {
    const [clinic] = (await platform.ask(visitor, publicQuery)).data?.["region"]?.["clinics"]?.["edges"] as unknown as readonly { node: { id: string } }[];
    const report = `mutation { reportCrowding(clinic: "${clinic?.node.id ?? ""}", crowding: "high") { crowding } }`;
    expect(await platform.ask(staff, report)).toMatchObject({ status: 200, data: { reportCrowding: { crowding: "high" } }, errors: [] });
    expect(await platform.ask(visitor, report)).toMatchObject({ status: 400, data: undefined });
    expect((await platform.ask(visitor, publicQuery)).text).toContain(`"crowding":"high"`);
  });

  it("answer whose duty has another door with WRONG_DOOR, and whoever brings no token with UNAUTHENTICATED", async () => {
    const codes = async (door: Door, user: User | undefined): Promise<unknown> => {
      const { status, data, errors } = await platform.askAt(door, user, publicQuery);
      return [status, data, errors.map(({ extensions }) => extensions.code)];
    };
    expect(await codes("clearance", staff)).toEqual([403, undefined, ["WRONG_DOOR"]]);
    expect(await codes("agency", nationalInvestigator)).toEqual([403, undefined, ["WRONG_DOOR"]]);
    expect(await codes("agency", auditor)).toEqual([403, undefined, ["WRONG_DOOR"]]);
    expect(await codes("public", staff)).toEqual([403, undefined, ["WRONG_DOOR"]]);
    expect(await codes("public", nationalInvestigator)).toEqual([403, undefined, ["WRONG_DOOR"]]);
    expect(await codes("agency", visitor)).toEqual([401, undefined, ["UNAUTHENTICATED"]]);
    expect(await codes("clearance", visitor)).toEqual([401, undefined, ["UNAUTHENTICATED"]]);
  });

  it("public: takes no header `authorization`, not even an empty one, and a body that would be private is not even read", async () => {
    for (const authorization of ["", "Bearer", "Basic eDp5", "nonsense", `Bearer ${tokenFor(nationalInvestigator)}`]) {
      const response = await raw("public", { authorization }, privateQuery);
      expect([response.status, await response.json()]).toEqual([403, { errors: [{ message: expect.stringContaining("send no header"), extensions: { code: "WRONG_DOOR" } }] }]);
    }
  });

  it("public: its records name the visitor and the door", async () => {
    const { correlation } = await platform.ask(visitor, publicQuery);
    let records: readonly { readonly service: string }[] = [];
    await eventually(async () => {
      const { data } = await platform.ask(auditor, `{ auditRecords(first: 20, filter: { correlation: "${correlation}" }) { edges { node { service account duty door outcome } } } }`);
      records = (data?.["auditRecords"] as unknown as { edges: readonly { node: { service: string } }[] }).edges.map(({ node }) => node);
      expect(new Set(records.map(({ service }) => service))).toEqual(new Set(["gateway", "cases", "clinics"]));
    });
    for (const record of records) expect(record).toMatchObject({ account: "public", duty: "public-visitor", door: "public", outcome: "answered" });
  });

  it("have every refusal on record, with the door and who it was, when they close", async () => {
    await close();
    const counted = new Map<string, number>();
    for (const { agent, refusals: found = [] } of (await refusals()).filter(({ id }) => !before.has(id))) {
      for (const { code, count } of found) counted.set(`${agent.door} ${agent.who} ${code}`, (counted.get(`${agent.door} ${agent.who} ${code}`) ?? 0) + count);
    }
    expect(Object.fromEntries(counted)).toEqual({
      [`clearance ${staff.account} WRONG_DOOR`]: 1,
      "agency investigator.national WRONG_DOOR": 1,
      "agency auditor WRONG_DOOR": 1,
      "public public WRONG_DOOR": 2 + 5, // nobody's: what is sent there is not looked at
      "agency unknown AUTHORIZATION_MISSING": 1,
      "clearance unknown AUTHORIZATION_MISSING": 1,
      // what these tests ask for that a door does not have
      "public public GRAPHQL_VALIDATION_FAILED": 14,
      "public public BAD_USER_INPUT": 1,
      [`agency ${staff.account} GRAPHQL_VALIDATION_FAILED`]: 11,
      "clearance investigator.national GRAPHQL_VALIDATION_FAILED": 3,
      "clearance investigator.national BAD_USER_INPUT": 1,
    });
  });
});

it("the public door's process asks for its own login and for nothing else", async () => {
  const asked: string[] = [];
  const settings: Record<string, string> = { EPIGRAPH_DB_PUBLIC: database.urls.public };
  const environment = new Proxy(settings, { get: (target, name) => (asked.push(String(name)), target[String(name)]) });
  const noWay = (): never => {
    throw new Error("asked for the way to a private subgraph");
  };
  const open = await serveDoors(configuration(environment, undefined), noWay, { public: { host: "127.0.0.1", port: 0 } }, { clock: Date.now, report: () => undefined });
  try {
    const response = await fetch(`${open.urls.public}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: publicQuery }) });
    expect(await response.text()).toContain(`"nameEn":"Guro-gu"`);
    expect([...new Set(asked)].toSorted()).toEqual(["EPIGRAPH_CLEARANCE_MODE", "EPIGRAPH_DB_PUBLIC", "EPIGRAPH_INTROSPECTION", "EPIGRAPH_PUBLIC_CACHE_SECONDS"]);
  } finally {
    await open.close();
  }
});
