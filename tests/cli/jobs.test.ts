/** `epigraph jobs` as an operator uses it, beside a platform that runs: what there is, one begun now and waited for, one cancelled, and what is said to a wrong question. */
import { createTestDatabase, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { type Platform, startPlatform, testEnvironment } from "../stories/platform.js";
import { epigraph, type Outcome, temporaryFolder } from "./command.js";

let database: TestDatabase;
let platform: Platform;
let folder: ReturnType<typeof temporaryFolder>;
const jobs = (...args: readonly string[]): Promise<Outcome> => epigraph(["jobs", ...args], { ...testEnvironment(database, folder.path), DATABASE_URL: database.adminUrl });

beforeAll(async () => {
  database = await createTestDatabase();
  folder = temporaryFolder();
});
afterAll(async () => {
  await platform?.close();
  await database?.drop();
  folder?.remove();
});

it("lists what waits, and says that nobody runs it; cancels it, on record", async () => {
  expect((await jobs("list")).stdout).toBe("there are no jobs\n");
  const begun = await jobs("run", "movements.expire-requests");
  expect(begun).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[0-9a-f-]{36} waiting\n$/) as string, stderr: expect.stringContaining("no worker is running") as string });
  const id = begun.stdout.slice(0, 36);
  expect((await jobs("run", "movements.expire-requests")).stdout.slice(0, 36)).toBe(id); // one at a time
  expect((await jobs("list", "--open")).stdout).toMatch(new RegExp(`${id}.*movements.expire-requests.*waiting`));
  expect((await jobs("cancel", id)).stdout).toBe("cancelled\n");
  expect(await jobs("cancel", id)).toMatchObject({ code: 1, stderr: "epigraph: the job is over, or was cancelled already: it is cancelled\n" });
  expect(JSON.parse((await jobs("show", id, "--json")).stdout)).toMatchObject({ id, state: "cancelled", askedBy: "system" });
  const acts = (await recordsOf(database.adminUrl)).filter(({ type }) => type === "administration").map(({ entity }) => [entity.name, entity.detail["kind"]]);
  expect(acts.slice(0, 3)).toEqual([["jobs-run", "movements.expire-requests"], ["jobs-run", "movements.expire-requests"], ["jobs-cancel", "movements.expire-requests"]]);
}, 60_000);

it.each([
  [["show", "3f0c1d5e-0000-4000-8000-000000000000"], 1, "epigraph: there is no such job: `npx epigraph jobs list` shows those that there are\n"],
  [["run", "everything"], 2, /^epigraph: there is no kind `everything`: choose one of jobs\.tidy, movements\./],
  [["run", "audit.review-sheet"], 2, /^epigraph: `audit\.review-sheet` is asked for by people, under their own name: choose one of/],
])("answers `jobs %s` with what to do", async (args, code, words) => {
  const outcome = await jobs(...args);
  expect(outcome).toMatchObject({ code, stdout: "" });
  expect(outcome.stderr).toEqual(typeof words === "string" ? words : expect.stringMatching(words));
}, 60_000);

it("begins, where a worker runs, what is done again and again, and waits for its end; the run is on record", async () => {
  platform = await startPlatform("one process", database);
  expect(await jobs("run", "movements.overdue-reviews", "--wait")).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/^[0-9a-f-]{36} done/) as string });
  const ran = (await recordsOf(database.adminUrl)).filter(({ source }) => source.observer === "jobs").map(({ entity, agent, outcome }) => `${entity.name} ${agent.who} ${outcome}`);
  for (const event of ["started", "ended"]) expect(ran).toContain(`movements.overdue-reviews/${event} system answered`);
}, 120_000);
