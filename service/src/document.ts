/** Parsed and validated documents, kept by their text. */
import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import { ClientError } from "./error.js";

const documentsKept = 1_000;
const tokenCap = 10_000;

export type DocumentStore = (text: string) => DocumentNode | readonly GraphQLError[];

export function documentStore(schema: GraphQLSchema): DocumentStore {
  const kept = new Map<string, DocumentNode>();
  return (text) => {
    const known = kept.get(text);
    if (known) return known;
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: tokenCap, noLocation: false });
    } catch {
      return [new ClientError("GRAPHQL_PARSE_FAILED", "the query is not well-formed GraphQL")];
    }
    const errors = validate(schema, document);
    if (errors.length > 0) return errors.map(({ message }) => new ClientError("GRAPHQL_VALIDATION_FAILED", message));
    if (kept.size >= documentsKept) kept.clear();
    kept.set(text, document);
    return document;
  };
}
