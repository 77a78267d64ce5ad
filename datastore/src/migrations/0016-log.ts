/**
 * The access log in two steps (docs/decisions/0010): what writers make durable, and what the sequencer makes of it: records in one order, hash tiles, signed checkpoints, findings. Not
 * who may read records: see row-policies.generated.ts.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";

export class Log1700000000016 implements MigrationInterface {
  readonly name = "Log1700000000016";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...roles, ...pending, ...records, ...tree, ...changes, ...findings, ...formerRecords, ...visibility]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const writers = ["cases", "movements", "clinics", "programs", "audit", "gateway", "identity", "public", "ledger", "sequencer"].map((name) => `epigraph_${name}`).join(", ");
const changers = ["cases", "movements", "clinics", "programs", "audit"].map((name) => `epigraph_${name}`).join(", ");

const roles = [
  ...["epigraph_ledger", "epigraph_sequencer"].map((role) => `do $$ begin create role ${role} nologin; exception when duplicate_object or unique_violation then null; end $$`),
  `grant usage on schema ledger to epigraph_ledger, epigraph_sequencer`,
  `alter table ledger.record rename to former_record`,
  `alter table ledger.record_subject rename to former_record_subject`,
];

/** What writers make durable: a body, and what the server itself knows of who wrote it. No index: it is read as a whole. */
const pending = [
  `create table ledger.pending (
    body text not null,
    login text not null default session_user,
    arrived timestamptz(3) not null default clock_timestamp())
    with (autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0)`, // every row is deleted soon
  `grant insert (body) on ledger.pending to ${writers}`,
  `grant select, delete on ledger.pending to epigraph_sequencer`,
];

/**
 * `sequenced` never goes back, whatever the clock does: months of it are what a prune drops. All columns but `index`, `sequenced` and `login` are read from the body when `standing` is `sound`; of another
 * record `recorded` is when it arrived, `service` whose login wrote it, and everything else `unknown` or null: nothing that it says is believed.
 */
const records = [
  `create table ledger.record (
    index bigint not null,
    sequenced timestamptz(3) not null,
    login text not null,
    standing text not null check (standing in ('sound', 'foreign', 'unreadable')),
    id uuid,
    writer uuid,
    sequence bigint,
    recorded timestamptz(3) not null,
    type text not null,
    service text not null,
    correlation text not null,
    account text not null,
    duty text not null,
    agency text not null,
    session text not null,
    address text,
    purpose text not null,
    outcome text not null,
    operation_name text,
    operation_hash text,
    shape bytea,
    subjects integer not null,
    unassigned integer not null,
    calls jsonb,
    body text not null,
    primary key (sequenced, index)) partition by range (sequenced)`,
  ...["recorded desc", "account, recorded desc", "agency, recorded desc", "purpose, recorded desc", "session, recorded desc", "operation_hash, recorded desc", "operation_name, recorded desc", "shape, recorded desc", "type, recorded desc", "service, recorded desc"].map(
    (columns) => `create index on ledger.record (${columns}, index desc)`,
  ),
  `create index on ledger.record (id)`,
  `create index on ledger.record (index)`,
  `create index on ledger.record (correlation)`,
  `create index on ledger.record (recorded desc, index desc) where outcome <> 'answered'`,
  `create table ledger.record_subject (
    subject text not null,
    sequenced timestamptz(3) not null,
    recorded timestamptz(3) not null,
    index bigint not null,
    assigned boolean not null,
    allowed boolean not null,
    primary key (subject, recorded, index, sequenced)) partition by range (sequenced)`,
  // a record's coordinates with their outcomes, each as `Type.field outcome`: most records of an operation have the same ones
  `create table ledger.shape (id bytea primary key check (octet_length(id) = 16), events text[] not null)`,
  `create index on ledger.shape using gin (events)`,
  // the month's partitions of both; nobody reads or writes a partition but through its table
  `create function ledger.make_month(moment timestamptz) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
  declare
    month timestamptz := date_trunc('month', moment, 'UTC');
    following timestamptz := date_trunc('month', date_trunc('month', moment, 'UTC') + interval '32 days', 'UTC');
    parent text;
    name text;
  begin
    foreach parent in array array['record', 'record_subject'] loop
      name := parent || to_char(month at time zone 'UTC', '_YYYY_MM');
      if to_regclass('ledger.' || name) is null then
        -- attached, not created in place: readers are not held up
        execute format('create table ledger.%I (like ledger.%I including defaults including constraints including indexes)', name, parent);
        execute format('alter table ledger.%I attach partition ledger.%I for values from (%L) to (%L)', parent, name, month, following);
      end if;
    end loop;
  end $$`,
  `revoke execute on function ledger.make_month(timestamptz) from public`,
  `grant execute on function ledger.make_month(timestamptz) to epigraph_sequencer`,
  `grant insert, select (index, sequenced, standing, id, recorded, type, service, correlation, account, duty, agency, calls) on ledger.record to epigraph_sequencer`,
  `grant insert on ledger.record_subject to epigraph_sequencer`,
  `grant select, insert on ledger.shape to epigraph_sequencer`,
  `grant select on ledger.record, ledger.record_subject, ledger.shape to epigraph_audit`,
];

const tree = [
  // one row: whoever sequences holds its lock. `judged`: records below this index were asked whether their operation is whole, `judged_at`: the last one's `sequenced`
  `create table ledger.head (
    one boolean primary key default true check (one),
    size bigint not null check (size >= 0),
    sequenced timestamptz(3) not null,
    judged bigint not null,
    judged_at timestamptz(3) not null)`,
  `insert into ledger.head (size, sequenced, judged, judged_at) values (0, '1970-01-01 00:00+00', 0, '1970-01-01 00:00+00')`,
  // C2SP tlog-tiles of height 8: up to 256 hashes, the last tile of a level grows
  `create table ledger.tile (
    level smallint not null check (level between 0 and 7),
    number bigint not null check (number >= 0),
    hashes bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
    primary key (level, number))`,
  `create function ledger.keep_tile() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
  begin
    if (new.level, new.number) is distinct from (old.level, old.number) or substring(new.hashes for octet_length(old.hashes)) is distinct from old.hashes then
      raise exception 'a tile only grows' using errcode = '42501';
    end if;
    return new;
  end $$`,
  `revoke execute on function ledger.keep_tile() from public`,
  `create trigger keep before update on ledger.tile for each row execute function ledger.keep_tile()`,
  `create table ledger.checkpoint (size bigint primary key check (size >= 0), note text not null, signed_at timestamptz(3) not null)`,
  `create table ledger.cosignature (size bigint not null, witness text not null, line text not null, seen_at timestamptz(3) not null, primary key (size, witness))`,
  // the log's public keys in the order in which they signed; `statement`: by the key before, none for the first
  `create table ledger.log_key (since bigint primary key check (since >= 0), vkey text not null unique, statement text)`,
  // where each writer's chain ends
  `create table ledger.writer (writer uuid primary key, login text not null, service text not null, next bigint not null, previous text not null, seen timestamptz(3) not null)`,
  `grant select, update on ledger.head to epigraph_sequencer`,
  `grant select, insert, update on ledger.tile, ledger.writer to epigraph_sequencer`,
  `grant select, insert on ledger.checkpoint, ledger.cosignature, ledger.log_key to epigraph_sequencer`,
  `grant select on ledger.tile, ledger.checkpoint, ledger.cosignature, ledger.log_key to epigraph_audit`,
];

/** The record of a change, committed with its data or claimed by the sequencer: one of the two, for ever. */
const changes = [
  `create table ledger.change (
    record uuid primary key,
    outcome text not null default 'committed' check (outcome in ('committed', 'undone')),
    login text not null default session_user,
    at timestamptz(3) not null default clock_timestamp())`,
  `create table ledger.intent (record uuid primary key, index bigint not null, since timestamptz(3) not null)`,
  `grant insert (record) on ledger.change to ${changers}`,
  `grant select, insert (record, outcome) on ledger.change to epigraph_sequencer`,
  `grant select, insert, delete on ledger.intent to epigraph_sequencer`,
  `grant select on ledger.change to epigraph_audit`,
];

/** What the sequencer noticed; what people said of it stands beside it, and its words apart. */
const findings = [
  `create table ledger.finding (
    id uuid primary key,
    kind text not null,
    key text not null unique,
    found_at timestamptz(3) not null,
    first_at timestamptz(3) not null,
    last_at timestamptz(3) not null,
    account text,
    agency text,
    service text,
    count integer not null,
    records bigint[] not null,
    subjects integer not null default 0)`,
  `create index on ledger.finding (found_at desc, id)`,
  `create index on ledger.finding (account, found_at desc, id)`,
  `create table ledger.profile (account text primary key, state jsonb not null)`,
  `create table ledger.note (id uuid primary key, written_at timestamptz(3) not null, written_by text not null, text text not null check (length(text) between 1 and 4000))`,
  `create table ledger.finding_step (
    id uuid primary key,
    finding uuid not null,
    at timestamptz(3) not null,
    by text not null,
    state text not null check (state in ('explained', 'escalated', 'open')),
    note uuid not null)`,
  `create index on ledger.finding_step (finding, at desc)`,
  `grant select, insert, update on ledger.finding, ledger.profile to epigraph_sequencer`,
  `grant select on ledger.finding to epigraph_audit`,
  `grant select, insert on ledger.note, ledger.finding_step to epigraph_audit`,
];

/** The records of versions before this one, without their chain: the log begins with them. */
const formerRecords = [
  `insert into ledger.pending (body, login, arrived) select body, 'version 1', recorded from ledger.former_record order by recorded, id`,
  // for what comes from now on: an older body of any length is evidence
  `alter table ledger.pending add constraint body_is_bounded check (octet_length(body) <= 4194304) not valid`,
  `drop table ledger.former_record_subject`,
  `drop table ledger.former_record`,
];

const sequencers = ["pending", "shape", "head", "tile", "checkpoint", "cosignature", "log_key", "writer", "change", "intent", "finding", "profile"];
const others = ["note", "finding_step"];
/** What a log publishes. */
const published = ["tile", "cosignature", "log_key"];

const visibility = [
  ...[...sequencers, ...others].flatMap((table) => [`alter table ledger.${table} enable row level security`, `alter table ledger.${table} force row level security`, `create policy epigraph_owner on ledger.${table} to current_user using (true) with check (true)`]),
  `create policy epigraph_append on ledger.pending for insert to ${writers} with check (true)`,
  ...sequencers.map((table) => `create policy epigraph_sequencer_keeps on ledger.${table} to epigraph_sequencer using (true) with check (true)`),
  ...published.map((table) => `create policy epigraph_audit_reads on ledger.${table} for select to epigraph_audit using (true)`),
  `create policy epigraph_commits on ledger.change for insert to ${changers} with check (outcome = 'committed')`,
];
