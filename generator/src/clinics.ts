/** Screening clinics for the public pages: two in every district, at the clinic places of the city. Synthetic; the phone numbers are in a range that is not assigned. */
import type { Instant, Position } from "@epigraph/epi";
import { hour, secondsPerDay } from "./calendar.js";
import { integer, weighted } from "./draws.js";
import { element } from "./element.js";
import { districts, seoul } from "./seoul.js";
import { purpose, stream } from "./streams.js";
import type { World } from "./world.js";

export type GeneratedClinic = Position & {
  /** `clinic-00001`. */
  readonly id: string;
  /** The place of the city that it is. */
  readonly placeId: string;
  readonly nameKo: string;
  readonly nameEn: string;
  readonly regionCode: string;
  readonly addressKo: string;
  readonly addressEn: string;
  readonly phone: string;
  /** As in OpenStreetMap: `Mo-Fr 09:00-18:00; Sa 09:00-13:00`. */
  readonly openingHours: string;
  readonly crowding: "low" | "moderate" | "high" | "closed";
  readonly crowdingReportedAt: Instant;
};

const hours = ["Mo-Fr 09:00-18:00; Sa 09:00-13:00", "Mo-Su 09:00-17:00", "Mo-Fr 09:00-21:00; Sa-Su 10:00-16:00"];
const crowdings = ["low", "moderate", "high", "closed"] as const;

/** Crowding was reported on the morning of `asOf`. */
export function clinicsOf(world: World, asOf: number): readonly GeneratedClinic[] {
  const { places, calendar, parameters } = world;
  const clinics: GeneratedClinic[] = [];
  districts.forEach((district, index) => {
    places.in("screening-clinic", index).forEach((place, turn) => {
      const random = stream(parameters.seed, purpose.clinic, place);
      const { id, latitude, longitude } = element(places.list, place);
      const number = clinics.length + 1;
      const house = integer(random, 200) + 1;
      clinics.push({
        id: `clinic-${String(number).padStart(5, "0")}`,
        placeId: id,
        nameKo: turn === 0 ? `${district.nameKo} 보건소 선별진료소 (가상)` : `${district.nameKo} 임시선별검사소 ${turn} (가상)`,
        nameEn: turn === 0 ? `${district.nameEn} Public Health Centre Screening Clinic (fictional)` : `${district.nameEn} Temporary Screening Station ${turn} (fictional)`,
        regionCode: district.code,
        addressKo: `${seoul.nameKo} ${district.nameKo} 가상보건로 ${house}`,
        addressEn: `${house} Gasangbogeon-ro, ${district.nameEn}, ${seoul.nameEn}`,
        phone: `02-0000-${String(1200 + number).padStart(4, "0")}`,
        openingHours: element(hours, integer(random, hours.length)),
        crowding: element(crowdings, weighted(random, [5, 3, 1.5, 0.5])),
        crowdingReportedAt: calendar.instantOf(asOf * secondsPerDay + 9 * hour + integer(random, 2 * hour)),
        latitude,
        longitude,
      });
    });
  });
  return clinics;
}
