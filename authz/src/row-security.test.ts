/** The policies as text: made from the rules alone, and changed with them. That they let through the same rows as the decision is proven on a real database. */
import { described } from "./protected-tables.js";
import { deny, type Rule, rule } from "./rule.js";
import { rowSecurity, rowViews } from "./row-security.js";
import { rules } from "./rules.js";

const policy = (table: string, name: string, of: readonly Rule[] = rules): string => {
  const found = rowSecurity(of).find((one) => one.table === table)?.policies.find((one) => one.name === name);
  return found?.using ?? found?.check ?? "";
};
const view = (name: string, of: readonly Rule[] = rules): string => rowViews(of).find((one) => one.name === name)?.select ?? "";

/** The table with one more row of the kind that `Cluster.id` falls under. */
const withCluster = (...more: readonly Rule[]): readonly Rule[] => [...rules.filter((row) => !row.coordinates.includes("Cluster.id")), ...more];
const clusters = (duty: "approver" | "auditor", clearance: 2 | 3, purpose: "audit" | "authorisation"): Rule =>
  rule(`test.${duty}`, { duty, clearance, fieldClass: "P2", purpose, approval: "none", basis: "-", retained: "-", onlyWhen: [], coordinates: [["Cluster.id"]] });

describe("a policy", () => {
  it("asks for the duty, the clearance and the purpose of each allow", () => {
    expect(policy("cases.cluster", "epigraph_read", withCluster(clusters("auditor", 2, "audit")))).toBe("((select (me.duty = 'auditor' and me.clearance >= 2 and me.purpose = 'audit') from security.asker() me))");
    expect(policy("cases.cluster", "epigraph_read", withCluster(clusters("auditor", 2, "audit"), clusters("approver", 3, "authorisation")))).toBe(
      "((select ((me.duty = 'auditor' and me.clearance >= 2 and me.purpose = 'audit') or (me.duty = 'approver' and me.clearance >= 3 and me.purpose = 'authorisation')) from security.asker() me))",
    );
  });

  it("is closed by a deny, whoever asks", () => {
    const denied = withCluster(clusters("auditor", 2, "audit"), deny("test.deny", { may: "read", fieldClass: "P2", basis: "-", onlyWhen: [], coordinates: [["Cluster.id"]] }));
    expect(policy("cases.cluster", "epigraph_read", denied)).toBe("((select (me.duty = 'auditor' and me.clearance >= 2 and me.purpose = 'audit') from security.asker() me) and (true and not true))");
  });

  it("asks for no claims where everybody may read", () => {
    expect(policy("clinics.clinic", "epigraph_read")).toMatch(/^\(\(clinic\.published is not distinct from true\) or /);
    expect(policy("clinics.clinic", "epigraph_update")).not.toContain("published");
  });

  it("of identities goes through the cases and contacts that a person is, in views, and asks for the assignment there", () => {
    expect(policy("cases.person", "epigraph_read")).toBe("(exists (select from security.open_cases_person_1 o where o.key = person.key) or exists (select from security.open_cases_person_2 o where o.key = person.key))");
    for (const name of ["security.open_cases_person_1", "security.open_cases_person_2"]) expect(view(name)).toContain("permission.assignment a");
  });

  it("of stays asks for a grant over case, class and window, and that the case is not sealed", () => {
    expect(policy("movements.stay", "epigraph_read")).toContain(
      "exists (select from security.own_grant g where g.case_id = stay.case_id and g.data_class = stay.data_class and g.window_from <= stay.earliest and stay.latest <= g.window_to and g.roster_id is null) and not (exists (select from permission.sealed_case x where x.case_id in (stay.case_id)) is distinct from false)",
    );
    expect(view("security.own_grant")).toContain("(g.reads_allowed is null or permission.reads_remain(g.id, me.correlation))");
  });

  it("lets the owner write identities, interviews and stays, and not read them; of the log it makes exports", () => {
    const readable = rowSecurity().filter(({ policies }) => policies.some(({ to, command }) => to === "owner" && (command === "select" || command === "all"))).map(({ table }) => table);
    expect(described.map(({ table }) => table).filter((table) => !readable.includes(table))).toEqual(["cases.person", "cases.interview_text", "movements.stay"]);
    for (const { policies } of rowSecurity()) expect(policies.filter(({ to, command }) => to === "owner" && (command === "insert" || command === "all"))).toHaveLength(1);
  });

  it("lets the log be written by the sequencer's login and read by the audit service's alone, and stays be put in by the login that stores uploads", () => {
    const log = rowSecurity().filter(({ table }) => table.startsWith("ledger."));
    expect(log.map(({ table, policies }) => [table, policies.filter(({ to }) => to !== "owner").map(({ name, to, command }) => `${name} ${command} ${to}`)])).toEqual(
      ["ledger.record", "ledger.record_subject"].map((table) => [table, ["epigraph_read select audit", "epigraph_sequencer_keeps all sequencer"]]),
    );
    for (const { table, policies } of rowSecurity().filter((one) => !one.table.startsWith("ledger."))) expect(policies.filter(({ to }) => to !== "everyone" && to !== "owner").map(({ name }) => name)).toEqual(["movements.stay", "movements.roster_person", "movements.roster_stay"].includes(table) ? ["epigraph_provision_inserts"] : []);
  });

  it("is a new one when a rule changes", () => {
    const before = JSON.stringify([rowSecurity(), rowViews()]);
    const looser = rules.map((row) => (row.id === "person.national" ? { ...row, onlyWhen: [] } : row));
    expect(JSON.stringify([rowSecurity(looser), rowViews(looser)])).not.toBe(before);
    expect(JSON.stringify([rowSecurity(rules), rowViews(rules)])).toBe(before);
  });

  it("is refused for a table that no rule opens, and for a duty's rule of any purpose", () => {
    expect(() => rowSecurity(withCluster())).toThrow(expect.objectContaining({ code: "RULE_MISSING", message: expect.stringContaining("`Cluster.id`") }));
    expect(() => rowSecurity(withCluster({ ...clusters("auditor", 2, "audit"), purpose: "any" }))).toThrow(expect.objectContaining({ code: "RULE_INVALID" }));
  });
});

it("every view shows what its reader's claims open, and nothing is read but through the asker", () => {
  for (const { name, select } of rowViews()) expect([name, select]).toEqual([name, expect.stringMatching(/^with me as materialized \(select \* from security\.asker\(\)\) select .+ from me(?:,| cross join) .+ where .*\bme\./s)]);
});
