/** What the platform does by itself, on a real database, with the login of the worker of jobs. */
import { randomBytes, randomUUID } from "node:crypto";
import { declassified } from "@epigraph/authz";
import { type DataSource, openDatabase, transaction } from "@epigraph/datastore";
import type { JobKind } from "@epigraph/jobs";
import { approver, kim, national, openOffice, provider, type TestOffice } from "../testing.js";
import { upkeepJobs } from "./upkeep-jobs.js";

let office: TestOffice;
let worker: DataSource;
beforeAll(async () => {
  office = await openOffice();
  worker = await openDatabase(office.database.urls.jobs, { name: "test jobs" });
});
afterAll(async () => {
  await worker?.destroy();
  await office?.close();
});

const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

/** Runs a kind as the worker does; what it said of its progress. */
async function run(name: string): Promise<number> {
  let told = 0;
  const kind = upkeepJobs.find((one) => one.name === name) as JobKind;
  await kind.run({
    id: randomUUID(), payload: {}, account: "system" as never, clock: Date.now, signal: new AbortController().signal,
    progress: (done) => void (told = done),
    db: async (access, work) => {
      const db = transaction(worker, { access });
      try {
        const result = await work(db);
        await db.commit();
        return result;
      } catch (error) {
        await db.rollback();
        throw error;
      }
    },
  });
  return told;
}

async function sentRequest(): Promise<{ readonly id: string; readonly caseId: string; readonly person: string }> {
  const { id: caseId, person } = await office.newCase();
  const input = { case: caseId, dataClass: "card-use", windowFrom: ago(10), windowTo: ago(1), justification: "because", legalBasis: "IDCPA 76-2(1)" };
  const { id } = await office.told<{ id: string }>(kim, `mutation ($input: InformationRequestInput!) { requestInformation(input: $input) { id } }`, { input });
  const { frozenHash } = await office.told<{ frozenHash: string }>(kim, `mutation ($id: ID!) { submitRequest(request: $id) { frozenHash } }`, { id });
  await office.told(approver, `mutation ($id: ID!, $frozen: String!) { approveRequest(request: $id, frozenHash: $frozen) { id } }`, { id, frozen: frozenHash });
  return { id, caseId, person };
}
const findings = (kind: string): Promise<{ readonly account: string | null; readonly agency: string; readonly count: number }[]> => office.admin.query("select account, agency, count from ledger.finding where kind = $1 order by key", [kind]);

it("lets a request expire whose time is over, with its step and its inbox, once", async () => {
  const late = await sentRequest();
  const other = await sentRequest();
  await office.admin.query("update movements.information_request set expires_at = now() - interval '1 minute' where id = $1", [late.id]);
  expect([await run("movements.expire-requests"), await run("movements.expire-requests")]).toEqual([1, 0]);
  const state = (id: string): Promise<unknown> => office.told(kim, `query ($id: ID!) { informationRequest(id: $id) { state steps(first: 50) { edges { node { step account } } } } }`, { id });
  expect(JSON.stringify(await state(late.id))).toMatch(/"expired".*"step":"expire","account":"platform"/);
  expect(JSON.stringify(await state(other.id))).toMatch(/"sent"/);
  expect(await office.admin.query("select distinct done_as from movements.inbox_item where request_id = $1", [late.id])).toEqual([{ done_as: "expired" }]);
});

it("deletes rows set aside after their time, and pings that can become no stays, and leaves the rest", async () => {
  const { id: request, caseId } = await sentRequest();
  const upload = async (openedAt: string, of: string): Promise<string> => {
    const id = randomUUID();
    await office.admin.query(
      `insert into provision.upload (id, request_id, agency, case_id, data_class, window_from, window_to, file_name, content, profile_version, opened_by, opened_at) values ($1::uuid, $2, 'card.1', $3, 'card-use', $4, $5, $1::text, 'csv', 1, 'machine', $6)`,
      [id, of, caseId, ago(10), ago(1), openedAt],
    );
    for (const [line, days] of [[1, 1], [2, -1]] as const) await office.admin.query("insert into provision.quarantined_row (upload_id, line, reason, expires_at) values ($1, $2, 'missing', $3)", [id, line, ago(days)]);
    await office.admin.query("insert into provision.ping (upload_id, person_key, id, at, latitude, longitude, accuracy_metres, source_record) values ($1, gen_random_uuid(), gen_random_uuid(), now(), 37, 127, 1, '1')", [id]);
    return id;
  };
  const ended = await sentRequest();
  await office.told(kim, `mutation ($id: ID!) { withdrawRequest(request: $id, reason: "not needed") { id } }`, { id: ended.id });
  const [fresh, stale, withdrawn] = [await upload(ago(1), request), await upload(ago(15), request), await upload(ago(1), ended.id)];
  expect([await run("movements.expire-uploads"), await run("movements.expire-uploads")]).toEqual([5, 0]);
  expect(await office.admin.query("select upload_id as id from provision.ping")).toEqual([{ id: fresh }]);
  expect((await office.admin.query<{ id: string; line: string }[]>("select upload_id as id, line from provision.quarantined_row")).map(({ id, line }) => `${id} ${line}`).toSorted()).toEqual([fresh, stale, withdrawn].map((id) => `${id} 2`).toSorted());
});

it("lets persons of a place roster go who match nobody", async () => {
  const { id } = await sentRequest();
  const pseudonyms = (await office.admin.query<{ pseudonym: Buffer }[]>("select pseudonym from cases.person_pseudonym limit 1")).map(({ pseudonym }) => pseudonym);
  for (const pseudonym of [...pseudonyms, randomBytes(32)]) await office.admin.query("insert into movements.roster_person (request_id, person_key) values ($1, movements.roster_key($2))", [id, pseudonym]);
  await office.admin.query("update movements.information_request set unmatched_due_at = now() + interval '1 minute' where id = $1", [id]);
  expect(await run("movements.delete-unmatched")).toBe(0);
  await office.admin.query("update movements.information_request set unmatched_due_at = now() - interval '1 minute' where id = $1", [id]);
  expect([await run("movements.delete-unmatched"), await run("movements.delete-unmatched")]).toEqual([1, 0]);
  expect(await office.admin.query("select person_key from movements.roster_person")).toEqual(await office.admin.query("select movements.roster_key($1) as person_key", pseudonyms));
});

it("makes a finding of an emergency access that nobody reviewed in a day, and of an agency's overdue notices, once each", async () => {
  const { id: request, caseId } = await sentRequest();
  const [item] = await office.admin.query<{ id: string }[]>("select id from movements.inbox_item where request_id = $1 and agency = 'card.1'", [request]);
  await office.told(provider("card.1"), `mutation ($id: ID!) { completeProvision(id: $id) { state } }`, { id: item?.id });
  const { id: access } = await office.told<{ id: string }>(national, `mutation ($case: ID!) { openEmergencyAccess(case: $case, reason: "a ward is being evacuated right now") { id } }`, { case: caseId });
  expect([await run("movements.overdue-reviews"), await run("movements.overdue-notices")]).toEqual([0, 0]);
  await office.admin.query("update permission.emergency_access set review_due_at = now() - interval '1 minute' where id = $1", [access]);
  await office.admin.query("update movements.notice set due_at = now() - interval '1 minute' where request_id = $1", [request]);
  expect([await run("movements.overdue-reviews"), await run("movements.overdue-reviews")]).toEqual([1, 0]);
  expect([await run("movements.overdue-notices"), await run("movements.overdue-notices")]).toEqual([1, 0]);
  expect(await findings("overdue-review")).toEqual([{ account: "nam", agency: "kdca", count: 1 }]);
  expect(await findings("overdue-notice")).toEqual([{ account: null, agency: kim.agency, count: 2 }]); // of collection and of provision
});

it("says nothing of a notice that was put off or given", async () => {
  const { id: request } = await sentRequest();
  await office.admin.query("delete from ledger.finding");
  const [notice] = await office.admin.query<{ id: string }[]>("select id from movements.notice where request_id = $1", [request]);
  await office.told(kim, `mutation ($id: ID!, $until: DateTimeISO!) { deferNotice(notice: $id, until: $until, reason: "in intensive care") { state } }`, { id: notice?.id, until: ago(-5) });
  await office.admin.query("update movements.notice set due_at = now() - interval '1 minute' where id = $1", [notice?.id]);
  await office.admin.query("update movements.notice set due_at = now() + interval '1 day' where id <> $1", [notice?.id]);
  expect(await run("movements.overdue-notices")).toBe(0);
});

it("publishes how many notices the years that are over had, once, and no figure that speaks of fewer than five persons or from which one follows", async () => {
  const [one, other] = [await sentRequest(), await sentRequest()];
  const put = async (year: number, dataClass: string, persons: number, given: number, request = one, madeAt = `${year}-05-05T00:00:00Z`): Promise<void> => {
    for (let number = 0; number < persons; number++) {
      const id = randomUUID();
      const person = `00000000-0000-4000-8000-${String(year)}${["telecom-location", "card-use", "qr-entry"].indexOf(dataClass)}${String(number).padStart(7, "0")}`; // the same of both requests
      await office.admin.query("insert into movements.notice (id, request_id, case_id, person_key, kind, data_class, window_from, window_to, legal_basis, made_at, due_at) values ($1, $2, $3, $4, 'collection', $5, now(), now(), 'test', $6, now())", [id, request.id, request.caseId, person, dataClass, madeAt]);
      if (number < given) await office.admin.query("insert into movements.notice_step (notice_id, number, step, at, account, channel) values ($1, 1, 'sent', now(), 'kim', 'letter')", [id]);
    }
  };
  await put(2021, "telecom-location", 5, 5);
  await put(2021, "card-use", 4, 4); // too few
  for (const request of [one, other]) await put(2021, "qr-entry", 3, 3, request); // six notices, three persons
  await put(2022, "telecom-location", 7, 6); // that one was not told would follow
  await put(2022, "card-use", 10, 5);
  await put(2022, "qr-entry", 3, 3);
  await office.admin.query("insert into movements.notice_tally (year, kind, data_class, persons, made, told, sent, untold) values (2022, 'collection', 'qr-entry', 4, 9, 3, 3, 1)"); // purged since
  const lastYear = new Date(Date.now() - 31 * 86_400_000).getFullYear() - 1; // of the figures that may be there: a year's are made in February
  await put(lastYear, "card-use", 5, 0, one, `${lastYear}-12-31T14:59:59Z`);
  await put(lastYear + 1, "card-use", 5, 0, one, `${lastYear}-12-31T15:00:00Z`); // the year after, in Korea

  const name = "movements.publish-notice-statistics";
  const years = lastYear - 2020 + 1; // since the first response
  expect([await run(name), await run(name)]).toEqual([6 * years, 0]);
  const figures = (year: number): Promise<unknown> => office.admin.query("select data_class as of, made, sent from cases.notice_statistic where year = $1 and kind = 'collection' order by data_class", [year]);
  expect(await figures(2021)).toEqual([{ of: "card-use", made: null, sent: null }, { of: "qr-entry", made: null, sent: null }, { of: "telecom-location", made: 5, sent: 5 }]);
  expect(await figures(2022)).toEqual([{ of: "card-use", made: 10, sent: 5 }, { of: "qr-entry", made: 12, sent: null }, { of: "telecom-location", made: 7, sent: null }]);
  expect(await figures(lastYear)).toEqual([{ of: "card-use", made: 5, sent: null }, { of: "qr-entry", made: null, sent: null }, { of: "telecom-location", made: null, sent: null }]);
  expect(await figures(lastYear + 1)).toEqual([]);
  expect(await office.admin.query("select from movements.notice_tally")).toEqual([]);

  await put(2021, "card-use", 1, 1, other); // what is published stays
  await run(name);
  expect(await figures(2021)).toEqual([{ of: "card-use", made: null, sent: null }, { of: "qr-entry", made: null, sent: null }, { of: "telecom-location", made: 5, sent: 5 }]);
  await expect(office.admin.query("update cases.notice_statistic set made = 4 where year = 2021")).rejects.toThrow("check constraint");
  expect(Math.min(...declassified.filter(({ id }) => id === "notice-statistics").map(({ leastGroup }) => leastGroup))).toBe(5);
});
