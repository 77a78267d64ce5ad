/** Parsed and validated documents, kept by their text. Bounds on what a client may ask are the gateway's. */
import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, specifiedRules, validate, ValuesOfCorrectTypeRule } from "graphql";
import { ClientError } from "./error.js";

const documentsKept = 1_000;
const tokenCap = 10_000;
const rulesButValues = specifiedRules.filter((rule) => rule !== ValuesOfCorrectTypeRule);

export type DocumentStore = (text: string) => DocumentNode | readonly GraphQLError[];

/** The document of a text, or what is wrong with it. */
export function documentStore(schema: GraphQLSchema): DocumentStore {
  const kept = new Map<string, DocumentNode>();
  return (text) => {
    const known = kept.get(text);
    if (known) return known;
    let document: DocumentNode;
    let errors: readonly GraphQLError[];
    try {
      document = parse(text, { maxLexicalTokens: tokenCap });
      errors = validate(schema, document);
    } catch {
      // not GraphQL, more tokens than the cap, or nested deeper than the stack
      return [new ClientError("GRAPHQL_PARSE_FAILED", "the query is not well-formed GraphQL")];
    }
    if (errors.length > 0) {
      // a date of 2020-13-45: the gateway does not know our scalars, so this is the first to look at it
      const code = validate(schema, document, rulesButValues).length === 0 ? "BAD_USER_INPUT" : "GRAPHQL_VALIDATION_FAILED";
      return errors.map(({ message }) => new ClientError(code, message));
    }
    if (kept.size >= documentsKept) kept.clear();
    kept.set(text, document);
    return document;
  };
}
