/** Relay connections with a cap: the arguments, the cursor, the page. Not the rows: each store asks for one more than `first`. */
import { ArgsType, type ClassType, Directive, Field, Int, ObjectType } from "type-graphql";
import { badInput, type ClientError } from "./error.js";

/** The most rows that one page may have. */
export const pageCap = 100;
const pageDefault = 20;
const cursorCap = 1_000;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: `How many, at most ${pageCap}; ${pageDefault} if not said.` })
  first?: number;

  @Field(() => String, { nullable: true, description: "The `endCursor` of the page before; opaque." })
  after?: string;
}

/** `after`: the sort keys of the last row already seen, as text. */
export type Page = { readonly first: number; readonly after: readonly string[] | undefined };

/** `keys`: how many sort keys a cursor of this list has. @throws ClientError BAD_USER_INPUT */
export function pageOf(args: PageArgs, keys: number): Page {
  const first = args.first ?? pageDefault;
  if (first < 1 || first > pageCap) throw badInput(`\`first\` must be between 1 and ${pageCap}: ask for further pages with \`after\``);
  return { first, after: args.after === undefined || args.after === null ? undefined : decodeCursor(args.after, keys) };
}

export const encodeCursor = (keys: readonly (string | number)[]): string => Buffer.from(JSON.stringify(keys.map(String))).toString("base64url");

function decodeCursor(cursor: string, keys: number): string[] {
  try {
    const decoded: unknown = cursor.length > cursorCap ? undefined : JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(decoded) && decoded.length === keys && decoded.every((key) => typeof key === "string")) return decoded;
  } catch {
    // falls through: not a cursor of ours
  }
  throw notACursor();
}

const notACursor = (): ClientError => badInput("`after` is not a cursor of this list: use the `endCursor` of the page before");

@Directive("@shareable")
@ObjectType({ description: "Where a page stands in its list." })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether there is more after this page." })
  hasNextPage!: boolean;

  @Field(() => String, { nullable: true, description: "Give it as `after` to get the next page; opaque." })
  endCursor!: string | null;
}

export type Edge<Node> = { readonly node: Node; readonly cursor: string };
export type Connection<Node> = { readonly edges: readonly Edge<Node>[]; readonly pageInfo: PageInfo };

/** The page's rows (one more than asked for, if there are) as a connection. */
export function connection<Node>(rows: readonly Node[], page: Page, keysOf: (row: Node) => readonly (string | number)[]): Connection<Node> {
  const edges = rows.slice(0, page.first).map((node) => ({ node, cursor: encodeCursor(keysOf(node)) }));
  return { edges, pageInfo: { hasNextPage: rows.length > page.first, endCursor: edges.at(-1)?.cursor ?? null } };
}

/** A list that is already in memory, paged by its position. */
export function connectionInMemory<Node>(rows: readonly Node[], page: Page): Connection<Node> {
  const start = page.after === undefined ? 0 : positionOf(page.after) + 1;
  const edges = rows.slice(start, start + page.first).map((node, index) => ({ node, cursor: encodeCursor([start + index]) }));
  return { edges, pageInfo: { hasNextPage: rows.length > start + page.first, endCursor: edges.at(-1)?.cursor ?? null } };
}

function positionOf([position = ""]: readonly string[]): number {
  if (!/^[0-9]{1,15}$/.test(position)) throw notACursor();
  return Number(position);
}

/** The object types of a connection of `node`; `name` is the GraphQL name of the node type. */
export function connectionOf<Node extends object>(node: () => ClassType<Node>, name: string): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} of a page.` })
  class NodeEdge {
    @Field(() => node(), { nullable: true, description: `The ${name}.` })
    node!: Node;

    @Field(() => String, { description: "Where this entry stands in the list; opaque." })
    cursor!: string;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name} entries.` })
  class NodeConnection {
    @Field(() => [NodeEdge], { description: "The entries of this page." })
    edges!: NodeEdge[];

    @Field(() => PageInfo, { description: "Where this page stands in the list." })
    pageInfo!: PageInfo;
  }
  return NodeConnection;
}
