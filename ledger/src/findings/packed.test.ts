/** What is packed comes back: names with their minutes, the newest of them, in whatever order they came. */
import fc from "fast-check";
import { packMeetings, packRecent, recallMeetings, recallRecent, shortName } from "./packed.js";

const day = 1_440;
const name = fc.string().map((text) => shortName(text, 6));
const minute = fc.integer({ min: 29_000_000, max: 60_000_000 });

it("names of one day come back with their minutes", () => {
  fc.assert(
    fc.property(minute, fc.dictionary(name, fc.nat(day - 1)), (newest, ages) => {
      const known = new Map([...Object.entries(ages).map(([one, age]): [string, number] => [one, newest - age]), ["newest", newest]]);
      expect(Object.fromEntries(recallRecent(packRecent(known, day, 10_000).recent, 6))).toEqual(Object.fromEntries(known));
    }),
  );
});

it("meetings come back with their minutes and indexes, of any size that a log may reach", () => {
  fc.assert(fc.property(fc.array(fc.record({ name, minute, index: fc.integer({ min: 0, max: 64 ** 6 - 1 }) }), { maxLength: 20 }), (meetings) => {
    expect(recallMeetings(packMeetings(meetings, 64 ** 5, 20).packed)).toEqual(meetings.toSorted((one, other) => one.minute - other.minute));
  }));
});

it("where there is room for fewer, the newest stay, though an older one came last; the others are counted", () => {
  const { recent, forgotten } = packRecent(new Map([["noon", 720], ["late", 721], ["dawn", 360], ["past", 721 - day]]), day, 2);
  expect([[...recallRecent(recent, 4)], forgotten]).toEqual([[["noon", 720], ["late", 721]], 1]);
});
