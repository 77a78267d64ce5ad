/** What a data subject is told, in Korean and English: what was asked of whom, for what time, on what basis. Never another case, a place or a reason of the investigation. */
import type { Notice } from "./types.js";

const classes: Readonly<Record<string, { readonly ko: string; readonly en: string }>> = {
  "telecom-location": { ko: "통신사 위치정보", en: "location data of telecommunications companies" },
  "card-use": { ko: "카드 이용내역", en: "records of card use" },
  "qr-entry": { ko: "전자출입명부(QR) 기록", en: "QR entry records" },
};

const date = (locale: "ko-KR" | "en-GB", at: Date): string => new Intl.DateTimeFormat(locale, { timeZone: "Asia/Seoul", dateStyle: "long", timeStyle: "short", hourCycle: "h23" }).format(at);

export function wordsTo({ kind, dataClass, windowFrom, windowTo, legalBasis }: Notice): { readonly ko: string; readonly en: string } {
  const what = classes[dataClass] ?? { ko: dataClass, en: dataClass };
  const ko = `${date("ko-KR", windowFrom)}부터 ${date("ko-KR", windowTo)}까지의 귀하의 ${what.ko}을(를) 감염병 역학조사를 위하여 ${kind === "collection" ? "요청하였습니다" : "제공받았습니다"}. 근거: ${legalBasis}. 수집된 정보는 목적이 달성되면 지체 없이 파기됩니다. 문의: 1339.`;
  const en = `For an epidemiological investigation, ${what.en} about you from ${date("en-GB", windowFrom)} to ${date("en-GB", windowTo)} ${kind === "collection" ? "have been requested" : "have been received"}. Legal basis: ${legalBasis}. They are deleted as soon as their purpose is met. Questions: 1339.`;
  return { ko, en };
}
