/** For proofs of other packages: an office to try requests in, and the table of all steps. Not for a running installation. */
export { openOffice, type TestOffice } from "./testing.js";
export { type Tried, tryTransitions } from "./request/transition-table.js";
