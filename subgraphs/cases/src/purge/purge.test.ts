/** Two persons of two duties approve a purge, two approvers put a hold and lift it: through the guard and a real database, which refuses what the guard would not. */
import { approver, type Asker, kim, openDesk, otherApprover, region, type TestDesk } from "../testing.js";

const administrator: Asker = { account: "admin.one", duty: "system-administrator", purpose: "administration", agency: "kdca" };
const hash = "a".repeat(64);
let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
}, 120_000);
afterAll(() => desk.close());

/** As the command line leaves one. */
async function plan(expires = "7 days"): Promise<string> {
  const content = { kind: "pilot", disease: null, everything: true, requests: [], prints: {}, heldPersons: 1, holds: [], counts: [{ table: "cases.person", total: 3, goes: 2, held: 1, stays: 0 }, { table: "cases.task", total: 0, goes: 0, held: 0, stays: 0 }] };
  const [row] = await desk.admin.query<{ id: string }[]>("insert into policy.purge_plan (id, kind, content, hash, made_at, expires_at) values (gen_random_uuid(), 'pilot', $1, $2, now() - interval '1 day', now() + $3::interval) returning id", [content, hash, expires]);
  return row?.id ?? "";
}
const act = (asker: Asker, mutation: string, args: string): ReturnType<TestDesk["ask"]> => desk.ask(asker, `mutation { ${mutation}(${args}) { state } }`);
const begin = (id: string, of = hash): Promise<unknown> => desk.admin.query("select approved_by, confirmed_by from policy.begin_purge($1, $2, now())", [id, of]);

describe("a plan of a purge", () => {
  it("is approved by an approver, confirmed by an administrator, and only then may begin; both see counts and nobody", async () => {
    const id = await plan();
    await expect(begin(id)).rejects.toMatchObject({ code: "EP001" });
    expect((await act(administrator, "confirmPurge", `plan: "${id}", planHash: "${hash}"`)).messages).toEqual(["it is planned: this step does not follow from that state"]);
    expect((await act(approver, "approvePurge", `plan: "${id}", planHash: "${"b".repeat(64)}"`)).messages[0]).toContain("`planHash` is not this plan's");
    expect(await act(approver, "approvePurge", `plan: "${id}", planHash: "${hash}"`)).toMatchObject({ codes: [], data: { approvePurge: { state: "approved" } } });
    expect((await act(approver, "confirmPurge", `plan: "${id}", planHash: "${hash}"`)).codes).toEqual(["CLEARANCE_REQUIRED"]);
    expect((await act(kim, "confirmPurge", `plan: "${id}", planHash: "${hash}"`)).codes).toEqual(["CLEARANCE_REQUIRED"]);
    await expect(begin(id)).rejects.toMatchObject({ code: "EP001" });
    expect(await act(administrator, "confirmPurge", `plan: "${id}", planHash: "${hash}"`)).toMatchObject({ codes: [], data: { confirmPurge: { state: "confirmed" } } });
    expect(await begin(id)).toEqual([{ approved_by: "park", confirmed_by: "admin.one" }]);
    await expect(begin(id, "c".repeat(64))).rejects.toMatchObject({ code: "EP001" });
    const told = await desk.get<{ readonly edges: readonly { readonly node: object }[] }>(administrator, "purgePlans", "{ purgePlans { edges { node { kind state everything heldPersons planHash counts { tableName totalRows goingRows heldRows keptRows } steps { step by } } } } }");
    expect(told.edges[0]?.node).toEqual({
      kind: "pilot", state: "confirmed", everything: true, heldPersons: 1, planHash: hash, counts: [{ tableName: "cases.person", totalRows: 3, goingRows: 2, heldRows: 1, keptRows: 0 }], steps: [{ step: "approve", by: "park" }, { step: "confirm", by: "admin.one" }],
    });
    expect((await desk.ask(kim, "{ purgePlans { edges { node { id } } } }")).codes).toEqual(["CLEARANCE_REQUIRED"]);
  });

  it("is refused by an approver even after it was confirmed, and cannot be approved when its time is over", async () => {
    const [refused, late] = [await plan(), await plan("-1 hour")];
    await act(approver, "approvePurge", `plan: "${refused}", planHash: "${hash}"`);
    await act(administrator, "confirmPurge", `plan: "${refused}", planHash: "${hash}"`);
    expect(await act(otherApprover, "refusePurge", `plan: "${refused}", reason: "an order came"`)).toMatchObject({ data: { refusePurge: { state: "refused" } } });
    await expect(begin(refused)).rejects.toMatchObject({ code: "EP001" });
    expect((await act(approver, "approvePurge", `plan: "${late}", planHash: "${hash}"`)).codes).toEqual(["EXPIRED"]);
  });

  it("one person with two accounts does not carry through, whatever the state says", async () => {
    const id = await plan();
    await desk.admin.query("insert into policy.purge_plan_step (id, subject, number, step, by, at, plan_hash) values (gen_random_uuid(), $1, 1, 'approve', 'park', now(), $2), (gen_random_uuid(), $1, 2, 'confirm', 'park', now(), $2)", [id, hash]);
    await desk.admin.query("update policy.purge_plan set state = 'confirmed' where id = $1", [id]);
    await expect(begin(id)).rejects.toMatchObject({ code: "EP004" });
  });
});

describe("a legal hold", () => {
  const input = (target: string): string => `input: { kind: "case", target: "${target}", authority: "Seoul Central District Court", orderNumber: "2020-7", orderDate: "2020-06-01" }, reason: "the order"`;

  it("holds once another approver confirms it, until two release it; the case is named by its id and nothing is told of it", async () => {
    const registered = await desk.get<{ readonly case: { readonly id: string } }>(kim, "registerCase", "mutation ($input: RegisterCaseInput!) { registerCase(input: $input) { case { id } } }", { input: { disease: "covid-19", regionCode: region.gangnam, person: {}, record: {} } });
    const target = registered.case.id;
    const held = async (): Promise<number> => (await desk.admin.query<object[]>("select from policy.held_persons()")).length;
    const { id } = await desk.get<{ readonly id: string }>(approver, "proposeLegalHold", `mutation { proposeLegalHold(${input(target)}) { id } }`);
    expect(await held()).toBe(0);
    expect((await act(approver, "confirmLegalHold", `hold: "${id}"`)).messages).toEqual(["another person must take this step: you took the one before"]);
    expect((await act(administrator, "confirmLegalHold", `hold: "${id}"`)).codes).toEqual(["CLEARANCE_REQUIRED"]);
    expect(await act(otherApprover, "confirmLegalHold", `hold: "${id}"`)).toMatchObject({ data: { confirmLegalHold: { state: "held" } } });
    expect(await held()).toBe(1);
    await act(approver, "proposeHoldRelease", `hold: "${id}", reason: "the court closed the matter"`);
    expect(await held()).toBe(1);
    expect((await act(approver, "confirmHoldRelease", `hold: "${id}"`)).codes).toEqual(["BAD_USER_INPUT"]);
    expect(await act(otherApprover, "confirmHoldRelease", `hold: "${id}"`)).toMatchObject({ data: { confirmHoldRelease: { state: "released" } } });
    expect(await held()).toBe(0);
  });

  it("on what is not there is refused", async () => {
    expect((await act(approver, "proposeLegalHold", input("00000000-0000-4000-8000-000000000000"))).codes).toEqual(["BAD_USER_INPUT"]);
  });
});
