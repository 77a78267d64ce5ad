/** What a table of the oracle is made of. Not how it is run: see run-oracle.ts. */

/**
 * Cells that follow from one idea of DESIGN section 1. A cell is a line of seven words: who, purpose, field, row, what is held, time of 10 May, verdict
 * (`allowed`, `approval`, `denied`, `purpose`, `clearance`).
 */
export type Group = { readonly idea: string; readonly cells: string };
