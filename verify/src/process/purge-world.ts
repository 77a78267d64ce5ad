/** A response's worth of personal data whose every value is known, so that it can be looked for in files: planted in the tables as the services leave it. Looks for nothing itself. */
import { randomUUID } from "node:crypto";
import { type BulkVault, type Identity, identityField, identityText, pseudonymsOf, type Sealed } from "@epigraph/vault";
import { latLngToCell } from "h3-js";
import type pg from "pg";
import { seeded } from "../seeded.js";

/** What to look for: as bytes, of which kind. `sealed`: never in the clear, neither before nor after. */
export type PlantedValue = { readonly kind: "name" | "phone" | "merchant" | "words" | "coordinate on disk" | "coordinate in a copy" | "cell" | "person key" | "person key as text" | "case id" | "pseudonym"; readonly bytes: Buffer; readonly sealed: boolean };
export type PlantedPerson = { readonly key: string; readonly caseId: string; readonly identity: Identity };
export type PlantedWorld = { readonly values: readonly PlantedValue[]; readonly persons: readonly PlantedPerson[]; readonly requests: readonly string[]; /** What was sealed for them. */ readonly sealed: readonly Sealed[] };

export const keyBytes = (id: string): Buffer => Buffer.from(id.replaceAll("-", ""), "hex");
export function float8(value: number, order: "disk" | "copy"): Buffer {
  const bytes = Buffer.alloc(8);
  if (order === "disk") bytes.writeDoubleLE(value);
  else bytes.writeDoubleBE(value);
  return bytes;
}

const seoul = "1100000000";
const day = 86_400_000;
const from = Date.parse("2020-05-01T00:00:00+09:00");

/** `persons` cases of the disease, each with an identity, an interview and a card request with stays at merchants of its own. */
export async function plantWorld(admin: pg.Client, vault: BulkVault, { persons: count, disease, seed }: { readonly persons: number; readonly disease: string; readonly seed: number }): Promise<PlantedWorld> {
  const choices = seeded(seed);
  const values: PlantedValue[] = [];
  const persons: PlantedPerson[] = [];
  const requests: string[] = [];
  const sealed: Sealed[] = [];
  const put = (kind: PlantedValue["kind"], bytes: Buffer | string, hidden = false): void => void values.push({ kind, bytes: typeof bytes === "string" ? Buffer.from(bytes) : bytes, sealed: hidden });
  await admin.query("insert into cases.region (code, level, name_ko, name_en) values ($1, 'province', '서울', 'Seoul') on conflict do nothing", [seoul]);
  const days = Array.from({ length: 5 }, (_, index) => new Date(from + index * day + 9 * 3_600_000).toISOString().slice(0, 10));
  await admin.query("select movements.make_days($1::date[])", [days]);
  for (let number = 0; number < count; number += 1) {
    const [key, caseId, request] = [randomUUID(), randomUUID(), randomUUID()];
    const mark = `${disease}-${seed}-${String(number).padStart(4, "0")}`;
    const identity: Identity = { fullName: `Planted Person ${mark}`, phone: `010${String(10_000_000 + seed * 1_000 + number).padStart(8, "0")}` };
    persons.push({ key, caseId, identity });
    requests.push(request);
    const blob = await vault.seal(key, identityField, identityText(identity) ?? "");
    sealed.push({ owner: key, field: identityField, blob });
    await admin.query("insert into cases.person (key, identity, source_system, source_record) values ($1, $2, 'planted', $3)", [key, blob, mark]);
    for (const { kind, pseudonym } of pseudonymsOf(vault, identity)) {
      await admin.query("insert into cases.person_pseudonym (person_key, kind, pseudonym) values ($1, $2, $3)", [key, kind, pseudonym]);
      put("pseudonym", pseudonym);
    }
    await admin.query("insert into cases.case_record (id, person_key, disease, classification, region_code, confirmation_date, source_system, source_record) values ($1, $2, $3, 'confirmed', $4, '2020-05-04', 'planted', $5)", [caseId, key, disease, seoul, mark]);
    await admin.query("insert into movements.case_reference (case_id, person_key, region_code, disease, confirmation_date) values ($1, $2, $3, $4, '2020-05-04') on conflict do nothing", [caseId, key, seoul, disease]);
    const interview = randomUUID();
    await admin.query("insert into cases.interview (id, case_id, version, conducted_date, informant, recorded_by, recorded_at) values ($1, $2, 1, '2020-05-05', 'self', 'kim', now())", [interview, caseId]);
    await admin.query("insert into cases.interview_text (interview_id, case_id, person_key, content) values ($1, $2, $3, $4)", [interview, caseId, key, await vault.seal(key, "interview", `told by ${identity.fullName ?? ""}`)]);
    const words = `two days of ${mark} are open between dinner and work`;
    await admin.query(
      `insert into movements.information_request (id, case_id, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, source_system, source_record, person_key, closed_at, purge_due_at)
       values ($1, $2, 'card-use', $3, $4, $5, 'IDCPA 76-2(1)', 'closed', 'kim', now(), 'planted', $6, $7, now(), now())`,
      [request, caseId, new Date(from), new Date(from + 5 * day), words, mark, key],
    );
    const notice = randomUUID();
    await admin.query("insert into movements.notice (id, request_id, case_id, person_key, kind, data_class, window_from, window_to, legal_basis, made_at, due_at) values ($1, $2, $3, $4, 'provision', 'card-use', $5, $6, 'IDCPA 76-2', now(), now())", [notice, request, caseId, key, new Date(from), new Date(from + 5 * day)]);
    await admin.query("insert into movements.notice_step (notice_id, number, step, at, account, channel) values ($1, 1, 'sent', now(), 'kim', 'letter')", [notice]);
    const merchant = randomUUID();
    const [latitude, longitude] = [37 + choices.integer(1_000_000) / 1e6 + Math.PI / 1e7, 127 + choices.integer(1_000_000) / 1e6 + Math.E / 1e7];
    const cell = BigInt(`0x${latLngToCell(latitude, longitude, 10)}`);
    const name = `Merchant ${mark} & Sons`;
    await admin.query("insert into movements.place (id, name, category, region_code, latitude, longitude, cell, source_system, source_record) values ($1, $2, 'shop', $3, $4, $5, $6, 'card-01', $7)", [merchant, name, seoul, latitude, longitude, String(cell), mark]);
    for (const [index, date] of days.slice(0, 2 + (number % 3)).entries()) {
      const at = new Date(from + index * day + 12 * 3_600_000 + choices.integer(600) * 60_000);
      await admin.query(
        `insert into movements.stay (person_key, day, id, case_id, request_id, data_class, precision, arrival, departure, earliest, latest, place_id, latitude, longitude, cell, accuracy_metres, confidence, source_record)
         values ($1, $2, gen_random_uuid(), $3, $4, 'card-use', 'minute', $5, $5, $5, $5, $6, $7, $8, $9, 10, 1, $10)`,
        [key, date, caseId, request, at, merchant, latitude, longitude, String(cell), `slip ${mark}`],
      );
    }
    if (number % 3 === 0) await plantRoster(admin, { caseId, key, mark, merchant, latitude, longitude, cell: String(cell) });
    const onDisk = Buffer.alloc(8);
    onDisk.writeBigInt64LE(cell);
    put("name", identity.fullName ?? "", true);
    put("phone", identity.phone ?? "", true);
    put("merchant", name);
    put("words", words);
    put("coordinate on disk", float8(latitude, "disk"));
    put("coordinate on disk", float8(longitude, "disk"));
    put("coordinate in a copy", float8(latitude, "copy"));
    put("coordinate in a copy", float8(longitude, "copy"));
    put("cell", onDisk);
    put("person key", keyBytes(key));
    put("person key as text", key);
    put("case id", keyBytes(caseId));
  }
  // what the planner knows of values is copies of them
  await admin.query("analyze");
  return { values, persons, requests, sealed };
}

/** The person on the roster of the merchant's place, with the grant by which that is read: the same values in other tables. */
async function plantRoster(admin: pg.Client, { caseId, key, mark, merchant, latitude, longitude, cell }: { readonly caseId: string; readonly key: string; readonly mark: string; readonly merchant: string; readonly latitude: number; readonly longitude: number; readonly cell: string }): Promise<void> {
  const roster = randomUUID();
  const [begin, end] = [new Date(from), new Date(from + 5 * day)];
  await admin.query(
    `insert into movements.information_request (id, case_id, kind, dwell_minutes, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, source_system, source_record, person_key)
     values ($1, $2, 'place-roster', 30, 'qr-entry', $3, $4, 'who else was there', 'IDCPA 76-2(1)', 'provided', 'kim', now(), 'planted', $5, $6)`,
    [roster, caseId, begin, end, `roster ${mark}`, key],
  );
  await admin.query("insert into movements.request_case (request_id, case_id) values ($1, $2)", [roster, caseId]);
  await admin.query("insert into permission.access_grant (id, request_id, data_class, window_from, window_to, purpose, not_before, not_after) values ($1, $1, 'qr-entry', $2, $3, 'investigation', now(), now() + interval '1 day')", [roster, begin, end]);
  await admin.query("insert into permission.grant_case (grant_id, case_id) values ($1, $2)", [roster, caseId]);
  await admin.query("insert into movements.roster_person (request_id, person_key) select $1, movements.roster_key(n.pseudonym) from cases.person_pseudonym n where n.person_key = $2 limit 1", [roster, key]);
  await admin.query(
    `insert into movements.roster_stay (request_id, person_key, id, agency, data_class, arrival, departure, earliest, latest, place_id, latitude, longitude, cell, accuracy_metres, confidence, source_record)
     select p.request_id, p.person_key, gen_random_uuid(), 'qr', 'qr-entry', $2, $2, $2, $2, $3, $4, $5, $6, 10, 1, $7 from movements.roster_person p where p.request_id = $1`,
    [roster, begin, merchant, latitude, longitude, cell, `entry ${mark}`],
  );
}
