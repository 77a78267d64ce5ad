/** What becomes of one row: a table of rows and the reason of each. And times, profiles and land, which it rests on. */
import { parseProfile, placesOf } from "./profile.js";
import { rowReader } from "./row-reading.js";
import { landFault } from "./land.js";
import { stayProfile, testPseudonym, testWindow } from "./testing.js";
import { timeReader, type TimeFormat } from "./time-format.js";

const caseId = "11111111-1111-4111-8111-111111111111";
const personKey = "22222222-2222-4222-8222-222222222222";
const own = testPseudonym("phone", "010-1234-5678");
const header = ["phone", "arrival", "departure", "lat", "lon", "accuracy"];
const profile = parseProfile(stayProfile, "telecom-location");
const reader = rowReader({
  profile,
  places: placesOf(profile, header),
  approved: { request: "r", agency: "a", dataClass: "telecom-location", window: testWindow, caseId, standing: "open", subjects: (name) => (own?.equals(name) === true ? { personKey } : undefined) },
  pseudonym: testPseudonym,
  personOf: () => "nobody",
  now: Date.parse("2020-05-06T00:00:00+09:00"),
});
const good = { phone: "010-1234-5678", arrival: "2020-05-02 23:10", departure: "2020-05-02 23:40", lat: "37.5663", lon: "126.9779", accuracy: "80" };
const judged = (change: Partial<typeof good>): unknown => {
  const read = reader.read(Object.values({ ...good, ...change }), new Map());
  return "reason" in read ? [read.reason, read.column] : "taken";
};

it("takes a row that is right, whatever spelling it came in", () => {
  expect(judged({})).toBe("taken");
  const [one, other] = [{}, { arrival: "2020-05-02T14:10:00Z", lat: " 37.56630 ", phone: "01012345678" }].map((change) => reader.read(Object.values({ ...good, ...change }), new Map()));
  expect(other).toEqual(one);
});

it.each([
  ["no phone", { phone: "" }, ["missing", "phone"]],
  ["no arrival", { arrival: " " }, ["missing", "arrival"]],
  ["no position", { lat: "" }, ["missing", "lat"]],
  ["a date in a local format", { arrival: "2020.5.2 오후 11:10" }, ["time-unreadable", "arrival"]],
  ["a day that does not exist", { arrival: "2020-02-30 10:00" }, ["time-unreadable", "arrival"]],
  ["an hour that does not exist", { departure: "2020-05-02 24:00" }, ["time-unreadable", "departure"]],
  ["a decimal comma", { lon: "126,97" }, ["number-unreadable", "lon"]],
  ["a number in words of a program", { lat: "NaN" }, ["number-unreadable", "lat"]],
  ["a place in Japan", { lat: "35.68", lon: "139.69" }, ["not-in-korea", "lat"]],
  ["latitude and longitude exchanged", { lat: "126.9779", lon: "37.5663" }, ["not-in-korea", "lat"]],
  ["the Yellow Sea", { lat: "36.0", lon: "125.2" }, ["in-the-sea", "lat"]],
  ["an accuracy below nothing", { accuracy: "-1" }, ["accuracy-impossible", "accuracy"]],
  ["tomorrow", { arrival: "2020-05-07 10:00", departure: "2020-05-07 11:00" }, ["in-the-future", "arrival"]],
  ["a departure before the arrival", { departure: "2020-05-02 23:00" }, ["departure-before-arrival", "departure"]],
  ["two days at one place", { departure: "2020-05-04 23:11" }, ["too-long", "departure"]],
  ["the day before the window", { arrival: "2020-04-30 10:00", departure: "2020-04-30 11:00" }, ["outside-window", "arrival"]],
  ["a stay across the window's begin", { arrival: "2020-04-30 23:50", departure: "2020-05-01 00:10" }, ["outside-window", "arrival"]],
  ["a formula for a person", { phone: "=cmd|' /C calc'!A0" }, ["formula", "phone"]],
  ["a formula for a number", { lon: "=126+1" }, ["formula", "lon"]],
  ["a formula for a time", { departure: "@NOW()" }, ["formula", "departure"]],
  ["another person", { phone: "010-0000-0000" }, ["other-subject", "phone"]],
  ["no telephone number", { phone: "abc" }, ["subject-unreadable", "phone"]],
])("says why not: %s", (_what, change, expected) => {
  expect(judged(change)).toEqual(expected);
});

describe("a time", () => {
  it.each<[TimeFormat, string, string | undefined]>([
    ["iso", "2020-05-02T23:10:00+09:00", "2020-05-02T14:10:00.000Z"],
    ["iso", "2020-05-02T23:10:00", undefined],
    ["YYYY-MM-DD HH:mm", "2020-05-02 23:10:59", "2020-05-02T14:10:59.000Z"],
    ["YYYY/MM/DD HH:mm", "2020/05/02 23:10", "2020-05-02T14:10:00.000Z"],
    ["YYYYMMDDHHmmss", "20200502231000", "2020-05-02T14:10:00.000Z"],
    ["YYYY.M.D a h:mm", "2020.5.2 오후 11:10", "2020-05-02T14:10:00.000Z"],
    ["YYYY.M.D a h:mm", "2020. 5. 2. 오전 12:10:05", "2020-05-01T15:10:05.000Z"],
    ["YYYY.M.D a h:mm", "2020.5.2 오후 13:10", undefined],
    ["epoch-seconds", "1588428600", "2020-05-02T14:10:00.000Z"],
    ["epoch-milliseconds", "1588428600000", "2020-05-02T14:10:00.000Z"],
    ["excel-serial", "43953.965277778", "2020-05-02T14:10:00.000Z"],
    ["excel-serial", "2020-05-02 23:10", undefined],
  ])("in the format %s: %s", (format, text, expected) => {
    const read = timeReader([format], "Asia/Seoul")(text);
    expect(read === undefined ? undefined : new Date(read).toISOString()).toBe(expected);
  });
});

describe("a profile", () => {
  it("names what is missing and what is unknown when a column was renamed", () => {
    expect(() => placesOf(profile, ["phone", "arrived", "departure", "lat", "lon", "accuracy"])).toThrow("missing: `arrival`; unknown: `arrived`");
  });

  it.each([
    ["an unknown member", { ...stayProfile, colour: 1 }, "colour"],
    ["rows of another class", { ...stayProfile, rows: "entry" }, "rows"],
    ["no subject", { ...stayProfile, columns: { arrival: "a", departure: "b", place: "c" } }, "columns"],
    ["half a position", { ...stayProfile, columns: { subject: "s", arrival: "a", departure: "b", latitude: "c" } }, "columns"],
    ["one column in two roles", { ...stayProfile, columns: { subject: "s", arrival: "a", departure: "a", place: "c" } }, "columns"],
    ["a format that is none", { ...stayProfile, times: ["DD/MM"] }, "times"],
    ["words without their column", { ...stayProfile, words: { own: ["본인"] } }, "words"],
  ])("is refused with %s", (_what, definition, member) => {
    expect(() => parseProfile(definition, "telecom-location")).toThrow(`\`${member}\``);
  });
});

it.each([
  ["Seoul", 37.5663, 126.9779, undefined],
  ["Busan", 35.1796, 129.0756, undefined],
  ["Jeju", 33.4996, 126.5312, undefined],
  ["Ulleungdo", 37.5, 130.87, undefined],
  ["Dokdo", 37.2427, 131.8669, undefined],
  ["Baengnyeongdo", 37.97, 124.66, undefined],
  ["the East Sea", 37.0, 130.2, "in-the-sea"],
  ["the strait before Jeju", 33.75, 126.9, "in-the-sea"],
  ["Tokyo", 35.68, 139.69, "not-in-korea"],
])("knows land from sea: %s", (_name, latitude, longitude, expected) => {
  expect(landFault({ latitude, longitude })).toBe(expected);
});
