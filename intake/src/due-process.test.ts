import type { AccountId } from "@epigraph/authz";
import { assign, permitEvidence, type Accounts } from "./due-process.js";

const now = Date.parse("2020-06-01T00:00:00Z");
const window = { from: Date.parse("2020-02-20T15:00:00Z"), to: Date.parse("2020-02-22T15:00:00Z") };
const subject = { caseId: "c", sourceRecord: "1000000001", regionCode: "1168000000" };
const options = { system: "test", now, justification: "seeded for a trial" };

describe("the request for one case's evidence", () => {
  const { request, grant, grantHolders, grantCases } = permitEvidence(subject, "public-report", window, options);
  it("was asked by the municipality's investigator, approved by someone else, and provided, all at the time of the import", () => {
    expect(request).toMatchObject({
      caseId: "c", dataClass: "public-report", windowFrom: window.from, windowTo: window.to, state: "provided", justification: "seeded for a trial", legalBasis: "IDCPA 34-2",
      requestedBy: "investigator.1168000000", requestedAt: now, approvedBy: "approver.kdca", approvedAt: now, providedAt: now, sourceSystem: "test",
      sourceRecord: "1000000001/public-report/2020-02-20T15:00:00.000Z/2020-02-22T15:00:00.000Z",
    });
  });
  it("needs the police for phone data, and for no other class", () => {
    expect(request).not.toHaveProperty("policeApprovedBy");
    expect(permitEvidence(subject, "telecom-location", window, options).request).toMatchObject({ policeApprovedBy: "police.officer", policeApprovedAt: now, legalBasis: "IDCPA 76-2(2)" });
  });
  it("gives a grant over that case, class and window, for investigation, that ends after 14 days", () => {
    expect(grant).toEqual({ id: grant.id, requestId: request.id, dataClass: "public-report", windowFrom: window.from, windowTo: window.to, purpose: "investigation", notBefore: now, notAfter: Date.parse("2020-06-15T00:00:00Z") });
    expect(grantCases).toEqual([{ grantId: grant.id, caseId: "c" }]);
    expect(grantHolders).toEqual([{ grantId: grant.id, account: "investigator.1168000000" }, { grantId: grant.id, account: "investigator.national" }]);
  });
  it("lives as long as it is told to", () => {
    expect(permitEvidence(subject, "public-report", window, { ...options, grantDays: 1 }).grant.notAfter).toBe(Date.parse("2020-06-02T00:00:00Z"));
  });
  it("is another request for another class or window, and the same one otherwise", () => {
    const ids = [
      permitEvidence(subject, "public-report", window, { ...options, now: now + 1, grantDays: 3 }).request.id,
      permitEvidence(subject, "card-use", window, options).request.id,
      permitEvidence(subject, "public-report", { ...window, to: window.to + 1 }, options).request.id,
    ];
    expect(ids.map((id) => id === request.id)).toEqual([true, false, false]);
  });
});

describe("accounts given by whoever imports", () => {
  const accounts: Accounts = { holders: (region) => [`local-${region}` as AccountId], approver: "boss" as AccountId, police: "police" as AccountId };
  it("take the place of the default ones", () => {
    const { request, grantHolders } = permitEvidence(subject, "telecom-location", window, { ...options, accounts });
    expect([request.requestedBy, request.approvedBy, request.policeApprovedBy, grantHolders.map(({ account }) => account)]).toEqual(["local-1168000000", "boss", "police", ["local-1168000000"]]);
  });
  it("are assigned to the case from the import on, without an end", () => {
    expect(assign(subject, { now, accounts })).toEqual([{ account: "local-1168000000", caseId: "c", notBefore: now }]);
    expect(assign(subject, { now })).toEqual([{ account: "investigator.1168000000", caseId: "c", notBefore: now }, { account: "investigator.national", caseId: "c", notBefore: now }]);
  });
});
