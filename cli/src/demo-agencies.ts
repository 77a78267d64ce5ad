/** The agencies of the demo and what stands between them: policies and the columns of each provider. Made-up names, on demo data only. */
import type { Agency, DemoPolicy, DemoProfile } from "@epigraph/datastore";

const agency = (id: string, kind: Agency["kind"], nameKo: string, nameEn: string, dataClasses: readonly string[] = []): Agency => ({ id, kind, nameKo, nameEn, phone: null, region: null, dataClasses });
const letters = ["a", "b", "c"] as const;
const koreanLetters = ["가", "나", "다"] as const;
const telecoms = letters.map((letter, index) => agency(`telecom-${letter}`, "telecom", `${koreanLetters[index] ?? ""}통신`, `Telecom ${letter.toUpperCase()}`, ["telecom-location"]));
const cards = Array.from({ length: 22 }, (_, index) => {
  const number = String(index + 1).padStart(2, "0");
  return agency(`card-${number}`, "card-company", `제${number}카드`, `Card Company ${number}`, ["card-use"]);
});

/** With KDCA, which is always there, and the operator of the entry log: three telecoms, 22 card companies, the police and the card association. */
export const demoAgencies: readonly Agency[] = [agency("police", "police", "경찰청", "Police"), agency("card-association", "card-association", "카드협회", "Card Association"), ...telecoms, ...cards, agency("entry-log", "entry-log-operator", "출입명부 운영기관", "Entry Log Operator", ["qr-entry"])];

const ids = (of: readonly Agency[]): readonly string[] => of.map(({ id }) => id);

export const demoPolicies: readonly DemoPolicy[] = [
  { dataClass: "telecom-location", secondDuty: "police-officer", secondAgency: "police", providers: ids(telecoms) },
  { dataClass: "card-use", secondDuty: "card-association-officer", secondAgency: "card-association", providers: ids(cards) },
  { dataClass: "qr-entry", secondDuty: null, secondAgency: null, providers: ["entry-log"] },
];

/** In whose names they stand. */
export const demoOwners = { proposedBy: "approver.kdca", confirmedBy: "approver.second" } as const;

const position = { latitude: "위도", longitude: "경도" } as const;
const times = ["YYYY-MM-DD HH:mm", "iso"] as const;
const definitions = {
  "telecom-location": { rows: "stay", columns: { subject: "전화번호", arrival: "시작", departure: "종료", ...position }, subject: "phone", times, accuracyMetres: 100 },
  "card-use": { rows: "slip", columns: { subject: "성명", birthDate: "생년월일", at: "승인일시", ...position }, subject: "name-and-birth-date", times, accuracyMetres: 50, ignored: ["가맹점"] },
  "qr-entry": { rows: "entry", columns: { subject: "전화번호", at: "출입일시", ...position }, subject: "phone", times, accuracyMetres: 50, ignored: ["시설명"] },
} as const;

export const demoProfiles: readonly DemoProfile[] = demoPolicies.flatMap(({ dataClass, providers }) => providers.map((provider) => ({ agency: provider, dataClass, definition: definitions[dataClass] })));
