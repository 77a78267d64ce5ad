/** The main story: what an investigator, a visitor, an approver, another district and an auditor get from one confirmed case. */
import { eventually, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { chooseCase, type Chosen, ds4c, ds4cFolder, generated, withAdmin } from "./data.js";
import { approver, auditor, localInvestigator, nationalInvestigator, type Platform, startPlatform, topologies, visitor } from "./platform.js";

const caseQuery = `query InvestigateCase($id: ID!) {
  case(id: $id) {
    id confirmationDate infectionSetting
    person { birthYear }
    cluster { nameEn reportedCount cases(first: 5) { edges { node { id confirmationDate } } } }
    region { nameEn statistics(first: 3) { edges { node { day confirmed } } } parent { statistics(first: 3) { edges { node { day confirmed } } } } }
    path(first: 10) { edges { node { day precision arrival departure dwellMinutes dataClasses place { name category } } } }
    coPresences(first: 10) { edges { node { day basis overlapMinutes precision otherCase { id confirmationDate } place { category } } } }
    likelySources(first: 5) { edges { node { kind rank probability method case { id confirmationDate } evidence { daysBetween sameMunicipality coPresences } } } }
    informationRequests(first: 5) { edges { node { id dataClass legalBasis requestedBy approvedBy } } }
  }
}`;

const recordsQuery = `query ($correlation: ID!) {
  auditRecords(first: 100, filter: { correlation: $correlation }) { edges { node {
    service account duty purpose outcome
    dataSubjects(first: 100) { edges { node { dataSubject count } } }
    resolverEvents(first: 100) { edges { node { coordinate outcome ruleId count } } }
  } } }
}`;

const otherDistrict = (code: string): string => (code === "1168000000" ? "1153000000" : "1168000000");
type Node<T> = { readonly edges: readonly { readonly node: T }[] };
type Statistics = { readonly statistics: Node<{ readonly confirmed: number }> };
type FoundRecord = {
  readonly service: string;
  readonly account: string;
  readonly dataSubjects: Node<{ readonly dataSubject: string }>;
  readonly resolverEvents: Node<{ readonly coordinate: string; readonly outcome: string; readonly ruleId: string | null }>;
};
type CaseAnswer = {
  readonly id: string;
  readonly cluster: { readonly nameEn: string; readonly cases: Node<{ readonly id: string }> };
  readonly region: Statistics & { readonly parent: Statistics };
  readonly path: Node<{ readonly day: string; readonly precision: string; readonly arrival: string | null }>;
  readonly coPresences: Node<{ readonly otherCase: { readonly id: string } | null }>;
  readonly likelySources: Node<{ readonly kind: string; readonly rank: number | null; readonly probability: number; readonly case: { readonly id: string } | null }>;
  readonly informationRequests: Node<{ readonly requestedBy: string; readonly approvedBy: string }>;
};

for (const data of [generated, ds4c]) {
  const title = `the main story on ${data.name}`;
  const tell = data.present ? describe : describe.skip;
  tell(data.present ? title : `${title} (skipped: ${ds4cFolder} is not there)`, () => {
    let database: TestDatabase;
    let chosen: Chosen;

    beforeAll(async () => {
      database = await data.create();
      chosen = await chooseCase(database);
    }, 180_000);
    afterAll(() => database?.drop());

    describe.each(topologies)("in %s", (topology) => {
      let platform: Platform;

      beforeAll(async () => {
        platform = await startPlatform(topology, database);
      }, 180_000);
      afterAll(() => platform?.close());

      const ask = (user: Parameters<Platform["ask"]>[0]) => platform.ask(user, caseQuery, { id: chosen.caseId });

      it("an investigator sees an assigned case with path, co-present cases, likely sources, cluster and region in one query", async () => {
        const { status, data: answer, errors } = await ask(localInvestigator(chosen.regionCode));
        expect({ status, errors }).toEqual({ status: 200, errors: [] });
        const found = answer?.["case"] as unknown as CaseAnswer;
        expect(found.id).toBe(chosen.caseId);
        expect(found.cluster.nameEn).toBe(chosen.clusterName);
        expect(found.cluster.cases.edges.length).toBeGreaterThan(0);
        // the real line list counts by province, the generated outbreak by district
        expect([...found.region.statistics.edges, ...found.region.parent.statistics.edges].length).toBeGreaterThan(0);
        expect(found.path.edges.length).toBeGreaterThan(0);
        expect(found.coPresences.edges.length).toBeGreaterThan(0);
        expect(found.coPresences.edges.every(({ node }) => node.otherCase !== null && node.otherCase.id !== chosen.caseId)).toBe(true);
        const ranks = found.likelySources.edges.filter(({ node }) => node.kind === "case").map(({ node }) => node.rank);
        expect(ranks.length).toBeGreaterThan(0);
        expect(ranks).toEqual(ranks.map((_, index) => index + 1));
        expect(found.informationRequests.edges.every(({ node }) => node.requestedBy !== node.approvedBy)).toBe(true);
      });

      it("visits known to the day only have no hours", async () => {
        const { data: answer } = await ask(nationalInvestigator);
        const stops = (answer?.["case"] as unknown as CaseAnswer).path.edges.map(({ node }) => node);
        expect(stops.every(({ precision, arrival }) => (precision === "day") === (arrival === null))).toBe(true);
        if (data === ds4c) expect(stops.every(({ precision }) => precision === "day")).toBe(true);
      });

      it("a visitor without a token gets what is public at the public door, where nothing else exists", async () => {
        const { data: answer, errors } = await platform.ask(visitor, `query ($code: ID!) { region(code: $code) { nameKo statistics(first: 1) { edges { node { confirmed } } } clinics { edges { node { nameKo } } } } }`, { code: chosen.regionCode });
        expect([errors, (answer?.["region"] as unknown as { nameKo: string }).nameKo]).toEqual([[], expect.stringMatching(/./)]);
        const refused = await ask(visitor);
        expect([refused.status, refused.data]).toEqual([400, undefined]);
        expect(refused.errors[0]).toMatchObject({ message: 'Cannot query field "case" on type "Query".', extensions: { code: "GRAPHQL_VALIDATION_FAILED" } });
      });

      it("an account of lower clearance gets null and a code for the fields above it, and the rest stands", async () => {
        const { data: answer, errors } = await ask(approver);
        const found = answer?.["case"] as unknown as Record<string, unknown>;
        expect(found["confirmationDate"]).toEqual(expect.any(String));
        for (const field of ["person", "path", "coPresences", "likelySources"]) expect({ [field]: found[field] }).toEqual({ [field]: null });
        for (const field of ["person", "path", "coPresences", "likelySources"]) expect(errors).toContainEqual({ message: expect.any(String), path: ["case", field], extensions: { code: "CLEARANCE_REQUIRED" } });
      });

      it("an investigator of another district gets not-found, as for a case that does not exist", async () => {
        const stranger = localInvestigator(otherDistrict(chosen.regionCode));
        const hidden = await ask(stranger);
        const missing = await platform.ask(stranger, caseQuery, { id: "00000000-0000-4000-8000-000000000000" });
        expect(hidden.data).toEqual({ case: null });
        expect(hidden.errors).toEqual([{ message: expect.any(String), path: ["case"], extensions: { code: "NOT_FOUND" } }]);
        expect(hidden.text).toBe(missing.text);
      });

      it("an investigator who states no purpose is told to state one", async () => {
        const { errors } = await platform.ask({ ...localInvestigator(chosen.regionCode), purpose: "public-information" }, caseQuery, { id: chosen.caseId });
        expect(errors.map(({ extensions }) => extensions.code)).toEqual(["PURPOSE_REQUIRED"]);
      });

      it("the auditor finds every one of these requests, with each resolver, decision and data subject", async () => {
        const stranger = localInvestigator(otherDistrict(chosen.regionCode));
        const expected = [
          { user: localInvestigator(chosen.regionCode), account: `investigator.${chosen.regionCode}`, event: ["movements", "PathStop.day", "allowed", "evidence.local"], persons: true },
          { user: nationalInvestigator, account: "investigator.national", event: ["movements", "PathStop.day", "allowed", "evidence.national"], persons: true },
          { user: approver, account: "approver.kdca", event: ["cases", "Case.confirmationDate", "allowed", "case.clinical.approver"], persons: true },
          { user: approver, account: "approver.kdca", event: ["gateway", "Case.path", "denied", null], persons: true },
          { user: stranger, account: stranger.account, event: ["cases", "Query.case", "error", "case.list.local"], persons: false },
        ] as const;
        for (const { user, account, event, persons } of expected) {
          const { correlation } = await ask(user);
          const records = await recorded(correlation);
          expect(new Set(records.map((record) => record.account))).toEqual(new Set([account]));
          expect(records.filter(({ service }) => service === "gateway")).toHaveLength(1);
          const events = records.flatMap(({ service, resolverEvents }) => resolverEvents.edges.map(({ node }) => [service, node.coordinate, node.outcome, node.ruleId]));
          expect(events).toContainEqual(event);
          expect(records.some(({ dataSubjects }) => dataSubjects.edges.length > 0)).toBe(persons);
        }
      });

      /** The records of an operation, once they are in the log: at most a second after its answer. */
      async function recorded(correlation: string): Promise<readonly FoundRecord[]> {
        let records: readonly FoundRecord[] = [];
        await eventually(async () => {
          const { data: answer, errors } = await platform.ask(auditor, recordsQuery, { correlation });
          expect(errors).toEqual([]);
          records = (answer?.["auditRecords"] as unknown as Node<FoundRecord>).edges.map(({ node }) => node);
          expect(records.map(({ service }) => service)).toContain("gateway");
        });
        return records;
      }

      it("the log holds pseudonyms only: no person key, no case id", async () => {
        const keys = await withAdmin(database, (admin) => admin.query<{ value: string }[]>("select key::text as value from cases.person union all select id::text from cases.case_record")); // names: at the end of the run, see tests/setup
        const records = await recordsOf(database.adminUrl);
        const log = JSON.stringify(records);
        expect(records.length).toBeGreaterThan(0);
        expect(keys.filter(({ value }) => log.includes(value)).length).toBe(0);
        expect(keys.length).toBeGreaterThan(100);
      });

      if (topology === "separate processes") {
        it("a request straight to a subgraph's port is refused", async () => {
          expect(platform.subgraphUrls).toHaveLength(5);
          for (const url of platform.subgraphUrls) {
            const response = await fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: "{ __typename }" }) });
            expect(response.status).toBe(401);
            expect(await response.json()).toEqual({ errors: [{ message: "no context: subgraphs answer the gateway only", extensions: { code: "CONTEXT_REQUIRED" } }] });
          }
        });
      }
    });
  });
}
