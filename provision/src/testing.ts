/** For tests of uploads: a request that was sent, its provider's profile, and claims as the agency door signs them. Not for a running installation. */
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { type AccountId, type AgencyId, claimsKeyOfDoor, claimsOf, contextLifetimeMs, type Principal, type RequestContext, type SessionId, sha256, type SignedClaims, signContext, type TraceId } from "@epigraph/authz";
import pg from "pg";
import type { Approved, ProvidedClass } from "./approved.js";

export const provider: Principal = { account: "telecom.upload" as AccountId, duty: "data-provider", clearance: 1, agency: "telecom-a" as AgencyId, jurisdictions: [], session: "s" as SessionId, authenticatedBy: "client", door: "agency" };

/** The signed context of one call, for the head given. */
export function providerContext(keys: { readonly claims: Buffer; readonly context?: Buffer }, head = "", change: Partial<RequestContext> = {}): string {
  const now = Date.now();
  return signContext({ principal: provider, purpose: "provision", audience: "movements", correlation: randomUUID() as TraceId, operation: { hash: sha256(head) }, bodyHash: sha256(head), issuedAt: now, expiresAt: now + contextLifetimeMs, ...change }, keys.context ?? randomBytes(32), claimsKeyOfDoor(keys.claims, "agency"));
}

export const claimsOfProvider = (claims: Buffer): SignedClaims => claimsOf(providerContext({ claims }));

/** As the vault would, under a pepper of the test. */
export const testPseudonym = (_kind: string, value: string): Buffer | undefined => (/^[0-9-]{4,20}$/.test(value) ? createHmac("sha256", "pepper of a test").update(value.replaceAll("-", "")).digest() : undefined);

export const testWindow = { from: new Date("2020-05-01T00:00:00+09:00"), to: new Date("2020-05-08T00:00:00+09:00") } as const;

/** The definition of a profile whose rows are stays. */
export const stayProfile = {
  rows: "stay",
  columns: { subject: "phone", arrival: "arrival", departure: "departure", latitude: "lat", longitude: "lon", accuracy: "accuracy" },
  subject: "phone",
  times: ["iso", "YYYY-MM-DD HH:mm"],
  accuracyMetres: 100,
} as const;

/** Inserts a case's reference, a request that was sent to `telecom-a` and waits in its inbox, and a profile of `telecom-a`, as the owner of the database. */
export async function sentRequest(adminUrl: string, { dataClass = "telecom-location", phone = "010-1234-5678", profile = stayProfile }: { readonly dataClass?: ProvidedClass; readonly phone?: string; readonly profile?: object } = {}): Promise<Approved & { readonly personKey: string }> {
  const [request, caseId, personKey] = [randomUUID(), randomUUID(), randomUUID()];
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query("insert into movements.case_reference (case_id, person_key, region_code, disease) values ($1, $2, '1168000000', 'covid-19')", [caseId, personKey]);
    await admin.query(
      `insert into movements.information_request (id, case_id, person_key, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, expires_at, source_system, source_record)
       values ($1::uuid, $2, $6, $3, $4, $5, 'test', 'test', 'sent', 'kim', now(), now() + interval '7 days', 'test', $1::text)`,
      [request, caseId, dataClass, testWindow.from, testWindow.to, personKey],
    );
    await admin.query("insert into permission.agency (id, name_ko, name_en) values ($1::text, $1::text, $1::text) on conflict (id) do nothing", [provider.agency]);
    await admin.query(
      `insert into movements.inbox_item (id, request_id, agency, kind, data_class, window_from, window_to, person_key, arrived_at, due_at) values (gen_random_uuid(), $1, $2, 'provision', $3, $4, $5, $6, now(), now() + interval '7 days')`,
      [request, provider.agency, dataClass, testWindow.from, testWindow.to, personKey],
    );
    await admin.query("insert into provision.profile (agency, data_class, version, valid_from, definition) values ($1, $2, 1, '2020-01-01', $3) on conflict (agency, data_class, version) do update set definition = excluded.definition", [provider.agency, dataClass, JSON.stringify(profile)]);
  } finally {
    await admin.end();
  }
  const known = testPseudonym("phone", phone);
  return { request, agency: provider.agency, dataClass, window: testWindow, standing: "open", subjectKind: "phone", subjects: (name) => (known?.equals(name) === true ? { personKey } : undefined), caseId, personKey };
}

/** A zip file of these entries; `size`: what its directory says of each, if not the truth. */
export function zipped(files: Readonly<Record<string, string>>, size?: number): Buffer {
  const [locals, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, packed] = [Buffer.from(name), deflateRawSync(text)];
    const fields = Buffer.alloc(26); // from `version needed` on, as both headers have it
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc(Buffer.from(text)), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(size ?? Buffer.byteLength(text), 18);
    fields.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), fields, path, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), fields, rest, path]));
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}
