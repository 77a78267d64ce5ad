/** The directives on a subgraph's fields are those of the rules, in the standard names; a mention of another subgraph's field has none. */
import type { AccessRequirement } from "@epigraph/authz";
import { parse, print } from "graphql";
import { withAccessDirectives } from "./access-directives.js";

const requirements: Readonly<Record<string, AccessRequirement>> = {
  "Case.sex": { authenticated: true, scopes: [["clearance:4"]], policies: [["duty:auditor", "purpose:audit"], ["duty:approver"]] },
  "Case.id": { authenticated: true },
};
const printed = (sdl: string): string => print(withAccessDirectives(parse(sdl), (coordinate) => requirements[coordinate]));

describe("a subgraph's SDL", () => {
  it("says of each field what the rules ask", () => {
    expect(printed(`type Case @key(fields: "id") { "Its id." id(a: Int): ID! @shareable sex: String open: Int }`)).toBe(
      ['type Case @key(fields: "id") {', '  "Its id."', "  id(a: Int): ID! @shareable @authenticated", '  sex: String @authenticated @requiresScopes(scopes: [["clearance:4"]]) @policy(policies: [["duty:auditor", "purpose:audit"], ["duty:approver"]])', "  open: Int", "}"].join("\n"),
    );
  });

  it("says nothing of a field that is only mentioned, nor of inputs", () => {
    const sdl = `type Case {\n  sex: String @external\n}\n\ninput Filter {\n  sex: String\n}`;
    expect(printed(sdl)).toBe(sdl);
  });

  it("lets nobody pass at a field without a rule", () => {
    expect(print(withAccessDirectives(parse("type Case { shoeSize: Int }")))).toContain(`shoeSize: Int @authenticated @policy(policies: [["nobody"]])`);
  });
});
