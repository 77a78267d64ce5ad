/** The contract of the supergraph for one door: a supergraph of its own that holds no name which the door may not have. Not who may read what there. */
import { applyTagFilterOnSubgraphs, extractLinkImplementations } from "@theguild/federation-composition";
import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind, lexicographicSortSchema, parse, print, printSchema, visit } from "graphql";
import { apiSchema } from "./api-schema.js";
import { compose } from "./compose.js";
import { type ContractTable, contractElements, tagged } from "./contract-elements.js";
import { contractPart } from "./contract-parts.js";
import { SchemaError } from "./error.js";
import { placeholderUrl, type SubgraphFile } from "./subgraph-files.js";

export type Contract = {
  readonly door: string;
  readonly table: ContractTable;
  /** What the contract calls a subgraph whose own name it may not have. */
  readonly graphNames: Readonly<Record<string, string>>;
  /** Whether a scope or policy, such as `duty:auditor`, can be held by anyone at this door. Alternatives with others are left out of the file. */
  readonly held: (claim: string) => boolean;
};

export type ComposedContract = {
  readonly supergraph: string;
  /** The subgraphs that it calls, under their own names. */
  readonly subgraphs: readonly string[];
};

/**
 * Tags the subgraphs, lets Apollo's composition judge the tagged contract with everything else `@inaccessible`, takes all that is inaccessible out of the
 * subgraphs and composes what is left: so the file is proved to plan every operation of the contract without the fields that it does not name.
 * @throws SchemaError CONTRACT_INVALID when a field of the contract needs a private one (a type, a required argument, a key, `@requires`); SDL_INVALID
 */
export function composeContract(subgraphs: readonly SubgraphFile[], contract: Contract): ComposedContract {
  const documents = subgraphs.map(({ name, sdl }) => ({ name, typeDefs: parsed(name, sdl) }));
  const elements = contractElements(documents.map(({ typeDefs }) => typeDefs), contract.table);
  const filtered = applyTagFilterOnSubgraphs(
    documents.map(({ name, typeDefs }) => ({ name, typeDefs: tagged(typeDefs, elements) })),
    { include: new Set([contract.door]), exclude: new Set<string>() },
  );
  const nameOf = (name: string): string => contract.graphNames[name] ?? name;
  const parts = filtered.flatMap(({ name, typeDefs }) => {
    const part = contractPart(typeDefs);
    return part === undefined ? [] : [{ name, sdl: print(withHeldClaims(part, contract)) }];
  });
  return refusedAs(`the contract of the door \`${contract.door}\` does not compose:`, () => {
    const judged = compose(filtered.map(({ name, typeDefs }) => ({ name, url: placeholderUrl(name), sdl: print(typeDefs) }))).supergraph;
    const { supergraph } = compose(parts.map(({ name, sdl }) => ({ name: nameOf(name), url: placeholderUrl(nameOf(name)), sdl })));
    const [tagsSay, left] = [judged, supergraph].map(clientSide) as [string, string];
    if (tagsSay !== left) throw new SchemaError("CONTRACT_INVALID", "", tagsSay.split("\n").filter((line) => !left.includes(line)).map((line) => `what is left lacks \`${line.trim()}\``));
    return { supergraph, subgraphs: parts.map(({ name }) => name) };
  });
}

const clientSide = (supergraph: string): string => printSchema(lexicographicSortSchema(apiSchema(supergraph)));

function parsed(name: string, sdl: string): DocumentNode {
  try {
    return parse(sdl);
  } catch {
    throw new SchemaError("SDL_INVALID", `the schema of subgraph \`${name}\` does not parse`, []);
  }
}

function refusedAs<T>(summary: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SchemaError) throw new SchemaError("CONTRACT_INVALID", summary, error.messages);
    throw error;
  }
}

/** `@requiresScopes` and `@policy` without the alternatives that nobody at this door could meet: they would tell which duties there are behind others. */
function withHeldClaims(document: DocumentNode, { held }: Contract): DocumentNode {
  const { resolveImportName } = extractLinkImplementations(document);
  const named = ["@requiresScopes", "@policy"].map((name) => resolveImportName("https://specs.apollo.dev/federation", name));
  return visit(document, {
    Directive: (node) => {
      const directive = node as ConstDirectiveNode; // a schema's directives have no variables
      return named.includes(directive.name.value) ? { ...directive, arguments: (directive.arguments ?? []).map((argument) => ({ ...argument, value: alternatives(argument.value) })) } : undefined;
    },
  });

  function alternatives(value: ConstValueNode): ConstValueNode {
    if (value.kind !== Kind.LIST) return value;
    const possible = value.values.filter((all) => all.kind === Kind.LIST && all.values.every((claim) => claim.kind === Kind.STRING && held(claim.value)));
    return possible.length > 0 ? { ...value, values: possible } : { ...value, values: [noOne] }; // an empty list of alternatives would be no condition
  }
}

const noOne: ConstValueNode = { kind: Kind.LIST, values: [{ kind: Kind.STRING, value: "nobody" }] };
