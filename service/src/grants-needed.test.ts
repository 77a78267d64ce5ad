/** Which operations ask for something under a grant: by the rules of the fields that they select, wherever in the document these stand. */
import { abilityFor, type Principal } from "@epigraph/authz";
import { buildSchema, parse } from "graphql";
import { grantsNeeded } from "./grants-needed.js";

const schema = buildSchema(`
  type Query { case(id: ID!): Case _entities: [_Entity] }
  union _Entity = Case | Clinic
  type Case { id: ID disease: String stays: StayConnection }
  type StayConnection { edges: [StayEdge] }
  type StayEdge { node: Stay }
  type Stay { id: ID }
  type Clinic { id: ID }
`);
const investigator = abilityFor({ duty: "national-investigator", clearance: 4, jurisdictions: [], agency: "kdca" } as unknown as Principal, "investigation");
const needed = (text: string): boolean => grantsNeeded(schema, parse(text), investigator);

it.each([
  ["a case's stays", `{ case(id: "1") { stays { edges { node { id } } } } }`],
  ["stays under another name", `{ case(id: "1") { disease: id here: stays { edges { node { id } } } } }`],
  ["stays in a fragment", `{ case(id: "1") { ...f } } fragment f on Case { stays { edges { node { id } } } }`],
  ["stays of an entity", "{ _entities { ... on Case { stays { edges { node { id } } } } } }"],
])("are needed for %s", (_what, text) => expect(needed(text)).toBe(true));

it.each([
  ["what is clinical", `{ case(id: "1") { id disease } }`],
  ["the names of types", `{ case(id: "1") { __typename } }`],
  ["an entity that is public", "{ _entities { ... on Clinic { id } } }"],
])("are not needed for %s", (_what, text) => expect(needed(text)).toBe(false));

it("are not needed by a duty that no grant helps", () => {
  const auditor = abilityFor({ duty: "auditor", clearance: 2, jurisdictions: [], agency: "a" } as unknown as Principal, "audit");
  expect(grantsNeeded(schema, parse(`{ case(id: "1") { stays { edges { node { id } } } } }`), auditor)).toBe(false);
});
