/** What becomes of a finding: it arises as records arrive, an auditor who is not concerned settles it with a note, and the security officer sees that it is there and no more. */
import { randomUUID } from "node:crypto";
import { type Duty, duties } from "@epigraph/authz";
import { recordsOf } from "@epigraph/datastore/testing";
import { type Asker, auditor, event, investigator, officer, openDesk, otherAuditor, recordOf, type TestDesk } from "../testing.js";

let desk: TestDesk;
beforeAll(async () => void (desk = await openDesk()), 60_000);
beforeEach(async () => {
  await desk.empty();
  await desk.admin.query("delete from identity.account");
});
afterAll(async () => await desk?.close());

type Finding = { readonly id: string; readonly [field: string]: unknown };
const fields = "id kind titleEn titleKo meaningEn meaningKo explanationEn explanationKo urgency foundAt firstAt lastAt account agency service count state";
const list = (name: "findings" | "newFindings", selection = fields) => `query ($filter: FindingFilterInput, $first: Int, $after: String) { ${name}(filter: $filter, first: $first, after: $after) { edges { cursor node { ${selection} } } pageInfo { hasNextPage endCursor } } }`;
const findings = (asker: Asker, filter: Readonly<Record<string, unknown>> = {}, selection = fields): Promise<readonly Finding[]> => desk.all(asker, "findings", list("findings", selection), { filter }) as unknown as Promise<readonly Finding[]>;

/** As the sequencer would have made it. */
async function found(told: { readonly kind?: string; readonly account?: string | null; readonly agency?: string; readonly minutesAgo?: number; readonly records?: readonly number[] } = {}): Promise<string> {
  const { kind = "bulk", account = "kim", agency = "gangnam", minutesAgo = 1, records = [] } = told;
  const [id, at] = [randomUUID(), new Date(Date.now() - minutesAgo * 60_000)];
  await desk.admin.query("insert into ledger.finding (id, kind, key, found_at, first_at, last_at, account, agency, count, records, subjects) values ($1, $2, $1::uuid::text, $3, $3, $3, $4, $5, 3, $6, 250)", [id, kind, at, account, agency, records]);
  return id;
}

const step = async (asker: Asker, what: "explain" | "escalate" | "reopen", id: string, note = "the rota says so"): Promise<string> => {
  const { data, codes, messages } = await desk.ask(asker, `mutation ($id: ID!, $note: String!) { ${what}Finding(finding: $id, note: $note) { state } }`, { id, note });
  return messages[0] ?? codes[0] ?? (data?.[`${what}Finding`] as { state: string }).state;
};
const steps = async (id: string): Promise<unknown> => {
  const { data } = await desk.ask(auditor, "query ($id: ID!) { finding(id: $id) { steps { edges { node { number writtenBy state note } } } } }", { id });
  return (data?.["finding"] as { steps: { edges: { node: unknown }[] } }).steps.edges.map(({ node }) => node);
};

it("a download whose record names no reason is a finding, with the record, in words of both languages", async () => {
  await desk.put(recordOf({ type: "change", service: "audit", agent: { who: "han", role: "auditor", agency: "kdca" }, events: [event("Mutation.downloadReviewSheet", "allowed")] }));
  const [finding, ...more] = await findings(auditor, {}, `${fields} subjects records { edges { node { index account resolverEvents { edges { node { coordinate } } } } } }`);
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ kind: "download-without-reason", account: "han", agency: "kdca", count: 1, state: "open", subjects: 0, records: { edges: [{ node: { index: "0", account: "han", resolverEvents: { edges: [{ node: { coordinate: "Mutation.downloadReviewSheet" } }] } } }] } });
  for (const field of ["titleEn", "meaningEn", "explanationEn"]) expect(finding?.[field]).toMatch(/[a-z]{3}/);
  for (const field of ["titleKo", "meaningKo", "explanationKo"]) expect(finding?.[field]).toMatch(/[가-힣]/);
});

describe("findings are listed", () => {
  it("latest first and by kind, state, account, agency and time", async () => {
    const [old, late, other] = [await found({ minutesAgo: 30 }), await found({ minutesAgo: 5, kind: "out-of-hours" }), await found({ minutesAgo: 10, account: "lee", agency: "kdca" })];
    await step(auditor, "explain", other);
    const ids = async (filter: Readonly<Record<string, unknown>>): Promise<string[]> => (await findings(auditor, filter)).map(({ id }) => id);
    const ago = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
    expect(await ids({})).toEqual([late, other, old]);
    for (const [filter, expected] of [[{ kind: "bulk" }, [other, old]], [{ state: "open" }, [late, old]], [{ state: "explained" }, [other]], [{ state: "escalated" }, []], [{ account: "lee" }, [other]], [{ agency: "gangnam" }, [late, old]], [{ from: ago(15) }, [late, other]], [{ to: ago(15) }, [old]], [{ kind: "bulk", state: "open", account: "kim" }, [old]]] as const) expect([filter, await ids(filter)]).toEqual([filter, expected]);
    expect((await desk.ask(auditor, list("findings"), { filter: { state: "closed" } })).codes).toEqual(["BAD_USER_INPUT"]);
  });

  it("in the order in which they were found, from a cursor on, for who listens", async () => {
    const [first, second] = [await found({ minutesAgo: 30 }), await found({ minutesAgo: 20 })];
    const since = async (after: string | null): Promise<{ readonly ids: string[]; readonly cursor: string | null }> => {
      const { edges } = (await desk.ask(officer, list("newFindings", "id"), { after })).data?.["newFindings"] as { edges: { cursor: string; node: { id: string } }[] };
      return { ids: edges.map(({ node }) => node.id), cursor: edges.at(-1)?.cursor ?? after };
    };
    const all = await since(null);
    expect(all.ids).toEqual([first, second]);
    expect((await since(all.cursor)).ids).toEqual([]);
    const third = await found({ minutesAgo: 0 });
    expect((await since(all.cursor)).ids).toEqual([third]);
  });

  it("in pages, none twice and none left out, though several were found at one moment", async () => {
    const at = new Date();
    for (let count = 0; count < 7; count += 1) await desk.admin.query("update ledger.finding set found_at = $2 where id = $1", [await found(), at]);
    for (const name of ["findings", "newFindings"] as const) {
      const ids = (await desk.all(auditor, name, list(name, "id"), {}, 3)).map(({ id }) => id);
      expect([ids.length, new Set(ids).size]).toEqual([7, 7]);
    }
  });
});

describe("a finding", () => {
  it("is explained by an auditor, opened again, escalated, and then settled by another: each with a note, which the log refers to and does not contain", async () => {
    const id = await found();
    expect(await step(auditor, "explain", id, "on call that night")).toBe("explained");
    expect(await step(auditor, "reopen", id, "the rota was another month's")).toBe("open");
    expect(await step(auditor, "escalate", id, "to the head of the agency")).toBe("escalated");
    expect(await step(otherAuditor, "explain", id, "settled there")).toBe("explained");
    expect(await steps(id)).toEqual([
      { number: 1, writtenBy: "choi", state: "explained", note: "on call that night" },
      { number: 2, writtenBy: "choi", state: "open", note: "the rota was another month's" },
      { number: 3, writtenBy: "choi", state: "escalated", note: "to the head of the agency" },
      { number: 4, writtenBy: "han", state: "explained", note: "settled there" },
    ]);
    const [first] = (await recordsOf(desk.database.adminUrl)).filter(({ type }) => type === "change");
    const [note] = await desk.admin.query<{ id: string }[]>("select id from ledger.note order by written_at limit 1");
    expect(first).toMatchObject({ agent: { who: "choi" }, entity: { references: [{ kind: "finding", id }, { kind: "note", id: note?.id }] }, events: expect.arrayContaining([expect.objectContaining({ coordinate: "Mutation.explainFinding", outcome: "allowed", ruleId: "log.findings.settle" })]) });
    expect(JSON.stringify(await recordsOf(desk.database.adminUrl))).not.toMatch(/rota|that night|the head/);
  });

  it("that was counted up after it was explained is open again, for its explanation covers what it explained; an escalated one stays so", async () => {
    const [explained, escalated] = [await found(), await found()];
    await step(auditor, "explain", explained);
    await step(auditor, "escalate", escalated);
    await desk.admin.query("update ledger.finding set count = count + 1");
    expect((await findings(auditor, { state: "open" })).map(({ id }) => id)).toEqual([explained]);
    expect((await findings(auditor, { state: "explained" })).map(({ id }) => id)).toEqual([]);
    expect((await findings(auditor, { state: "escalated" })).map(({ id }) => id)).toEqual([escalated]);
    expect(await step(auditor, "explain", explained, "that too")).toBe("explained");
  });

  it("is never settled by the person it is about, under whichever account", async () => {
    const id = await found({ account: "choi" });
    for (const what of ["explain", "escalate"] as const) expect(await step(auditor, what, id)).toBe("a finding is settled by another person than it is about");
    // two accounts of one person
    for (const account of ["choi", "choi-two"]) await desk.admin.query("insert into identity.account (id, login, duty, clearance, agency, state, holder, created_at, changed_at) values ($1, $1, 'auditor', 2, 'kdca', 'locked', '\\x01', now(), now())", [account]);
    expect(await step({ ...auditor, account: "choi-two" }, "explain", id)).toBe("a finding is settled by another person than it is about");
    expect(await step(otherAuditor, "explain", id)).toBe("explained");
  });

  it("that was escalated is not settled by who escalated it, neither at once nor by opening it first", async () => {
    const id = await found();
    await step(auditor, "escalate", id);
    for (const what of ["explain", "reopen"] as const) expect(await step(auditor, what, id)).toBe("an escalated finding is settled by another person than escalated it");
    expect(await step(otherAuditor, "reopen", id)).toBe("open");
  });

  it("is left alone by a step that changes nothing, one without words or with too many, and one about no finding; nothing is kept of those", async () => {
    const id = await found();
    expect(await step(auditor, "reopen", id)).toBe("the finding is in that state already");
    for (const note of ["", "  ", "x".repeat(4_001)]) expect(await step(auditor, "explain", id, note)).toBe("`note` must have 1 to 4000 characters");
    expect([await step(auditor, "explain", randomUUID()), await step(auditor, "explain", "x")]).toEqual(["no finding with this id that you may see", "`finding` is not an id of this platform: take ids from its answers"]);
    expect(await desk.admin.query("select from ledger.note")).toEqual([]);
    expect(await desk.admin.query("select from ledger.finding_step")).toEqual([]);
    expect(await step(auditor, "explain", id, "x".repeat(4_000))).toBe("explained");
  });

  it("is not settled when that cannot be recorded", async () => {
    const id = await found();
    desk.ledgerWorks = false;
    try {
      expect((await desk.ask(auditor, "mutation ($id: ID!) { explainFinding(finding: $id, note: \"n\") { state } }", { id })).codes).toEqual(["LEDGER_UNAVAILABLE"]);
    } finally {
      desk.ledgerWorks = true;
    }
    expect(await desk.admin.query("select from ledger.finding_step union all select from ledger.note")).toEqual([]);
  });

  it("that two settle at once gets one of their steps after the other, or one of them is told to look again", async () => {
    const id = await found();
    const answers = await Promise.all([step(auditor, "explain", id), step(otherAuditor, "escalate", id)]);
    const taken = (await steps(id)) as { number: number }[];
    expect(taken.map(({ number }) => number)).toEqual(taken.map((_, index) => index + 1));
    expect(answers.filter((answer) => answer === "explained" || answer === "escalated")).toHaveLength(taken.length);
    expect(taken.length).toBeGreaterThan(0);
  });
});

describe("the security officer", () => {
  it("sees kind, time, account, agency, number and state of a finding", async () => {
    const id = await found();
    await step(auditor, "escalate", id);
    expect(await findings(officer)).toEqual([expect.objectContaining({ id, kind: "bulk", account: "kim", agency: "gangnam", count: 3, state: "escalated", foundAt: expect.any(String) })]);
    expect((await desk.ask(officer, "query ($id: ID!) { finding(id: $id) { state } }", { id })).data).toEqual({ finding: { state: "escalated" } });
  });

  it.each(["subjects", "records { edges { node { account } } }", "steps { edges { node { note } } }"])("does not see its %s", async (selection) => {
    const id = await found();
    await step(auditor, "escalate", id);
    expect((await desk.ask(officer, `query ($id: ID!) { finding(id: $id) { ${selection} } }`, { id })).codes).toEqual(["CLEARANCE_REQUIRED"]);
  });

  it("settles none", async () => {
    const id = await found();
    for (const what of ["explain", "escalate", "reopen"] as const) expect(await step(officer, what, id)).toBe("this needs another clearance, duty or jurisdiction");
  });
});

it.each(duties.filter((duty): duty is Duty => duty !== "auditor" && duty !== "security-officer"))("%s sees no finding and settles none, for whatever purpose", async (duty) => {
  const id = await found();
  for (const purpose of ["audit", "security", "investigation"] as const) {
    const asker = { ...investigator, duty, purpose };
    for (const query of [list("findings", "id"), list("newFindings", "id")]) expect((await desk.ask(asker, query)).codes).toEqual(["CLEARANCE_REQUIRED"]);
    expect(await step(asker, "explain", id)).toBe("this needs another clearance, duty or jurisdiction");
  }
});
