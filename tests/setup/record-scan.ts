/** Looks through records of the access log for the names, phone numbers and addresses of the persons in a run's data and in the demo's. Not where they come from: see scan-records.ts. */
import { simulate } from "@epigraph/generator";
import { type Person, personalValues } from "@epigraph/verify/personal-values";

/** `lines`: which kind in which record, never the value. `planted`: records into which a value was put on purpose, and `found` how many of those the same scan saw. */
export type RecordScan = { readonly scanned: number; readonly values: number; readonly lines: readonly string[]; readonly planted: number; readonly found: number };

/** So many persons' values are put into records on purpose. */
const spoilt = 10;

export function scanRecords(bodies: Iterable<string>, persons: Iterable<Person>): RecordScan {
  const demo = Array.from(simulate({}).cases(), ({ person: { fullName, phone, address } }) => ({ name: fullName, phone, address }));
  const { find, values } = personalValues([...demo, ...persons]);
  const plants = demo.slice(0, spoilt).flatMap(({ name, phone, address }) => [name, phone, address]);
  const lines: string[] = [];
  let [scanned, planted, found] = [0, 0, 0];
  for (const body of bodies) {
    const plant = plants[scanned];
    scanned += 1;
    if (plant !== undefined) {
      planted += 1;
      if (find(`${body.slice(0, -1)},"note":${JSON.stringify(plant)}}`) !== undefined) found += 1;
    }
    const kind = find(body);
    if (kind !== undefined) lines.push(`${kind} in ${nameOf(body)}`);
  }
  return { scanned, values, lines, planted, found };
}

function nameOf(body: string): string {
  const id = /"id":"([0-9a-f-]{36})"/.exec(body)?.[1];
  return id === undefined ? `a text of ${body.length} characters that is no record` : `record ${id}`;
}
