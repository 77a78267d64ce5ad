/** Why one row was not taken: codes, with words in Korean and English. Never with the value. Not what is wrong with a whole file: see error.ts. */

/** `outside`: nobody asked for the row: it is counted as a finding and never stored. The others can be corrected. */
export const reasons = {
  "columns-wrong": { kind: "bad", en: "the row has another number of columns than the header", ko: "열의 개수가 머리글과 다릅니다" },
  "quotes-wrong": { kind: "bad", en: "a quotation mark is not closed, or stands within a value", ko: "따옴표가 닫히지 않았거나 값 안에 있습니다" },
  "not-an-object": { kind: "bad", en: "the line is not one JSON object", ko: "줄이 JSON 객체가 아닙니다" },
  "unexpected-column": { kind: "bad", en: "a column that nobody asked for", ko: "요청하지 않은 열입니다" },
  formula: { kind: "bad", en: "the cell is a formula: send its value", ko: "수식 셀입니다. 값으로 바꾸어 보내 주십시오" },
  missing: { kind: "bad", en: "a value is missing", ko: "값이 없습니다" },
  "time-unreadable": { kind: "bad", en: "the time is in none of the formats of the profile, or does not exist", ko: "시각이 프로필의 형식과 다르거나 없는 시각입니다" },
  "number-unreadable": { kind: "bad", en: "not a number", ko: "숫자가 아닙니다" },
  "word-unknown": { kind: "bad", en: "a word that the profile does not know", ko: "프로필에 없는 낱말입니다" },
  "subject-unreadable": { kind: "bad", en: "not an identifier of the kind that the profile names", ko: "프로필에 정한 식별자의 형식이 아닙니다" },
  "not-in-korea": { kind: "bad", en: "the position is not in Korea", ko: "위치가 대한민국 밖입니다" },
  "in-the-sea": { kind: "bad", en: "the position is in the sea", ko: "위치가 바다입니다" },
  "accuracy-impossible": { kind: "bad", en: "the accuracy is below 0 or above 100 km", ko: "정확도가 0보다 작거나 100km보다 큽니다" },
  "in-the-future": { kind: "bad", en: "the time is in the future", ko: "미래의 시각입니다" },
  "departure-before-arrival": { kind: "bad", en: "the departure is before the arrival", ko: "출발이 도착보다 빠릅니다" },
  "too-long": { kind: "bad", en: "the stay is longer than the profile allows", ko: "체류가 프로필에서 허용한 것보다 깁니다" },
  "place-unknown": { kind: "bad", en: "the place is not known here: send its position", ko: "알 수 없는 장소입니다. 좌표를 보내 주십시오" },
  "line-unknown": { kind: "bad", en: "no row of that line is set aside in the upload to be corrected", ko: "정정할 업로드에 해당 줄이 없습니다" },
  "outside-window": { kind: "outside", en: "outside the approved window", ko: "승인된 기간 밖입니다" },
  "other-subject": { kind: "outside", en: "not the person of the request", ko: "요청 대상자가 아닙니다" },
  "outside-places": { kind: "outside", en: "at none of the places asked about", ko: "요청한 장소가 아닙니다" },
  "too-short": { kind: "outside", en: "shorter than the least time asked for", ko: "요청한 최소 체류시간보다 짧습니다" },
  "other-class": { kind: "outside", en: "another class of data than approved", ko: "승인된 정보 종류가 아닙니다" },
  cancelled: { kind: "passed-over", en: "a cancelled payment shows no stay", ko: "취소된 결제입니다" },
  "not-own": { kind: "outside", en: "a relative's card: another person", ko: "가족 카드이므로 대상자가 아닙니다" },
} as const;
export type Reason = keyof typeof reasons;

/** What became of a row that was not taken. `column`: as the file calls it. */
export type Fault = { readonly reason: Reason; readonly column?: string };
