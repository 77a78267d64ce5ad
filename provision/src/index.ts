/** From a provider's bytes to stored stays. */
export { type Approved, type ApprovedFor, type PlacesAsked, type ProvidedClass, providedClasses, type Subject } from "./approved.js";
export { ProvisionError, type ProvisionErrorCode, provisionErrors } from "./error.js";
export { limits } from "./limits.js";
export { type KeptProfile, parseProfile, type Profile } from "./profile.js";
export { type Reason, reasons } from "./reason.js";
export { dryRun, type DryRun, type File, lineColumn, load, type Loaded, type LoadParts } from "./load.js";
export { openUpload, type Opening } from "./opening.js";
export { readCsv } from "./readers/csv.js";
export { type Content, contentOf } from "./readers/content.js";
export { statusOf, type UploadStatus } from "./receipt.js";
export { type Addressed, openProvisionStore, type ProvisionStore } from "./store.js";
export type { StoredUpload } from "./stored-upload.js";
export { provisionRouter, type ProvisionRouterParts } from "./router.js";
