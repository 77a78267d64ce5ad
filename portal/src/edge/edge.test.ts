/** What the pages make of the door's answers, without a door: streams, faults, file names, lists of rejected rows, moments. */
import fc from "fast-check";
import { bytesIn, momentIn, spanIn } from "../language/moments.js";
import { languageFrom } from "../language/language.js";
import { en } from "../language/en.js";
import { ko } from "../language/ko.js";
import { formOf, headerName } from "../upload/file-form.js";
import { receiptIn, rejectedRowsFile, rejectedRowsIn } from "../upload/receipt.js";
import { addressOf, placeIn } from "../place.js";
import { authorisedFetch } from "./authorised.js";
import { eventsIn, type StreamedEvent } from "./event-stream.js";
import { answeredFault } from "./fault.js";
import { followLive, type LiveState } from "./live.js";

const streamOf = (chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> => new ReadableStream({ start: (controller) => (chunks.forEach((chunk) => controller.enqueue(chunk)), controller.close()) });

describe("a stream of events", () => {
  it("is the same however its bytes are cut, in the middle of a letter too", async () => {
    const bytes = new TextEncoder().encode(': hello\n\nid: 1\ndata: {"이름":1}\n\nevent: end\r\ndata: a\r\ndata: b\r\n\r\nid: 3\ndata: cut off');
    const expected: readonly StreamedEvent[] = [{ type: "message", data: '{"이름":1}', id: "1" }, { type: "end", data: "a\nb", id: "" }];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
        const edges = [0, ...cuts.toSorted((one, other) => one - other), bytes.length];
        const found: StreamedEvent[] = [];
        for await (const event of eventsIn(streamOf(edges.slice(1).map((end, index) => bytes.slice(edges[index], end))))) found.push(event);
        expect(found).toEqual(expected);
      }),
    );
  });

  it("is begun again behind its last event, and no more once stopped", async () => {
    const [asked, states, news]: [(string | undefined)[], LiveState[], string[]] = [[], [], []];
    const waits: number[] = [];
    const ask = (async (_path: string, init: RequestInit) => {
      asked.push((init.headers as Record<string, string>)["last-event-id"]);
      if (asked.length === 2) throw new TypeError("no network");
      if (asked.length === 3) stop();
      return new Response(streamOf([new TextEncoder().encode(`id: e${asked.length}\ndata: {}\n\n`)]));
    }) as typeof fetch;
    const stop = followLive({ ask, path: "/live/inbox", news: (id) => news.push(id), state: (state) => states.push(state), wait: (pause) => (waits.push(pause), Promise.resolve()) });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).toEqual([undefined, "e1", "e1"]);
    expect([waits, states.slice(0, 3), news[0]]).toEqual([[1000, 2000], ["connecting", "live", "lost"], "e1"]);
  });
});

it("asks once more with another token when one is refused, and not twice", async () => {
  const used: string[] = [];
  const ask = (async (_path: string, init: RequestInit) => {
    used.push((init.headers as Record<string, string>)["authorization"] ?? "");
    return new Response(null, { status: 401 });
  }) as typeof fetch;
  let mark = 0;
  const response = await authorisedFetch({ token: () => Promise.resolve(`t${mark}`), discard: () => void (mark += 1) }, "provision", ask)("/graphql");
  expect([response.status, used]).toEqual([401, ["Bearer t0", "Bearer t1"]]);
});

it.each([
  [422, { errors: [{ code: "COLUMN_MISSING", message: "the column `at` is missing", line: 1, column: "zeit" }] }, { code: "COLUMN_MISSING", message: "the column `at` is missing", line: 1, column: "zeit" }],
  [400, { errors: [{ message: "no", extensions: { code: "BAD_REQUEST" } }] }, { code: "BAD_REQUEST", message: "no" }],
  [401, undefined, { code: "SESSION_OVER" }],
  [413, "<html>a proxy's own page</html>", { code: "FILE_TOO_LARGE" }],
  [502, null, { code: "UNREACHABLE" }],
  [400, { errors: [null] }, { code: "INTERNAL_SERVER_ERROR" }],
])("reads what went wrong from an answer %d", (status, body, fault) => {
  expect(JSON.parse(JSON.stringify(answeredFault(status, body)))).toEqual(fault);
});

it.each([["a.csv", "text/csv", false], ["A.B.CSV.GZ", "text/csv", true], ["x.jsonl", "application/x-ndjson", false], ["x.xlsx.gz", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true]])("knows what %s is", (name, contentType, gzip) => {
  expect(formOf(name)).toEqual({ contentType, gzip });
});

it.each(["report.pdf", "csv", "x.gz", "", "a.csv.exe", ".constructor"])("does not know what %j is", (name) => {
  expect(formOf(name)).toBeUndefined();
});

it("puts every file name into a header that can be read back, or its end", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (name) => {
      const header = headerName(name);
      expect(header).toMatch(/^[\x21-\x7e]{0,200}$/);
      expect(name.replace(/\p{Surrogate}/gu, "_").endsWith(decodeURIComponent(header))).toBe(true);
    }),
  );
  expect(headerName(`${"가".repeat(100)}.csv`)).toMatch(/\.csv$/);
});

it("reads receipts and rejected rows, and nothing that is neither", () => {
  const whole = { upload: "u1", request: "r1", file: "a.csv", state: "complete", rows: { read: 4, accepted: 3, quarantined: 1, outsideApproval: "0" }, stays: { stored: 2, alreadyThere: 1 }, reasons: { missing: 1 }, sha256: { bytes: "ab", rows: "cd" } };
  expect(receiptIn(whole)).toEqual({ id: "u1", file: "a.csv", state: "complete", rows: 4, accepted: 3, quarantined: 1, correctable: 1, outsideApproval: undefined, staysStored: 2, staysThere: 1, sha256: "ab", problems: [] });
  const checked = { dryRun: true, rows: 4, accepted: 3, quarantined: 1, outside: 0, reasons: {}, problems: [{ line: 2, column: "시작", reason: "missing", en: "a value is missing", ko: "값이 없습니다" }], sha256: "ab" };
  expect(receiptIn(checked)).toMatchObject({ id: undefined, state: "checked", rows: 4, outsideApproval: 0, staysStored: undefined, problems: [{ line: 2, column: "시작", ko: "값이 없습니다" }] });
  expect([receiptIn("<html>"), receiptIn({ rows: 4 }), receiptIn({ ...whole, state: "else" }), rejectedRowsIn({}), rejectedRowsIn(null)]).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(rejectedRowsIn({ rows: [{ line: 2, column: null, reason: "missing", ko: "없음" }, 7] })).toEqual([{ line: 2, column: undefined, reason: "missing", ko: "없음", en: undefined }, { line: undefined, column: undefined, reason: "unknown", ko: undefined, en: undefined }]);
});

it("writes no cell that a spreadsheet would calculate", () => {
  const file = rejectedRowsFile([{ line: 2, column: "=1+1", reason: "x", ko: undefined, en: undefined }], ["a", "b", "c"], () => 'say "no"');
  expect(file).toBe('\uFEFF"a","b","c"\r\n"2","\'=1+1","say ""no"""\r\n');
});

it.each([["?lang=en", "ko", ["ko-KR"], "en"], ["?lang=fr", "en", ["ko"], "en"], ["", null, ["fr", "en-US", "ko"], "en"], ["", null, ["fr"], "ko"]] as const)("speaks as the address %j, the choice %j and the browser %j say", (search, kept, asked, language) => {
  expect(languageFrom(search, kept, asked)).toBe(language);
});

it("tells time on Seoul's clock with 24 hours, and spans in the largest unit", () => {
  expect([momentIn("ko", "2020-05-05T15:05:00Z"), momentIn("en", "2020-05-05T15:05:00Z")]).toEqual(["2020년 5월 6일 00:05", "6 May 2020, 00:05"]);
  expect([spanIn("ko", 59 * 60_000), spanIn("en", 47 * 3_600_000), spanIn("en", 49 * 3_600_000), spanIn("en", -5)]).toEqual(["59분", "47 hours", "2 days", "0 minutes"]);
  expect([bytesIn("en", 999), bytesIn("ko", 15_240_000)]).toEqual(["999 byte", "15.2MB"]);
});

it("says every place in the address, and keeps the language there", () => {
  expect([addressOf({ list: "waiting", item: undefined }, ""), addressOf({ list: "done", item: "a&b" }, "?lang=en&item=x")]).toEqual(["/", "/?state=done&item=a%26b&lang=en"]);
  expect(placeIn("?state=done&item=a%26b&lang=en")).toEqual({ list: "done", item: "a&b" });
});

it("has the same words for the same names in both languages", () => {
  const names = (value: unknown, path = ""): readonly string[] => (typeof value === "object" && value !== null ? Object.entries(value).flatMap(([name, inner]) => names(inner, `${path}.${name}`)) : [path]);
  expect(names(ko)).toEqual(names(en));
  const said = JSON.stringify(ko).match(/"[^"]*"/g) ?? [];
  expect(said.length).toBeGreaterThan(200);
});
