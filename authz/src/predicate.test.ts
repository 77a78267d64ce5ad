/** Each condition's SQL, literally. That it lets through the same rows as the decision is proven on a real database: service/src/row-predicate.test.ts. */
import { dutyTable } from "./duties.js";
import type { AccountId, AgencyId, Duty, Purpose, RegionCode, SessionId } from "./names.js";
import { type Columns, rowPredicate } from "./predicate.js";
import type { Principal } from "./principal.js";
import type { Coordinate } from "./rule.js";

const now = 1_589_068_800_123;
const kim = (duty: Duty): Principal => ({
  account: "kim" as AccountId,
  duty,
  clearance: dutyTable[duty].clearance,
  agency: "a" as AgencyId,
  jurisdictions: ["1168000000" as RegionCode],
  session: "s" as SessionId,
  authenticatedBy: "otp",
  door: dutyTable[duty].door,
});

function predicate(duty: Duty, purpose: Purpose, coordinate: Coordinate, columns: Columns): { readonly sql: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const sql = rowPredicate(kim(duty), purpose, now, coordinate, columns, (value) => `$${values.push(value)}`);
  return { sql: sql.replaceAll(/\s+/g, " "), values };
}

const caseColumns: Columns = { caseId: "c.id", regionCode: "c.region_code", sealed: "c.sealed" };
const stayColumns: Columns = { caseId: "s.case_id", dataClass: "s.data_class", earliest: "s.earliest", latest: "s.latest" };
const grants = (caseId: string, account: string, purpose: string, from: string, to: string): string =>
  `select from permission.grant_case gc join permission.grant_holder gh on gh.grant_id = gc.grant_id join permission.access_grant g on g.id = gc.grant_id ` +
  `where gc.case_id = ${caseId} and gh.account = ${account} and g.purpose = ${purpose} and g.not_before <= to_timestamp(${from}::float8) and to_timestamp(${to}::float8) < g.not_after and g.reads_left is distinct from 0`;

describe("the SQL of a condition", () => {
  it("published", () => {
    expect(predicate("public-visitor", "public-information", "Clinic.id", { published: "c.published" })).toEqual({ sql: "((c.published is not distinct from true))", values: [] });
  });

  it("inOwnJurisdiction and notSealed", () => {
    expect(predicate("local-investigator", "investigation", "Case.id", caseColumns)).toEqual({
      sql: "(coalesce(array[c.region_code, rpad(left(c.region_code, 2), 10, '0')] && $1::text[], false) and (c.sealed is not distinct from false))",
      values: [["1168000000"]],
    });
  });

  it("notSealed alone", () => {
    expect(predicate("approver", "authorisation", "Case.id", caseColumns)).toEqual({ sql: "((c.sealed is not distinct from false))", values: [] });
  });

  it("assignedToMe", () => {
    expect(predicate("national-investigator", "investigation", "Case.accesses", caseColumns)).toEqual({
      sql: "(exists (select from permission.assignment a where a.case_id = c.id and a.account = $1 and a.not_before <= to_timestamp($2::float8) and (a.not_after is null or to_timestamp($3::float8) < a.not_after)))",
      values: ["kim", now / 1000, now / 1000],
    });
  });

  it("liveGrantOnCase", () => {
    expect(predicate("national-investigator", "investigation", "Case.stays", caseColumns)).toEqual({
      sql: `((c.sealed is not distinct from false) and exists (${grants("c.id", "$1", "$2", "$3", "$4")}))`,
      values: ["kim", "investigation", now / 1000, now / 1000],
    });
  });

  it("liveGrantCoversAllInputs", () => {
    expect(predicate("national-investigator", "investigation", "Stay.id", stayColumns)).toEqual({
      sql: `(exists (${grants("s.case_id", "$1", "$2", "$3", "$4")} and g.data_class = s.data_class and g.window_from <= s.earliest and s.latest <= g.window_to))`,
      values: ["kim", "investigation", now / 1000, now / 1000],
    });
  });
});

describe("no condition and no rule", () => {
  it("a rule without conditions opens every row", () => {
    expect(predicate("auditor", "audit", "AuditRecord.id", {}).sql).toBe("true");
  });

  it.each([
    { who: "a visitor", duty: "public-visitor", purpose: "public-information", coordinate: "Case.id" },
    { who: "an investigator without the purpose", duty: "local-investigator", purpose: "public-information", coordinate: "Case.id" },
    { who: "an auditor", duty: "auditor", purpose: "audit", coordinate: "Stay.id" },
    { who: "anyone, of a field without a rule,", duty: "national-investigator", purpose: "investigation", coordinate: "Case.shoeSize" },
    { who: "anyone, of the schema,", duty: "national-investigator", purpose: "investigation", coordinate: "Query._service" },
  ] as const)("$who gets `false`", ({ duty, purpose, coordinate }) => {
    expect(predicate(duty, purpose, coordinate, caseColumns)).toEqual({ sql: "false", values: [] });
  });
});

describe("a table that cannot tell what a rule compares", () => {
  it.each([
    { missing: "published", duty: "public-visitor", purpose: "public-information", coordinate: "Clinic.id", columns: {} },
    { missing: "regionCode", duty: "local-investigator", purpose: "investigation", coordinate: "Case.id", columns: { caseId: "c.id", sealed: "c.sealed" } },
    { missing: "sealed", duty: "local-investigator", purpose: "investigation", coordinate: "Case.id", columns: { caseId: "c.id", regionCode: "c.region_code" } },
    { missing: "caseId", duty: "national-investigator", purpose: "investigation", coordinate: "Case.accesses", columns: { sealed: "c.sealed" } },
    { missing: "dataClass", duty: "national-investigator", purpose: "investigation", coordinate: "Stay.id", columns: { caseId: "s.case_id", earliest: "s.earliest", latest: "s.latest" } },
    { missing: "latest", duty: "national-investigator", purpose: "investigation", coordinate: "Stay.id", columns: { caseId: "s.case_id", earliest: "s.earliest", dataClass: "s.data_class" } },
  ] as const)("is refused: no $missing", ({ missing, duty, purpose, coordinate, columns }) => {
    expect(() => predicate(duty, purpose, coordinate, columns)).toThrow(expect.objectContaining({ code: "RULE_INVALID", message: expect.stringContaining(`it names no column \`${missing}\``) }));
  });
});

it("nothing that a principal says is written into the SQL: all of it is bound", () => {
  const quote = "'; drop table permission.assignment; --";
  const values: unknown[] = [];
  const principal = { ...kim("local-investigator"), account: quote as AccountId, jurisdictions: [quote as RegionCode] };
  for (const coordinate of ["Case.id", "Case.accesses", "Case.stays"] as const) expect(rowPredicate(principal, "investigation", now, coordinate, caseColumns, (value) => `$${values.push(value)}`)).not.toContain("drop");
  expect(values.flat()).toContain(quote);
});
