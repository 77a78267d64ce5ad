/** Made-up identities (P3), so that demo data has something to protect: every name is marked as fictional, every phone number lies in a range that is not assigned. Never a real person. */
import type { Position } from "@epigraph/epi";
import { integer, pick } from "./draws.js";
import { element } from "./element.js";
import { householdLimit, type Household } from "./population.js";
import { districts, seoul } from "./seoul.js";
import { purpose, stream } from "./streams.js";

export type GeneratedPerson = {
  /** `person-000123`. */
  readonly id: string;
  readonly fullName: string;
  /** `010-00xx-xxxx`: mobile numbers never begin with 0 after 010. Unique among the first million cases. */
  readonly phone: string;
  readonly address: string;
  /** Where the address is. */
  readonly home: Position;
  readonly birthYear: number;
};

const surnames = ["김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "황", "안", "송", "류", "전", "홍", "고", "문", "양", "손", "배", "백", "허", "유", "남", "심", "노", "하", "곽", "성", "차", "주", "우", "구", "민"];
const firstSyllables = ["가", "나", "다", "도", "라", "로", "마", "민", "보", "서", "선", "소", "수", "시", "아", "연", "예", "유", "은", "이", "재", "정", "주", "지", "채", "태", "하", "현", "혜", "호"];
const lastSyllables = ["강", "결", "담", "람", "름", "린", "민", "별", "빈", "솔", "슬", "아", "온", "우", "원", "윤", "은", "준", "진", "찬", "하", "한", "현", "호", "훈", "희"];
const roads = ["가람로", "나래로", "누리로", "다솜로", "도담로", "라온로", "미르로", "벼리로", "샛별로", "소담로", "아라로", "여울로", "온새로", "윤슬로", "한빛로", "해솔로"];

/** `number`: the case's number, from 0. */
export function identityOf(seed: number, number: number, id: string, household: Household, member: number, yearNow: number): GeneratedPerson {
  const person = stream(seed, purpose.identity, household.number * householdLimit + member, 1);
  const house = stream(seed, purpose.identity, household.number, 2);
  const given = pick(person, firstSyllables) + pick(person, lastSyllables);
  const address = `${seoul.nameKo} ${element(districts, household.district).nameKo} 가상${pick(house, roads)} ${integer(house, 300) + 1}, ${101 + integer(house, 20)}동 ${(integer(house, 20) + 1) * 100 + integer(house, 6) + 1}호`;
  return { id, fullName: `${element(surnames, household.surname % surnames.length)}${given} (가상)`, phone: phoneOf(number), address, home: household.home, birthYear: yearNow - element(household.members, member).age };
}

/** The first ten thousand cases are `010-0000-xxxx`; within each ten thousand the order is scattered (7919 and 10,000 have no common factor). */
function phoneOf(number: number): string {
  const block = Math.floor(number / 10_000) % 100;
  return `010-00${String(block).padStart(2, "0")}-${String((number * 7919 + 1234) % 10_000).padStart(4, "0")}`;
}
