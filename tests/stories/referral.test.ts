/** The story of two districts: a link leads to another jurisdiction, shows whom to call, and shows more once a referral was accepted, until it ends. */
import type { TestDatabase } from "@epigraph/datastore/testing";
import { generated, withAdmin } from "./data.js";
import { clinicStaff, localInvestigator, nationalInvestigator, type Platform, startPlatform, type User } from "./platform.js";

type Ids = { readonly mine: string; readonly myRegion: string; readonly theirs: string; readonly theirRegion: string; readonly link: string; readonly third: string; readonly sealed: string };
type Node<T> = { readonly edges: readonly { readonly node: T }[] };
type Stub = { readonly id: string; readonly agency: { readonly id: string; readonly nameEn: string; readonly phone: string | null } };
type Link = { readonly id: string; readonly infector: { readonly id: string } | null; readonly infectorStub: Stub | null };
type Referred = { readonly id: string; readonly state: string; readonly reason: string; readonly case: { readonly id: string } | null; readonly stub: { readonly id: string } | null; readonly toAgency: { readonly id: string } };

const linksQuery = `query ($id: ID!) { case(id: $id) { transmissionLinks(first: 50) { edges { node { id infector { id } infectorStub { id agency { id nameEn phone } } } } } } }`;
const referralFields = "id state reason case { id } stub { id } toAgency { id }";
const caseQuery = `query ($id: ID!) { case(id: $id) { id disease region { code } person { fullName } } }`;

let database: TestDatabase;
let platform: Platform;
let ids: Ids;

beforeAll(async () => {
  database = await generated.create();
  ids = await withAdmin(database, async (admin) => {
    const cases = await admin.query<{ id: string; region: string }[]>(
      `select distinct on (region_code) id, region_code as region from cases.case_record where region_code in (select code from cases.region where level = 'municipality') order by region_code, id`,
    );
    const [mine, theirs, third] = cases;
    if (!mine || !theirs || !third) throw new Error("the data hold too few districts for this story");
    const [sealed] = await admin.query<{ id: string }[]>(`select id from cases.case_record where region_code = $1 and id <> $2 order by id limit 1`, [theirs.region, theirs.id]);
    const link = async (infector: string, name: string): Promise<string> => {
      const [row] = await admin.query<{ id: string }[]>(
        `insert into cases.transmission_link (id, infector_case_id, infectee_case_id, basis, source_system, source_record) values (gen_random_uuid(), $1, $2, 'interview', 'story', $3) returning id`,
        [infector, mine.id, name],
      );
      return row?.id ?? "";
    };
    await admin.query(`update cases.case_record set sealed = true where id = $1`, [sealed?.id]);
    await link(sealed?.id ?? "", "to a sealed case");
    return { mine: mine.id, myRegion: mine.region, theirs: theirs.id, theirRegion: theirs.region, third: third.region, sealed: sealed?.id ?? "", link: await link(theirs.id, "across districts") };
  });
  platform = await startPlatform("one process", database);
}, 180_000);
afterAll(async () => {
  await platform?.close();
  await database?.drop();
});

const me = (): User => localInvestigator(ids.myRegion);
const them = (): User => localInvestigator(ids.theirRegion);

async function linkOf(user: User): Promise<Link | undefined> {
  const { data } = await platform.ask(user, linksQuery, { id: ids.mine });
  const links = (data?.["case"] as unknown as { readonly transmissionLinks: Node<Link> } | null)?.transmissionLinks.edges.map(({ node }) => node) ?? [];
  return links.find(({ id }) => id === ids.link);
}

const codes = (errors: readonly { readonly extensions: { readonly code: string } }[]): readonly string[] => errors.map(({ extensions }) => extensions.code);

async function change(user: User, name: "offerReferral" | "acceptReferral" | "endReferral", args: string): Promise<{ readonly referral: Referred | null; readonly codes: readonly string[] }> {
  const { data, errors } = await platform.ask(user, `mutation { ${name}(${args}) { ${referralFields} } }`);
  return { referral: (data?.[name] as unknown as Referred | null) ?? null, codes: codes(errors) };
}

async function referralsOf(user: User): Promise<readonly Referred[]> {
  const { data } = await platform.ask(user, `{ referrals(first: 50) { edges { node { ${referralFields} } } } }`);
  return (data?.["referrals"] as unknown as Node<Referred>).edges.map(({ node }) => node);
}

describe("a link to a case of another district", () => {
  it("shows a stub: a pseudonym and the agency to call, and no case", async () => {
    const link = await linkOf(me());
    expect(link?.infector).toBeNull();
    expect(link?.infectorStub?.agency).toEqual({ id: `health-centre.${ids.theirRegion}`, nameEn: expect.stringContaining("Public Health Centre"), phone: null });
    expect(link?.infectorStub?.id).not.toBe(ids.theirs);
  });

  it("shows the case itself, and no stub, to a national investigator", async () => {
    const link = await linkOf(nationalInvestigator);
    expect(link).toMatchObject({ infector: { id: ids.theirs }, infectorStub: null });
  });

  it("does not exist when the other person is specially protected", async () => {
    const { data } = await platform.ask(me(), linksQuery, { id: ids.mine });
    const links = (data?.["case"] as unknown as { readonly transmissionLinks: Node<Link> }).transmissionLinks.edges;
    expect(links.map(({ node }) => node.id)).toEqual([ids.link]);
  });

  it("gives each agency a pseudonym of its own, which only the keeper of the case can resolve", async () => {
    const stub = (await linkOf(me()))?.infectorStub?.id ?? "";
    const ask = (user: User, agency: string) => platform.ask(user, `query { caseByStub(stub: "${stub}", agency: "${agency}") { id } }`);
    expect((await ask(them(), `health-centre.${ids.myRegion}`)).data).toEqual({ caseByStub: { id: ids.theirs } });
    expect((await ask(nationalInvestigator, `health-centre.${ids.myRegion}`)).data).toEqual({ caseByStub: { id: ids.theirs } });
    for (const [user, agency] of [[me(), `health-centre.${ids.myRegion}`], [them(), `health-centre.${ids.third}`], [localInvestigator(ids.third), `health-centre.${ids.myRegion}`]] as const) {
      const { data, errors } = await ask(user, agency);
      expect([data, codes(errors)]).toEqual([{ caseByStub: null }, ["NOT_FOUND"]]);
    }
  });
});

describe("a referral", () => {
  let referral = "";

  it("is offered by the agency that keeps the case", async () => {
    const offered = await change(them(), "offerReferral", `case: "${ids.theirs}", toAgency: "health-centre.${ids.myRegion}", reason: "infector of a case of yours"`);
    expect(offered).toMatchObject({ codes: [], referral: { state: "offered", case: { id: ids.theirs }, stub: null, toAgency: { id: `health-centre.${ids.myRegion}` } } });
    referral = offered.referral?.id ?? "";
  });

  it.each([
    ["another's case", () => me(), () => `case: "${ids.theirs}", toAgency: "health-centre.${ids.third}", reason: "x"`, "NOT_FOUND"],
    ["a specially protected case", () => them(), () => `case: "${ids.sealed}", toAgency: "health-centre.${ids.myRegion}", reason: "x"`, "NOT_FOUND"],
    ["a case that does not exist", () => them(), () => `case: "00000000-0000-4000-8000-000000000000", toAgency: "health-centre.${ids.myRegion}", reason: "x"`, "NOT_FOUND"],
    ["to an agency that does not exist", () => them(), () => `case: "${ids.theirs}", toAgency: "nobody", reason: "x"`, "BAD_USER_INPUT"],
    ["to the agency that keeps it", () => them(), () => `case: "${ids.theirs}", toAgency: "health-centre.${ids.theirRegion}", reason: "x"`, "BAD_USER_INPUT"],
    ["twice", () => them(), () => `case: "${ids.theirs}", toAgency: "health-centre.${ids.myRegion}", reason: "x"`, "BAD_USER_INPUT"],
    ["to an agency whose id cannot be kept", () => them(), () => `case: "${ids.theirs}", toAgency: "kd\\u0000ca", reason: "x"`, "BAD_USER_INPUT"],
    ["for a reason that cannot be kept", () => them(), () => `case: "${ids.theirs}", toAgency: "health-centre.${ids.third}", reason: "a\\u0000b"`, "BAD_USER_INPUT"],
    ["without a reason", () => them(), () => `case: "${ids.theirs}", toAgency: "health-centre.${ids.third}", reason: " "`, "BAD_USER_INPUT"],
    ["for another purpose", () => ({ ...them(), purpose: "audit" }), () => `case: "${ids.theirs}", toAgency: "health-centre.${ids.third}", reason: "x"`, "PURPOSE_REQUIRED"],
  ])("is not offered: %s", async (_what, user, args, code) => {
    expect(await change(user(), "offerReferral", args())).toEqual({ referral: null, codes: [code] });
  });

  it("is offered once, however many offer it at the same moment, and the others are told so", async () => {
    const offers = await Promise.all(Array.from({ length: 10 }, () => change(them(), "offerReferral", `case: "${ids.theirs}", toAgency: "kdca", reason: "x"`)));
    const made = offers.flatMap(({ referral: one }) => (one ? [one.id] : []));
    expect(made).toHaveLength(1);
    for (const { referral: one, codes: told } of offers) expect(told).toEqual(one ? [] : [expect.stringMatching(/^(?:BAD_USER_INPUT|CONFLICT)$/)]);
    expect((await change(them(), "endReferral", `referral: "${made[0] ?? ""}"`)).codes).toEqual([]);
  });

  it("shows the other agency no more than the stub before it accepts", async () => {
    const [seen] = await referralsOf(me());
    expect(seen).toMatchObject({ id: referral, state: "offered", reason: "infector of a case of yours", case: null });
    expect(seen?.stub?.id).toBe((await linkOf(me()))?.infectorStub?.id);
    expect(codes((await platform.ask(me(), caseQuery, { id: ids.theirs })).errors)).toEqual(["NOT_FOUND"]);
  });

  it("does not exist for a third district, nor can it be accepted or ended there", async () => {
    expect(await referralsOf(localInvestigator(ids.third))).toEqual([]);
    expect(await change(localInvestigator(ids.third), "acceptReferral", `referral: "${referral}"`)).toEqual({ referral: null, codes: ["NOT_FOUND"] });
    expect(await change(localInvestigator(ids.third), "endReferral", `referral: "${referral}"`)).toEqual({ referral: null, codes: ["NOT_FOUND"] });
  });

  it("is not accepted by the agency that offered it", async () => {
    expect(await change(them(), "acceptReferral", `referral: "${referral}"`)).toEqual({ referral: null, codes: ["CLEARANCE_REQUIRED"] });
  });

  it("opens the clinical data once accepted, and no identity without an assignment", async () => {
    expect(await change(me(), "acceptReferral", `referral: "${referral}"`)).toMatchObject({ codes: [], referral: { state: "accepted", case: { id: ids.theirs }, stub: null } });
    const { data, errors } = await platform.ask(me(), caseQuery, { id: ids.theirs });
    expect(data?.["case"]).toMatchObject({ id: ids.theirs, region: { code: ids.theirRegion }, person: { fullName: null } });
    expect(codes(errors)).toEqual(["APPROVAL_REQUIRED"]);
    expect(await linkOf(me())).toMatchObject({ infector: { id: ids.theirs }, infectorStub: null });
  });

  it("is not accepted twice", async () => {
    expect(await change(me(), "acceptReferral", `referral: "${referral}"`)).toEqual({ referral: null, codes: ["BAD_USER_INPUT"] });
  });

  it("closes them again when either agency ends it", async () => {
    expect(await change(me(), "endReferral", `referral: "${referral}"`)).toMatchObject({ codes: [], referral: { state: "ended" } });
    expect(codes((await platform.ask(me(), caseQuery, { id: ids.theirs })).errors)).toEqual(["NOT_FOUND"]);
    expect(await change(them(), "endReferral", `referral: "${referral}"`)).toEqual({ referral: null, codes: ["BAD_USER_INPUT"] });
  });
});

describe("clinic staff", () => {
  it("report the crowding of the own agency's clinic, and of no other", async () => {
    const [own, other] = await withAdmin(database, (admin) =>
      admin.query<{ id: string; agency: string }[]>(`select distinct on (agency) id, agency from clinics.clinic where agency is not null order by agency limit 2`),
    );
    const staff = clinicStaff(own?.agency.split(".")[1] ?? "");
    const report = (id: string | undefined, crowding: string) => platform.ask(staff, `mutation { reportCrowding(clinic: "${id ?? ""}", crowding: "${crowding}") { crowding published } }`);
    expect((await report(own?.id, "high")).data).toEqual({ reportCrowding: { crowding: "high", published: true } });
    expect((await platform.ask(undefined, `{ clinic(id: "${own?.id ?? ""}") { crowding } }`)).data).toEqual({ clinic: { crowding: "high" } });
    const refused = await report(other?.id, "low");
    expect([refused.data, codes(refused.errors)]).toEqual([{ reportCrowding: null }, ["CLEARANCE_REQUIRED"]]);
    expect(codes((await report(own?.id, "enormous")).errors)).toEqual(["BAD_USER_INPUT"]);
  });
});
