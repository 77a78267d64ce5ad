/** The parts of the command that tests and benches use too. */
export { environmentTable, environmentVariables, type Variable, variablesOfOthers } from "./environment.js";
export { configuration, type Configuration, eachService, publicConfiguration } from "./platform/configuration.js";
export { migrateInstallation } from "./platform/database.js";
export { prepareDemoRequests } from "./platform/demo-requests.js";
export { migrateKeyStore, type OpenVault, openVault, sealingKeys } from "./platform/key-store.js";
export { ownKeyVariables } from "./platform/own-key-variables.js";
export { type GeneratedFile, generatedFiles } from "./platform/compose.js";
export { type Behind, type DoorAddresses, openDoor, runSubgraph, serveAll, serveDoors, serveSubgraph, type Surroundings } from "./platform/run.js";
export { contractFile, contractOf, narrowDoors, serviceOf, servicesBehind } from "./platform/doors.js";
export { accessFile, projectRoot, schemaFolder, supergraphFile } from "./platform/schema-folder.js";
export { newLogKey, newSecrets, newSigningKey, type Secrets, type SigningKey, signingKey } from "./installation.js";
export { jobKinds, jobLogIns } from "./platform/jobs.js";
