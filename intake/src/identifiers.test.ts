import fc from "fast-check";
import { identifierOf, uuidVersion5 } from "./identifiers.js";

describe("a name-based UUID", () => {
  it("is the one of RFC 9562, appendix A.4", () => {
    const dns = Buffer.from("6ba7b8109dad11d180b400c04fd430c8", "hex");
    expect(uuidVersion5(dns, "www.example.com")).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
  });
});

describe("the id of a source's record", () => {
  it("is the same on every machine and in every year", () => {
    expect(identifierOf("ds4c", "case", "1000000001")).toBe("db6fc38e-9937-5690-807d-584cfb255dd1");
  });
  it("differs by system, kind and source id, and is always of version 5", () => {
    expect(new Set([identifierOf("a", "case", "1"), identifierOf("b", "case", "1"), identifierOf("a", "person", "1"), identifierOf("a", "case", "2")]).size).toBe(4);
    fc.assert(fc.property(fc.string(), (id) => /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(identifierOf("a", "b", id))));
  });
});
