/** Proofs over generated input, for tests that run them reduced. */
export { localInvestigator, visitor } from "./interference/askers.js";
export { checkInterference, type Interference } from "./interference/check.js";
export { plantedFaults } from "./interference/faults.js";
export { leftAlike } from "./interference/hidden.js";
