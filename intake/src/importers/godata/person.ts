/** What Go.Data's cases and contacts have in common: identity, age, sex and a location that lies outside Korea. */
import type { Identity as Known } from "@epigraph/vault";
import { ageBand } from "../../age-band.js";
import { Unreadable, type CellReader } from "../../cell-reading.js";
import type { Sex } from "../../case-rows.js";

export const identityColumns = ["firstName", "lastName", "telephone", "address", "city"] as const;
export const demographyColumns = ["gender", "age", "location_id", "admin_0_name", "admin_1_name", "admin_2_name"] as const;

/** Personal (P3). */
export type Identity = Pick<Known, "fullName" | "phone" | "address">;
export type Demography = { readonly sex?: Sex; readonly ageBand?: string };

/** Go.Data's ids; the export calls them uuid, other versions use other forms. */
export const uuid = /^[\w-]{8,64}$/;

export function identityOf(cells: CellReader<(typeof identityColumns)[number]>): Identity {
  const joined = (parts: readonly (string | undefined)[], by: string): string => parts.filter((part) => part !== undefined).join(by);
  const fullName = joined([cells.text("firstName"), cells.text("lastName")], " ");
  const address = joined([cells.text("address"), cells.text("city")], ", ");
  const phone = cells.text("telephone");
  return { ...(fullName === "" ? {} : { fullName }), ...(phone === undefined ? {} : { phone }), ...(address === "" ? {} : { address }) };
}

export function demographyOf(cells: CellReader<(typeof demographyColumns)[number]>): Demography {
  const sex = cells.oneOf<Sex>("gender", { MALE: "male", FEMALE: "female", OTHER: "other" });
  const age = cells.number("age");
  const band = age === undefined ? undefined : ageBand(age);
  if (age !== undefined && band === undefined) throw new Unreadable("not-an-age", "age");
  return { ...(sex === undefined ? {} : { sex }), ...(band === undefined ? {} : { ageBand: band }) };
}

/** The region comes from the option; the report keeps the source's own name of the area, never closer than its second level. */
export function noteLocation(cells: CellReader<(typeof demographyColumns)[number]>, repair: (kind: string) => void): void {
  const area = cells.text("admin_2_name") ?? cells.text("admin_1_name") ?? cells.text("admin_0_name");
  if (area !== undefined) repair(`location-replaced-by-region (${area})`);
  else repair(cells.text("location_id") === undefined ? "location-missing-region-used" : "location-replaced-by-region (unnamed)");
}
