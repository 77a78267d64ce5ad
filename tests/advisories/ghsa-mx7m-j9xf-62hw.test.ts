/** GHSA-mx7m-j9xf-62hw: a guarded interface was gone round by asking for the object types behind it, and guarded object types by asking through the interface. */
import { composed, type Door, openDoor } from "./door.js";

const guarded = `@policy(policies: [["nobody-has-this"]])`;
const types = (onInterface: string, onObject: string): string => `type Query { who: Who } interface Who { id: ID! name: String ${onInterface} } type Person implements Who { id: ID! name: String ${onObject} phone: String } type Robot implements Who { id: ID! name: String }`;
const person = JSON.stringify({ data: { who: { __typename: "Person", id: "1", name: "SECRET", phone: "1339" } } });
let door: Door | undefined;
afterEach(async () => await door?.close());

it("composition refuses an access directive on an interface's field", () => {
  expect(() => composed({ cases: types(guarded, "") })).toThrow(/access control|interface/i);
});

describe("a supergraph of an earlier composer, in which the directive stands on the interface alone", () => {
  const old = composed({ cases: types("", guarded) }).replace(/(type Person[^{]*\{\s*id: ID!\s*name: String) @policy\([^)]*\)/, "$1");
  it.each(["{ who { name } }", "{ who { ... on Person { name } } }", "{ who { ...F } } fragment F on Person { name }", "{ who { ... on Who { ... on Person { alias: name } } } }"])("gives nothing away to %s", async (query) => {
    expect(old).toMatch(/interface Who[^}]*name: String @policy/);
    expect(old).not.toMatch(/type Person[^}]*@policy/);
    door = await openDoor(old, () => person);
    const { text, codes } = await door.ask({ query });
    expect(text).not.toContain("SECRET");
    expect(codes).toEqual(["CLEARANCE_REQUIRED"]);
    expect(door.asked.join()).not.toMatch(/\bname\b/);
  });
});

describe("a supergraph in which the object type is guarded", () => {
  it.each(["{ who { name } }", "{ who { ...F } } fragment F on Who { name }", "{ who { ... on Person { name } } }"])("gives nothing away to %s", async (query) => {
    door = await openDoor(composed({ cases: types("", guarded) }), () => person);
    const { text, codes } = await door.ask({ query });
    expect(text).not.toContain("SECRET");
    expect(codes).toEqual(["CLEARANCE_REQUIRED"]);
  });

  it("gives nothing away through the interface even where the composer did not write it on the interface", async () => {
    const bare = composed({ cases: types("", guarded) }).replace(/(interface Who[^{]*\{\s*id: ID!\s*name: String) @policy\([^)]*\)/, "$1");
    expect(bare).not.toMatch(/interface Who[^}]*@policy/);
    door = await openDoor(bare, () => person);
    expect((await door.ask({ query: "{ who { name } }" })).text).not.toContain("SECRET");
    expect(door.asked.join()).not.toMatch(/\bname\b/);
  });

  it("still answers what is open", async () => {
    door = await openDoor(composed({ cases: types("", guarded) }), () => person);
    expect((await door.ask({ query: "{ who { id ... on Person { phone } } }" })).data).toEqual({ who: { id: "1", phone: "1339" } });
  });
});
