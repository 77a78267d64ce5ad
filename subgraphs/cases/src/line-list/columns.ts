/** The columns of a line list: what each is called, and by which field's rules it is read. The same names are understood when a list comes in. */
import type { Coordinate } from "@epigraph/authz";
import type { Identity } from "@epigraph/vault";
import type { Case } from "../case/types.js";

export type Column = { readonly name: string; readonly ko: string; readonly coordinate: Coordinate; readonly of: (row: Case, person: Identity | undefined) => string };

const text = (value: string | null | undefined): string => value ?? "";
const clinical = (name: string, ko: string, of: (row: Case) => string | null): Column => ({ name, ko, coordinate: `Case.${name}`, of: (row) => text(of(row)) });
const identity = (name: "fullName" | "phone" | "address", ko: string): Column => ({ name, ko, coordinate: `Person.${name}`, of: (_, person) => text(person?.[name]) });

/** After the line lists of ECDC and WHO Go.Data, in the order in which a case goes. Lists in one cell are parted by semicolons. */
export const columns: readonly Column[] = [
  { name: "caseNumber", ko: "사례 번호", coordinate: "Case.sourceRecord", of: (row) => (row.sourceSystem === "epigraph" ? row.id : row.sourceRecord) },
  clinical("id", "식별번호", ({ id }) => id),
  clinical("disease", "질병", ({ disease }) => disease),
  clinical("classification", "분류", ({ classification }) => classification),
  { name: "regionCode", ko: "관할 지역코드", coordinate: "Case.region", of: ({ regionCode }) => regionCode },
  clinical("ageBand", "연령대", ({ ageBand }) => ageBand),
  clinical("sex", "성별", ({ sex }) => sex),
  clinical("onsetDate", "증상발현일", ({ onsetDate }) => onsetDate),
  clinical("samplingDate", "검체 채취일", ({ samplingDate }) => samplingDate),
  clinical("confirmationDate", "확진일", ({ confirmationDate }) => confirmationDate),
  clinical("reportingDate", "신고일", ({ reportingDate }) => reportingDate),
  clinical("reportingSource", "신고 기관 유형", ({ reportingSource }) => reportingSource),
  clinical("isolationDate", "격리 시작일", ({ isolationDate }) => isolationDate),
  clinical("isolationEndDate", "격리 해제일", ({ isolationEndDate }) => isolationEndDate),
  clinical("isolationPlace", "격리 장소", ({ isolationPlace }) => isolationPlace),
  clinical("outcome", "결과", ({ outcome }) => outcome),
  clinical("outcomeDate", "결과일", ({ outcomeDate }) => outcomeDate),
  clinical("infectionSetting", "감염 상황", ({ infectionSetting }) => infectionSetting),
  clinical("symptoms", "증상 목록", ({ writtenSymptoms }) => writtenSymptoms.map(({ code, onsetDate }) => (onsetDate === null ? code : `${code} ${onsetDate}`)).join("; ")),
  clinical("riskGroups", "위험군", ({ riskGroups }) => riskGroups.join("; ")),
  clinical("travel", "여행력", ({ writtenTravel }) => writtenTravel.map(({ countryCode, fromDate, toDate }) => [countryCode, fromDate, toDate ?? ""].join(" ").trim()).join("; ")),
  identity("fullName", "성명"),
  identity("phone", "전화번호"),
  identity("address", "주소"),
];

export const isIdentity = ({ coordinate }: Column): boolean => coordinate.startsWith("Person.");

/** What may stand in a list that comes in besides: not given out. */
export const incomingOnly = { birthDate: "생년월일", nationality: "국적", residentNumber: "주민등록번호" } as const;

/** What may come in. `confirmationDate` and `id` are the platform's own to say. */
export const incoming: readonly { readonly name: string; readonly ko: string }[] = [
  ...columns.filter(({ name }) => name !== "id" && name !== "confirmationDate").map(({ name, ko }) => ({ name, ko })),
  ...Object.entries(incomingOnly).map(([name, ko]) => ({ name, ko })),
];

/** Without which no row can be a case. */
export const required = ["caseNumber", "disease", "regionCode"] as const;
