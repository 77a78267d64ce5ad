/** The calendar of reports: a month begins at midnight in Seoul, which is 15:00 of the day before in UTC. */
import { ClientError } from "@epigraph/service";
import { inSeoul, monthOf, monthsOf, yearOf } from "./calendar.js";

const now = Date.parse("2026-11-22T00:00:00Z");

it("a month goes from midnight to midnight in Seoul", () => {
  expect(monthOf("2026-11", now)).toEqual({ name: "2026-11", from: new Date("2026-10-31T15:00:00Z"), to: new Date("2026-11-30T15:00:00Z") });
  expect(monthOf("2025-12", now)).toEqual({ name: "2025-12", from: new Date("2025-11-30T15:00:00Z"), to: new Date("2025-12-31T15:00:00Z") });
});

it("a year is its twelve months, without gap or overlap", () => {
  const months = monthsOf(2024);
  expect(yearOf(2024, now)).toEqual({ name: "2024", from: months[0]?.from, to: months[11]?.to });
  expect(months.map(({ name }) => name).join(" ")).toBe("2024-01 2024-02 2024-03 2024-04 2024-05 2024-06 2024-07 2024-08 2024-09 2024-10 2024-11 2024-12");
  for (const [index, { to }] of months.slice(0, -1).entries()) expect(months[index + 1]?.from).toEqual(to);
  expect(months[1]?.to).toEqual(new Date("2024-02-29T15:00:00Z"));
});

it.each(["2026-13", "2026-00", "2026-1", "26-11", "2026", "2026-11-01", " 2026-11", "2019-12", "9999-01", ""])("%j is no month of a report", (text) => {
  expect(() => monthOf(text, now)).toThrow(ClientError);
});

it("what has not begun in Seoul has no report; what began a millisecond ago has", () => {
  const begins = Date.parse("2026-11-30T15:00:00Z");
  expect(() => monthOf("2026-12", begins - 1)).toThrow("the `month` has not begun");
  expect(monthOf("2026-12", begins).name).toBe("2026-12");
  expect(() => yearOf(2027, now)).toThrow("the `year` has not begun");
  expect(() => yearOf(2019, now)).toThrow("between 2020 and 2199");
});

it("an instant is told by the clock of Seoul", () => {
  expect(inSeoul(Date.parse("2026-11-05T15:04:05.678Z"))).toBe("2026-11-06 00:04:05");
});
