/**
 * The protected tables, each said twice by hand: which of the world's rows the decision opens, and which rows of the real table the SQL predicate selects. A contact, and what
 * belongs to it, is described by the cases of those exposures that the asker may see.
 */
import type { CaseId, Columns, Coordinate, RequestId, Resource } from "@epigraph/authz";
import type { DatabaseService } from "@epigraph/datastore";
import type { CaseRow, ContactRow, DeskRow, ExposureRow, ReferralRow, World } from "./worlds.js";

/** Whether the decision opens the field of a row that is so. */
export type Sees = (coordinate: Coordinate, resource: Resource) => boolean;
/** The rule's condition on the field, in SQL over these columns. */
export type Visible = (coordinate: Coordinate, columns: Columns) => string;

export type TableUnderTest = {
  readonly table: string;
  /** Whose login reads it. */
  readonly service: DatabaseService;
  readonly key: string;
  /** The keys of all rows of the world, each with whether it is open. */
  readonly decided: (world: World, sees: Sees) => ReadonlyMap<string, boolean>;
  /** A condition over the table under the alias `t`. */
  readonly where: (visible: Visible) => string;
};

const listed = "permission.sealed_case x where x.case_id";
const sealed = (...columns: string[]): string => `exists (select from ${listed} in (${columns.join(", ")}))`;
const sealedPerson = (column: string): string => `exists (select from permission.sealed_case x where x.person_key = ${column})`;
const caseColumns = (alias: string): Columns => ({ caseId: `${alias}.id`, regionCode: `${alias}.region_code`, sealed: `${alias}.sealed` });
const referenceColumns = (alias: string): Columns => ({ ...caseColumns(alias), caseId: `${alias}.case_id` });
const contactColumns: Columns = { caseId: "e.case_id", regionCode: "k.region_code", sealed: sealedPerson("k.person_key") };

/** A table of persons, and of what belongs to them, by the column that names the person. */
const persons = (table: string, key: string): TableUnderTest => ({
  table,
  service: "cases",
  key,
  decided: (world, sees) =>
    new Map(
      [...new Set([...world.cases, ...world.contacts].map(({ personKey }) => personKey))].map((person) => [
        person,
        world.cases.some((row) => row.personKey === person && throughCase(world, row.id, "Person.fullName", sees)) || world.contacts.some((row) => row.personKey === person && throughContact(world, row.id, "Person.fullName", sees)),
      ]),
    ),
  where: (visible) => `(${caseWhere(visible, `c.person_key = t.${key}`, "Person.fullName")} or ${contactWhere(visible, `k.person_key = t.${key}`, "Person.fullName")})`,
});

export const tables: readonly TableUnderTest[] = [
  {
    table: "cases.case_record",
    service: "cases",
    key: "id",
    decided: ({ cases }, sees) => keys(cases, (row) => sees("Case.id", ofCase(row))),
    where: (visible) => visible("Case.id", caseColumns("t")),
  },
  {
    table: "cases.contact",
    service: "cases",
    key: "id",
    decided: (world, sees) => keys(world.contacts, ({ id }) => throughContact(world, id, "Contact.id", sees)),
    where: (visible) => contactWhere(visible, "k.id = t.id", "Contact.id"),
  },
  {
    table: "cases.exposure",
    service: "cases",
    key: "id",
    decided: (world, sees) => keys(world.exposures, (row) => isExposureOpen(world, row, sees)),
    where: (visible) => exposureWhere(visible, "t"),
  },
  {
    table: "cases.transmission_link",
    service: "cases",
    key: "id",
    decided: (world, sees) => keys(world.links, ({ infector, infectee }) => !isListed(world, infector, infectee) && [infector, infectee].some((id) => throughCase(world, id, "TransmissionLink.id", sees))),
    where: (visible) => `(not ${sealed("t.infector_case_id", "t.infectee_case_id")} and ${caseWhere(visible, "c.id in (t.infector_case_id, t.infectee_case_id)", "TransmissionLink.id")})`,
  },
  {
    table: "cases.follow_up",
    service: "cases",
    key: "id",
    decided: (world, sees) => keys(world.followUps, ({ contactId }) => throughContact(world, contactId, "FollowUp.id", sees)),
    where: (visible) => contactWhere(visible, "k.id = t.contact_id", "FollowUp.id"),
  },
  {
    table: "cases.sample",
    service: "cases",
    key: "id",
    decided: (world, sees) => keys(world.samples, ({ caseId, contactId }) => (caseId === null ? throughContact(world, contactId, "Sample.id", sees) : throughCase(world, caseId, "Sample.id", sees))),
    where: (visible) => `(${caseWhere(visible, "c.id = t.case_id", "Sample.id")} or ${contactWhere(visible, "k.id = t.contact_id", "Sample.id")})`,
  },
  persons("cases.person", "key"),
  { table: "cases.cluster", service: "cases", key: "id", decided: ({ clusters }, sees) => keys(clusters, () => sees("Cluster.id", {})), where: (visible) => visible("Cluster.id", {}) },
  { table: "movements.place", service: "movements", key: "id", decided: ({ places }, sees) => keys(places, () => sees("Place.id", {})), where: (visible) => visible("Place.id", {}) },
  {
    table: "movements.case_reference",
    service: "movements",
    key: "case_id",
    decided: ({ references }, sees) => keys(references, (row) => sees("Case.id", ofCase(row))),
    where: (visible) => visible("Case.id", referenceColumns("t")),
  },
  {
    table: "movements.information_request",
    service: "movements",
    key: "id",
    decided: (world, sees) => keys(world.requests, ({ caseId }) => throughReference(world, caseId, "InformationRequest.id", sees)),
    where: (visible) => `exists (select from movements.case_reference c where c.case_id = t.case_id and ${visible("InformationRequest.id", referenceColumns("c"))})`,
  },
  ...["request_case", "request_place", "request_holder", "request_step"].map((table): TableUnderTest => ({
    table: `movements.${table}`,
    service: "movements",
    key: "request_id",
    decided: (world, sees) => keys(world.requests, ({ caseId }) => throughReference(world, caseId, "InformationRequest.id", sees)),
    where: (visible) => requestWhere(visible, "t.request_id", "InformationRequest.id"),
  })),
  {
    table: "movements.inbox_item",
    service: "movements",
    key: "id",
    decided: (world, sees) =>
      keys(world.inbox, ({ requestId, agency, personKey }) => {
        const request = byId(world.requests, requestId);
        return sees("InboxItem.id", { agency, sealed: personKey !== null && isListedPerson(world, personKey) }) || (request !== undefined && throughReference(world, request.caseId, "RequestProvision.agency", sees));
      }),
    where: (visible) => `(${visible("InboxItem.id", { agency: "t.agency", sealed: `(t.person_key is not null and ${sealedPerson("t.person_key")})` })} or ${requestWhere(visible, "t.request_id", "RequestProvision.agency")})`,
  },
  ...(["notice", "notice_step"] as const).map((table): TableUnderTest => ({
    table: `movements.${table}`,
    service: "movements",
    key: table === "notice" ? "id" : "notice_id",
    decided: (world, sees) => keys(world.notices, ({ caseId }) => throughReference(world, caseId, "Notice.id", sees) || sees("NoticeEntry.id", {})),
    where: (visible) => {
      const [from, of] = table === "notice" ? ["movements.case_reference c", "c.case_id = t.case_id"] : ["movements.notice n join movements.case_reference c on c.case_id = n.case_id", "n.id = t.notice_id"];
      return `(exists (select from ${from} where ${of} and ${visible("Notice.id", referenceColumns("c"))}) or ${visible("NoticeEntry.id", {})})`;
    },
  })),
  { table: "policy.request_policy", service: "movements", key: "id", decided: ({ policies }, sees) => keys(policies, () => sees("RequestPolicy.id", {})), where: (visible) => visible("RequestPolicy.id", {}) },
  { table: "permission.emergency_access", service: "movements", key: "id", decided: ({ emergencies }, sees) => keys(emergencies, () => sees("EmergencyAccess.id", {})), where: (visible) => visible("EmergencyAccess.id", {}) },
  {
    table: "movements.stay",
    service: "movements",
    key: "id",
    decided: (world, sees) =>
      keys(world.stays, ({ caseId, dataClass, earliest, latest }) =>
        sees("Stay.id", {
          ...(caseId === null ? {} : { caseIds: [caseId] }),
          sealed: caseId !== null && isListed(world, caseId),
          ...(caseId === null || dataClass === null || earliest === null || latest === null ? {} : { inputs: [{ caseId, dataClass, interval: { from: earliest, to: latest } }] }),
        }),
      ),
    where: (visible) => visible("Stay.id", { caseId: "t.case_id", sealed: sealed("t.case_id"), dataClass: "t.data_class", earliest: "t.earliest", latest: "t.latest" }),
  },
  {
    table: "movements.roster_stay",
    service: "movements",
    key: "id",
    decided: (world, sees) =>
      keys(world.rosterStays, ({ requestId, personKey, dataClass, earliest, latest }) => {
        const caseId = byId(world.requests, requestId)?.caseId ?? null;
        if (caseId === null || !throughReference(world, caseId, "InformationRequest.id", sees)) return false;
        return sees("RosterStay.id", { caseIds: [caseId], sealed: isListed(world, caseId) || isListedPerson(world, personKey), inputs: [{ caseId, dataClass, interval: { from: earliest, to: latest }, roster: requestId as RequestId }] });
      }),
    where: (visible) => {
      const caseId = "(select q.case_id from movements.information_request q where q.id = t.request_id)";
      const sealedKeys = "select movements.roster_key(p.pseudonym) from cases.person_pseudonym p join permission.sealed_case x on x.person_key = p.person_key";
      return `(${requestWhere(visible, "t.request_id", "InformationRequest.id")} and ${visible("RosterStay.id", { caseId, sealed: `(${sealed(caseId)} or t.person_key in (${sealedKeys}))`, dataClass: "t.data_class", earliest: "t.earliest", latest: "t.latest", roster: "t.request_id" })})`;
    },
  },
  {
    table: "permission.referral",
    service: "cases",
    key: "id",
    decided: (world, sees) => keys(world.referrals, (row) => sees("Referral.id", ofReferral(world, row))),
    where: (visible) => visible("Referral.id", { caseId: "t.case_id", regionCode: "t.region_code", agency: "t.to_agency", sealed: sealed("t.case_id") }),
  },
  { table: "clinics.clinic", service: "clinics", key: "id", decided: ({ clinics }, sees) => keys(clinics, (row) => sees("Clinic.id", ofDesk(row))), where: (visible) => visible("Clinic.id", deskColumns) },
  { table: "programs.support_program", service: "programs", key: "id", decided: ({ programs }, sees) => keys(programs, (row) => sees("SupportProgram.id", ofDesk(row))), where: (visible) => visible("SupportProgram.id", deskColumns) },
  {
    table: "ledger.record",
    service: "audit",
    key: "id",
    // what the gateway refused, security officers count too
    decided: (world, sees) => keys(world.records, ({ service, outcome }) => sees("AuditRecord.id", {}) || (service === "gateway" && (outcome === "refused" || outcome === "partly-denied") && sees("SecurityAlert.kind", {}))),
    where: (visible) => `(${visible("AuditRecord.id", {})} or (t.service = 'gateway' and t.outcome in ('refused', 'partly-denied') and ${visible("SecurityAlert.kind", {})}))`,
  },
  { table: "ledger.record_subject", service: "audit", key: "subject", decided: (world, sees) => keys(world.records, () => sees("AuditRecord.id", {})), where: (visible) => visible("AuditRecord.id", {}) },
];

const keys = <Row extends object>(rows: readonly (Row & ({ readonly id: string }))[], open: (row: Row) => boolean): ReadonlyMap<string, boolean> => new Map(rows.map((row) => [row.id, open(row)]));
/** None for null. */
export const byId = <Row extends { readonly id: string }>(rows: readonly Row[], id: string | null): Row | undefined => rows.find((row) => row.id === id);

/** What was said of the case anywhere is on the list of the specially protected. */
export const isListed = ({ cases, references }: World, ...ids: readonly (CaseId | null)[]): boolean => [...cases, ...references].some((row) => row.sealed === true && ids.includes(row.id));

/** A case as the rules are told of it. */
export const ofCase = ({ id, region, sealed: seal }: CaseRow): Resource => ({ caseIds: [id], ...(region === null ? {} : { regionCode: region }), ...(seal === null ? {} : { sealed: seal }) });
/** A clinic or a program as the rules are told of it. */
export const ofDesk = ({ published, agency }: DeskRow): Resource => ({ ...(published === null ? {} : { published }), ...(agency === null ? {} : { agency }) });
/** A referral as the rules are told of it. */
export const ofReferral = (world: World, { caseId, region, toAgency }: ReferralRow): Resource => ({ caseIds: [caseId], ...(region === null ? {} : { regionCode: region }), agency: toAgency, sealed: isListed(world, caseId) });
const deskColumns: Columns = { published: "t.published", agency: "t.agency" };

/** As the case that the person is too. */
const isListedPerson = ({ cases, references }: World, personKey: string): boolean => [...cases, ...references].some((row) => row.sealed === true && row.personKey === personKey);

/** Who was exposed is named as a case or as a contact; if that person is specially protected, nobody is told of the exposure. */
function isExposureOpen(world: World, { caseId, contactId, exposedCaseId }: ExposureRow, sees: Sees): boolean {
  const contact = byId(world.contacts, contactId);
  return !isListed(world, exposedCaseId) && !(contact !== undefined && isListedPerson(world, contact.personKey)) && throughCase(world, caseId, "Exposure.id", sees);
}

/** A contact belongs to the cases that it was exposed to, as far as the asker may see that it was. */
function ofContact(world: World, { id, personKey, region }: ContactRow, sees: Sees): Resource {
  const caseIds = world.exposures.filter((row) => row.contactId === id && isExposureOpen(world, row, sees)).map(({ caseId }) => caseId);
  return { caseIds, ...(region === null ? {} : { regionCode: region }), sealed: isListedPerson(world, personKey) };
}

function throughCase(world: World, id: CaseId, coordinate: Coordinate, sees: Sees): boolean {
  const row = byId(world.cases, id);
  return row !== undefined && sees(coordinate, ofCase(row));
}

/** As movements were told of the case. */
function throughReference(world: World, id: CaseId, coordinate: Coordinate, sees: Sees): boolean {
  const row = byId(world.references, id);
  return row !== undefined && sees(coordinate, ofCase(row));
}

function throughContact(world: World, id: string | null, coordinate: Coordinate, sees: Sees): boolean {
  const row = byId(world.contacts, id);
  return row !== undefined && sees(coordinate, ofContact(world, row, sees));
}

const requestWhere = (visible: Visible, request: string, coordinate: Coordinate): string =>
  `exists (select from movements.information_request q join movements.case_reference c on c.case_id = q.case_id where q.id = ${request} and ${visible(coordinate, referenceColumns("c"))})`;
const caseWhere = (visible: Visible, join: string, coordinate: Coordinate): string => `exists (select from cases.case_record c where ${join} and ${visible(coordinate, caseColumns("c"))})`;
const exposureWhere = (visible: Visible, exposure: string): string =>
  `(not ${sealed(`${exposure}.exposed_case_id`)} and not exists (select from cases.contact o where o.id = ${exposure}.contact_id and ${sealedPerson("o.person_key")}) and ${caseWhere(visible, `c.id = ${exposure}.case_id`, "Exposure.id")})`;
const contactWhere = (visible: Visible, join: string, coordinate: Coordinate): string =>
  `exists (select from cases.contact k left join cases.exposure e on e.contact_id = k.id and ${exposureWhere(visible, "e")} where ${join} and ${visible(coordinate, contactColumns)})`;
