/** Every step, in every state, by every duty: a table written by hand from the issue and the design. What is not in it is refused, with a record. */
import { createHash, randomUUID } from "node:crypto";
import { recordsOf } from "@epigraph/datastore/testing";
import { type Asker, approver, cards, everyDuty, kim, national, openOffice, police, provider, type TestOffice } from "../testing.js";
import { requestStates, transitionRows } from "./workflow.js";

/**
 * Who may take the step in that state: K a local, N a national investigator, A an approver, P the police, C the card association (on requests of the class that the policy gives it), D a provider.
 * The card association's column `assoc` and the police's `police` are the states after their approvals.
 */
const allowed = `
  step       draft  submitted approved police assoc  sent partly provided closed denied withdrawn expired
  change     KN     -         -        -      -      -    -      -        -      -      -         -
  submit     KN     -         -        -      -      -    -      -        -      -      -         -
  amend      KN     KN        KN       KN     KN     -    -      -        -      -      -         -
  withdraw   KN     KN        KN       KN     KN     KN   KN     -        -      -      -         -
  close      -      -         -        -      -      -    KN     KN       -      -      -         -
  renew      -      -         -        -      -      -    KN     KN       -      -      -         -
  approve    -      A         -        -      -      -    -      -        -      -      -         -
  deny       -      A         -        -      -      -    -      -        -      -      -         -
  authorise  -      -         PC       -      -      -    -      -        -      -      -         -
  refuse     -      -         PC       -      -      -    -      -        -      -      -         -
  complete   -      -         -        -      -      D    D      -        -      -      -         -
`;

const letters: Readonly<Record<string, Asker>> = { K: kim, N: national, A: approver, P: police, C: cards, D: provider("telecom.1") };
const columns = { draft: "draft", submitted: "submitted", approved: "approved", police: "police-approved", assoc: "association-approved", sent: "sent", partly: "partly-provided", provided: "provided", closed: "closed", denied: "denied", withdrawn: "withdrawn", expired: "expired" } as const;

const reason = ', reason: "because"';
const input = "{ case: $case, dataClass: \"telecom-location\", windowFrom: $from, windowTo: $to, justification: \"because\", legalBasis: \"IDCPA 76-2\" }";
const mutations: Readonly<Record<string, string>> = {
  change: `changeRequest(request: $id, input: ${input})`,
  submit: "submitRequest(request: $id)",
  amend: "amendRequest(request: $id)",
  withdraw: `withdrawRequest(request: $id${reason})`,
  close: `closeRequest(request: $id${reason})`,
  renew: 'renewRequest(request: $id, justification: "because")',
  approve: "approveRequest(request: $id, frozenHash: $frozen)",
  deny: `denyRequest(request: $id${reason})`,
  authorise: "approveInboxItem(id: $authorisation)",
  refuse: `denyInboxItem(id: $authorisation${reason})`,
  complete: "completeProvision(id: $provision)",
};

type Cell = { readonly step: string; readonly state: (typeof requestStates)[number]; readonly by: string };
const cells: readonly Cell[] = allowed
  .trim()
  .split("\n")
  .slice(1)
  .flatMap((line) => {
    const [step = "", ...cellsOf] = line.trim().split(/\s+/);
    return cellsOf.map((by, index) => ({ step, state: Object.values(columns)[index] ?? "draft", by: by === "-" ? "" : by }));
  });

let office: TestOffice;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

/** A request put into a state, with the entries in inboxes that it would have; `second`: which officer's class it is. */
async function requestIn(state: string, second: "police" | "cards"): Promise<Readonly<Record<string, string>>> {
  const { id: caseId, person } = await office.newCase();
  const [id, authorisation, provision] = [randomUUID(), randomUUID(), randomUUID()];
  const [dataClass, agency] = second === "police" ? ["telecom-location", "police"] : ["qr-entry", "card-association"];
  const { vault, admin } = office;
  const [from, to] = [ago(10), ago(1)];
  await admin.query(
    `insert into movements.information_request (id, case_id, person_key, agency, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, policy_id, match_kind, match_key, match_pseudonym, submitted_at, expires_at, approved_by, approved_at)
     select $1::uuid, $2::uuid, $3::uuid, $10, $4::text, $5::timestamptz, $6::timestamptz, 'because', 'IDCPA 76-2', 'draft', 'lee', now(), (policy.request_policy_at($4::text, now())).id, 'phone', $8::bytea, $9::bytea, now(), now() + interval '1 day',
       case when $7::text in ('draft', 'submitted') then null else 'jung' end, case when $7::text in ('draft', 'submitted') then null else now() end`,
    [id, caseId, person, dataClass, from, to, state, await vault.seal(`request:${id}`, "match-key", "{}"), vault.pseudonym("phone", "+821012345678"), asksFor],
  );
  await admin.query("insert into movements.request_case (request_id, case_id) values ($1, $2)", [id, caseId]);
  await admin.query("insert into movements.request_holder (request_id, account) values ($1, 'lee')", [id]);
  if (state !== "draft") await admin.query("update movements.information_request r set state = $2, frozen_hash = movements.print_of(r) where r.id = $1", [id, state]);
  for (const [item, kind, of] of [[authorisation, "authorisation", agency], [provision, "provision", "telecom.1"]]) {
    const open = (kind === "authorisation" && state === "approved") || (kind === "provision" && ["sent", "partly-provided"].includes(state));
    await admin.query(
      `insert into movements.inbox_item (id, request_id, agency, kind, data_class, window_from, window_to, legal_basis, subject, person_key, arrived_at, due_at, done_at, done_as)
       values ($1, $2, $3, $4, $5, $6, $7, case when $4 = 'authorisation' then 'IDCPA 76-2' end, case when $4 = 'authorisation' then gen_random_uuid() end, $8, now(), now() + interval '1 day', case when $9 then null else now() end, case when $9 then null else 'closed' end)`,
      [item, id, of, kind, dataClass, from, to, person, open],
    );
  }
  const [{ frozen } = { frozen: null }] = await admin.query<{ frozen: string | null }[]>("select encode(frozen_hash, 'hex') as frozen from movements.information_request where id = $1", [id]);
  return { id, case: caseId, from, to, frozen: frozen ?? createHash("sha256").update("none").digest("hex"), authorisation: authorisation ?? "", provision: provision ?? "" };
}

/** The agency that asked: that of whoever is about to try. */
let asksFor = kim.agency;

async function outcome(step: string, state: string, asker: Asker): Promise<string> {
  asksFor = asker.duty === "national-investigator" ? national.agency : kim.agency;
  const variables = await requestIn(state, asker.duty === "card-association-officer" ? "cards" : "police");
  const declared = ["$id: ID!", "$case: ID!", "$from: DateTimeISO!", "$to: DateTimeISO!", "$frozen: String!", "$authorisation: ID!", "$provision: ID!"].filter((one) => mutations[step]?.includes(one.split(":")[0] ?? ""));
  const { codes, data } = await office.ask(asker, `mutation (${declared.join(", ")}) { ${mutations[step] ?? ""} { __typename } }`, variables);
  return codes[0] ?? (Object.values(data ?? {})[0] === null ? "nothing" : "done");
}

const wholeTable = process.env["EPIGRAPH_WHOLE_TABLE"] === "1";

describe("the steps of an information request", () => {
  it("are those that the database keeps, row by row", async () => {
    const rows = await office.admin.query<{ row: string }[]>("select concat_ws(' ', step, from_state, duty, to_state) as row from movements.request_transition");
    expect(rows.map(({ row }) => row).toSorted()).toEqual(transitionRows.map(({ step, from, by, to }) => [step, from, by, to].join(" ")).toSorted());
  });

  it("are tried in every state there is", () => {
    expect(new Set(cells.map(({ state }) => state))).toEqual(new Set(requestStates));
    expect(new Set(cells.map(({ step }) => step))).toEqual(new Set(Object.keys(mutations)));
  });

  it.each(cells.filter(({ by }) => by !== "").map(({ step, state, by }) => [step, state, by] as const))("%s, %s: by %s", async (step, state, by) => {
    for (const letter of by) expect([letter, await outcome(step, state, letters[letter] ?? kim)]).toEqual([letter, "done"]);
  });

  it("are refused to everybody else, and in every other state", async () => {
    const wrong: string[] = [];
    let tried = 0;
    const askers = wholeTable ? everyDuty : Object.values(letters);
    for (const { step, state, by } of cells) {
      // what no duty of its own may do in any state is tried in one of them, unless the whole table is asked for
      for (const asker of askers) {
        const own = Object.keys(letters).find((letter) => letters[letter]?.account === asker.account) ?? "";
        if (own !== "" && by.includes(own)) continue;
        if (!wholeTable && state !== "submitted" && !cells.some((cell) => cell.step === step && own !== "" && cell.by.includes(own))) continue;
        tried += 1;
        const told = await outcome(step, state, asker);
        if (!["CLEARANCE_REQUIRED", "PURPOSE_REQUIRED", "CONFLICT", "NOT_FOUND", "EXPIRED", "CONTEXT_REQUIRED"].includes(told)) wrong.push(`${step} in ${state} by ${asker.duty}: ${told}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(wholeTable ? 1_500 : 150);
    // nobody tried without a record
    const refused = (await recordsOf(office.database.adminUrl)).filter(({ events }) => events.some(({ coordinate, outcome: decided }) => coordinate.startsWith("Mutation.") && decided !== "allowed"));
    expect(refused.length).toBeGreaterThanOrEqual(tried);
  }, 600_000);
});
