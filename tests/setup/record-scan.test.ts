/** The scan at the end of every test run can find something: values of the demo's data, and of the run's own. */
import { simulate } from "@epigraph/generator";
import { scanRecords } from "./record-scan.js";

const id = "3f2c1c8e-0000-4000-8000-000000000002";
const body = (name: string): string => JSON.stringify({ version: 2, id, entity: { name } });
const [demo] = simulate({}).cases(0, 1);
const own = { name: "홍길동 (가상)", phone: "010-9999-9999", address: "서울특별시 어디구 가상로 1, 101동 101호" };

it("passes records without personal values, and counts them", () => {
  expect(scanRecords([body("CaseList"), body("Path")], [own])).toEqual({ scanned: 2, values: expect.any(Number), lines: [], planted: 2, found: 2 });
});

it("finds each of them, says its kind and its record, and never repeats it", () => {
  const planted = [demo?.person.fullName ?? "", demo?.person.phone ?? "", demo?.person.address ?? "", own.name, own.phone, own.address];
  const { scanned, lines } = scanRecords([body("CaseList"), ...planted.map(body), `not JSON ${own.phone}`], [own]);
  expect(scanned).toBe(8);
  expect(lines).toEqual([...["name", "phone", "address", "name", "phone", "address"].map((kind) => `${kind} in record ${id}`), "phone in a text of 22 characters that is no record"]);
});
