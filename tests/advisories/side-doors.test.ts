/** Ways into a federated graph that are not the API: the subgraphs' own fields, the schema itself, several operations at once, stored queries. */
import { createHash } from "node:crypto";
import { type Door, openDoor, platform } from "./door.js";

let door: Door;
beforeAll(async () => void (door = await openDoor(platform(), () => `{"data":{"clinics":{"edges":[]}}}`)));
afterAll(async () => await door.close());
beforeEach(() => void (door.asked.length = 0));

const query = "{ clinics { edges { cursor } } }";
const hash = createHash("sha256").update(query).digest("hex");

describe("the fields by which a gateway speaks with subgraphs", () => {
  it.each([
    `{ _service { sdl } }`,
    `{ _entities(representations: [{ __typename: "Case", id: "1" }]) { ... on Case { id } } }`,
    `query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }`,
    `{ clinics { ... on Query { _service { sdl } } } }`,
    `{ __type(name: "_Entity") { possibleTypes { name } } }`,
    `{ __schema { types { name } } }`,
    `{ clinics { edges { node { __schema { types { name } } } } } }`,
    `{ x: __type(name: "Case") { fields { name } } }`,
  ])("are not there: %s", async (text) => {
    const { status, codes, data, text: answer } = await door.ask({ query: text });
    expect([status, [...new Set(codes)], data, door.asked]).toEqual([400, ["GRAPHQL_VALIDATION_FAILED"], undefined, []]);
    expect(answer).not.toMatch(/Did you mean|possibleTypes"|sdl":/);
  });

  it("tell nothing of the schema by a near miss", async () => {
    const { text } = await door.ask({ query: "{ clinicz { edges { cursor } } caze { id } }" });
    expect(text).not.toMatch(/Did you mean|\bclinics\b|\bcases\b/);
  });
});

describe("several operations in one request", () => {
  it("are refused", async () => {
    for (const body of [[{ query }, { query }], [{ query }], Array.from({ length: 500 }, () => ({ query }))]) expect(await door.ask(JSON.stringify(body))).toMatchObject({ status: 400, codes: ["BAD_REQUEST"] });
    expect(door.asked).toEqual([]);
  });
});

describe("stored queries", () => {
  const persistedQuery = { version: 1, sha256Hash: hash };
  it("are neither known nor stored for the next", async () => {
    const extensions = { persistedQuery };
    expect(await door.ask(JSON.stringify({ extensions }))).toMatchObject({ codes: ["PERSISTED_QUERY_NOT_SUPPORTED"] });
    await door.ask(JSON.stringify({ query, extensions }));
    expect(await door.ask(JSON.stringify({ extensions }))).toMatchObject({ codes: ["PERSISTED_QUERY_NOT_SUPPORTED"] });
    expect(await door.get({ extensions: JSON.stringify(extensions) })).toMatchObject({ codes: ["PERSISTED_QUERY_NOT_SUPPORTED"] });
    expect(door.asked).toEqual([]);
  });

  it("do not let one text pass under another's hash", async () => {
    const hidden = "{ cases { edges { cursor } } }";
    await door.ask({ query });
    const answer = await door.ask(JSON.stringify({ query: hidden, extensions: { persistedQuery } }));
    expect(answer.data).toBeUndefined();
    expect(answer.codes).toEqual(["PERSISTED_QUERY_NOT_SUPPORTED"]);
  });
});
