/** What is loaded behind this gateway has none of the access directives left, and is the same API otherwise. */
import { readFileSync } from "node:fs";
import { ApolloGateway } from "@apollo/gateway";
import { Supergraph } from "@apollo/federation-internals";
import { composeServices } from "@apollo/composition";
import { lexicographicSortSchema, parse, printSchema } from "graphql";
import { withoutAccessDirectives } from "./access-features.js";

const ours = readFileSync(new URL("../../../schema/supergraph.graphql", import.meta.url), "utf8");
const renamed = composeServices([
  {
    name: "a",
    url: "http://a",
    typeDefs: parse(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", as: "fed", import: ["@key", "@tag", { name: "@policy", as: "@geheim" }, { name: "@requiresScopes", as: "@needs" }])
      "What policy says." type Query { "Not @policy itself." a: Int @geheim(policies: [["p"]]) b(policy: String = "@policy"): Secret @needs(scopes: [["x"]]) @tag(name: "policy") c: Kind @fed__authenticated }
      scalar Secret @fed__authenticated enum Kind @geheim(policies: [["q"]]) { A }`),
  },
]).supergraphSdl ?? "";
const api = (sdl: string): string => printSchema(lexicographicSortSchema(Supergraph.build(sdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema()));
const load = async (supergraphSdl: string): Promise<void> => {
  process.env["APOLLO_TELEMETRY_DISABLED"] = "true";
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const gateway = new ApolloGateway({ supergraphSdl, logger: quiet });
  await gateway.load();
  await gateway.stop();
};

describe.each([
  ["our supergraph", ours],
  ["a supergraph with other names for them", renamed],
])("%s", (_which, sdl) => {
  const stripped = withoutAccessDirectives(sdl);

  it("keeps none of the directives, nor their definitions, scalars and links", () => {
    expect(sdl).toMatch(/specs\.apollo\.dev\/policy/);
    expect(stripped).not.toMatch(/specs\.apollo\.dev\/(policy|authenticated|requiresScopes)/);
    expect(stripped).not.toMatch(/@(policy|authenticated|requiresScopes|geheim|needs|fed__authenticated)\s*(\(|$)/m);
    expect(stripped).not.toMatch(/(policy__Policy|requiresScopes__Scope)/);
  });

  it("is the same API", () => {
    expect(api(stripped)).toBe(api(sdl));
  });

  it("can be loaded by the stock gateway, which refuses the original", async () => {
    await expect(load(sdl)).rejects.toThrow(/unsupported/);
    await expect(load(stripped)).resolves.toBeUndefined();
  });
});
