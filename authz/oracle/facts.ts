/**
 * Who asks, of which row, holding what, when: the names that the oracle's tables use, written out. Made by hand, and from nothing of the rules: only the closed lists
 * of duties and the shapes of a principal, a row and a grant come from the code. Not the expectations: see the tables beside it.
 */
import type { AccountId, AgencyId, CaseId, Clearance, DataClass, Door, Duty, GrantId, Instant, PersonKey, Purpose, RegionCode, RequestId, SessionId } from "../src/names.js";
import type { Grant, Principal } from "../src/principal.js";
import type { Evidence, Resource } from "../src/resource.js";

const region = { seoul: "1100000000", gangnam: "1168000000", seocho: "1165000000", busan: "2600000000", haeundae: "2635000000" } as const;
const of = (name: keyof typeof region): { readonly regionCode: RegionCode } => ({ regionCode: region[name] as RegionCode });

const person = (duty: Duty, clearance: Clearance, door: Door, agency: string, ...jurisdictions: (keyof typeof region)[]): Principal => ({
  account: `the ${duty}` as AccountId,
  duty,
  clearance,
  agency: agency as AgencyId,
  jurisdictions: jurisdictions.map((name) => region[name] as RegionCode),
  session: "session" as SessionId,
  authenticatedBy: door === "public" ? "none" : "otp",
  door,
});

/** The users of DESIGN section 1. Health centres are agencies; `gangnam` and the others are local investigators. */
export const principals: Readonly<Record<string, Principal>> = {
  visitor: person("public-visitor", 0, "public", "nobody"),
  clinic: person("clinic-staff", 1, "agency", "health-centre.gangnam"),
  editor: person("content-editor", 1, "agency", "health-centre.gangnam"),
  provider: person("data-provider", 1, "agency", "telecom"),
  police: person("police-officer", 1, "agency", "police"),
  cards: person("card-association-officer", 1, "agency", "card-association"),
  auditor: person("auditor", 2, "clearance", "kdca"),
  security: person("security-officer", 2, "clearance", "kdca"),
  administrator: person("system-administrator", 1, "clearance", "kdca"),
  gangnam: person("local-investigator", 4, "clearance", "health-centre.gangnam", "gangnam"),
  seocho: person("local-investigator", 4, "clearance", "health-centre.seocho", "seocho"),
  seoul: person("local-investigator", 4, "clearance", "seoul", "seoul"),
  haeundae: person("local-investigator", 4, "clearance", "health-centre.haeundae", "haeundae"),
  "gangnam-and-busan": person("local-investigator", 4, "clearance", "health-centre.gangnam", "gangnam", "busan"),
  nowhere: person("local-investigator", 4, "clearance", "health-centre.gangnam"),
  "gangnam-at-3": person("local-investigator", 3, "clearance", "health-centre.gangnam", "gangnam"),
  "gangnam-at-0": person("local-investigator", 0, "clearance", "health-centre.gangnam", "gangnam"),
  national: person("national-investigator", 4, "clearance", "kdca"),
  "national-at-3": person("national-investigator", 3, "clearance", "kdca"),
  approver: person("approver", 3, "clearance", "kdca"),
  "clinic-at-0": person("clinic-staff", 0, "agency", "health-centre.gangnam"),
  "editor-at-0": person("content-editor", 0, "agency", "health-centre.gangnam"),
  "auditor-at-1": person("auditor", 1, "clearance", "kdca"),
  "security-at-1": person("security-officer", 1, "clearance", "kdca"),
  "approver-at-1": person("approver", 1, "clearance", "kdca"),
  disclosure: person("disclosure-officer", 3, "clearance", "kdca"),
};

export const purposeOf: Readonly<Record<string, Purpose>> = {
  info: "public-information",
  clinic: "clinic-operation",
  publ: "publication",
  prov: "provision",
  auth: "authorisation",
  inv: "investigation",
  discl: "disclosure",
  audit: "audit",
  sec: "security",
  admin: "administration",
  resp: "response",
};

/** A time of 10 May 2020 in Korea, to the millisecond. */
export const at = (clock: string): Instant => Date.parse(`2020-05-10T${clock.length === 5 ? `${clock}:00.000` : clock}+09:00`);

const caseA = "case A" as CaseId;
const caseB = "case B" as CaseId;
const window = { from: Date.parse("2020-05-01T00:00:00+09:00"), to: Date.parse("2020-05-08T00:00:00+09:00") };
const middle = Date.parse("2020-05-04T00:00:00+09:00");
const hour = 3_600_000;

const open = { sealed: false, subjects: ["person A" as PersonKey], caseIds: [caseA] } as const;
const piece = (caseId: CaseId, dataClass: DataClass, from: Instant, to: Instant): Evidence => ({ caseId, dataClass, interval: { from, to } });
const inside = (caseId: CaseId, dataClass: DataClass): Evidence => piece(caseId, dataClass, middle, middle + hour);
const made = (...inputs: readonly Evidence[]): Resource => ({ sealed: false, caseIds: [...new Set(inputs.map(({ caseId }) => caseId))], inputs });

const roster1 = "roster 1" as RequestId;
const rosterEntry = (change: Partial<Evidence>): Resource => ({ sealed: false, subjects: ["somebody" as PersonKey], caseIds: [caseA], inputs: [{ ...inside(caseA, "telecom-location"), roster: roster1, ...change }] });

/** What each row is, as its subgraph tells the rules. `-` is no row: a way in, such as a query. */
export const rows: Readonly<Record<string, Resource | undefined>> = {
  "-": undefined,
  nothing: {},
  // case A, wherever it is said to belong; also its samples, links, requests and what else is seen as the case is
  "A-of-gangnam": { ...open, ...of("gangnam") },
  "A-of-seocho": { ...open, ...of("seocho") },
  "A-of-seoul": { ...open, ...of("seoul") },
  "A-of-busan": { ...open, ...of("busan") },
  "A-of-haeundae": { ...open, ...of("haeundae") },
  "A-of-nowhere": { ...open },
  "B-of-gangnam": { ...open, ...of("gangnam"), caseIds: [caseB] },
  "B-of-seocho": { ...open, ...of("seocho"), caseIds: [caseB] },
  "sealed-of-gangnam": { ...open, ...of("gangnam"), sealed: true },
  "sealed-of-seocho": { ...open, ...of("seocho"), sealed: true },
  "unsaid-of-gangnam": { caseIds: [caseA], ...of("gangnam") },
  "unsaid-of-seocho": { caseIds: [caseA], ...of("seocho") },
  // contacts
  "contact-of-A-in-gangnam": { ...open, ...of("gangnam"), subjects: ["person C" as PersonKey] },
  "contact-of-A-in-haeundae": { ...open, ...of("haeundae"), subjects: ["person C" as PersonKey] },
  "contact-of-A-and-B-in-gangnam": { ...open, ...of("gangnam"), caseIds: [caseB, caseA] },
  "contact-of-B-in-gangnam": { ...open, ...of("gangnam"), caseIds: [caseB] },
  "contact-of-nobody-in-gangnam": { sealed: false, caseIds: [], ...of("gangnam") },
  // of a region and of nobody: an event, a cluster
  "of-gangnam": { ...of("gangnam"), sealed: false },
  "of-seocho": { ...of("seocho"), sealed: false },
  // referrals of case A: from the keeper's region to an agency
  "offer-gangnam-to-seocho": { ...open, ...of("gangnam"), agency: "health-centre.seocho" as AgencyId },
  "offer-seocho-to-gangnam": { ...open, ...of("seocho"), agency: "health-centre.gangnam" as AgencyId },
  "offer-haeundae-to-seocho": { ...open, ...of("haeundae"), agency: "health-centre.seocho" as AgencyId },
  "sealed-offer-gangnam-to-seocho": { ...open, ...of("gangnam"), agency: "health-centre.seocho" as AgencyId, sealed: true },
  "sealed-offer-seocho-to-gangnam": { ...open, ...of("seocho"), agency: "health-centre.gangnam" as AgencyId, sealed: true },
  // evidence: a telecom ping or a card slip of a case, against the window 1 to 8 May
  "ping-of-A": made(inside(caseA, "telecom-location")),
  "ping-of-B": made(inside(caseB, "telecom-location")),
  "card-of-A": made(inside(caseA, "card-use")),
  "qr-of-A": made(inside(caseA, "qr-entry")),
  "interview-of-A": made(inside(caseA, "interview")),
  "ping-of-A-whole-window": made(piece(caseA, "telecom-location", window.from, window.to)),
  "ping-of-A-1ms-early": made(piece(caseA, "telecom-location", window.from - 1, middle)),
  "ping-of-A-1ms-late": made(piece(caseA, "telecom-location", middle, window.to + 1)),
  "ping-of-A-first-ms": made(piece(caseA, "telecom-location", window.from, window.from + 1)),
  "ping-of-A-last-ms": made(piece(caseA, "telecom-location", window.to - 1, window.to)),
  "ping-of-A-before": made(piece(caseA, "telecom-location", window.from - hour, window.from)),
  "ping-of-A-after": made(piece(caseA, "telecom-location", window.to, window.to + hour)),
  "ping-of-A-over-middle": made(piece(caseA, "telecom-location", middle - hour, middle + hour)),
  "pings-of-A-and-B": made(inside(caseA, "telecom-location"), inside(caseB, "telecom-location")),
  "ping-and-card-of-A": made(inside(caseA, "telecom-location"), inside(caseA, "card-use")),
  "pings-of-A-one-late": made(inside(caseA, "telecom-location"), piece(caseA, "telecom-location", middle, window.to + 1)),
  "made-of-nothing": { ...open, inputs: [] },
  "made-of-unsaid": { ...open },
  "sealed-ping-of-A": { ...made(inside(caseA, "telecom-location")), sealed: true },
  "unsaid-ping-of-A": { caseIds: [caseA], inputs: [inside(caseA, "telecom-location")] },
  // what the place roster for case A brought: about whoever was there
  "entry-of-roster": rosterEntry({}),
  "entry-of-roster-2": rosterEntry({ roster: "roster 2" as RequestId }),
  "entry-of-roster-1ms-late": rosterEntry({ interval: { from: middle, to: window.to + 1 } }),
  "entry-of-roster-of-cards": rosterEntry({ dataClass: "card-use" }),
  "sealed-entry-of-roster": { ...rosterEntry({}), sealed: true },
  "unsaid-entry-of-roster": { caseIds: [caseA], inputs: rosterEntry({}).inputs ?? [] },
  // the request itself, whose place roster asked for the whole window
  "roster-for-A-in-gangnam": { ...open, ...of("gangnam"), inputs: [{ ...piece(caseA, "telecom-location", window.from, window.to), roster: roster1 }] },
  "request-for-A-in-gangnam": { ...open, ...of("gangnam"), inputs: [piece(caseA, "telecom-location", window.from, window.to)] },
  // entries in inboxes of other agencies
  "item-of-police": { sealed: false, subjects: ["person A" as PersonKey], agency: "police" as AgencyId },
  "item-of-cards": { sealed: false, subjects: ["person A" as PersonKey], agency: "card-association" as AgencyId },
  "item-of-telecom": { sealed: false, subjects: ["person A" as PersonKey], agency: "telecom" as AgencyId },
  "sealed-item-of-police": { sealed: true, agency: "police" as AgencyId },
  // clinics and programs
  published: { published: true },
  "published-by-gangnam": { published: true, agency: "health-centre.gangnam" as AgencyId },
  "published-by-seocho": { published: true, agency: "health-centre.seocho" as AgencyId },
  "draft-of-gangnam": { published: false, agency: "health-centre.gangnam" as AgencyId },
  "draft-of-seocho": { published: false, agency: "health-centre.seocho" as AgencyId },
  "draft-of-nobody": { published: false },
};

export type Holding = { readonly assigned?: CaseId; readonly referred?: CaseId; readonly grant?: Partial<Grant> };

/** A grant unless said otherwise: telecom data of case A, 1 to 8 May, for the asker and an investigation, from 09:00 to 18:00 on 10 May. */
export const usualGrant = (principal: Principal): Grant => ({
  id: "grant" as GrantId,
  request: "request" as RequestId,
  holders: [principal.account],
  cases: [caseA],
  dataClass: "telecom-location",
  window,
  purpose: "investigation",
  notBefore: at("09:00"),
  notAfter: at("18:00"),
});

/** What is held, joined by `+`. An offered or ended referral is none: the service loads those that are accepted and not ended. */
export const holdings: Readonly<Record<string, Holding>> = {
  "-": {},
  assigned: { assigned: caseA },
  "assigned-to-B": { assigned: caseB },
  "referral-accepted": { referred: caseA },
  "referral-accepted-of-B": { referred: caseB },
  "referral-offered": {},
  "referral-ended": {},
  grant: { grant: {} },
  "grant-of-B": { grant: { cases: [caseB] } },
  "grant-of-A-and-B": { grant: { cases: [caseA, caseB] } },
  "grant-of-cards": { grant: { dataClass: "card-use" } },
  "grant-of-qr": { grant: { dataClass: "qr-entry" } },
  "grant-of-interviews": { grant: { dataClass: "interview" } },
  "grant-first-half": { grant: { window: { from: window.from, to: middle } } },
  "grant-second-half": { grant: { window: { from: middle, to: window.to } } },
  "grant-1ms-short": { grant: { window: { from: window.from, to: window.to - 1 } } },
  "grant-of-another": { grant: { holders: ["somebody else" as AccountId] } },
  "grant-for-audit": { grant: { purpose: "audit" } },
  "grant-for-approval": { grant: { purpose: "authorisation" } },
  "grant-1-read-left": { grant: { readsLeft: 1 } },
  "grant-0-reads-left": { grant: { readsLeft: 0 } },
  "grant-of-no-case": { grant: { cases: [] } },
  "grant-of-roster": { grant: { roster: roster1 } },
  "grant-of-roster-2": { grant: { roster: "roster 2" as RequestId } },
  "grant-of-roster-of-another": { grant: { roster: roster1, holders: ["somebody else" as AccountId] } },
};
