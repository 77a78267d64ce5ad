/** Errors stand in the order of the answer, whichever subgraph was quicker. */
import fc from "fast-check";
import { GraphQLError } from "graphql";
import { inOrderOfPath } from "./error-order.js";

const at = (message: string, ...path: (string | number)[]): GraphQLError => new GraphQLError(message, path.length === 0 ? {} : { path });
const told = (errors: readonly GraphQLError[]): string[] => errors.map(({ message, path = [] }) => `${path.join(".")} ${message}`);

it("by path, numbers as numbers, what has no place first", () => {
  const errors = [at("e", "cases", "edges", 10, "node"), at("d", "cases", "edges", 9, "node", "id"), at("c", "cases", "edges", 9, "node"), at("b", "agency"), at("a")];
  expect(told(inOrderOfPath(errors))).toEqual([" a", "agency b", "cases.edges.9.node c", "cases.edges.9.node.id d", "cases.edges.10.node e"]);
});

it("two at one place by their words", () => {
  expect(told(inOrderOfPath([at("b", "x"), at("a", "x")]))).toEqual(["x a", "x b"]);
});

it("is the same whatever order they came in", () => {
  const path = fc.array(fc.oneof(fc.constantFrom("a", "b", "edges"), fc.nat(12)), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom("x", "y"), path), { maxLength: 8 }), fc.infiniteStream(fc.nat()), (made, keys) => {
      const errors = made.map(([message, steps]) => at(message, ...steps));
      const keyed = errors.map((error) => ({ error, key: keys.next().value as number }));
      const shuffled = keyed.toSorted((a, b) => a.key - b.key).map(({ error }) => error);
      expect(told(inOrderOfPath(shuffled))).toEqual(told(inOrderOfPath(errors)));
    }),
  );
});
