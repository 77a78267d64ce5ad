/** Each condition's SQL, literally. That it lets through the same rows as the decision is proven on a real database: service/src/row-predicate.test.ts. */
import { conditionTree } from "./condition-tree.js";
import { conditions, type ConditionName } from "./conditions.js";
import { dutyTable } from "./duties.js";
import type { AccountId, AgencyId, Duty, Purpose, RegionCode, SessionId } from "./names.js";
import { type Claims, type Columns, printTree, rowPredicate } from "./predicate.js";
import type { Principal } from "./principal.js";
import { type Coordinate, deny, type Rule, rule } from "./rule.js";

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
  const sql = rowPredicate({ principal: kim(duty), purpose, now, correlation: "trace" }, coordinate, columns, (value) => `$${values.push(value)}`);
  return { sql: sql.replaceAll(/\s+/g, " "), values };
}

/** A claim where a statement would have a placeholder, so that the text can be read. */
const claims: Claims = { jurisdictions: () => ":jurisdictions", agency: () => ":agency", account: () => ":account", purpose: () => ":purpose", correlation: () => ":correlation", now: () => ":now" };
const caseColumns: Columns = { caseId: "c.id", regionCode: "c.region_code", agency: "c.agency", sealed: "c.sealed", published: "c.published", dataClass: "c.data_class", earliest: "c.earliest", latest: "c.latest" };
const allowIf = (...onlyWhen: ConditionName[]): Rule =>
  rule("one", { duty: "national-investigator", clearance: 4, fieldClass: "P2", purpose: "investigation", approval: "none", basis: "IDCPA 18", retained: "end of response", onlyWhen, coordinates: [["Case.id"]] });
const denyIf = (...onlyWhen: ConditionName[]): Rule => deny("two", { may: "read", fieldClass: "P2", basis: "PIPA 23", onlyWhen, coordinates: [["Case.id"]] });
const sqlOf = (...rows: readonly Rule[]): string => printTree(conditionTree(rows, "Case.id"), caseColumns, claims).replaceAll(/\s+/g, " ");

const grants =
  "select from permission.grant_case gc join permission.grant_holder gh on gh.grant_id = gc.grant_id join permission.access_grant g on g.id = gc.grant_id " +
  "where gc.case_id = c.id and gh.account = :account and g.purpose = :purpose and g.not_before <= :now and :now < g.not_after and g.revoked_at is null and (g.reads_allowed is null or permission.reads_remain(g.id, :correlation))";

describe("the SQL of a condition", () => {
  it.each([
    { condition: "published", sql: "(c.published is not distinct from true)" },
    { condition: "inOwnJurisdiction", sql: "coalesce(array[c.region_code, rpad(left(c.region_code, 2), 10, '0')] && :jurisdictions, false)" },
    { condition: "ofMyAgency", sql: "coalesce(c.agency = :agency, false)" },
    { condition: "sealed", sql: "(c.sealed is distinct from false)" },
    {
      condition: "assignedToMe",
      sql: "exists (select from permission.assignment a where a.case_id = c.id and a.account = :account and a.not_before <= :now and (a.not_after is null or :now < a.not_after))",
    },
    {
      condition: "referredToMyAgency",
      sql: "exists (select from permission.referral f where f.case_id = c.id and f.to_agency = :agency and f.accepted_at <= :now and (f.ended_at is null or :now < f.ended_at))",
    },
    { condition: "liveGrantOnCase", sql: `exists (${grants} and g.roster_id is null)` },
    { condition: "liveGrantCoversAllInputs", sql: `exists (${grants} and g.data_class = c.data_class and g.window_from <= c.earliest and c.latest <= g.window_to and g.roster_id is null)` },
  ] as const)("$condition", ({ condition, sql }) => expect(sqlOf(allowIf(condition))).toBe(sql));

  it("looks, where rows may have come of a place roster, for the grant of that roster", () => {
    expect(printTree(conditionTree([allowIf("liveGrantCoversAllInputs")], "Case.id"), { ...caseColumns, roster: "c.request_id" }, claims)).toContain("and c.latest <= g.window_to and g.roster_id is not distinct from c.request_id)");
  });

  it("stands above for every condition there is", () => {
    expect(Object.keys(conditions).toSorted()).toEqual(["assignedToMe", "inOwnJurisdiction", "liveGrantCoversAllInputs", "liveGrantOnCase", "ofMyAgency", "published", "referredToMyAgency", "sealed"]);
  });
});

describe("the SQL of several rules", () => {
  const published = "(c.published is not distinct from true)";
  const agency = "coalesce(c.agency = :agency, false)";
  const sealed = "(c.sealed is distinct from false)";

  it.each([
    { what: "conditions of one rule all hold", rows: [allowIf("published", "ofMyAgency")], sql: `(${published} and ${agency})` },
    { what: "one rule of several is enough", rows: [allowIf("published"), allowIf("ofMyAgency")], sql: `(${agency} or ${published})` },
    { what: "an allow without conditions opens every row", rows: [allowIf()], sql: "true" },
    { what: "a deny closes what an allow opens", rows: [allowIf(), denyIf("sealed")], sql: `(true and not ${sealed})` },
    { what: "a deny closes what any allow opens", rows: [denyIf("sealed"), allowIf("published"), allowIf("ofMyAgency")], sql: `((${agency} and not ${sealed}) or (${published} and not ${sealed}))` },
    { what: "a deny without conditions closes every row", rows: [allowIf(), denyIf()], sql: "(true and not true)" },
    { what: "no rule opens nothing", rows: [], sql: "false" },
  ])("$what", ({ rows, sql }) => expect(sqlOf(...rows)).toBe(sql));
});

describe("the SQL of a statement", () => {
  it("binds whatever differs between askers", () => {
    expect(predicate("local-investigator", "investigation", "Case.id", caseColumns)).toEqual({
      sql:
        "((exists (select from permission.referral f where f.case_id = c.id and f.to_agency = $1::text and f.accepted_at <= to_timestamp($2::float8) and (f.ended_at is null or to_timestamp($3::float8) < f.ended_at)) and not (c.sealed is distinct from false))" +
        " or (coalesce(array[c.region_code, rpad(left(c.region_code, 2), 10, '0')] && $4::text[], false) and not (c.sealed is distinct from false)))",
      values: ["a", now / 1000, now / 1000, ["1168000000"]],
    });
  });

  it("is the same for everyone of a duty with the same conditions", () => {
    expect(predicate("approver", "authorisation", "Case.id", caseColumns)).toEqual({ sql: "(true and not (c.sealed is distinct from false))", values: [] });
    expect(predicate("public-visitor", "public-information", "Clinic.id", caseColumns)).toEqual({ sql: "(c.published is not distinct from true)", values: [] });
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
    { missing: "agency", duty: "clinic-staff", purpose: "clinic-operation", coordinate: "Clinic.id", columns: { published: "c.published" } },
    { missing: "caseId", duty: "national-investigator", purpose: "investigation", coordinate: "Case.accesses", columns: { sealed: "c.sealed" } },
    { missing: "dataClass", duty: "national-investigator", purpose: "investigation", coordinate: "Stay.id", columns: { caseId: "s.case_id", sealed: "s.sealed", earliest: "s.earliest", latest: "s.latest" } },
    { missing: "latest", duty: "national-investigator", purpose: "investigation", coordinate: "Stay.id", columns: { caseId: "s.case_id", sealed: "s.sealed", earliest: "s.earliest", dataClass: "s.data_class" } },
  ] as const)("is refused: no $missing", ({ missing, duty, purpose, coordinate, columns }) => {
    expect(() => predicate(duty, purpose, coordinate, columns)).toThrow(expect.objectContaining({ code: "RULE_INVALID", message: expect.stringContaining(`it names no column \`${missing}\``) }));
  });
});

it("nothing that a principal says is written into the SQL: all of it is bound", () => {
  const quote = "'; drop table permission.assignment; --";
  const values: unknown[] = [];
  const principal = { ...kim("local-investigator"), account: quote as AccountId, agency: quote as AgencyId, jurisdictions: [quote as RegionCode] };
  const asker = { principal, purpose: "investigation", now, correlation: quote } as const;
  for (const coordinate of ["Case.id", "Case.accesses", "Case.stays", "Referral.id", "Stay.id"] as const) expect(rowPredicate(asker, coordinate, caseColumns, (value) => `$${values.push(value)}`)).not.toContain("drop");
  expect(values.flat().filter((value) => value === quote).length).toBeGreaterThan(4);
});
