import type { DataSource } from "typeorm";

import { openDatabase } from "./connection.js";
import { ensureStayPartitions } from "./partitions.js";
import { createTestDatabase, type TestDatabase } from "./testing.js";
import { transaction } from "./transaction.js";

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase(database.adminUrl, { name: "partitions" });
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const query = (sql: string): Promise<unknown> => source.query(sql);

async function partitions(): Promise<unknown> {
  return await source.query(`select c.relname::text as name, pg_get_expr(c.relpartbound, c.oid) as bound from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'movements.stay'::regclass order by 1`);
}

const stay = `insert into movements.stay (person_key, day, id, case_id, request_id, data_class, precision, earliest, latest, latitude, longitude, cell, accuracy_metres, confidence, source_record)
  select gen_random_uuid(), $1::date, gen_random_uuid(), r.case_id, r.id, 'qr-entry', 'day', $1::date, $1::date, 37.5, 127, 1, 10, 1, '1' from movements.information_request r`;

describe("the partitions of stays", () => {
  it("are made for the days asked for, once, whoever asks at the same time", async () => {
    await Promise.all(Array.from({ length: 8 }, () => query("select pg_sleep(0.05)"))); // eight connections that can start at the same moment
    await Promise.all(Array.from({ length: 8 }, () => ensureStayPartitions(query, ["2020-02-29", "2019-12-31", "2020-02-29"])));
    const expected = [
      { name: "stay_20191231", bound: "FOR VALUES FROM ('2019-12-31') TO ('2020-01-01')" },
      { name: "stay_20200229", bound: "FOR VALUES FROM ('2020-02-29') TO ('2020-03-01')" },
    ];
    expect(await partitions()).toEqual(expected);
    await ensureStayPartitions(query, []);
    await ensureStayPartitions(query, ["2020-02-29"]);
    expect(await partitions()).toEqual(expected);
  });

  it("hold the table's keys, checks, indexes and request, and take the day's stays", async () => {
    await source.query("insert into movements.case_reference (case_id, person_key, region_code, disease) values (gen_random_uuid(), gen_random_uuid(), '1100000000', 'COVID-19')");
    await source.query(`insert into movements.information_request (id, case_id, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, source_system, source_record)
      select gen_random_uuid(), case_id, 'qr-entry', '2020-02-01', '2020-03-01', 'test', 'test', 'provided', 'one', now(), 'test', '1' from movements.case_reference`);
    await ensureStayPartitions(query, ["2020-02-29"]);
    await source.query(stay, ["2020-02-29"]);
    expect(await source.query("select tableoid::regclass::text as partition from movements.stay")).toEqual([{ partition: "movements.stay_20200229" }]);
    await expect(source.query(stay, ["2020-03-01"])).rejects.toMatchObject({ code: "23514" });
    const [shape] = await source.query<unknown[]>(`select
      (select count(*)::int from pg_index where indrelid = 'movements.stay'::regclass) - (select count(*)::int from pg_index where indrelid = 'movements.stay_20200229'::regclass) as indexes,
      (select count(*)::int from pg_constraint where conrelid = 'movements.stay'::regclass) - (select count(*)::int from pg_constraint where conrelid = 'movements.stay_20200229'::regclass) as constraints`);
    expect(shape).toEqual({ indexes: 0, constraints: 0 });
  });

  it("can be made within a transaction, while another one reads, and are gone with it", async () => {
    const reading = transaction(source);
    await reading.query("select count(*) from movements.stay");
    const writing = transaction(source, { access: "read-write" });
    await ensureStayPartitions(writing.query, ["2021-01-01"]);
    await writing.query(stay, ["2021-01-01"]);
    await writing.rollback();
    await reading.commit();
    expect(await source.query("select to_regclass('movements.stay_20210101') as made")).toEqual([{ made: null }]);
  });

  it.each(["2020-02-30", "2020-13-45", "20200101", "2020-1-1", "", "2020-01-01'); drop schema cases; --"])("are not made for `%s`", async (day) => {
    await expect(ensureStayPartitions(query, ["2020-05-05", day])).rejects.toMatchObject({ code: "DAY_INVALID" });
    expect(await source.query("select to_regclass('movements.stay_20200505') as made")).toEqual([{ made: null }]);
  });
});
