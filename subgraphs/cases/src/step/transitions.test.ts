/** The database's table of transitions is the code's. */
import { openDatabase } from "@epigraph/datastore";
import { createTestDatabase } from "@epigraph/datastore/testing";
import { rules } from "@epigraph/authz";
import { followingActions, transitions } from "./transitions.js";

it("the database holds steps to this table of transitions", async () => {
  const database = await createTestDatabase();
  const admin = await openDatabase(database.adminUrl, { name: "test" });
  try {
    const rows = await admin.query<{ readonly row: string }[]>("select concat_ws(' ', action, kind, from_state, to_state) as row from cases.step_transition order by 1");
    expect(rows.map(({ row }) => row)).toEqual(transitions.map((row) => row.join(" ")).toSorted());
  } finally {
    await admin.destroy();
    await database.drop();
  }
});

it("every step is a mutation that a rule opens, or follows from one", () => {
  const opened = new Set(rules.flatMap(({ coordinates }) => coordinates));
  const actions = [...new Set(transitions.map(([action]) => action))];
  expect(actions.filter((action) => !opened.has(`Mutation.${action}`))).toEqual(followingActions);
});
