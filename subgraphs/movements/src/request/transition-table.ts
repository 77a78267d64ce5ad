/** Every step of an information request, in every state, by every duty: a table written by hand from the issue and the design, and the trying of it. What is not in it must be refused, with a record. */
import { createHash, randomUUID } from "node:crypto";
import { recordsOf } from "@epigraph/datastore/testing";
import { type Asker, approver, cards, everyDuty, kim, national, police, provider, type TestOffice } from "../testing.js";
import type { requestStates } from "./workflow.js";

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

export const letters: Readonly<Record<string, Asker>> = { K: kim, N: national, A: approver, P: police, C: cards, D: provider("telecom.1") };
const columns = { draft: "draft", submitted: "submitted", approved: "approved", police: "police-approved", assoc: "association-approved", sent: "sent", partly: "partly-provided", provided: "provided", closed: "closed", denied: "denied", withdrawn: "withdrawn", expired: "expired" } as const;

const reason = ', reason: "because"';
const input = "{ case: $case, dataClass: \"telecom-location\", windowFrom: $from, windowTo: $to, justification: \"because\", legalBasis: \"IDCPA 76-2\" }";
/** How each step is asked for. */
export const mutations: Readonly<Record<string, string>> = {
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

export type Cell = { readonly step: string; readonly state: (typeof requestStates)[number]; readonly by: string };
/** Who may take a step in a state, by letters; nobody where there are none. */
export const cells: readonly Cell[] = allowed
  .trim()
  .split("\n")
  .slice(1)
  .flatMap((line) => {
    const [step = "", ...cellsOf] = line.trim().split(/\s+/);
    return cellsOf.map((by, index) => ({ step, state: Object.values(columns)[index] ?? "draft", by: by === "-" ? "" : by }));
  });

const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();

/** A request put into a state, with the entries in inboxes that it would have; `second`: which officer's class it is. */
async function requestIn(office: TestOffice, state: string, asksFor: string, second: "police" | "cards"): Promise<Readonly<Record<string, string>>> {
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


const refusals = new Set(["CLEARANCE_REQUIRED", "PURPOSE_REQUIRED", "CONFLICT", "NOT_FOUND", "EXPIRED", "CONTEXT_REQUIRED"]);

/** `done`, `nothing`, or the code of the refusal, of a request that is put into the state for it. */
export async function outcomeOf(office: TestOffice, step: string, state: string, asker: Asker): Promise<string> {
  const asksFor = asker.duty === "national-investigator" ? national.agency : kim.agency; // the agency that asked: that of whoever is about to try
  const variables = await requestIn(office, state, asksFor, asker.duty === "card-association-officer" ? "cards" : "police");
  const declared = ["$id: ID!", "$case: ID!", "$from: DateTimeISO!", "$to: DateTimeISO!", "$frozen: String!", "$authorisation: ID!", "$provision: ID!"].filter((one) => mutations[step]?.includes(one.split(":")[0] ?? ""));
  const { codes, data } = await office.ask(asker, `mutation (${declared.join(", ")}) { ${mutations[step] ?? ""} { __typename } }`, variables);
  return codes[0] ?? (Object.values(data ?? {})[0] === null ? "nothing" : "done");
}

export type Tried = { /** How many cells. */ readonly allowed: number; readonly refused: number; /** What came out otherwise than the table says. */ readonly wrong: readonly string[]; /** Refusals that left a record. */ readonly recorded: number };

/** `whole`: every duty there is in every state; otherwise a duty that may do nothing of its own is tried in one state. */
export async function tryTransitions(office: TestOffice, { whole }: { readonly whole: boolean }): Promise<Tried> {
  const wrong: string[] = [];
  const tried = { allowed: 0, refused: 0 };
  const before = (await refusalsOnRecord(office)).length;
  for (const { step, state, by } of cells) {
    for (const letter of by) {
      tried.allowed += 1;
      const told = await outcomeOf(office, step, state, letters[letter] ?? kim);
      if (told !== "done") wrong.push(`${step} in ${state} by ${letter}: ${told}`);
    }
    for (const asker of whole ? everyDuty : Object.values(letters)) {
      const own = Object.keys(letters).find((letter) => letters[letter]?.account === asker.account) ?? "";
      if (own !== "" && by.includes(own)) continue;
      if (!whole && state !== "submitted" && !cells.some((cell) => cell.step === step && own !== "" && cell.by.includes(own))) continue;
      tried.refused += 1;
      const told = await outcomeOf(office, step, state, asker);
      if (!refusals.has(told)) wrong.push(`${step} in ${state} by ${asker.duty}: ${told}`);
    }
  }
  return { ...tried, wrong, recorded: (await refusalsOnRecord(office)).length - before };
}

const refusalsOnRecord = async (office: TestOffice): Promise<readonly unknown[]> =>
  (await recordsOf(office.database.adminUrl)).filter(({ events }) => events.some(({ coordinate, outcome }) => coordinate.startsWith("Mutation.") && outcome !== "allowed"));
