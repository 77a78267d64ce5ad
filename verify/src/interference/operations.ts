/** Generated operations: seeded walks over the schema of a door, with arguments from the pools. Knows no field by name beyond the words of paging. */
import { readFileSync } from "node:fs";
import type { Door } from "@epigraph/authz";
import { contractFile } from "@epigraph/cli";
import { buildASTSchema, getNamedType, type GraphQLArgument, type GraphQLField, type GraphQLInputType, type GraphQLObjectType, type GraphQLSchema, isEnumType, isInputObjectType, isNonNullType, isObjectType, parse } from "graphql";
import type { Seeded } from "../seeded.js";
import { pickId, type Pools } from "./pools.js";
import type { Question } from "./world.js";

export type Operation = Question & {
  readonly kind: "query" | "mutation";
  /** The fields at the root, by the key that each has in the answer. */
  readonly roots: ReadonlyMap<string, string>;
};

export type Generator = {
  /** `root`: the field at the root to begin with; any if not said. */
  readonly next: (kind: "query" | "mutation", root?: string) => Operation;
  /** Lists and rows that a mutation may have changed, with all their plain fields: looked at after each. */
  readonly lookBack: () => readonly Operation[];
  /** Offers the cursors that both answers have to later operations, and asks less often for what is refused at the root. */
  readonly learn: (operation: Operation, body: string, otherBody: string) => void;
};

export const schemaOf = (door: Door): GraphQLSchema => buildASTSchema(parse(readFileSync(contractFile(door), "utf8")), { assumeValid: true, assumeValidSDL: true });

const deepest = 11;
const mostSelections = 90;
/** Of the gateway's thirty, so that none is refused for that alone. */
const mostAliases = 20;
const cursorsKept = 50;

export function generator(schema: GraphQLSchema, pools: Pools, random: Seeded): Generator {
  const cursors = new Map<string, string[]>();
  const refused = new Set<string>();
  return {
    next: (kind, root) => generate(kind, root, { schema, pools, random, cursors, refused }),
    lookBack: () => lookBacks(schema),
    learn: ({ roots }, body, otherBody) => {
      learnCursors(JSON.parse(body), "", cursors, otherBody);
      for (const [, key = ""] of body.matchAll(/"path":\["(\w+)"\],"extensions":\{"code":"CLEARANCE_REQUIRED"/g)) refused.add(roots.get(key) ?? "");
    },
  };
}

/** Every cursor of an answer, by the key of the list that it stands in. */
function learnCursors(value: unknown, list: string, into: Map<string, string[]>, other: string): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if ((key === "cursor" || key === "endCursor") && typeof inner === "string") {
      if (!other.includes(inner)) continue; // of what was made meanwhile: the other world has its own
      const kept = into.get(list) ?? [];
      if (kept.length < cursorsKept) into.set(list, [...kept, inner]);
    } else learnCursors(inner, /^(?:edges|pageInfo|\d+)$/.test(key) ? list : key, into, other);
  }
}

type Sources = { readonly schema: GraphQLSchema; readonly pools: Pools; readonly random: Seeded; readonly cursors: ReadonlyMap<string, readonly string[]>; readonly refused: ReadonlySet<string> };
type Walk = Sources & { readonly variables: Map<string, { readonly type: string; readonly value: unknown }>; readonly fragments: string[]; selections: number; aliases: number };

function generate(kind: "query" | "mutation", first: string | undefined, sources: Sources): Operation {
  const { schema, random, refused } = sources;
  const walk: Walk = { ...sources, variables: new Map(), fragments: [], selections: 0, aliases: 0 };
  const root = kind === "query" ? schema.getQueryType() : schema.getMutationType();
  if (!root) throw new RangeError(`there is no ${kind} behind this door`);
  const all = Object.values(root.getFields());
  const open = all.filter(({ name }) => !refused.has(name));
  const fields = open.length === 0 || random.chance(0.1) ? all : open;
  const count = kind === "mutation" ? 1 : random.pick([1, 1, 1, 2, 3]); // two changes at one moment would have no order
  const wanted = all.filter(({ name }) => name === first);
  const chosen = Array.from({ length: count }, (_, index) => random.pick(index === 0 && wanted.length > 0 ? wanted : fields));
  const body = chosen.map((field, index) => `${index === 0 ? "" : `r${index}: `}${selection(walk, field, 1)}`).join(" ");
  const declared = [...walk.variables].map(([name, { type }]) => `$${name}: ${type}`).join(", ");
  const name = random.chance(0.3) ? ` Generated${random.integer(10)}` : "";
  const query = [`${kind}${name}${declared === "" ? "" : `${name === "" ? " " : ""}(${declared})`} { ${body} }`, ...walk.fragments].join("\n");
  return { kind, query, roots: new Map(chosen.map((field, index) => [index === 0 ? field.name : `r${index}`, field.name])), variables: Object.fromEntries([...walk.variables].map(([variable, { value }]) => [variable, value])) };
}

function selection(walk: Walk, field: GraphQLField<unknown, unknown>, depth: number): string {
  walk.selections++;
  const type = getNamedType(field.type);
  const below = isObjectType(type) ? ` { ${selections(walk, type, depth + 1)} }` : "";
  return `${field.name}${argumentsOf(walk, field)}${directive(walk)}${below}`;
}

/** Some fields of the type; always one that is plain or leads on. */
function selections(walk: Walk, type: GraphQLObjectType, depth: number): string {
  const { random } = walk;
  const all = Object.values(type.getFields());
  const plain = all.filter((field) => !isObjectType(getNamedType(field.type)));
  const leading = all.filter((field) => isObjectType(getNamedType(field.type)));
  const structural = leading.filter(({ name }) => name === "edges" || name === "node" || name === "pageInfo");
  const tight = depth >= deepest || walk.selections > mostSelections;
  const chosen = tight
    ? atMost(random, plain, 2)
    : [...random.some(plain, plain.length > 0 ? 1 : 0), ...structural, ...(structural.length > 0 ? [] : atMost(random, leading, depth < 4 ? 4 : 2))];
  if (chosen.length === 0) return "__typename";
  const written = chosen.map((field) => selection(walk, field, depth));
  if (random.chance(0.1)) written.push("__typename");
  const again = chosen.find((field) => field.args.length > 0);
  if (again && !tight && random.chance(0.2) && walk.aliases < mostAliases) written.push(`a${++walk.aliases}: ${selection(walk, again, depth)}`);
  return fragmented(walk, type, written);
}

/** So many at most, the late ones of a long type as often as the early ones. */
function atMost<T>(random: Seeded, from: readonly T[], most: number): readonly T[] {
  const size = random.integer(Math.min(most, from.length) + 1);
  const left = [...from];
  while (left.length > size) left.splice(random.integer(left.length), 1);
  return left;
}

/** The last of the selections now and then in a fragment, named or not. */
function fragmented(walk: Walk, type: GraphQLObjectType, written: readonly string[]): string {
  const { random } = walk;
  if (written.length < 2 || !random.chance(0.15)) return written.join(" ");
  const at = 1 + random.integer(written.length - 1);
  const [outside, inside] = [written.slice(0, at).join(" "), written.slice(at).join(" ")];
  if (random.chance(0.5)) return `${outside} ... on ${type.name} { ${inside} }`;
  const name = `F${walk.fragments.length}`;
  walk.fragments.push(`fragment ${name} on ${type.name} { ${inside} }`);
  return `${outside} ...${name}`;
}

function directive({ random }: Walk): string {
  return random.chance(0.03) ? ` @${random.pick(["include", "skip"])}(if: ${random.pick(["true", "false"])})` : "";
}

function argumentsOf(walk: Walk, field: GraphQLField<unknown, unknown>): string {
  const written = field.args.flatMap((argument) => {
    const needed = isNonNullType(argument.type) && argument.defaultValue === undefined;
    if (!needed && !walk.random.chance(argument.name === "first" ? 0.8 : argument.name === "after" ? 0.2 : 0.4)) return [];
    const value = valueOf(walk, argument.name, argument.type, { field: field.name, type: getNamedType(field.type).name });
    if (!isEnumType(getNamedType(argument.type)) && !walk.random.chance(0.35)) return [`${argument.name}: ${literal(value)}`];
    const name = `v${walk.variables.size}`;
    walk.variables.set(name, { type: String(argument.type), value });
    return [`${argument.name}: $${name}`];
  });
  return written.length === 0 ? "" : `(${written.join(", ")})`;
}

/** Arguments that name a row of a type say so by their name; `id` is the row asked for. */
const rowOf: Readonly<Record<string, string>> = { case: "Case", referral: "Referral", clinic: "Clinic", toAgency: "Agency", agency: "Agency", account: "Account", session: "Session", stub: "CaseStub", cluster: "Cluster", place: "Place", contact: "Contact", event: "Event", task: "Task", sample: "Sample", merge: "CaseMerge", duplicate: "Case", review: "DuplicateReview", transfer: "Transfer", seal: "Seal", quarantine: "Quarantine", followUp: "FollowUp", interview: "Interview", request: "InformationRequest", policy: "RequestPolicy", notice: "Notice", grant: "Grant", cases: "Case", holders: "Account", providers: "Agency", secondAgency: "Agency" };
const regionArguments = new Set(["code", "regionCode", "parentCode"]);
const words: Readonly<Record<string, readonly string[]>> = {
  level: ["province", "municipality", "village"],
  crowding: ["low", "moderate", "high", "closed", "empty"],
  reason: ["moved house", "asked by telephone", "suspected-misuse", "stolen-credentials", "lost-device", "unusual-place-or-time", "left-the-agency", "other", ""],
  note: ["", "seen twice"],
  classification: ["confirmed", "probable", "suspected", "close", "casual"],
  answer: ["same-person", "different-persons"],
  basis: ["clinical", "epidemiological", "laboratory"],
  exposureType: ["direct-physical", "direct-non-physical", "indirect", "unknown"],
  keep: ["case", "duplicate"],
  disease: ["covid-19", "mers", "plague"],
  dataClass: ["telecom-location", "card-use", "qr-entry"],
  secondDuty: ["police-officer", "card-association-officer"],
  informant: ["self", "family", "other"],
  precision: ["minute", "hour", "day"],
  sampleType: ["nasopharyngeal-swab", "sputum"],
  testType: ["rt-pcr", "antigen"],
  result: ["positive", "negative"],
  format: ["csv", "xlsx"],
  phone: ["010-0000-1003", "010-9999-0000"],
  fullName: ["Contact of nobody", "홍길동"],
  justification: ["where the case was while infectious"],
  legalBasis: ["IDCPA 76-2"],
  legalOrder: ["order 7"],
  service: ["cases", "movements", "gateway"],
  duty: ["local-investigator", "auditor"],
  state: ["active", "locked", "invited", "open", "offered", "sealed", "provided"],
  kind: ["lock", "log-in-failed", "denials", "interview", "sample"],
};
const days = ["2020-02-10", "2020-02-20", "2020-03-01", "2020-03-10", "2020-03-20", "2020-04-01", "2020-04-10", "2020-05-01", "2020-02-30"];
const numbers: Readonly<Record<string, readonly number[]>> = { first: [1, 2, 3, 5, 10, 50, 100, 1, 2, 3, 5, 10, 50, 100, 100, 0, 101], radiusMetres: [0, 100, 300, 500, 100, 300, 501], year: [2015, 2017, 2019, 2020, 1999], minimumMinutes: [0, 15, 60, 0, 15, 1441] };

function valueOf(walk: Walk, name: string, type: GraphQLInputType, asked: { readonly field: string; readonly type: string }): unknown {
  const { random, pools, cursors } = walk;
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    const fields = Object.values(named.getFields()).filter((field) => isNonNullType(field.type) || random.chance(0.35));
    return Object.fromEntries(fields.map((field) => [field.name, valueOf(walk, field.name, field.type, asked)]));
  }
  if (name === "after") return random.chance(0.05) ? "not-a-cursor" : random.pick(random.chance(0.8) ? (cursors.get(asked.field) ?? pools.forgedCursors) : pools.forgedCursors);
  if (regionArguments.has(name)) return random.chance(0.1) ? "0000000001" : random.chance(0.3) && pools.asker.jurisdictions.length > 0 ? random.pick(pools.asker.jurisdictions) : random.pick(pools.regions);
  if (named.name === "ID") return pickId(pools, random, rowOf[name] ?? asked.type);
  if (named.name === "Int" || named.name === "Float") return random.pick(numbers[name] ?? [0, 1, 30]);
  if (isEnumType(named)) return random.pick(named.getValues()).name;
  if (named.name === "Boolean") return random.chance(0.5);
  if (named.name === "LocalDate") return random.pick(days);
  if (named.name.startsWith("DateTime")) return `${random.pick(days)}T00:00:00.000Z`;
  return random.pick(words[name] ?? ["", "hidden"]);
}

/** A value as GraphQL writes it. */
function literal(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value).map(([key, inner]) => `${key}: ${literal(inner)}`).join(", ")} }`;
}

/** Every list at the root that returns what some mutation returns. */
function lookBacks(schema: GraphQLSchema): Operation[] {
  const changed = new Set(Object.values(schema.getMutationType()?.getFields() ?? {}).map((field) => getNamedType(field.type).name));
  return Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap((field): Operation[] => {
    const node = nodeOf(schema, getNamedType(field.type).name);
    if (!node || !changed.has(node.name)) return [];
    const plain = Object.values(node.getFields()).filter((one: { readonly args: readonly GraphQLArgument[]; readonly type: unknown }) => one.args.length === 0).filter(({ type }) => !isObjectType(getNamedType(type)));
    return [{ kind: "query", query: `{ ${field.name}(first: 100) { edges { node { ${plain.map(({ name }) => name).join(" ")} } } pageInfo { hasNextPage } } }`, variables: {}, roots: new Map() }];
  });
}

function nodeOf(schema: GraphQLSchema, connection: string): GraphQLObjectType | undefined {
  const type = connection.endsWith("Connection") ? schema.getType(connection.slice(0, -"Connection".length)) : undefined;
  return isObjectType(type) ? type : undefined;
}
