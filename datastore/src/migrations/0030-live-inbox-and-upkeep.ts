/**
 * What agencies and holders of grants follow live, and what the platform does by itself again and again: requests and uploads past their time, persons of a roster who match nobody, reviews and notices that
 * are overdue. Not how often: that is a row of `jobs.kind`, and the same in subgraphs/movements/src/upkeep.
 */
import type { MigrationInterface, QueryRunner } from "typeorm";
import { operating, upkeep } from "./upkeep-of-0030.js";

export class LiveInboxAndUpkeep1700000000030 implements MigrationInterface {
  readonly name = "LiveInboxAndUpkeep1700000000030";

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...positions, ...marks, ...upkeep, ...operating]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error("migrations only go forward");
  }
}

const definer = "security definer set search_path = ''";

/*
 * A row's position says when its last change was committed: it is given at the end of the transaction, one transaction after the other, so whoever has seen a position has seen all below it. Microseconds since
 * 1970, because a clock goes on where a restored database begins, and two that change one key at once do not undo each other as they would over a counter's row.
 */
const positions = [
  `create function live.position() returns bigint language plpgsql ${definer} as $$
  begin
    perform pg_catalog.pg_advisory_xact_lock(7215530044); -- the last lock that a transaction takes: nobody waits in a circle
    return (extract(epoch from pg_catalog.clock_timestamp()) * 1000000)::bigint;
  end $$`,
  ...[
    { table: "movements.inbox_item", of: "done_at", topic: "inbox", name: "movements.number_item", greatest: "(select max(x.position) + 1 from movements.inbox_item x where x.agency = new.agency)" },
    { table: "permission.access_grant", of: "revoked_at, not_after", topic: "grants", name: "permission.number_grant", greatest: "new.position + 1" },
  ].flatMap(({ table, of, topic, name, greatest }) => [
    `alter table ${table} add column position bigint`,
    `create function ${name}() returns trigger language plpgsql ${definer} as $$
    begin
      update ${table} x set position = greatest(live.position(), ${greatest}) where x.id = new.id;
      perform pg_catalog.pg_notify('live', '${topic}'); -- a nudge: whoever misses it reads the mark a second later
      return null;
    end $$`,
    `revoke execute on function ${name}() from public`,
    `create constraint trigger live after insert or update of ${of} on ${table} deferrable initially deferred for each row execute function ${name}()`,
  ]),
  `revoke execute on function live.position() from public`,
  `update movements.inbox_item i set position = (extract(epoch from coalesce(i.done_at, i.arrived_at)) * 1000000)::bigint`,
  `update permission.access_grant g set position = (extract(epoch from coalesce(g.revoked_at, g.not_before)) * 1000000)::bigint`,
  `create index on movements.inbox_item (agency, position)`,
  `create index on permission.grant_holder (account, grant_id)`,
];

/** An agency's inbox, and the grants that an account holds, are their own marks. */
const marks = [
  `create or replace function live.marks(topic text, keys text[]) returns table (key text, value bigint) language sql stable ${definer} as $$
    select m.key, m.value from live.mark m where m.topic = marks.topic and m.key = any (marks.keys)
    union all
    select k.key, i.position from pg_catalog.unnest(marks.keys) k (key)
      cross join lateral (select x.position from movements.inbox_item x where x.agency = k.key and x.position is not null order by x.position desc limit 1) i where marks.topic = 'inbox'
    union all
    select k.key, g.position from pg_catalog.unnest(marks.keys) k (key)
      cross join lateral (select pg_catalog.max(x.position) as position from permission.grant_holder h join permission.access_grant x on x.id = h.grant_id where h.account = k.key) g where marks.topic = 'grants' and g.position is not null
  $$`,
];

