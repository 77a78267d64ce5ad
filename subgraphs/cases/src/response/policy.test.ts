/** Diseases as data and declared responses: two approvers for each, and nothing investigated while none is in force. Through the guard and a real database. */
import { diseaseOf, diseases } from "@epigraph/epi";
import { transitions } from "../transitions.js";
import { approver, type Asker, kim, openDesk, otherApprover, region, steward, type TestDesk } from "../testing.js";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
}, 120_000);
afterAll(() => desk.close());

const input = {
  code: "mpox", nameKo: "엠폭스", nameEn: "Mpox", infectiousDaysBeforeOnset: 1, infectiousSource: "WHO 2023", quarantineDays: 21, quarantineSource: "KDCA 2022",
  serialInterval: { family: "normal", mean: 8.5, standardDeviation: 5, source: "WHO 2023" }, incubation: { family: "lognormal", mu: 2, sigma: 0.5, source: "WHO 2023" },
};
const propose = `mutation ($input: DiseaseInput!) { proposeDisease(input: $input, reason: "an outbreak abroad") { id code version state quarantineDays serialInterval { family mean standardDeviation mu } steps { step by reason } } }`;
const register = `mutation ($input: RegisterCaseInput!) { registerCase(input: $input) { case { id } } }`;
const aCase = (disease: string) => ({ input: { disease, regionCode: region.gangnam, person: {}, record: {} } });
type Known = { readonly id: string; readonly state: string; readonly version: number };
const step = (asker: Asker, mutation: string, args: string): Promise<Known> => desk.get<Known>(asker, mutation, `mutation { ${mutation}(${args}) { id state } }`);
const refusal = async (asker: Asker, mutation: string, args: string): Promise<readonly string[]> => (await desk.ask(asker, `mutation { ${mutation}(${args}) { id state } }`)).messages;

describe("the seeded diseases", () => {
  it("have the figures of epi", async () => {
    const rows = await desk.admin.query<{ id: string; parameters: unknown }[]>("select id, parameters from policy.disease order by id");
    expect(rows.map(({ id, parameters }) => [id, diseaseOf(parameters)])).toEqual(Object.entries(diseases));
  });
});

it("the transitions of the database are those of the code", async () => {
  const rows = await desk.admin.query<object[]>(`select workflow, from_state as "from", step, to_state as "to", duty, purpose, by from policy.transition`);
  expect(new Set(rows.map((row) => JSON.stringify(row)))).toEqual(new Set(transitions.map(({ workflow, from, step: name, to, duty, purpose, by }) => JSON.stringify({ workflow, from, step: name, to, duty, purpose, by }))));
});

describe("a new disease", () => {
  it("comes into force once another approver confirms it, and needs a response before a case is registered", async () => {
    const { id, ...proposed } = await desk.get<Known>(approver, "proposeDisease", propose, { input });
    expect(proposed).toEqual({ code: "mpox", version: 1, state: "proposed", quarantineDays: 21, serialInterval: { family: "normal", mean: 8.5, standardDeviation: 5, mu: null }, steps: [{ step: "propose", by: "park", reason: "an outbreak abroad" }] });
    expect((await desk.ask(kim, register, aCase("mpox"))).messages).toEqual(["`disease` is not described: take its code from `diseases`"]);
    expect(await refusal(approver, "confirmDisease", `disease: "${id}"`)).toEqual(["another person must take this step: you took the one before"]);
    expect(await step(otherApprover, "confirmDisease", `disease: "${id}"`)).toMatchObject({ state: "in-force" });
    expect((await desk.ask(kim, register, aCase("mpox"))).codes).toEqual(["NO_RESPONSE"]);

    const declared = await step(approver, "declareResponse", `disease: "mpox", legalBasis: "IDCPA 34", reason: "the first case"`);
    expect(declared.state).toBe("declared");
    expect((await desk.ask(kim, register, aCase("mpox"))).codes).toEqual(["NO_RESPONSE"]);
    expect(await refusal(approver, "confirmResponse", `response: "${declared.id}"`)).toEqual(["another person must take this step: you took the one before"]);
    expect(await step(otherApprover, "confirmResponse", `response: "${declared.id}"`)).toMatchObject({ state: "in-force" });
    expect((await desk.ask(kim, register, aCase("mpox"))).codes).toEqual([]);
  });

  it("is not described anew by one person: until the other confirms, the version before counts", async () => {
    const { id, version } = await desk.get<Known>(approver, "proposeDisease", propose, { input: { ...input, quarantineDays: 14 } });
    expect(version).toBe(2);
    const inForce = async (): Promise<unknown> => (await desk.admin.query<{ parameters: { quarantine: { days: number } } }[]>("select parameters from policy.disease where id = 'mpox'"))[0]?.parameters.quarantine.days;
    expect(await inForce()).toBe(21);
    expect(await step(otherApprover, "refuseDisease", `disease: "${id}", reason: "too short"`)).toMatchObject({ state: "refused" });
    expect(await refusal(otherApprover, "confirmDisease", `disease: "${id}"`)).toEqual(["it is refused: this step does not follow from that state"]);
    expect(await inForce()).toBe(21);
  });

  it.each<[string, object, string]>([
    ["no source", { incubation: { family: "lognormal", mu: 2, sigma: 0.5, source: "" } }, "`incubation` must name its source"],
    ["an unknown family", { serialInterval: { family: "gamma", source: "x" } }, "`serialInterval` must be of the family"],
    ["hours for days", { quarantineDays: 400 }, "`quarantineDays` must be a whole number of days"],
    ["a code with spaces", { code: "mpox clade II" }, "`code` must have"],
  ])("with %s is refused by name", async (_, change, told) => expect((await desk.ask(approver, propose, { input: { ...input, ...change } })).messages).toEqual([expect.stringContaining(told)]));
});

describe("who is no approver, or has another purpose", () => {
  it.each<[string, Asker, string]>([
    ["a local investigator", kim, "CLEARANCE_REQUIRED"],
    ["a national investigator", steward, "CLEARANCE_REQUIRED"],
    ["an approver who is approving requests", { ...approver, purpose: "authorisation" }, "PURPOSE_REQUIRED"],
  ])("%s declares nothing", async (_, asker, code) => {
    expect((await desk.ask(asker, `mutation { declareResponse(disease: "mers", legalBasis: "x", reason: "x") { id } }`)).codes).toEqual([code]);
  });

  it("is refused by the database too, whatever the service says", async () => {
    const before = await desk.admin.query("select count(*)::int as count from policy.response_step");
    await expect(desk.admin.query("set local role epigraph_cases; insert into policy.response_step (id, subject, step) select gen_random_uuid(), id, 'propose-end' from policy.response limit 1")).rejects.toMatchObject({ code: "42501" });
    await desk.admin.query("reset role");
    expect(await desk.admin.query("select count(*)::int as count from policy.response_step")).toEqual(before);
  });
});

describe("the end of the last response", () => {
  const responses = async (): Promise<readonly Known[]> => (await desk.get<{ readonly edges: readonly { readonly node: Known }[] }>(approver, "responses", "{ responses(first: 50) { edges { node { id state } } } }")).edges.map(({ node }) => node);

  it("is proposed by one and confirmed by another, until when the work goes on; then nothing is investigated, and what to do is said", async () => {
    const open = (await responses()).filter(({ state }) => state === "in-force");
    expect(open.length).toBeGreaterThan(1);
    for (const { id } of open) {
      await step(approver, "proposeEndOfResponse", `response: "${id}", reason: "no case for 28 days"`);
      expect(await refusal(approver, "confirmEndOfResponse", `response: "${id}"`)).toEqual(["another person must take this step: you took the one before"]);
      expect((await desk.ask(kim, "{ cases { edges { node { id } } } }")).codes).toEqual([]);
      await step(otherApprover, "confirmEndOfResponse", `response: "${id}"`);
    }
    for (const [asker, query] of [[kim, "{ cases { edges { node { id } } } }"], [steward, "{ duplicateReviews { edges { node { id } } } }"], [{ ...approver, purpose: "authorisation" }, "{ responses { edges { node { id } } } }"]] as const) {
      const { codes, messages } = await desk.ask(asker, query);
      expect(codes).toEqual(["NO_RESPONSE"]);
      expect(messages[0]).toContain("`declareResponse`");
    }
    expect((await desk.ask(kim, register, aCase("mers"))).codes).toEqual(["NO_RESPONSE"]);
    expect((await desk.records()).at(-1)).toMatchObject({ outcome: "refused" });
    // and back
    const declared = await step(approver, "declareResponse", `disease: "mers", legalBasis: "IDCPA 34", reason: "a case"`);
    await step(otherApprover, "confirmResponse", `response: "${declared.id}"`);
    expect((await desk.ask(kim, register, aCase("mers"))).codes).toEqual([]);
    expect((await desk.ask(kim, register, aCase("covid-19"))).codes).toEqual(["NO_RESPONSE"]);
  });
});
