/** From a provider's bytes to stored stays. */
export { ProvisionError, type ProvisionErrorCode } from "./error.js";
