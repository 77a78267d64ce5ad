/** The schema of the key store, a database of its own: wrapped data keys, and which key-encryption keys may still wrap. Forward only. Not the schema of the data: see migrations/. */

/** Who adds and reads keys: the services that seal. */
export const sealers = "epigraph_sealer";
/** Who may change and remove them. */
export const custodians = "epigraph_keys";

export const keyMigrations: readonly { readonly name: string; readonly statements: readonly string[] }[] = [
  {
    name: "0001-data-keys",
    statements: [
      `do $$ begin
        if not exists (select from pg_roles where rolname = '${sealers}') then create role ${sealers} nologin; end if;
        if not exists (select from pg_roles where rolname = '${custodians}') then create role ${custodians} nologin; end if;
      end $$`,
      `create schema keys`,
      `create table keys.kek (
        id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{3,62}$'),
        kind text not null check (kind in ('service', 'hold')),
        seen_at timestamptz not null default clock_timestamp(),
        retired_at timestamptz)`,
      // a key that was destroyed leaves its row, so that no other is made in its place
      `create table keys.data_key (
        owner_kind text not null check (owner_kind in ('person', 'request', 'upload', 'epoch')),
        owner_id text not null check (owner_id ~ '^[A-Za-z0-9._-]{1,128}$'),
        kek_id text references keys.kek,
        wrapped bytea check (octet_length(wrapped) = 61),
        made_at timestamptz not null default clock_timestamp(),
        held_at timestamptz,
        destroyed_at timestamptz,
        primary key (owner_kind, owner_id),
        check ((destroyed_at is null) = (kek_id is not null and wrapped is not null)),
        check (held_at is null or destroyed_at is null))`,
      `create index on keys.data_key (kek_id)`,
      `create table keys.rotation (to_kek text primary key references keys.kek, begun_at timestamptz not null default clock_timestamp(), ended_at timestamptz)`,
      /*
       * The fence of a rotation: after keys are added, which key-encryption key they stand under is locked until they are committed; retiring it waits for that, and whoever
       * comes later is refused. One that was never seen is taken in.
       */
      `create function keys.require_live_kek() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
      declare
        wanted text;
      begin
        for wanted in select distinct a.kek_id from added a order by 1 loop
          perform from keys.kek k where k.id = wanted and k.kind = 'service' and k.retired_at is null for share;
          if not found then raise exception 'the key-encryption key is retired' using errcode = 'EK001'; end if;
        end loop;
        return null;
      end $$`,
      `create function keys.see_kek() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
      begin
        insert into keys.kek (id, kind) select new.kek_id, 'service' where not exists (select from keys.kek k where k.id = new.kek_id) on conflict do nothing;
        return new;
      end $$`,
      `revoke execute on function keys.require_live_kek(), keys.see_kek() from public`,
      `create trigger see_kek before insert on keys.data_key for each row execute function keys.see_kek()`,
      `create trigger require_live_kek after insert on keys.data_key referencing new table as added for each statement execute function keys.require_live_kek()`,
      `grant usage on schema keys to ${sealers}, ${custodians}`,
      `grant select (owner_kind, owner_id, kek_id, wrapped, held_at, destroyed_at), insert (owner_kind, owner_id, kek_id, wrapped) on keys.data_key to ${sealers}`,
      `grant select, insert, update, delete on keys.data_key to ${custodians}`,
      `grant select, insert, update on keys.kek, keys.rotation to ${custodians}`,
    ],
  },
];
