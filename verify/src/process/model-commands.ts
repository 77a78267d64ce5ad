/** What anybody may try, in any order: each act is asked of the platform, and held against the model. The platform may refuse more than the model; it must never do or show more. Not what is allowed: see model.ts. */
import fc from "fast-check";
import { Broken, type DataClass, grantOf, mayApprove, mayAuthorise, mayRead, type Model, type ModelCase, type ModelRequest, type Person, reaches, requestDays, revokeOf, type Stretch, worksOn } from "./model.js";
import { type Office, people, seocho } from "./model-office.js";

type Act = fc.AsyncCommand<Model, Office>;

const everybody: readonly Person[] = Object.values(people);
const readers: readonly Person[] = [people.kim, people.lee, people.park, people.seo, people.nam, people.choi];
const windows: readonly Stretch[] = [{ from: -13, to: -8 }, { from: -10, to: -5 }, { from: -7, to: -1 }, { from: -13, to: -1 }];
const classes: readonly DataClass[] = ["telecom-location", "card-use"];
const at = (days: number): string => new Date(began + days * 86_400_000).toISOString();
const began = Date.now() - 60_000;

/** Done, where the model lets it; nothing otherwise. */
function held(model: Model, name: string, done: boolean, allowed: boolean, then: () => void): void {
  if (done && !allowed) throw new Broken(`${name} was done, which the model does not allow`);
  if (!done) return;
  model.done.set(name, (model.done.get(name) ?? 0) + 1);
  then();
}

/** An act, and then a look at what everybody sees of one case. */
const act = (name: string, run: (model: Model, office: Office) => Promise<void>): Act => ({
  check: () => true,
  run: async (model, office) => {
    model.steps += 1;
    await run(model, office);
    await look(model, office, model.cases[model.steps % model.cases.length] as ModelCase);
  },
  toString: () => name,
});

const staysOf = `query ($id: ID!) { _entities(representations: [{ __typename: "Case", id: $id }]) { ... on Case { stays(first: 100) { edges { node { id } } } } } }`;

const rosterOf = `query ($id: ID!) { _entities(representations: [{ __typename: "InformationRequest", id: $id }]) { ... on InformationRequest { rosterStays(first: 100) { edges { node { id } } } } } }`;
const idsOf = (page: unknown): readonly string[] => ((page as { readonly edges?: readonly { readonly node: { readonly id: string } | null }[] } | null | undefined)?.edges ?? []).flatMap(({ node }) => node?.id ?? []);

async function look(model: Model, office: Office, it: ModelCase): Promise<void> {
  for (const reader of readers) {
    for (const { id } of model.requests.filter((one) => one.roster === one.id && one.caseId === it.id).slice(-2)) {
      const { field } = await office.ask("movements", reader, rosterOf, { id });
      for (const entry of idsOf(field?.["rosterStays"])) {
        const stay = model.rosterStays.find((one) => one.id === entry);
        if (stay === undefined || !mayRead(model, reader, stay)) throw new Broken(`a stay was read that no live grant of the reader covers`);
        model.readOfRosters += 1;
      }
    }
    const { field } = await office.ask("movements", reader, staysOf, { id: it.id });
    for (const id of idsOf(field?.["stays"])) {
      const stay = model.stays.find((one) => one.id === id);
      if (stay === undefined || !mayRead(model, reader, stay)) throw new Broken(`a stay was read that no live grant of the reader covers`);
      model.read += 1;
    }
  }
}

const pickRequest = (model: Model, index: number): ModelRequest | undefined => (model.requests.length === 0 ? undefined : model.requests[index % model.requests.length]);
const mutation = (text: string): string => `mutation ($id: ID!) { ${text} }`;

const request = (by: Person, which: number, dataClass: DataClass, window: Stretch, holder: Person, ofPlace: boolean): Act =>
  act(`${by.account} asks for ${dataClass}${ofPlace ? " of a place" : ""}`, async (model, office) => {
    const it = model.cases[which] as ModelCase;
    const input = { case: it.id, dataClass, windowFrom: at(window.from), windowTo: at(window.to), justification: "model", legalBasis: "model", holders: [holder.account], ...(ofPlace ? { places: [{ place: office.place, radiusMetres: 50 }], dwellMinutes: 30 } : {}) };
    const { field } = await office.ask("movements", by, `mutation ($input: InformationRequestInput!) { requestInformation(input: $input) { id } }`, { input });
    held(model, ofPlace ? "a request for a roster" : "a request", field !== null, worksOn(by, it) && it.assigned.has(holder.account), () => undefined);
    if (field === null) return;
    const id = String(field["id"]);
    await submit(model, office, by, { id, caseId: it.id, dataClass, window, holders: new Set([by.account, holder.account]), renewal: false, roster: ofPlace ? id : undefined });
  });

type Draft = Pick<ModelRequest, "id" | "caseId" | "dataClass" | "window" | "holders" | "renewal" | "roster">;

async function submit(model: Model, office: Office, by: Person, draft: Draft): Promise<void> {
  const submitted = await office.ask("movements", by, mutation("submitRequest(request: $id) { frozenHash }"), { id: draft.id });
  if (submitted.field === null) return;
  const [row] = await office.admin.query<{ readonly policy: string }[]>("select policy_id as policy from movements.information_request where id = $1", [draft.id]);
  model.requests.push({ ...draft, by, policy: row?.policy ?? "", expires: model.now + requestDays, state: "submitted" });
}

const renew = (by: Person, index: number): Act =>
  act(`${by.account} asks to read for longer`, async (model, office) => {
    const old = pickRequest(model, index);
    if (old === undefined) return;
    const { field } = await office.ask("movements", by, mutation(`renewRequest(request: $id, justification: "model") { id }`), { id: old.id });
    const it = model.cases.find(({ id }) => id === old.caseId) as ModelCase;
    held(model, "a renewal", field !== null, worksOn(by, it) && by.agency === old.by.agency && old.state === "provided" && !old.renewal, () => undefined);
    if (field !== null) await submit(model, office, by, { id: String(field["id"]), caseId: old.caseId, dataClass: old.dataClass, window: old.window, holders: new Set([...old.holders, by.account]), renewal: true, roster: old.roster });
  });

const approve = (by: Person, index: number): Act =>
  act(`${by.account} approves`, async (model, office) => {
    const asked = pickRequest(model, index);
    if (asked === undefined) return;
    const [row] = await office.admin.query<{ readonly frozen: string }[]>("select encode(frozen_hash, 'hex') as frozen from movements.information_request where id = $1", [asked.id]);
    const { field } = await office.ask("movements", by, `mutation ($id: ID!, $frozen: String!) { approveRequest(request: $id, frozenHash: $frozen) { id } }`, { id: asked.id, frozen: row?.frozen ?? "" });
    held(model, "an approval", field !== null, mayApprove(model, by, asked), () => {
      asked.state = "approved";
      if (model.policies.find(({ id }) => id === asked.policy)?.police !== true) grantOf(model, asked);
    });
  });

const authorise = (by: Person, index: number, yes: boolean): Act =>
  act(`${by.account} ${yes ? "authorises" : "refuses"}`, async (model, office) => {
    const asked = pickRequest(model, index);
    const [item] = await office.admin.query<{ readonly id: string }[]>("select id from movements.inbox_item where request_id = $1 and kind = 'authorisation' and done_at is null", [asked?.id ?? null]);
    if (asked === undefined || item === undefined) return;
    const { field } = await office.ask("movements", by, mutation(yes ? "approveInboxItem(id: $id) { id }" : `denyInboxItem(id: $id, reason: "model") { id }`), { id: item.id });
    if (yes) held(model, "a second approval", field !== null, mayAuthorise(model, by, asked), () => grantOf(model, asked));
    else held(model, "a denial", field !== null, by.duty === "police-officer", () => void (asked.state = "over"));
  });

const provide = (by: Person, index: number): Act =>
  act(`${by.account} provides`, async (model, office) => {
    const asked = pickRequest(model, index);
    const [item] = await office.admin.query<{ readonly id: string }[]>("select id from movements.inbox_item where request_id = $1 and kind = 'provision' and done_at is null", [asked?.id ?? null]);
    if (asked === undefined || item === undefined) return;
    const { field } = await office.ask("movements", by, mutation("completeProvision(id: $id) { id }"), { id: item.id });
    held(model, "a provision", field !== null, by.duty === "data-provider" && asked.state === "sent", () => void (asked.state = "provided"));
    if (asked.state === "provided" && asked.roster === asked.id) model.rosterStays.push(...(await office.putRoster(asked)));
  });

const end = (by: Person, index: number, how: "withdrawRequest" | "closeRequest"): Act =>
  act(`${by.account} ends`, async (model, office) => {
    const asked = pickRequest(model, index);
    if (asked === undefined) return;
    const { field } = await office.ask("movements", by, mutation(`${how}(request: $id, reason: "model") { id }`), { id: asked.id });
    const it = model.cases.find(({ id }) => id === asked.caseId) as ModelCase;
    held(model, "an end", field !== null, worksOn(by, it), () => {
      asked.state = "over";
      revokeOf(model, (grant) => grant.request === asked.id);
    });
  });

const revoke = (by: Person, index: number): Act =>
  act(`${by.account} revokes`, async (model, office) => {
    const grant = model.grants[index % Math.max(1, model.grants.length)];
    if (grant === undefined) return;
    const { field } = await office.ask("movements", by, mutation(`revokeGrant(grant: $id, reason: "model") { id }`), { id: grant.id });
    held(model, "a revocation", field !== null, by.duty === "approver" || grant.holders.has(by.account), () => revokeOf(model, (one) => one.id === grant.id));
  });

const changePolicy = (by: Person, confirmer: Person, dataClass: DataClass, police: boolean): Act =>
  act(`${by.account} and ${confirmer.account} set a policy`, async (model, office) => {
    const second = police || dataClass === "telecom-location";
    const input = {
      dataClass, ...(second ? { secondDuty: "police-officer", secondAgency: "police" } : {}), providers: [dataClass === "telecom-location" ? "telecom.1" : "card.1"],
      windowDays: 14, requestDays, grantDays: 2, noticeDays: 7, keptDays: 0, validFrom: new Date(Date.now() + 3_600_000).toISOString(), reason: "model",
    };
    const { field } = await office.ask("movements", by, `mutation ($input: RequestPolicyInput!) { proposeRequestPolicy(input: $input) { id } }`, { input });
    if (field === null) return;
    const confirmed = await office.ask("movements", confirmer, mutation("confirmRequestPolicy(policy: $id) { id }"), { id: field["id"] });
    held(model, "a policy", confirmed.field !== null, by.duty === "approver" && confirmer.duty === "approver" && by.account !== confirmer.account, () => {
      model.policies.push({ id: String(field["id"]), dataClass, police: second, grantDays: 2, from: model.now + 1 / 24 });
    });
  });

const transfer = (by: Person, accepter: Person, which: number): Act =>
  act(`${by.account} transfers to ${accepter.account}`, async (model, office) => {
    const it = model.cases[which] as ModelCase;
    const to = accepter.region ?? seocho;
    const { field } = await office.ask("cases", by, `mutation ($id: ID!, $to: ID!) { offerTransfer(case: $id, toAgency: $to, reason: "model") { id } }`, { id: it.id, to: `health-centre.${to}` });
    if (field === null) return;
    const accepted = await office.ask("cases", accepter, mutation("acceptTransfer(transfer: $id) { id }"), { id: field["id"] });
    held(model, "a transfer", accepted.field !== null, reaches(by, it) && accepter.account !== by.account, () => {
      const left = it.region;
      it.region = to;
      const gone = everybody.filter(({ region }) => region === left && region !== to).map(({ account }) => account);
      for (const account of gone) it.assigned.delete(account);
      revokeOf(model, (grant) => grant.caseId === it.id && gone.some((account) => grant.holders.has(account)));
    });
  });

/** Opens nothing to anybody: the model knows no more of it. */
const merge = (by: Person, accepter: Person, which: number): Act =>
  act(`${by.account} and ${accepter.account} merge`, async (model, office) => {
    const [it, other] = [model.cases[which], model.cases[1 - which]];
    const { field } = await office.ask("cases", by, `mutation ($id: ID!, $other: ID!) { proposeMerge(case: $id, duplicate: $other, keep: "case", reason: "model") { id } }`, { id: it?.id, other: other?.id });
    if (field === null) return;
    const accepted = await office.ask("cases", accepter, mutation("acceptMerge(merge: $id) { id }"), { id: field["id"] });
    held(model, "a merge", accepted.field !== null, by.account !== accepter.account, () => undefined);
  });

const emergency = (by: Person, which: number): Act =>
  act(`${by.account} opens in an emergency`, async (model, office) => {
    const it = model.cases[which] as ModelCase;
    const { field } = await office.ask("movements", by, mutation(`openEmergencyAccess(case: $id, reason: "a ward is being evacuated now") { id }`), { id: it.id });
    const provided = model.requests.filter(({ caseId, state, renewal, roster }) => caseId === it.id && !renewal && roster === undefined && (state === "provided" || state === "over"));
    held(model, "an emergency", field !== null, by.duty === "national-investigator" && provided.length > 0, () => {
      for (const { dataClass, window, id } of provided) model.grants.push({ id: `emergency ${id}`, request: id, caseId: it.id, dataClass, window, holders: new Set([by.account]), from: model.now, to: model.now + 30 / 1_440, roster: undefined, revoked: false });
    });
  });

/** Of the surroundings, and nobody's act. */
const clock = (days: number): Act =>
  act(`${days} days go by`, async (model, office) => {
    await office.moveClock(days);
    model.now += days;
  });
const assign = (person: Person, which: number, on: boolean): Act =>
  act(`${person.account} is ${on ? "assigned" : "unassigned"}`, async (model, office) => {
    const it = model.cases[which] as ModelCase;
    if (on === it.assigned.has(person.account) || !reaches(person, it)) return;
    await office.admin.query(on ? "insert into permission.assignment (account, case_id, not_before) values ($1, $2, now())" : "delete from permission.assignment where account = $1 and case_id = $2", [person.account, it.id]);
    if (on) it.assigned.add(person.account);
    else it.assigned.delete(person.account);
  });

/** `only`: whose acts alone there are; nobody stands in for another, and nothing is opened in an emergency, which is one person's by design. */
export function anyActs(only?: Person): readonly fc.Arbitrary<Act>[] {
  const who = (...often: readonly Person[]): fc.Arbitrary<Person> => (only === undefined ? fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...often) }, { weight: 1, arbitrary: fc.constantFrom(...everybody) }) : fc.constant(only));
  const which = fc.nat(1);
  const index = fc.nat(3);
  const investigators = who(people.kim, people.lee, people.nam);
  const alone: readonly fc.Arbitrary<Act>[] = [
    fc.tuple(investigators, which, fc.constantFrom(...classes), fc.constantFrom(...windows), only === undefined ? fc.constantFrom(people.kim, people.lee, people.park, people.nam) : fc.constant(only), fc.nat(3).map((one) => one === 0)).map((given) => request(...given)),
    fc.tuple(who(people.choi, people.jung), index).map((given) => approve(...given)),
    fc.tuple(who(people.kang), index, fc.integer({ min: 0, max: 4 }).map((one) => one > 0)).map((given) => authorise(...given)),
    fc.tuple(who(people.telecom, people.card), index).map((given) => provide(...given)),
    fc.tuple(investigators, index).map((given) => renew(...given)),
    fc.tuple(investigators, index, fc.constantFrom("withdrawRequest" as const, "closeRequest" as const)).map((given) => end(...given)),
    fc.tuple(who(people.choi, people.kim), index).map((given) => revoke(...given)),
    fc.tuple(who(people.choi), who(people.jung), fc.constantFrom(...classes), fc.boolean()).map((given) => changePolicy(...given)),
    fc.tuple(who(people.kim, people.seo), who(people.seo, people.kim), which).map((given) => transfer(...given)),
    fc.tuple(who(people.kim), who(people.lee), which).map((given) => merge(...given)),
    fc.integer({ min: 1, max: 3 }).map(clock),
  ];
  if (only !== undefined) return alone;
  // the way of a request is tried more often than what gets in its way
  const emergencies = fc.tuple(who(people.nam), which).map((given) => emergency(...given));
  return [...alone.slice(0, 4), ...alone.slice(0, 4), ...alone, emergencies, emergencies, fc.tuple(fc.constantFrom(people.park, people.lee, people.seo), which, fc.boolean()).map((given) => assign(...given))];
}
