/** What two answers may differ in, and nothing else. */
import { comparison } from "./comparison.js";
import type { Reply } from "./world.js";

const one = "11111111-1111-4111-8111-111111111111";
const two = "22222222-2222-4222-8222-222222222222";
const three = "33333333-3333-4333-8333-333333333333";
const began = Date.parse("2026-01-01T00:00:00Z");
const reply = (data: unknown, headers: Record<string, string> = {}, status = 200): Reply => ({ status, headers: new Map(Object.entries(headers)), body: JSON.stringify({ data }), milliseconds: 0 });
const cursor = (...keys: string[]): string => Buffer.from(JSON.stringify(keys)).toString("base64url");
const compare = (left: Reply, right: Reply, known: readonly string[] = []): string | undefined => comparison(new Set(known), began)(left, right);

describe("two answers", () => {
  it.each<[string, Reply, Reply]>([
    ["with the same bytes", reply({ a: 1 }), reply({ a: 1 })],
    ["each with the number of its own operation", reply({ told: one }, { "epigraph-correlation": one }), reply({ told: two }, { "epigraph-correlation": two })],
    ["each with an id that was made meanwhile, alone and in a cursor", reply({ id: one, cursor: cursor("x", one) }), reply({ id: two, cursor: cursor("x", two) })],
    ["with moments of the run", reply({ at: "2026-01-01T00:00:01.000Z" }), reply({ at: "2026-01-01T00:00:02.000Z" })],
    ["sent at different times", reply({}, { date: "a", "content-length": "2" }), reply({}, { date: "b", "content-length": "2" })],
  ])("%s are alike", (_what, left, right) => {
    expect(compare(left, right)).toBeUndefined();
  });

  it.each<[string, Reply, Reply, string[]?]>([
    ["other data", reply({ a: 1 }), reply({ a: 2 })],
    ["another order", reply([one, two]), reply([two, one]), [one, two]],
    ["another status", reply({}), reply({}, {}, 400)],
    ["another header", reply({}, { "cache-control": "no-store" }), reply({})],
    ["an id that was there before", reply({ id: one }), reply({ id: two }), [one]],
    ["a number of the operation in one only", reply({}, { "epigraph-correlation": one }), reply({})],
    ["another moment before the run", reply({ at: "2025-12-31T00:00:01.000Z" }), reply({ at: "2025-12-31T00:00:02.000Z" })],
    ["one new id where the other has two", reply([one, one]), reply([two, three])],
  ])("with %s differ", (_what, left, right, known = []) => {
    expect(compare(left, right, known)).toEqual(expect.any(String));
  });

  it("keep their partners for the whole run", () => {
    const inOneRun = comparison(new Set(), began);
    expect(inOneRun(reply({ id: one }), reply({ id: two }))).toBeUndefined();
    expect(inOneRun(reply({ id: one }), reply({ id: two }))).toBeUndefined();
    expect(inOneRun(reply({ id: one }), reply({ id: three }))).toEqual(expect.any(String));
    expect(inOneRun(reply({ id: three }), reply({ id: two }))).toEqual(expect.any(String));
  });
});
