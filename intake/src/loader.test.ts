import { ensureStayPartitions } from "@epigraph/datastore";
import type { SealedPersonRow } from "./case-rows.js";
import { identifierOf } from "./identifiers.js";
import { openTrial, type Trial } from "./importers/trial.js";
import type { StayRow } from "./movement-rows.js";
import { inOneTransaction } from "./transaction.js";

let trial: Trial;
beforeAll(async () => void (trial = await openTrial()));
afterAll(async () => trial.end());

function person(number: number): SealedPersonRow {
  return { key: identifierOf("test", "person", String(number)), identity: Buffer.alloc(30, number), sourceSystem: "test", sourceRecord: String(number) };
}

describe("the loader", () => {
  it("adds rows in batches and says how many were new", async () => {
    const persons = Array.from({ length: 25 }, (_, number) => person(number));
    expect(await inOneTransaction(trial.database, (loader) => loader.insert("persons", persons), { batchRows: 10 })).toEqual({ offered: 25, inserted: 25 });
    expect(await inOneTransaction(trial.database, (loader) => loader.insert("persons", [...persons, person(25)]), { batchRows: 10 })).toEqual({ offered: 26, inserted: 1 });
    expect(await trial.rows("select count(*)::int, min(encode(identity, 'hex')) from cases.person")).toEqual([[26, "00".repeat(30)]]);
  });

  it("leaves a row that is there as it is", async () => {
    await inOneTransaction(trial.database, (loader) => loader.insert("persons", [{ ...person(1), identity: Buffer.alloc(30, 99) }]));
    expect(await trial.rows("select encode(identity, 'hex') from cases.person where source_record = '1'")).toEqual([["01".repeat(30)]]);
  });

  it("keeps tabs, line breaks, backslashes, Korean, what looks like null, and bytes", async () => {
    const text = "가\t나\n다\\N\\라";
    const identity = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const { key, sourceSystem } = person(100);
    await inOneTransaction(trial.database, (loader) => loader.insert("persons", [{ key, sourceSystem, sourceRecord: text, identity }, { ...person(101), sourceRecord: "\\N" }, { key: person(102).key, sourceSystem, sourceRecord: "102" }]));
    expect(await trial.rows(`select source_record, identity from cases.person where key in ('${key}', '${person(101).key}', '${person(102).key}') order by length(source_record) desc, 1`)).toEqual([[text, identity], ["102", null], ["\\N", Buffer.alloc(30, 101)]]);
  });

  it("takes rows from a stream as well as from memory", async () => {
    async function* stream(): AsyncGenerator<SealedPersonRow> {
      for (let number = 200; number < 203; number += 1) yield await Promise.resolve(person(number));
    }
    expect(await inOneTransaction(trial.database, (loader) => loader.insert("persons", stream()))).toEqual({ offered: 3, inserted: 3 });
  });

  it("writes nothing when the work fails in the middle", async () => {
    const before = await trial.counts();
    const failing = inOneTransaction(trial.database, async (loader) => {
      await loader.insert("persons", [person(300), person(301)]);
      throw new Error("the disk is on fire");
    });
    await expect(failing).rejects.toThrow("the disk is on fire");
    expect(await trial.counts()).toEqual(before);
  });

  it("writes nothing when a row cannot be written, and names table and rule but no value", async () => {
    const before = await trial.counts();
    const failing = inOneTransaction(trial.database, (loader) => loader.insert("persons", [person(300), { ...person(301), identity: Buffer.from("too short") }]));
    await expect(failing).rejects.toMatchObject({ name: "IntakeError", code: "WRITE_FAILED", message: "the database refused rows for `cases.person` (SQLSTATE 23514, constraint `person_identity_check`): nothing of this import was kept" });
    await expect(failing).rejects.not.toHaveProperty("cause");
    expect(await trial.counts()).toEqual(before);
  });

  it("writes nothing when the stream of rows breaks off, and the next import is not disturbed", async () => {
    function* breaking(): Generator<SealedPersonRow> {
      yield person(300);
      throw new Error("connection lost");
    }
    await expect(inOneTransaction(trial.database, (loader) => loader.insert("persons", breaking()))).rejects.toThrow("connection lost");
    expect(await inOneTransaction(trial.database, (loader) => loader.insert("persons", [person(300)]))).toEqual({ offered: 1, inserted: 1 });
  });

  it("reports what it wrote to each table", async () => {
    const written = await inOneTransaction(trial.database, async (loader) => {
      await loader.insert("persons", [person(0)]);
      await loader.insert("persons", [person(400)]);
      await loader.insert("regionStatistics", [{ regionCode: "1100000000", day: "2020-02-29", confirmed: 1, sourceSystem: "test" }]);
      await loader.analyze();
      return loader.written();
    });
    expect(written).toEqual([{ table: "cases.person", offered: 2, inserted: 1 }, { table: "cases.region_statistics", offered: 1, inserted: 1 }]);
  });
});

describe("stays", () => {
  const personKey = identifierOf("test", "person", "0");
  const caseId = identifierOf("test", "case", "0");
  const requestId = identifierOf("test", "information-request", "0");
  const at = Date.parse("2020-02-29T01:00:00Z");
  const stay = (number: number, change: Partial<StayRow> = {}): StayRow => ({
    personKey, caseId, requestId, id: identifierOf("test", "stay", String(number)), day: "2020-02-29", dataClass: "card-use", precision: "minute", arrival: at, departure: at + 60_000, earliest: at, latest: at + 60_000,
    latitude: 37.5665, longitude: 126.978, accuracyMetres: 20, confidence: 0.9, sourceRecord: String(number), ...change,
  });
  const insert = (rows: readonly StayRow[]): Promise<unknown> => inOneTransaction(trial.database, (loader) => loader.insert("stays", rows), { batchRows: 2 });

  it("cannot be stored without the request under which they came", async () => {
    await expect(insert([stay(1)])).rejects.toMatchObject({ code: "WRITE_FAILED", message: expect.stringContaining("SQLSTATE 23503") });
  });

  it("are stored with it, each on its day's partition, and only once", async () => {
    await inOneTransaction(trial.database, async (loader) => {
      await loader.insert("caseReferences", [{ caseId, personKey, regionCode: "1168000000", disease: "covid-19" }]);
      await loader.insert("informationRequests", [
        { id: requestId, caseId, dataClass: "card-use", windowFrom: at, windowTo: at + 86_400_000, justification: "j", legalBasis: "b", state: "provided", requestedBy: "a", requestedAt: at, approvedBy: "b", approvedAt: at, sourceSystem: "test", sourceRecord: "0" },
      ]);
    });
    const stays = [stay(1), stay(2), stay(3, { day: "2020-03-01" })];
    expect(await insert(stays)).toEqual({ offered: 3, inserted: 3 });
    expect(await insert([...stays, stay(4)])).toEqual({ offered: 4, inserted: 1 });
    expect(await trial.rows("select tableoid::regclass::text, count(*)::int from movements.stay group by 1 order by 1")).toEqual([["movements.stay_20200229", 3], ["movements.stay_20200301", 1]]);
    expect(await trial.rows("select distinct cell::text, arrival = '2020-02-29 10:00+09' from movements.stay")).toEqual([["622356693573664767", true]]);
  });

  describe.each([
    ["a large new day, written the short way", 1, "2021-01-01"],
    ["a small new day, written row by row", 1000, "2021-04-01"],
  ])("of %s", (_, freshDayRows, day) => {
    const write = (rows: readonly StayRow[]): Promise<unknown> => inOneTransaction(trial.database, (loader) => loader.insert("stays", rows), { batchRows: 2, freshDayRows });
    const rows = [11, 12, 12, 13, 14].map((number) => stay(number, { day }));

    it("need their request, and leave no day behind without it", async () => {
      await expect(write([...rows, stay(15, { day, requestId: identifierOf("test", "information-request", "none") })])).rejects.toMatchObject({ code: "WRITE_FAILED", message: expect.stringContaining("SQLSTATE 23503") });
      expect(await trial.rows(`select to_regclass('movements.stay_${day.replaceAll("-", "")}')`)).toEqual([[null]]);
    });
    it("must not be of day precision with hours", async () => {
      await expect(write([stay(15, { day, precision: "day" })])).rejects.toMatchObject({ code: "WRITE_FAILED", message: expect.stringContaining("SQLSTATE 23514") });
    });
    it("are stored once, on a partition with the same rules, keys and indexes as any other", async () => {
      expect(await write(rows)).toEqual({ offered: 5, inserted: 4 });
      expect(await write([...rows, stay(16, { day })])).toEqual({ offered: 6, inserted: 1 });
      const partition = `movements.stay_${day.replaceAll("-", "")}`;
      expect(await trial.rows(`select count(*)::int, count(distinct id)::int from ${partition}`)).toEqual([[5, 5]]);
      const shape = async (table: string): Promise<unknown[][]> =>
        trial.rows(`select 'index', regexp_replace(indexdef, 'stay_[0-9]+|stay_[0-9]{8}[a-z_0-9]*', '', 'g') from pg_indexes where schemaname || '.' || tablename = '${table}'
          union all select contype::text, pg_get_constraintdef(oid) from pg_constraint where conrelid = '${table}'::regclass order by 1, 2`);
      expect(await shape(partition)).toEqual(await shape("movements.stay_20200229"));
      expect((await shape(partition)).map(([kind]) => kind)).toEqual(expect.arrayContaining(["c", "f", "p", "index"]));
    });
  });

  it("are found by datastore's own partitions afterwards", async () => {
    await ensureStayPartitions((sql) => trial.database.query(sql), ["2021-01-01", "2021-04-01"]);
    expect(await trial.rows("select count(*)::int from movements.stay where day in ('2021-01-01', '2021-04-01')")).toEqual([[10]]);
  });

  it("of day precision must not have hours", async () => {
    await expect(insert([stay(9, { precision: "day" })])).rejects.toMatchObject({ code: "WRITE_FAILED", message: expect.stringContaining("SQLSTATE 23514") });
  });
});
