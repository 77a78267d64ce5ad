/** What can go wrong between the schema files and a supergraph. Not an error of a running request. */

export type SchemaErrorCode = "COMPOSITION_FAILED" | "CONTRACT_INVALID" | "SDL_INVALID" | "SUBGRAPHS_MISSING" | "SUPERGRAPH_INVALID";

/** Thrown by this package. `messages` lists every fault found, one sentence each, so that all can be mended at once. */
export class SchemaError extends Error {
  readonly code: SchemaErrorCode;
  readonly messages: readonly string[];

  constructor(code: SchemaErrorCode, summary: string, messages: readonly string[]) {
    super([summary, ...messages].join("\n  "));
    this.name = "SchemaError";
    this.code = code;
    this.messages = messages;
  }
}
