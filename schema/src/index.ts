/** The door of the composer: from SDL files to a supergraph and a report of what changed. It imports no other package of this repository. */
export { accessDirectives } from "./access-directives.js";
export { apiSchema } from "./api-schema.js";
export { printChanges, schemaChanges, type SchemaChange } from "./changes.js";
export { compose, type Composition } from "./compose.js";
export { type ComposedContract, composeContract, type Contract } from "./contract.js";
export type { ContractTable } from "./contract-elements.js";
export { SchemaError, type SchemaErrorCode } from "./error.js";
export { composedFiles, placeholderUrl, readSubgraphs, writeIfChanged, type SubgraphFile } from "./subgraph-files.js";
