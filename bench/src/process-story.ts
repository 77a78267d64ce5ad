/** The ten-minute story over HTTP: a case is registered and confirmed, its person's data are asked of 25 providers, approved, uploaded, and read. 28 agencies take part. Not a measurement: see process.ts. */
import { type Door, type Duty, dutyTable } from "@epigraph/authz";

export type Actor = { readonly account: string; readonly duty: Duty; readonly agency: string; readonly purpose: string; readonly jurisdictions: readonly string[] };
export type StoryPlatform = { readonly urls: Readonly<Record<Exclude<Door, "public">, string>>; readonly tokenOf: (actor: Actor) => string };

/** `seconds`: the platform's share, with no waiting for people: what comes one after the other added up, what comes at once as long as the longest. `hops`: how often something passed from an agency to another. */
export type StoryTold = { readonly seconds: number; readonly calls: number; readonly hops: number; readonly humanSteps: number; readonly uploads: number; readonly stays: number; readonly agencies: readonly string[]; readonly phases: Readonly<Record<string, number>>; readonly caseId: string };

const region = "1168000000";
const actor = (account: string, duty: Duty, agency: string, purpose: string, jurisdictions: readonly string[] = []): Actor => ({ account, duty, agency, purpose, jurisdictions });
const centre = `health-centre.${region}`;
const kim = actor("kim", "local-investigator", centre, "investigation", [region]);
const national = actor("investigator.national", "national-investigator", "kdca", "investigation");
const approver = actor("approver.kdca", "approver", "kdca", "authorisation");
const police = actor("police.officer", "police-officer", "police", "authorisation");
const association = actor("card-association.officer", "card-association-officer", "card-association", "authorisation");
const program = (agency: string): Actor => actor(`${agency}.upload`, "data-provider", agency, "provision");
export const telecoms = ["a", "b", "c"].map((letter) => `telecom-${letter}`);
export const cardCompanies = Array.from({ length: 22 }, (_, index) => `card-${String(index + 1).padStart(2, "0")}`);

const hourMs = 3_600_000;
const day = (daysAgo: number): string => new Date(Date.now() - daysAgo * 24 * hourMs + 9 * hourMs).toISOString().slice(0, 10);

/** `rowsOfFile`: of each provider's. The agencies, policies and profiles of the demo must be there, and a response. */
export async function tellStory({ urls, tokenOf }: StoryPlatform, rowsOfFile: number): Promise<StoryTold> {
  const counted = { calls: 0, hops: 0, humanSteps: 0 };
  const agencies = new Set<string>();
  const phases: Record<string, number> = {};
  let began = performance.now();
  const phase = (name: string): void => {
    phases[name] = (performance.now() - began) / 1000;
    began = performance.now();
  };
  const headersOf = (who: Actor): Record<string, string> => ({ authorization: `Bearer ${tokenOf(who)}`, "epigraph-purpose": who.purpose });

  async function ask<Value>(who: Actor, query: string, variables: Record<string, unknown> = {}): Promise<Value> {
    counted.calls += 1;
    agencies.add(who.agency);
    const url = urls[dutyTable[who.duty].door === "agency" ? "agency" : "clearance"];
    const response = await fetch(`${url}/graphql`, { method: "POST", headers: { ...headersOf(who), "content-type": "application/json" }, body: JSON.stringify({ query, variables }) });
    const { data, errors } = (await response.json()) as { data?: Record<string, unknown>; errors?: readonly { readonly message: string }[] };
    if (errors !== undefined) throw new Error(`${query.slice(0, 60)}: ${errors.map(({ message }) => message).join("; ")}`);
    return Object.values(data ?? {})[0] as Value;
  }
  /** What a person decides and does. */
  const act = <Value>(who: Actor, mutation: string, variables: Record<string, unknown> = {}): Promise<Value> => {
    counted.humanSteps += 1;
    return ask<Value>(who, mutation, variables);
  };

  const person = { fullName: "홍길동", phone: "010-1234-5678", birthDate: "1990-03-01" };
  const { case: registered } = await act<{ case: { id: string } }>(kim, "mutation ($input: RegisterCaseInput!) { registerCase(input: $input) { case { id } } }", { input: { disease: "covid-19", regionCode: region, person, record: { onsetDate: day(4), symptoms: [] } } });
  const caseId = registered.id;
  const sample = await act<{ id: string }>(kim, "mutation ($case: ID!, $day: LocalDate!) { recordSample(case: $case, sampleType: \"nasopharyngeal-swab\", takenDate: $day) { id } }", { case: caseId, day: day(1) });
  await act(kim, "mutation ($sample: ID!, $day: LocalDate!) { recordResult(sample: $sample, result: \"positive\", resultDate: $day, testType: \"pcr\") { id } }", { sample: sample.id, day: day(1) });
  counted.hops += 1;
  await act(national, "mutation ($case: ID!, $sample: ID!) { confirmCase(case: $case, basis: \"laboratory\", sample: $sample) { id } }", { case: caseId, sample: sample.id });
  phase("case confirmed");
  await act(kim, "mutation ($case: ID!, $input: InterviewInput!) { recordInterview(case: $case, input: $input) { id } }", {
    case: caseId,
    input: { conductedDate: day(0), informant: "self", text: "two days are not remembered", visits: [{ day: day(3), placeText: "a market", precision: "day" }] },
  });
  phase("interview");

  const window = { from: new Date(Date.now() - 10 * 24 * hourMs), to: new Date(Date.now() - 24 * hourMs) };
  for (const dataClass of ["telecom-location", "card-use"]) {
    const input = { case: caseId, dataClass, windowFrom: window.from, windowTo: window.to, justification: "the interview leaves two days open", legalBasis: "IDCPA 76-2" };
    const { id } = await act<{ id: string }>(kim, "mutation ($input: InformationRequestInput!) { requestInformation(input: $input) { id } }", { input });
    await act(kim, "mutation ($id: ID!) { submitRequest(request: $id) { state } }", { id });
    counted.hops += 1;
  }
  phase("requests");
  const submitted = await ask<Page<{ readonly id: string; readonly frozenHash: string }>>(approver, "{ informationRequests(state: \"submitted\", first: 50) { edges { node { id frozenHash } } } }");
  for (const { node } of submitted.edges) await act(approver, "mutation ($id: ID!, $frozen: String!) { approveRequest(request: $id, frozenHash: $frozen) { state } }", { id: node.id, frozen: node.frozenHash });
  for (const officer of [police, association]) {
    for (const { node } of (await waiting(officer)).edges) {
      counted.hops += 1;
      await act(officer, "mutation ($id: ID!) { approveInboxItem(id: $id) { state } }", { id: node.id });
    }
  }
  phase("approvals");

  const uploaded = await Promise.all([...telecoms.map((agency) => provide(agency, locations)), ...cardCompanies.map((agency) => provide(agency, slips))]);
  phase("uploads");
  let stays = 0;
  for (let after: string | undefined; ; ) {
    const { stays: page } = await ask<{ readonly stays: Page<object> & { readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string } } }>(kim, "query ($id: ID!, $after: String) { case(id: $id) { stays(first: 100, after: $after) { edges { node { arrival departure latitude longitude dataClass } } pageInfo { hasNextPage endCursor } } } }", { id: caseId, ...(after === undefined ? {} : { after }) });
    stays += page.edges.length;
    if (after === undefined) phase("first page read"); // the others only to count them
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  const seconds = Object.values(phases).reduce((sum, one) => sum + one, 0);
  return { seconds, ...counted, uploads: uploaded.filter((complete) => complete).length, stays, agencies: [...agencies].toSorted(), phases, caseId };

  function waiting(who: Actor): Promise<Page<{ readonly id: string }>> {
    return ask(who, "{ inbox(state: waiting, first: 50) { edges { node { id } } } }");
  }

  /** What a provider's program does: looks into its inbox, and sends what it holds as its last file. */
  async function provide(agency: string, rows: (key: string) => string): Promise<boolean> {
    const who = program(agency);
    const { edges } = await ask<Page<{ readonly id: string; readonly matchKey: { readonly value: string } }>>(who, "{ inbox(state: waiting, first: 50) { edges { node { id windowFrom windowTo matchKey { kind value } } } } }");
    const [entry] = edges;
    if (entry === undefined) return false;
    counted.calls += 1;
    counted.hops += 2;
    const headers = { ...headersOf(who), "content-type": "text/csv; charset=utf-8", "epigraph-file-name": "answer.csv", "epigraph-last": "1" };
    const response = await fetch(`${urls.agency}/provision/${entry.node.id}`, { method: "PUT", headers, body: rows(entry.node.matchKey.value) });
    const receipt = (await response.json()) as { readonly state?: string; readonly rows?: { readonly accepted: number; readonly read: number }; readonly errors?: readonly { readonly message: string }[] };
    if (receipt.errors !== undefined) throw new Error(`the file of ${agency}: ${receipt.errors.map(({ message }) => message).join("; ")}`);
    return receipt.state === "complete" && receipt.rows?.accepted === rowsOfFile && receipt.rows.read === rowsOfFile;
  }

  /** Minutes apart, so that each is a stay of its own in the window. */
  function at(index: number): string {
    return new Date(window.from.getTime() + Math.floor((index * (window.to.getTime() - window.from.getTime() - hourMs)) / rowsOfFile)).toISOString();
  }
  function locations(phone: string): string {
    return `전화번호,시작,종료,위도,경도\n${Array.from({ length: rowsOfFile }, (_, index) => `${phone},${at(index)},${at(index)},37.5663,126.9779`).join("\n")}\n`;
  }
  function slips(holder: string): string {
    const [, name = "", born = ""] = /^(.*) (\S+)$/.exec(holder) ?? [];
    return `성명,생년월일,승인일시,위도,경도,가맹점\n${Array.from({ length: rowsOfFile }, (_, index) => `${name},${born},${at(index)},37.5172,127.0473,상점`).join("\n")}\n`;
  }
}

type Page<Node> = { readonly edges: readonly { readonly node: Node }[] };
