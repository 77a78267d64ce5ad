/** Where a purpose may be stated, and what counts as one. */
import { purposes } from "@epigraph/authz";
import { purposeFaults, statedPurpose } from "./purpose.js";

describe("the purpose of a request", () => {
  it.each(purposes)("%s is on the list, in the header, in the extensions, or in both", (purpose) => {
    expect([statedPurpose(purpose, undefined), statedPurpose(undefined, { purpose }), statedPurpose(purpose, { purpose })]).toEqual([purpose, purpose, purpose]);
  });

  it.each([undefined, null, {}, { purpose: undefined }, { purpose: null }, { persistedQuery: {} }, [], "audit"])("is not stated by the extensions %j", (extensions) => {
    expect([statedPurpose(undefined, extensions), statedPurpose("audit", extensions)]).toEqual([undefined, "audit"]);
  });

  it.each(["", "Audit", " audit", "curiosity", "audit, investigation", "audit,audit", "__proto__", "constructor", "감사"])("is none of ours: %j", (purpose) => {
    expect([statedPurpose(purpose, undefined), statedPurpose(undefined, { purpose }), statedPurpose("audit", { purpose })]).toEqual(Array.from({ length: 3 }, () => "PURPOSE_UNKNOWN"));
  });

  it.each([0, true, ["audit"], { toString: "audit" }])("is none of ours where it is no text: %j", (purpose) => {
    expect(statedPurpose(undefined, { purpose })).toBe("PURPOSE_UNKNOWN");
  });

  it("may not be stated in two ways", () => {
    expect(statedPurpose("audit", { purpose: "security" })).toBe("PURPOSE_CONFLICT");
  });

  it("is not taken from what every object inherits", () => {
    expect(statedPurpose(undefined, Object.create({ purpose: "audit" }))).toBeUndefined();
  });

  it("that is on no list is not repeated: the message names the list", () => {
    expect(purposeFaults.PURPOSE_UNKNOWN).toBe(`the purpose must be one of ${purposes.join(", ")}`);
  });
});
