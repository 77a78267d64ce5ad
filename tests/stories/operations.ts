/** Fifty different operations of all kinds of users, over every subgraph. Not a test. */
import { approver, auditor, clinicStaff, localInvestigator, nationalInvestigator, type User, visitor } from "./platform.js";

export type Operation = { readonly user: User | undefined; readonly query: string };
type Ids = { readonly caseId: string; readonly regionCode: string };

const caseParts = [
  "id",
  "personKey disease classification sex ageBand",
  "onsetDate samplingDate confirmationDate reportingDate isolationDate outcome outcomeDate",
  "region { code nameKo nameEn level parent { nameEn } }",
  "person { fullName phone address birthYear }",
  "cluster { id nameKo nameEn setting reportedCount region { nameEn } place { name category region { nameEn } } cases(first: 3) { edges { node { id sex } } } }",
  "samples(first: 2) { edges { node { takenDate result testType } cursor } pageInfo { hasNextPage endCursor } }",
  "transmissionLinks(first: 2) { edges { node { basis infector { id } infectee { id } } } }",
  "exposures(first: 2) { edges { node { exposureType contact { status } } } }",
  "stays(first: 7) { edges { node { id day arrival departure dwellMinutes dataClass place { name } request { id state } } } }",
  "stays(first: 3) { edges { node { case { id sex region { nameEn } } latitude longitude accuracyMetres confidence sourceRecord earliest latest precision } } }",
  "path(first: 6) { edges { node { day precision dwellMinutes dataClasses contradictions place { category } latitude longitude confidence } } pageInfo { hasNextPage } }",
  "coPresences(first: 4) { edges { node { day basis precision overlapMinutes distanceMetres otherCase { id disease } stay { id } otherStay { id place { name } } place { name } } } }",
  "coPresences(first: 2, radiusMetres: 0, minimumMinutes: 30) { edges { node { day } } }",
  "likelySources(first: 4) { edges { node { kind rank probability method case { id onsetDate } evidence { daysBetween serialIntervalDensity sameMunicipality sameProvince coPresences } } } }",
  "informationRequests(first: 4) { edges { node { id dataClass windowFrom windowTo justification legalBasis state requestedBy requestedAt approvedBy approvedAt policeApprovedAt providedAt case { id } } } }",
  "accesses(first: 3) { edges { node { recorded agency duty purpose outcome } } }",
];

const publicQueries = [
  "{ regions(first: 5, level: \"province\") { edges { node { code nameEn } cursor } pageInfo { hasNextPage endCursor } } }",
  "{ regions(first: 3, parentCode: \"1100000000\") { edges { node { nameKo clinics(first: 2) { edges { node { nameKo crowding } } } supportPrograms(first: 1) { edges { node { titleKo } } } } } } }",
  "{ clinics(first: 4) { edges { node { id nameEn addressEn phone openingHours crowding crowdingReportedAt latitude longitude region { nameEn } } } } }",
  "{ supportPrograms(first: 4) { edges { node { id titleEn summaryEn eligibilityEn agencyEn phone availableFrom availableTo region { nameEn level } } } } }",
  "{ a: region(code: \"1153000000\") { nameEn } b: region(code: \"1168000000\") { nameEn statistics(first: 2) { edges { node { day confirmed released deceased source } } } } }",
  "{ region(code: \"0000000001\") { nameEn } }",
  "{ clinic(id: \"00000000-0000-4000-8000-000000000000\") { nameKo } }",
];

export function operations({ caseId, regionCode }: Ids): readonly Operation[] {
  const local = localInvestigator(regionCode);
  const stranger = localInvestigator(regionCode === "1168000000" ? "1153000000" : "1168000000");
  const ofCase = (user: User | undefined) => (part: string): Operation => ({ user, query: `{ case(id: "${caseId}") { ${part} } }` });
  return [
    ...publicQueries.map((query): Operation => ({ user: visitor, query })),
    ...caseParts.map(ofCase(local)),
    ...caseParts.slice(4).map(ofCase(nationalInvestigator)),
    ...[caseParts[0], caseParts[2], caseParts[5], caseParts[9], caseParts[15]].flatMap((part) => (part === undefined ? [] : [ofCase(approver)(part)])),
    ...[caseParts[1], caseParts[11]].flatMap((part) => (part === undefined ? [] : [ofCase(stranger)(part)])),
    { user: clinicStaff(regionCode), query: `{ region(code: "${regionCode}") { nameEn clinics(first: 3) { edges { node { nameKo crowding published } } } supportPrograms(first: 2) { edges { node { titleKo } } } } }` },
    { user: clinicStaff(regionCode), query: "{ clinics(first: 5) { edges { node { id published region { nameEn } } cursor } } }" },
    { user: nationalInvestigator, query: "{ cases(first: 5) { edges { node { id person { fullName } cluster { nameEn } region { nameEn } stays(first: 2) { edges { node { day place { name } } } } } cursor } pageInfo { endCursor } } }" },
    { user: local, query: "{ cases(first: 20, filter: { classification: \"confirmed\" }) { edges { node { id informationRequests(first: 2) { edges { node { state } } } accesses(first: 1) { edges { node { agency } } } } } } clusters(first: 3) { edges { node { nameEn place { name } } } } }" },
    { user: nationalInvestigator, query: `{ region(code: "${regionCode}") { nameEn places(first: 5) { edges { node { name category latitude longitude region { nameKo } } } } } }` },
    { user: auditor, query: "{ auditRecords(first: 3) { edges { node { id recorded service correlation account duty clearance agency session door purpose operationName operationHash outcome jurisdictions { nameEn } resolverEvents(first: 5) { edges { node { coordinate outcome ruleId count dataSubjects(first: 2) { edges { node { dataSubject count } } } } } } dataSubjects(first: 3) { edges { node { dataSubject count } } } } } pageInfo { hasNextPage } } }" },
    { user: auditor, query: `{ case(id: "${caseId}") { id } auditRecords(first: 2, filter: { service: "movements" }) { edges { node { outcome } } } }` },
  ];
}
