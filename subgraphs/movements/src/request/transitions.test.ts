/** The steps of an information request against the table written by hand: see transition-table.ts. In full: `npm run verify:process`. */
import { openOffice, type TestOffice } from "../testing.js";
import { cells, mutations, tryTransitions } from "./transition-table.js";
import { requestStates, transitionRows } from "./workflow.js";

let office: TestOffice;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

describe("the steps of an information request", () => {
  it("are those that the database keeps, row by row", async () => {
    const rows = await office.admin.query<{ row: string }[]>("select concat_ws(' ', step, from_state, duty, to_state) as row from movements.request_transition");
    expect(rows.map(({ row }) => row).toSorted()).toEqual(transitionRows.map(({ step, from, by, to }) => [step, from, by, to].join(" ")).toSorted());
  });

  it("are tried in every state there is", () => {
    expect(new Set(cells.map(({ state }) => state))).toEqual(new Set(requestStates));
    expect(new Set(cells.map(({ step }) => step))).toEqual(new Set(Object.keys(mutations)));
  });

  it("are taken by who may, and refused to everybody else and in every other state, with a record", async () => {
    const { allowed, refused, wrong, recorded } = await tryTransitions(office, { whole: false });
    expect(wrong).toEqual([]);
    expect([allowed, refused > 150, recorded >= refused]).toEqual([cells.reduce((sum, { by }) => sum + by.length, 0), true, true]);
  }, 300_000);
});
