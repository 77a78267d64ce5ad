/** A transaction asks for no second connection. */
import { openDatabase } from "@epigraph/datastore";
import { createTestDatabase } from "@epigraph/datastore/testing";
import { databaseOf } from "./database.js";

it("refuses a second connection to whoever holds one, at once and not only when none is left", async () => {
  const testDatabase = await createTestDatabase();
  const source = await openDatabase(testDatabase.urls.identity, { name: "test", poolSize: 3 });
  try {
    const database = databaseOf(source);
    const held = expect.objectContaining({ code: "CONNECTION_HELD" }) as object;
    await expect(database.together(() => database.query("select 1"))).rejects.toEqual(held);
    await expect(database.together(() => database.together(() => Promise.resolve()))).rejects.toEqual(held);
    expect(await database.together((query) => query("select 1 as one"))).toEqual([{ one: 1 }]);
    expect(await database.query("select 1 as one")).toEqual([{ one: 1 }]);
  } finally {
    await source.destroy();
    await testDatabase.drop();
  }
});
