/** What a wrong question is answered with: the standard code and status, words that help, and never a stack trace or SQL. */
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { type Answer, localInvestigator, nationalInvestigator, type Platform, startPlatform, tokenFor, topologies, type User, visitor } from "./platform.js";

const investigator = localInvestigator("1168000000");
const missing = "00000000-0000-4000-8000-000000000000";

type Question = readonly [what: string, user: User | undefined, query: string, status: number, code: string];
const questions: readonly Question[] = [
  ["a query that is no GraphQL", visitor, "{ region(", 400, "GRAPHQL_PARSE_FAILED"],
  ["an empty query", visitor, "", 400, "BAD_REQUEST"],
  ["an unknown field", visitor, "{ region(code: \"1168000000\") { mayor } }", 400, "GRAPHQL_VALIDATION_FAILED"],
  ["an argument of the wrong type", visitor, "{ regions(first: \"many\") { edges { node { code } } } }", 400, "GRAPHQL_VALIDATION_FAILED"],
  ["a missing argument", visitor, "{ region { nameEn } }", 400, "GRAPHQL_VALIDATION_FAILED"],
  ["an id that is none", investigator, "{ case(id: \"1 or 1=1; drop table cases.case_record\") { id } }", 200, "BAD_USER_INPUT"],
  ["an id of nothing", investigator, `{ case(id: "${missing}") { id } }`, 200, "NOT_FOUND"],
  ["a page over the cap", visitor, "{ clinics(first: 101) { edges { node { id } } } }", 200, "BAD_USER_INPUT"],
  ["a page of nothing", visitor, "{ clinics(first: 0) { edges { node { id } } } }", 200, "BAD_USER_INPUT"],
  ["a cursor of somewhere else", nationalInvestigator, "{ cases(after: \"WyJ4Il0\") { edges { node { id } } } }", 200, "BAD_USER_INPUT"],
  ["a cursor whose keys are no keys", nationalInvestigator, `{ cases(after: "${Buffer.from(JSON.stringify(["yesterday", "'; select 1"])).toString("base64url")}") { edges { node { id } } } }`, 200, "BAD_USER_INPUT"],
  ["a date that is none", nationalInvestigator, "{ cases(filter: { confirmedFrom: \"2020-13-45\" }) { edges { node { id } } } }", 200, "BAD_USER_INPUT"],
  ["a radius beyond the limit", nationalInvestigator, `{ case(id: "${missing}") { coPresences(radiusMetres: 100000) { edges { node { day } } } } }`, 200, "NOT_FOUND"],
  ["more levels than allowed", visitor, `{ region(code: "1168000000") ${"{ parent ".repeat(16)} { code } ${"}".repeat(16)} }`, 400, "OPERATION_TOO_LARGE"],
  ["more aliases than allowed", visitor, `{ region(code: "1168000000") { ${Array.from({ length: 31 }, (_, index) => `a${index}: nameKo`).join(" ")} } }`, 400, "OPERATION_TOO_LARGE"],
  ["the schema, where it is not offered", visitor, "{ __schema { types { name } } }", 400, "GRAPHQL_VALIDATION_FAILED"],
];

/** What no answer may show: code, SQL, places of this machine. */
const indiscreet = /\bat .+\(.+:\d+:\d+\)|node_modules|\bselect\b.+\bfrom\b|syntax error at or near|invalid input syntax|QueryFailed|stacktrace/i;

describe.each(topologies)("wrong questions, %s", (topology) => {
  let database: TestDatabase;
  let platform: Platform;

  beforeAll(async () => {
    database = await createTestDatabase();
    platform = await startPlatform(topology, database);
  }, 180_000);
  afterAll(async () => {
    await platform?.close();
    await database?.drop();
  });

  const codes = ({ errors }: Answer): string[] => errors.map(({ extensions }) => extensions.code);

  it.each(questions)("%s", async (_what, user, query, status, code) => {
    const answer = await platform.ask(user, query);
    expect({ status: answer.status, codes: codes(answer) }).toEqual({ status, codes: [code] });
    expect(answer.text).not.toMatch(indiscreet);
    expect(answer.errors[0]?.message).not.toBe("");
  });

  /** Without a token at the public door, with one at the clearance door. */
  const post = (headers: Record<string, string>, body: string): Promise<Response> => fetch(`${platform.urls[headers["authorization"] === undefined ? "public" : "clearance"]}/graphql`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });

  it.each([
    ["a body that is no JSON", {}, "{", 400, "BAD_REQUEST"],
    ["a body over 64 kB", {}, JSON.stringify({ query: `{ region(code: "${"1".repeat(70_000)}") { code } }` }), 413, "BAD_REQUEST"],
    ["a token that is none", { authorization: "Bearer nonsense" }, "{}", 401, "UNAUTHENTICATED"],
    ["a token of another kind", { authorization: "Basic dXNlcjpwYXNz" }, "{}", 401, "UNAUTHENTICATED"],
    ["a purpose that is not on the list", { "epigraph-purpose": "curiosity" }, "{}", 400, "PURPOSE_UNKNOWN"],
  ])("%s", async (_what, headers, body, status, code) => {
    const response = await post(headers, body);
    const text = await response.text();
    expect({ status: response.status, code: (JSON.parse(text) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code }).toEqual({ status, code });
    expect(text).not.toMatch(indiscreet);
  });

  it("a token that has expired is refused, and the answer does not repeat it", async () => {
    const token = tokenFor(investigator, 60, Date.now() - 600_000);
    const response = await post({ authorization: `Bearer ${token}` }, "{}");
    const text = await response.text();
    expect(response.status).toBe(401);
    expect(text).toContain("expired");
    expect(text).not.toContain(token.slice(0, 40));
  });
});
