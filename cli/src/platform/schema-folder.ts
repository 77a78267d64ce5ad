/** Where the checked-in schemas, generated documents and built pages stand in the project. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the project: this file is cli/src/platform/ or cli/dist/platform/. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
export const schemaFolder = join(projectRoot, "schema");
export const supergraphFile = join(schemaFolder, "supergraph.graphql");
export const accessFile = join(projectRoot, "docs", "ACCESS.md");
export const matrixFile = join(projectRoot, "docs", "access-matrix.csv");
/** What `npm run build` makes of portal/; not there in a checkout that was not built. */
export const pagesFolder = join(projectRoot, "portal", "dist", "pages");
