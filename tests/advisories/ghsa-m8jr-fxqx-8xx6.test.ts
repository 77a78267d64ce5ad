/** GHSA-m8jr-fxqx-8xx6: a field that nobody guarded handed out guarded data, which it read through `@requires` or a chain of them. */
import { composed, type Door, openDoor } from "./door.js";

const guard = `@policy(policies: [["nobody-has-this"]])`;
const owner = `type Query { t: T } type T @key(fields: "id") { id: ID! secret: String ${guard} open: String }`;
const reader = (on: string): string => `type T @key(fields: "id") { id: ID! secret: String @external hint: String @requires(fields: "secret") ${on} longHint: String @requires(fields: "hint2") ${on} hint2: String @external }`;
const middle = (on: string): string => `type T @key(fields: "id") { id: ID! secret: String @external hint2: String @requires(fields: "secret") ${on} }`;

it("composition refuses a field that does not ask for what it reads", () => {
  expect(() => composed({ cases: owner, movements: reader(""), clinics: middle("") })).toThrow(/auth requirements to access the transitive field/);
});

describe("a supergraph of an earlier composer, in which the reading fields are open", () => {
  const supergraph = composed({ cases: owner, movements: reader(guard), clinics: middle(guard) }).replaceAll(/(hint2?|longHint): String( @join__field\([^)]*\))+ @policy\([^)]*\)/g, (text) => text.replace(/ @policy\([^)]*\)/, ""));
  let door: Door;
  beforeAll(async () => {
    door = await openDoor(supergraph, (_service, query) => JSON.stringify({ data: query.includes("_entities") ? { _entities: [{ __typename: "T", hint: "SECRET", hint2: "SECRET", longHint: "SECRET" }] } : { t: { __typename: "T", id: "1", secret: "SECRET", open: "open" } } }));
  });
  afterAll(async () => await door.close());

  it.each(["{ t { hint } }", "{ t { longHint } }", "{ t { hint2 } }", "{ t { ... { x: longHint } } }"])("gives nothing away to %s, and does not even fetch it", async (query) => {
    expect(supergraph.match(/@policy\(policies: \[\["nobody/g)).toHaveLength(1);
    door.asked.length = 0;
    const { text, codes } = await door.ask({ query });
    expect(text).not.toContain("SECRET");
    expect(codes).toEqual(["CLEARANCE_REQUIRED"]);
    expect(door.asked.join()).not.toContain("secret");
  });

  it("still answers what is open", async () => {
    expect((await door.ask({ query: "{ t { open hint } }" })).data).toEqual({ t: { open: "open", hint: null } });
  });
});
