/** What `epigraph up` says when everything runs: where it is, questions to paste, and how to get tokens. Asks nothing itself. */
import { type Door, doors } from "@epigraph/authz";
import type { DemoData } from "../platform/demo-data.js";

export type Welcome = {
  /** Where each door listens. */
  readonly urls: Readonly<Record<Door, string>>;
  readonly data: DemoData;
  /** EPIGRAPH_DATA, if it is set: whoever pastes a command in another terminal needs it too. */
  readonly dataFolder: string | undefined;
  /** Where our own identity provider is. */
  readonly logIn: string | undefined;
  readonly identityProvider: string | undefined;
};

/** A district of Seoul, for a question that is answered on any data. */
const anyDistrict = "1153000000";

export function welcome({ urls, data, dataFolder, logIn, identityProvider }: Welcome): string {
  const district = data.state === "demo" ? data.example.district.code : anyDistrict;
  const lines = [
    "Epigraph is up.",
    ...doors.map((door) => `  ${door.padEnd(9)}  ${urls[door]}/graphql   ${comesIn[door]}`),
    `  inboxes    ${urls.agency}/   police, card association, data providers: in a browser`,
    ...(logIn === undefined ? [] : [`  log-in     ${logIn}/.well-known/openid-configuration`]),
    `  health     ${urls.public}/healthz and /readyz, and so at each door`,
    "",
    "What everybody may ask. To paste in another terminal:",
    "",
    `  ${publicQuestion(urls.public, district)}`,
    "",
  ];
  const epigraph = `${dataFolder === undefined ? "" : `EPIGRAPH_DATA=${quoted(dataFolder)} `}npx epigraph`;
  return [...lines, ...(data.state === "demo" ? demoLines(urls, data, epigraph) : [loginLine(data, identityProvider, logIn)]), "", "Ctrl-C stops everything."].join("\n");
}

const comesIn: Readonly<Record<Door, string>> = { public: "everybody, without a token", agency: "clinics, editors, providers, police", clearance: "investigators, approvers, auditors" };

function demoLines(urls: Welcome["urls"], { example: { caseId, district } }: DemoData & { readonly state: "demo" }, epigraph: string): readonly string[] {
  const investigator = `investigator.${district.code}`;
  const tokens = [
    [investigator, `local investigator of ${district.nameEn}`],
    ["investigator.national", "national investigator"],
    ["approver.kdca", "lower clearance: no identity"],
    ["auditor", "the access log, no patient data"],
    ["clinic-staff", "reports its clinic's crowding"],
  ] as const;
  return [
    `What the local investigator of ${district.nameEn} may ask of a case. To paste in this folder:`,
    "",
    `  ${caseQuestion(urls.clearance, caseId, `${epigraph} token ${investigator}`)}`,
    "",
    "A token for each kind of user, on demo data only; without a name, a list of all of them:",
    "",
    ...tokens.map(([account, what]) => `  ${epigraph} token ${account.padEnd(investigator.length)}  # ${what}`),
    "",
    "With --log-in instead, what to type into the log-in page.",
  ];
}

function loginLine(data: DemoData, identityProvider: string | undefined, logIn: string | undefined): string {
  if (identityProvider !== undefined) return `Tokens come from ${identityProvider}.`;
  if (data.state === "empty") return "There are no cases yet: `npx epigraph seed` makes a synthetic outbreak, `npx epigraph import` loads a line list.";
  if (logIn !== undefined) return "More than that takes an account: `npx epigraph account bootstrap` makes the first two administrators.";
  return "More than that takes a token of your identity provider: name it with EPIGRAPH_JWKS, EPIGRAPH_ISSUER and EPIGRAPH_AUDIENCE.";
}

const publicQuestion = (url: string, district: string): string =>
  `curl -s ${url}/graphql -H 'content-type: application/json' -d ${body(
    `{ region(code: "${district}") { nameKo nameEn statistics(first: 1) { edges { node { day confirmed } } } clinics { edges { node { nameKo phone crowding } } } supportPrograms(first: 3) { edges { node { titleKo titleEn } } } } }`,
  )}`;

const caseQuestion = (url: string, caseId: string, tokenCommand: string): string =>
  `curl -s ${url}/graphql -H 'content-type: application/json' -H 'epigraph-purpose: investigation' -H "authorization: Bearer $(${tokenCommand})" -d ${body(
    `{ case(id: "${caseId}") { confirmationDate cluster { nameEn } person { fullName } region { nameEn } path(first: 5) { edges { node { day arrival dwellMinutes dataClasses place { name } } } } coPresences(first: 5) { edges { node { overlapMinutes place { name } otherCase { id onsetDate } } } } likelySources(first: 3) { edges { node { probability case { id } evidence { daysBetween sameMunicipality coPresences } } } } } }`,
  )}`;

const body = (query: string): string => `'${JSON.stringify({ query })}'`;

/** For a POSIX shell. */
const quoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
