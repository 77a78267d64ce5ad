/** Go.Data's `contacts_clean.csv` and `followups_clean.csv`: contacts with identity, and the daily follow-up of their quarantine. */
import { Unreadable } from "../../cell-reading.js";
import type { ContactRow, FollowUpRow } from "../../case-rows.js";
import type { Progress } from "../../csv-file.js";
import { takeRows } from "../../rows-of-file.js";
import type { Tally } from "../../tally.js";
import { demographyColumns, demographyOf, identityColumns, identityOf, noteLocation, uuid, type Demography, type Identity } from "./person.js";

export type GodataContact = Demography & Pick<ContactRow, "status" | "lastContactDate" | "followUpFrom" | "followUpTo"> & { readonly uuid: string; readonly identity: Identity };
export type GodataFollowUp = Pick<FollowUpRow, "day" | "number" | "status"> & { readonly uuid: string; readonly contactUuid: string };

/** Contacts by uuid, in the order of the file. A contact who became a case has the same uuid there. */
export async function readContacts(folder: string, tally: Tally, onProgress?: Progress): Promise<ReadonlyMap<string, GodataContact>> {
  const contacts = new Map<string, GodataContact>();
  const columns = ["uuid", "contact_status", ...identityColumns, ...demographyColumns, "date_of_last_contact", "date_of_followup_start", "date_of_followup_end"] as const;
  await takeRows({ folder, tally, columns, onProgress }, (cells, { repair }) => {
    const id = cells.id("uuid", uuid);
    if (contacts.has(id)) throw new Unreadable("id-used-twice", "uuid");
    const [lastContactDate, followUpFrom, followUpTo] = [cells.day("date_of_last_contact"), cells.day("date_of_followup_start"), cells.day("date_of_followup_end")];
    const status = cells.text("contact_status");
    const demography = demographyOf(cells);
    noteLocation(cells, repair);
    contacts.set(id, {
      uuid: id,
      identity: identityOf(cells),
      ...demography,
      ...(status === undefined ? {} : { status: hyphenated(status) }),
      ...(lastContactDate === undefined ? {} : { lastContactDate }),
      ...(followUpFrom === undefined ? {} : { followUpFrom }),
      ...(followUpTo === undefined ? {} : { followUpTo }),
    });
  });
  return contacts;
}

/** Follow-ups of the contacts given, in the order of the file; planned ones that nobody did are rows too (`not-performed`). */
export async function readFollowUps(folder: string, tally: Tally, contacts: ReadonlyMap<string, unknown>, onProgress?: Progress): Promise<readonly GodataFollowUp[]> {
  const followUps = new Map<string, GodataFollowUp>();
  await takeRows({ folder, tally, columns: ["uuid", "contact_uuid", "followup_status", "followup_number", "date_of_followup"], onProgress }, (cells) => {
    const id = cells.id("uuid", uuid);
    if (followUps.has(id)) throw new Unreadable("id-used-twice", "uuid");
    const contactUuid = cells.id("contact_uuid");
    if (!contacts.has(contactUuid)) throw new Unreadable("contact-not-imported", "contact_uuid");
    const day = cells.day("date_of_followup");
    if (day === undefined) throw new Unreadable("not-a-date", "date_of_followup");
    const status = cells.text("followup_status");
    if (status === undefined) throw new Unreadable("unknown-value", "followup_status");
    const number = cells.count("followup_number");
    followUps.set(id, { uuid: id, contactUuid, day, status: hyphenated(status), ...(number === undefined ? {} : { number }) });
  });
  return [...followUps.values()];
}

/** `UNDER_FOLLOW_UP` as `under-follow-up`. */
export function hyphenated(constant: string): string {
  return constant.toLowerCase().replaceAll("_", "-");
}
