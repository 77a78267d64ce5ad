import { killUploads } from "./uploads.js";

/** Two kills here, one of each kind; all of them in `npm run verify:process`. */
it("an upload that is killed, or whose database is, leaves its valid rows in the table exactly once when it is sent again", async () => {
  const result = await killUploads({ rounds: 2, rows: 900, rowsOfChunk: 100, seed: 4 }, () => undefined);
  expect(result).toMatchObject({ kills: 2, lost: 0, twice: 0, strange: 0, planted: { lost: 1, twice: 1 } });
}, 120_000);
