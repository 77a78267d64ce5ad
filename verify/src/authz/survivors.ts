/** Mutants that neither the oracle nor anything else in `mutation.ts` notices, each with the reason why that is right. A survivor that is not listed fails the verification. */

const visitorsOnly = "opens nothing: a list of public texts would be there for visitors alone. What stands in the list is decided row by row, which the oracle asks of other duties too";
const rowsAreNotApproved = "decides nothing: approval is held out where permissions alone would open the row, and what a condition on the row compares is none of them";

/** By the mutant's id. */
export const survivors: Readonly<Record<string, string>> = {
  "swap the duty: clinic.public.list: public-visitor": visitorsOnly,
  "swap the duty: program.public.list: public-visitor": visitorsOnly,
  "swap the duty: federation.entities: public-visitor": "opens nothing: without the step between subgraphs most answers would be empty, which every story in tests/stories notices",
  "the other kind of refusal: published": rowsAreNotApproved,
  "the other kind of refusal: inOwnJurisdiction": rowsAreNotApproved,
  "the other kind of refusal: referredToMyAgency": rowsAreNotApproved,
  "the other kind of refusal: ofMyAgency": rowsAreNotApproved,
  "the other kind of refusal: sealed": rowsAreNotApproved,
  "source: decide.ts: a closed coordinate is decided like any other": "decides nothing: no rule opens a closed coordinate, so it is refused for want of one",
  "source: decide.ts: a field without a row is decided by its type": "the oracle's ways in have no conditions, and its conditional fields have rows; decide.test.ts asks for a conditional field without one",
};
