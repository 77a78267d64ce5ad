/** What providers bring for a place roster: persons and their stays at the places, apart from the stays of cases. Part of migration 0029. */

const definer = "security definer set search_path = ''";

/** In the order in which they can be made. */
export const rosters: readonly string[] = [
  // a person is a key made of the pseudonym, of which nobody can tell who it is but by having the pseudonym
  `create table movements.roster_person (request_id uuid not null references movements.information_request, person_key uuid not null, primary key (request_id, person_key))`,
  `create table movements.roster_stay (
    request_id uuid not null,
    person_key uuid not null,
    id uuid not null,
    agency text not null,
    data_class text not null check (data_class in ('telecom-location', 'card-use', 'qr-entry')),
    arrival timestamptz not null,
    departure timestamptz not null check (departure >= arrival),
    earliest timestamptz not null,
    latest timestamptz not null check (latest >= earliest),
    place_id uuid,
    latitude float8 not null,
    longitude float8 not null,
    cell bigint not null,
    accuracy_metres real not null,
    confidence real not null check (confidence between 0 and 1),
    source_record text not null,
    primary key (request_id, person_key, id),
    foreign key (request_id, person_key) references movements.roster_person on delete cascade)`,
  // the same as \`uuid\` of provision/src/stay-rows.ts
  `create function movements.roster_key(pseudonym bytea) returns uuid language sql immutable set search_path = '' as $$
    select (pg_catalog.substr(h.x, 1, 12) || '8' || pg_catalog.substr(h.x, 14, 3) || '8' || pg_catalog.substr(h.x, 18, 15))::uuid from (select pg_catalog.encode(pseudonym, 'hex') as x) h
  $$`,
  // with time, for whoever runs the platform's own work: persons who match neither a case's person nor a contact's; how many
  `create function movements.forget_unmatched() returns integer language plpgsql ${definer} as $$
  declare
    gone integer;
  begin
    delete from movements.roster_person p using movements.information_request r
      where r.id = p.request_id and r.unmatched_due_at <= pg_catalog.clock_timestamp() and not exists (select from cases.person_pseudonym x where movements.roster_key(x.pseudonym) = p.person_key);
    get diagnostics gone = row_count;
    return gone;
  end $$`,
  `revoke execute on function movements.roster_key(bytea), movements.forget_unmatched() from public`,
  `grant insert on movements.roster_person, movements.roster_stay to epigraph_provision`,
];
