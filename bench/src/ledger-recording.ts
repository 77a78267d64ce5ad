/** What a resolver call costs in the log, without the disk: counting it, naming its subject and writing the record's text, for a list of 1,000 rows with 20 fields each. */
import { randomBytes, randomUUID } from "node:crypto";
import { encodeRecord, pseudonyms, recorder } from "@epigraph/ledger";
import { type Figure, median, rounded } from "./figures.js";
import { benchRecord } from "./ledger-records.js";

const [rows, fields, rounds] = [1_000, 20, 200];
const allowed = { outcome: "allowed", ruleId: "case.clinical.national" } as const;
const at = Date.UTC(2026, 10, 22);

/** Of persons whom the process has met this month, as most are on a working day; and beside it of persons none of whom it has met. */
export function benchRecording(): Figure[] {
  const met = Array.from({ length: 20 }, newList);
  const known = costs((round) => met[round % met.length] ?? []);
  const unknown = costs(newList);
  return [
    { name: "per_resolver", value: rounded(known.nanoseconds, 1), unit: "ns", n: rounds * rows * fields, aim: "<= 100" },
    { name: "per_resolver_first_met", value: rounded(unknown.nanoseconds, 1), unit: "ns", n: rounds * rows * fields },
    { name: "bytes_1000x20", value: rounded(known.bytes / 1000, 1), unit: "kB", n: rounds, aim: "<= 40" },
  ];
}

const newList = (): (readonly string[])[] => Array.from({ length: rows }, () => [randomUUID()] as const);

function costs(listOf: (round: number) => readonly (readonly string[])[]): { readonly nanoseconds: number; readonly bytes: number } {
  const coordinates = Array.from({ length: fields }, (_, number) => `Case.field${number}`);
  const names = pseudonyms(randomBytes(32));
  const nanoseconds: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds + 20; round++) {
    const list = listOf(round);
    const { user, system } = process.cpuUsage();
    const events = recorder();
    const counters = coordinates.map((coordinate) => events.of(coordinate));
    for (const subjects of list) for (const counter of counters) counter.count(allowed, subjects);
    const record = { ...benchRecord(round, [], at), events: events.events((personKey) => names.of(personKey, at)) };
    const text = encodeRecord(record, { writer: "00000000-0000-4000-8000-000000000000", sequence: round, previous: Buffer.alloc(32).toString("base64"), nonce: "AAAAAAAAAAAAAAAAAAAAAA" });
    const used = process.cpuUsage({ user, system });
    if (round >= 20) nanoseconds.push(((used.user + used.system) * 1000) / (rows * fields)); // the first rounds warm up
    bytes = Math.max(bytes, Buffer.byteLength(text));
  }
  return { nanoseconds: median(nanoseconds), bytes };
}
