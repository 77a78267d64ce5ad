/** The story of an upload: what a provider is asked comes in through the agency door with its own credentials, stays with who may read it, and nobody else brings or reads anything. In both topologies. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServiceName, services } from "@epigraph/authz";
import { configuration, serveAll, serveDoors, serveSubgraph } from "@epigraph/cli";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { createTestDatabase, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { approver, askOver, auditor, doorOf, localInvestigator, nationalInvestigator, type Platform, testEnvironment, tokenFor, type User } from "./platform.js";
import { gangnam, kim, morningOfStory, newestEntry, person, police, provider, putAgencies, putCase, registerProfile, sentRequest, told } from "./requests.js";

const telecom = provider("telecom.a");
type Sent = { readonly status: number; readonly body: Readonly<Record<string, unknown>> & { readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] } };

const hourMs = 3_600_000;
/** A stay at Seoul's city hall, so many hours after the window began. */
const row = (hour: number, who = "010-1234-5678", lat = "37.5663"): string => {
  const at = (extra: number): string => new Date(morningOfStory() + (hour + extra) * hourMs).toISOString();
  return `${who},${at(0)},${at(0.5)},${lat},126.9779`;
};
const csv = (...rows: readonly string[]): string => `${["who,from,to,lat,lon", ...rows].join("\n")}\n`;

const anywhere = { host: "127.0.0.1", port: 0 };
const surroundings = { clock: Date.now, report: () => undefined };
type Running = { readonly urls: Readonly<Record<"agency" | "clearance", string>>; readonly close: () => Promise<void> };

/** As one process runs it, and as separate services do, each behind HTTP. */
const topologies: Readonly<Record<string, (config: ReturnType<typeof configuration>) => Promise<Running>>> = {
  "in one process": (config) => serveAll(config, { public: anywhere, agency: anywhere, clearance: anywhere }, surroundings),
  "behind HTTP": async (config) => {
    const listening = new Map<ServiceName, Awaited<ReturnType<typeof serveSubgraph>>>();
    for (const name of services) listening.set(name, await serveSubgraph(name, config, anywhere, surroundings));
    const doors = await serveDoors(config, (name) => listening.get(name)?.url ?? "", { agency: anywhere, clearance: anywhere }, surroundings);
    return {
      urls: doors.urls,
      close: async () => {
        await doors.close();
        for (const { close } of listening.values()) await close();
      },
    };
  },
};

describe.each(Object.entries(topologies))("an upload %s", (_name, start) => {
  let database: TestDatabase;
  let admin: DataSource;
  let running: Running;
  let folder: string;
  let platform: Pick<Platform, "ask">;
  beforeAll(async () => {
    database = await createTestDatabase();
    admin = await openDatabase(database.adminUrl, { name: "story", poolSize: 2 });
    await putAgencies(admin);
    folder = mkdtempSync(join(tmpdir(), "epigraph-story-"));
    running = await start(configuration(testEnvironment(database, folder), undefined));
    platform = { ask: (user, query, variables) => askOver(running.urls[doorOf(user) === "agency" ? "agency" : "clearance"], user, query, variables) };
    await registerProfile(platform, "telecom.a", "telecom-location", { subject: "phone" });
  }, 120_000);
  afterAll(async () => {
    await running?.close();
    await admin?.destroy();
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = async (user: User, path: string, init: RequestInit = {}): Promise<Sent> => {
    const response = await fetch(`${running.urls.agency}${path}`, { ...init, headers: { authorization: `Bearer ${tokenFor(user)}`, ...(init.headers as Record<string, string> | undefined) } });
    return { status: response.status, body: (await response.json()) as Sent["body"] };
  };
  const put = (user: User, entry: string, body: string, headers: Record<string, string> = {}): Promise<Sent> => call(user, `/provision/${entry}`, { method: "PUT", body, headers: { "content-type": "text/csv", "epigraph-file-name": "calls.csv", ...headers } });
  const refusal = ({ status, body }: Sent): string => `${String(status)} ${body.errors?.[0]?.extensions.code ?? "none"}`;
  const asked = async (): Promise<{ readonly caseId: string; readonly request: string; readonly entry: string }> => {
    const caseId = await putCase(database, admin);
    const request = await sentRequest(platform, { case: caseId, dataClass: "telecom-location" });
    return { caseId, request, entry: await newestEntry(platform, telecom) };
  };
  const staysOf = async (user: User, caseId: string): Promise<string> => {
    const { data, errors } = await platform.ask(user, "query ($id: ID!) { case(id: $id) { stays(first: 10) { edges { node { arrival dataClass request { id } } } } } }", { id: caseId });
    const { stays } = (data?.["case"] ?? {}) as { readonly stays?: { readonly edges: readonly { readonly node: { readonly arrival: string } }[] } | null };
    return stays ? stays.edges.map(({ node }) => node.arrival).join(" ") : errors.map(({ extensions }) => extensions.code).join(" ");
  };
  const stepsOf = (request: string): Promise<{ readonly steps: string; readonly state: string }> =>
    told<{ readonly state: string; readonly steps: { readonly edges: readonly { readonly node: { readonly step: string; readonly account: string } }[] } }>(platform, kim, "query ($id: ID!) { informationRequest(id: $id) { state steps(first: 30) { edges { node { step account } } } } }", { id: request }).then(({ state, steps }) => ({ state, steps: steps.edges.map(({ node }) => `${node.step} ${node.account}`).join(", ") }));

  it("comes in as the request goes on, gives a receipt, and is readable by who holds the grant and by nobody else", async () => {
    const { caseId, request, entry } = await asked();
    const { status, body } = await put(telecom, entry, csv(row(1), row(30), row(2, "010-1234-5678", "x"), row(3, "010-9999-0000")));
    expect([status, body]).toEqual([200, expect.objectContaining({ request: entry, state: "complete", rows: { read: 4, accepted: 2, quarantined: 1, outsideApproval: 1 }, stays: { stored: 2, alreadyThere: 0 }, reasons: { "number-unreadable": 1, "other-subject": 1 } })]);
    expect((await call(telecom, `/provision/${entry}/uploads/${String(body["upload"])}`)).body).toEqual(body);

    expect(await staysOf(kim, caseId)).toBe([1, 30].map((hour) => new Date(morningOfStory() + hour * hourMs).toISOString()).join(" "));
    for (const [user, expected] of [[localInvestigator(gangnam), "APPROVAL_REQUIRED"], [nationalInvestigator, "APPROVAL_REQUIRED"], [approver, "CLEARANCE_REQUIRED"], [auditor, "CLEARANCE_REQUIRED"]] as const) expect([user.duty, await staysOf(user, caseId)]).toEqual([user.duty, expect.stringContaining(expected)]);
    expect((await platform.ask(telecom, "query ($id: ID!) { case(id: $id) { stays { edges { node { arrival } } } } }", { id: caseId })).errors.length).toBeGreaterThan(0);

    expect(await stepsOf(request)).toMatchObject({ state: "partly-provided", steps: expect.stringMatching(/send platform, upload machine\.telecom\.a$/) });
    const notices = await admin.query<{ kind: string }[]>("select kind from movements.notice where request_id = $1 order by kind", [request]);
    expect(notices).toEqual([{ kind: "collection" }, { kind: "provision" }]);
  });

  it("shows the agency its receipts in its inbox, and another agency nothing", async () => {
    const { entry } = await asked();
    const { body } = await put(telecom, entry, csv(row(1), row(2, "010-1234-5678", "x"), row(3, "010-9999-0000")));
    const query = "query ($id: ID!) { inboxItem(id: $id) { state uploads { edges { node { id state fileName rowsRead rowsAccepted rowsQuarantined rowsOutsideApproval staysStored correctableRows fileHash rowsHash bytes reasons { code count meaningKo meaningEn } } } } } }";
    const item = await told<{ readonly uploads: { readonly edges: readonly { readonly node: object }[] } }>(platform, telecom, query, { id: entry });
    const { bytes, rows } = body["sha256"] as { readonly bytes: string; readonly rows: string };
    expect(item.uploads.edges.map(({ node }) => node)).toEqual([
      {
        id: body["upload"], state: "complete", fileName: "calls.csv", rowsRead: 3, rowsAccepted: 1, rowsQuarantined: 1, rowsOutsideApproval: 1, staysStored: 1, correctableRows: 1, fileHash: bytes, rowsHash: rows, bytes: body["bytes"],
        reasons: [{ code: "number-unreadable", count: 1, meaningKo: "숫자가 아닙니다", meaningEn: "not a number" }, { code: "other-subject", count: 1, meaningKo: "요청 대상자가 아닙니다", meaningEn: "not the person of the request" }],
      },
    ]);
    const other = await platform.ask(provider("telecom.b"), query, { id: entry });
    expect(other.errors.map(({ extensions }) => extensions.code)).toEqual(["NOT_FOUND"]);
  });

  it("ends the agency's part with its last file, and the request with the last agency's", async () => {
    const { request, entry } = await asked();
    const other = await newestEntry(platform, provider("telecom.b"));
    expect((await put(telecom, entry, csv(row(1)), { "epigraph-last": "1" })).status).toBe(200);
    expect(await stepsOf(request)).toMatchObject({ state: "partly-provided", steps: expect.stringMatching(/upload machine\.telecom\.a, complete machine\.telecom\.a$/) });
    expect(refusal(await put(telecom, entry, csv(row(2)), { "epigraph-file-name": "more.csv" }))).toBe("409 REQUEST_CLOSED");
    expect((await put(telecom, entry, csv(row(1)), { "epigraph-last": "1" })).body.errors?.[0]?.message).toMatch(/your agency said that it has no more/);
    await told(platform, provider("telecom.b"), "mutation ($id: ID!) { completeProvision(id: $id, nothingHeld: true) { state } }", { id: other });
    expect(await stepsOf(request)).toMatchObject({ state: "provided", steps: expect.stringMatching(/complete machine\.telecom\.b, provide platform$/) });
  });

  it("is not contradicted by its agency: what holds nothing has uploaded nothing", async () => {
    const { entry } = await asked();
    await put(telecom, entry, csv(row(1)));
    const { errors } = await platform.ask(telecom, "mutation ($id: ID!) { completeProvision(id: $id, nothingHeld: true) { state } }", { id: entry });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["CONFLICT"]);
  });

  it("is refused by whom nobody asked, whoever signs, and where the request is closed, withdrawn or expired", async () => {
    const { caseId, request, entry } = await asked();
    const before = await admin.query("select count(*)::int as uploads from provision.upload");
    expect(refusal(await put(provider("telecom.b"), entry, csv(row(1))))).toBe("404 REQUEST_UNKNOWN");
    expect(refusal(await put(provider("card.a"), entry, csv(row(1))))).toBe("404 REQUEST_UNKNOWN");
    expect(refusal(await put(telecom, request, csv(row(1))))).toBe("404 REQUEST_UNKNOWN");
    expect(refusal(await put(police, entry, csv(row(1))))).toBe("403 WRONG_DOOR");
    expect(refusal(await put(kim, entry, csv(row(1))))).toBe("403 WRONG_DOOR");
    expect((await fetch(`${running.urls.agency}/provision/${entry}`, { method: "PUT", body: csv(row(1)), headers: { "content-type": "text/csv" } })).status).toBe(401);
    await told(platform, kim, 'mutation ($id: ID!) { withdrawRequest(request: $id, reason: "found otherwise") { state } }', { id: request });
    expect(refusal(await put(telecom, entry, csv(row(1))))).toBe("409 REQUEST_CLOSED");

    const closed = await asked();
    await put(telecom, closed.entry, csv(row(5)), { "epigraph-file-name": "first.csv" });
    await told(platform, kim, 'mutation ($id: ID!) { closeRequest(request: $id, reason: "purpose met") { state } }', { id: closed.request });
    expect((await put(telecom, closed.entry, csv(row(1)))).body.errors?.[0]?.message).toMatch(/closed/);
    const expired = await asked();
    await admin.query("update movements.information_request set expires_at = now() - interval '1 s' where id = $1", [expired.request]);
    expect((await put(telecom, expired.entry, csv(row(1)))).body.errors?.[0]?.message).toMatch(/the time for this request is over/);
    expect(await admin.query("select count(*)::int - 1 as uploads from provision.upload")).toEqual(before);
    expect(await staysOf(kim, caseId)).not.toMatch(/T/);
  });

  it("is told apart from a file of the wrong profile, whose rows would all be somebody else's", async () => {
    await registerProfile(platform, "card.a", "card-use", { subject: "phone" });
    await sentRequest(platform, { case: await putCase(database, admin), dataClass: "card-use" });
    const entry = await newestEntry(platform, provider("card.a"));
    expect(refusal(await put(provider("card.a"), entry, csv(row(1))))).toBe("409 PROFILE_MISMATCH");
    expect(await registerProfile(platform, "card.a", "card-use", { subject: "name-and-birth-date", columns: { birthDate: "born" } })).toEqual({ version: 2 });
    const file = `who,born,from,to,lat,lon\n${[row(1, `${person.fullName ?? ""},1990.3.1`), row(2, `${person.fullName ?? ""},19900301`), row(3, "김철수,1990-03-01")].join("\n")}\n`;
    expect((await put(provider("card.a"), entry, file)).body).toMatchObject({ rows: { read: 3, accepted: 2, outsideApproval: 1 }, stays: { stored: 2 } });
  });

  it("brings for a place roster whoever was there long enough, apart from the case's stays, and no more persons than the policy allows", async () => {
    const caseId = await putCase(database, admin);
    const abroad = await putCase(database, admin, { phone: "+821077770000" });
    await admin.query("update cases.case_record set region_code = '2635000000' where id = $1", [abroad]);
    const [place] = await admin.query<{ id: string }[]>("insert into movements.place (id, name, category, latitude, longitude, cell, source_system, source_record) values (gen_random_uuid(), 'a club', 'club', 37.5663, 126.9779, 0, 'story', gen_random_uuid()::text) returning id");
    const request = await sentRequest(platform, { case: caseId, cases: [caseId], dataClass: "telecom-location", places: [{ place: place?.id, radiusMetres: 100 }], dwellMinutes: 30 });
    const entry = await newestEntry(platform, telecom);
    const short = row(4, "010-0000-0009").replace(/,[^,]+,37/, `,${new Date(morningOfStory() + 4 * hourMs + 600_000).toISOString()},37`);
    const { body } = await put(telecom, entry, csv(row(1, "010-0000-0001"), row(2, "010-1234-5678"), row(5, "010-7777-0000"), row(3, "010-0000-0008", "37.6"), short));
    expect(body).toMatchObject({ rows: { read: 5, accepted: 3, outsideApproval: 2 }, stays: { stored: 3 }, reasons: { "outside-places": 1, "too-short": 1 } });
    await rosterIsRead(caseId, request, abroad);
    expect(refusal(await put(telecom, entry, csv(row(1, "010-0000-0002"), row(1, "010-0000-0003")), { "epigraph-file-name": "more.csv" }))).toBe("413 TOO_MANY_PERSONS");

    // the case's own person is known here; of the other nobody knows
    await admin.query("update movements.information_request set unmatched_due_at = now() - interval '1 s' where id = $1", [request]);
    expect(await admin.query("select movements.forget_unmatched() as gone")).toEqual([{ gone: 1 }]);
    expect(await admin.query("select count(*)::int as stays from movements.roster_stay where request_id = $1", [request])).toEqual([{ stays: 2 }]);
  });

  /** Who was there, and which case that is, as far as the asker may know; under the roster's own grant, and none of the case's evidence with it. */
  async function rosterIsRead(caseId: string, request: string, abroad: string): Promise<void> {
    type Entry = { readonly node: { readonly personKey: string; readonly dwellMinutes: number; readonly arrival: string; readonly cases: readonly { readonly id: string }[]; readonly caseStubs: readonly { readonly id: string; readonly agency: { readonly id: string } | null }[] } };
    const query = "query ($id: ID!) { informationRequest(id: $id) { state rosterStays(first: 10) { edges { node { personKey arrival dwellMinutes latitude cases { id } caseStubs { id agency { id } } } } } } }";
    const { rosterStays } = await told<{ readonly rosterStays: { readonly edges: readonly Entry[] } }>(platform, kim, query, { id: request });
    const entries = rosterStays.edges.map(({ node }) => node);
    expect(entries.map(({ arrival, dwellMinutes }) => [new Date(arrival).getTime() - morningOfStory(), dwellMinutes])).toEqual([1, 2, 5].map((hour) => [hour * hourMs, 30]));
    expect(entries.map(({ cases }) => cases.length)).toEqual([0, expect.any(Number), 0]);
    expect(entries[1]?.cases).toContainEqual({ id: caseId });
    expect(entries.map(({ caseStubs }) => caseStubs.length)).toEqual([0, 0, 1]);
    expect(JSON.stringify(entries)).not.toContain(abroad);
    expect(new Set(entries.map(({ personKey }) => personKey)).size).toBe(3);
    const keys = await admin.query<{ key: string }[]>("select person_key as key from movements.roster_person where request_id = $1", [request]);
    expect(keys.filter(({ key }) => JSON.stringify(entries).includes(key))).toEqual([]);

    const refused = async (user: User): Promise<string> => (await platform.ask(user, query, { id: request })).errors.map(({ extensions }) => extensions.code).join(" ");
    for (const [user, code] of [[{ ...kim, account: "lee" }, "APPROVAL_REQUIRED"], [nationalInvestigator, "APPROVAL_REQUIRED"], [approver, "CLEARANCE_REQUIRED"], [localInvestigator("2635000000"), "NOT_FOUND"]] as const) expect([user.account, await refused(user)]).toEqual([user.account, code]);
    expect(await staysOf(kim, caseId)).toBe("APPROVAL_REQUIRED");

    // the persons who are cases are to be told, by who keeps their case, and not of which case it was for
    type Notice = { readonly kind: string; readonly dataClass: string; readonly textEn: string; readonly case: { readonly id: string } };
    const { edges } = await told<{ readonly edges: readonly { readonly node: Notice }[] }>(platform, localInvestigator("2635000000"), "{ notices(first: 50) { edges { node { kind dataClass textEn case { id } } } } }");
    expect(edges.map(({ node }) => node)).toEqual([{ kind: "provision", dataClass: "telecom-location", textEn: expect.stringContaining("location data of telecommunications companies about you"), case: { id: abroad } }]);
    expect(JSON.stringify(edges)).not.toContain(caseId);

    // who is specially protected is nowhere on it
    await admin.query("update cases.case_record set sealed = true where id = $1", [abroad]);
    const after = await told<{ readonly rosterStays: { readonly edges: readonly Entry[] } }>(platform, kim, query, { id: request });
    expect(after.rosterStays.edges.map(({ node }) => node.personKey)).toEqual(entries.slice(0, 2).map(({ personKey }) => personKey));
    await admin.query("update cases.case_record set sealed = false where id = $1", [abroad]);
  }

  it("leaves in the access log an intent and an outcome, and a refusal where there was one, without a value of the file", async () => {
    const { request, entry } = await asked();
    const { body } = await put(telecom, entry, csv(row(1), row(2, "010-9999-0000")), { "epigraph-file-name": "of-the-log.csv" });
    await put(provider("telecom.b"), entry, csv(row(1)));
    const records = (await recordsOf(database.adminUrl)).filter(({ entity }) => entity.references.some(({ kind, id }) => kind === "upload" && id === body["upload"]));
    expect(records.map(({ type, outcome, agent }) => [type, outcome, agent.who])).toEqual([["change", "answered", "machine.telecom.a"], ["operation", "partly-denied", "machine.telecom.a"]]);
    expect(records[1]?.events.map(({ coordinate, outcome, count, subjects }) => [coordinate, outcome, count, subjects.size])).toEqual([["Upload.row", "allowed", 1, 1], ["Upload.row", "denied", 1, 0]]);
    expect(records.every(({ entity }) => entity.references.some(({ kind, id }) => kind === "request" && id === request))).toBe(true);
    expect(JSON.stringify(records)).not.toMatch(/1234|9999|of-the-log|37\.5/);
  });
});
