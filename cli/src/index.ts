/** The parts of the command that tests and benches use too. */
export { environmentTable, environmentVariables, type Variable, variablesOfOthers } from "./environment.js";
export { configuration, type Configuration, eachService } from "./platform/configuration.js";
export { type GeneratedFile, generatedFiles } from "./platform/compose.js";
export { runSubgraph, serveAll, serveGateway, serveSubgraph, type Surroundings } from "./platform/run.js";
export { accessFile, projectRoot, schemaFolder, supergraphFile } from "./platform/schema-folder.js";
export { demoAuthority, newSecrets, newSigningKey, type Secrets, type SigningKey, signingKey } from "./installation.js";
