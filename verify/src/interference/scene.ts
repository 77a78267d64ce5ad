/** The rows that both databases start from: a generated outbreak, and what generators do not make (contacts, links, referrals, drafts, odd permissions). Not what differs: see hidden.ts. */
import type { Instant } from "@epigraph/authz";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase, withTestVault } from "@epigraph/datastore/testing";
import { simulate } from "@epigraph/generator";
import { seedOutbreak } from "@epigraph/intake";
import { type BulkVault, identityField, identityText } from "@epigraph/vault";
import { localInvestigator, ownAgency, ownRegion } from "./askers.js";
import { keepRecordsAbout } from "./access-records.js";
import { workInScene } from "./work-in-scene.js";
import type { Common } from "./world.js";

/** Big enough that every kind of row is there for somebody and hidden from somebody else. */
const casesInScene = 80;

/** A database with the scene; nobody is connected to it any more, so that it can be copied. */
export async function prepareScene({ names }: Common, now: Instant): Promise<TestDatabase> {
  const database = await createTestDatabase();
  const admin = await openDatabase(database.adminUrl, { name: "verify scene", poolSize: 1 });
  try {
    await withTestVault(database, async (vault) => {
      await seedOutbreak({ outbreak: simulate({ cases: casesInScene }), database: admin, vault, now: now - 60_000 });
      for (const statement of [...statements, ...workInScene, "analyze"]) await admin.query(statement);
      await sealContacts(admin, vault);
      await sealInterviews(admin, vault);
    });
    const persons = await admin.query<{ readonly person_key: string }[]>("select distinct person_key from cases.case_record order by 1");
    await keepRecordsAbout(persons.map(({ person_key }) => person_key), { database, names, series: "scene", from: now - 3_600_000 });
  } finally {
    await admin.destroy();
  }
  return database;
}

async function sealContacts(admin: DataSource, vault: BulkVault): Promise<void> {
  const contacts = await admin.query<{ readonly key: string }[]>("select p.key from cases.person p where p.source_system = 'scene' and p.identity is null order by p.source_record");
  const texts = contacts.map(({ key }, index) => ({ owner: key, field: identityField, text: identityText({ fullName: `Contact ${key.slice(0, 6)}`, phone: `010-0000-${1000 + index}`, address: `Street ${index}`, birthDate: String(1950 + (index % 50)) }) ?? "" }));
  const blobs = await vault.sealAll(texts);
  await admin.query("update cases.person p set identity = n.identity from unnest($1::uuid[], $2::bytea[]) n (key, identity) where p.key = n.key", [contacts.map(({ key }) => key), blobs]);
}

async function sealInterviews(admin: DataSource, vault: BulkVault): Promise<void> {
  const interviews = await admin.query<{ readonly id: string; readonly case_id: string; readonly person_key: string }[]>("select i.id, i.case_id, c.person_key from cases.interview i join cases.case_record c on c.id = i.case_id order by i.id");
  const texts = interviews.map(({ id, person_key }) => ({ owner: person_key, field: "interview", text: JSON.stringify({ interview: id, text: `was at home on ${id.slice(0, 4)}`, visits: [], companions: [] }) }));
  const blobs = await vault.sealAll(texts);
  await admin.query(
    "insert into cases.interview_text (interview_id, case_id, person_key, content) select n.id, n.case_id, n.person_key, n.content from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[]) n (id, case_id, person_key, content)",
    [interviews.map(({ id }) => id), interviews.map(({ case_id }) => case_id), interviews.map(({ person_key }) => person_key), blobs],
  );
}

/** Deterministic chance: true for about `percent` of the values of `key`. */
const one = (key: string, percent: number): string => `('x' || left(md5((${key})::text), 7))::bit(28)::int % 100 < ${percent}`;
const uuid = (key: string): string => `md5(${key})::uuid`;
const source = (key: string): string => `'scene', ${key}`;

const statements: readonly string[] = [
  // specially protected persons, in and outside the own region
  `update cases.case_record c set sealed = true where ${one("'seal' || c.id", 12)}`,
  `update movements.case_reference r set sealed = true where exists (select from cases.case_record c where c.id = r.case_id and c.sealed)`,
  `update cases.cluster set reported_count = 40`,
  `update cases.case_record c set cluster_id = (select k.id from cases.cluster k order by md5(k.id::text || c.id) limit 1) where ${one("'cluster' || c.id", 50)}`,

  // two contacts of each case, one of them kept where another case lives
  `insert into cases.person (key, source_system, source_record)
   select ${uuid("'p' || c.id || n")}, ${source("c.id || '/' || n")} from cases.case_record c, generate_series(1, 2) n`,
  `insert into cases.contact (id, person_key, region_code, status, age_band, sex, last_contact_date, follow_up_from, follow_up_to, became_case_id, source_system, source_record)
   select ${uuid("'k' || c.id || n")}, ${uuid("'p' || c.id || n")}, case n when 1 then c.region_code else (select o.region_code from cases.case_record o order by md5(o.id::text || c.id) limit 1) end,
     'under follow-up', '40s', 'female', c.confirmation_date, c.confirmation_date, c.confirmation_date + 14,
     case when ${one("'became' || c.id || n", 40)} then (select o.id from cases.case_record o order by md5(c.id::text || o.id) limit 1) end, ${source("c.id || '/' || n")}
   from cases.case_record c, generate_series(1, 2) n`,
  // and a contact of every other case who is a specially protected case elsewhere; about half of the protected are no contacts
  `insert into cases.contact (id, person_key, region_code, status, age_band, sex, last_contact_date, follow_up_from, follow_up_to, became_case_id, source_system, source_record)
   select ${uuid("'kz' || c.id")}, o.person_key, c.region_code, 'became a case', '30s', 'male', c.confirmation_date, c.confirmation_date, c.confirmation_date + 14, o.id, ${source("'protected ' || c.id")}
   from cases.case_record c cross join lateral (select o.id, o.person_key from cases.case_record o where o.sealed and ${one("'known' || o.id", 50)} and o.id <> c.id order by md5(o.id || 'kz' || c.id) limit 1) o where ${one("'protected' || c.id", 50)}`,
  `insert into cases.exposure (id, case_id, contact_id, last_contact_date, exposure_type, setting, source_system, source_record)
   select ${uuid("'ez' || c.id")}, c.id, k.id, c.confirmation_date, 'household', 'home', ${source("'protected ' || c.id")} from cases.case_record c join cases.contact k on k.id = ${uuid("'kz' || c.id")}`,
  `insert into cases.follow_up (id, contact_id, day, number, status, source_system, source_record)
   select ${uuid("'f' || k.id || n")}, k.id, k.follow_up_from + n, n, 'no symptoms', ${source("k.id || '/' || n")} from cases.contact k, generate_series(1, 3) n`,
  `insert into cases.sample (id, contact_id, taken_date, sample_type, test_type, result, source_system, source_record)
   select ${uuid("'s' || k.id")}, k.id, k.follow_up_from, 'nasopharyngeal swab', 'RT-PCR', 'negative', ${source("'contact ' || k.id")} from cases.contact k where ${one("'sample' || k.id", 50)}`,
  `insert into cases.exposure (id, case_id, contact_id, last_contact_date, exposure_type, setting, source_system, source_record)
   select ${uuid("'e' || c.id || n")}, c.id, ${uuid("'k' || c.id || n")}, c.confirmation_date, 'household', 'home', ${source("c.id || '/' || n")} from cases.case_record c, generate_series(1, 2) n`,
  // a contact of one case was exposed to a second one too, a case was exposed to a case
  `insert into cases.exposure (id, case_id, contact_id, last_contact_date, exposure_type, source_system, source_record)
   select ${uuid("'x' || k.id")}, (select o.id from cases.case_record o order by md5(o.id || 'x' || k.id) limit 1), k.id, k.last_contact_date, 'meal', ${source("'second ' || k.id")} from cases.contact k where ${one("'second' || k.id", 40)}`,
  `insert into cases.exposure (id, case_id, exposed_case_id, last_contact_date, exposure_type, source_system, source_record)
   select ${uuid("'y' || c.id")}, c.id, o.id, c.confirmation_date, 'work', ${source("'case ' || c.id")}
   from cases.case_record c cross join lateral (select o.id from cases.case_record o where o.id <> c.id order by md5(o.id || 'y' || c.id) limit 1) o where ${one("'exposed' || c.id", 50)}`,
  `insert into cases.transmission_link (id, infector_case_id, infectee_case_id, basis, setting, source_system, source_record)
   select ${uuid("'l' || c.id || n")}, o.id, c.id, 'interview', 'workplace', ${source("c.id || '/' || n")}
   from cases.case_record c, generate_series(1, 2) n cross join lateral (select o.id from cases.case_record o where o.id <> c.id order by md5(o.id || 'l' || c.id || n) limit 1) o`,
  // an earlier episode of the same person, kept elsewhere
  `insert into cases.case_record (id, person_key, disease, classification, region_code, age_band, sex, onset_date, confirmation_date, sealed, source_system, source_record)
   select ${uuid("'again' || c.id")}, c.person_key, c.disease, 'confirmed', '1168000000', c.age_band, c.sex, c.onset_date - 40, c.confirmation_date - 40, false, ${source("'again ' || c.id")}
   from cases.case_record c where not c.sealed and ${one("'again' || c.id", 12)}`,
  `insert into movements.case_reference (case_id, person_key, region_code, disease, onset_date, confirmation_date)
   select id, person_key, region_code, disease, onset_date, confirmation_date from cases.case_record where source_system = 'scene'`,

  // referrals in every state, from and to the agency of the local investigator, and between others
  `insert into permission.referral (id, case_id, person_key, region_code, to_agency, reason, offered_by, offered_at, accepted_by, accepted_at, ended_by, ended_at)
   select ${uuid("'r' || c.id || a.id")}, c.id, c.person_key, c.region_code, a.id, 'moved house', 'investigator.' || c.region_code, now() - interval '2 h' - (row_number() over (order by c.id, a.id)) * interval '1 s',
     case when s.state > 0 then 'someone' end, case when s.state > 0 then now() - interval '1 h' end, case when s.state = 2 then 'someone' end, case when s.state = 2 then now() - interval '10 min' end
   from cases.case_record c
     cross join lateral (values ('${ownAgency}'), ('health-centre.1150000000'), ('health-centre.1129000000')) a(id)
     cross join lateral (select ('x' || left(md5('state' || c.id || a.id), 7))::bit(28)::int % 3 as state) s
   where ${one("'refer' || c.id || a.id", 25)} and a.id <> 'health-centre.' || c.region_code`,

  // the local investigator: some own cases without assignment, some cases of others with one; grants ended, not begun, narrower, counted, lent across regions
  `delete from permission.assignment a where a.account = '${localInvestigator.account}' and ${one("'unassigned' || a.case_id", 30)}`,
  `insert into permission.assignment (account, case_id, not_before)
   select '${localInvestigator.account}', c.id, now() - interval '1 day' from cases.case_record c where c.region_code <> '${ownRegion}' and ${one("'assigned' || c.id", 15)} on conflict do nothing`,
  `update permission.access_grant g set not_before = now() - interval '9 d', not_after = now() - interval '1 d' where ${one("'ended' || g.id", 15)}`,
  `update permission.access_grant g set not_before = now() + interval '5 d' where not_after > now() and ${one("'later' || g.id", 10)}`,
  `update permission.access_grant g set window_from = window_from + (window_to - window_from) / 2 where ${one("'narrow' || g.id", 30)}`,
  `update permission.access_grant g set reads_allowed = 5 where ${one("'counted' || g.id", 10)}`,
  `insert into permission.grant_holder (grant_id, account)
   select gc.grant_id, '${localInvestigator.account}' from permission.grant_case gc join cases.case_record c on c.id = gc.case_id where c.region_code <> '${ownRegion}' and ${one("'lent' || c.id", 25)} on conflict do nothing`,

  // drafts
  `update clinics.clinic c set published = false where ${one("'draft' || c.id", 30)}`,
  `update programs.support_program p set published = false where ${one("'draft' || p.id", 40)}`,
  `update programs.support_program p set agency = 'health-centre.1150000000' where ${one("'kept' || p.id", 40)}`,

  // accounts and sessions, for those who guard them
  `insert into identity.account (id, login, duty, clearance, agency, jurisdictions, state, holder, created_at, changed_at)
   select 'account.' || n, 'account.' || n, 'local-investigator', 4, 'health-centre.1150000000', '{1150000000}', 'invited', decode(md5(n::text), 'hex'), now() - interval '9 d', now() - n * interval '1 h' from generate_series(1, 12) n`,
  `insert into identity.session (id, account, client_id, authenticated_by, address, started_at, last_used_at, expires_at)
   select 'session.' || n, 'account.' || (1 + n % 12), 'portal', 'otp', '127.0.0.1', now() - n * interval '1 min', now(), now() + interval '8 h' from generate_series(1, 30) n`,
  `insert into identity.event (id, at, kind, account, address) select ${uuid("'event' || n")}, now() - n * interval '1 min', 'log-in-failed', 'account.' || (1 + n % 12), '127.0.0.1' from generate_series(1, 40) n`,
];
