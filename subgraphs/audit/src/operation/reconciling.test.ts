/** When the records of one operation are all there. */
import { reconciled } from "./reconciling.js";

const gateway = (...calls: Readonly<Record<string, number>>[]) => ({ service: "gateway", records: Math.max(1, calls.length), calls });
const of = (service: string, records: number) => ({ service, records, calls: null });
const missing = (...evidence: Parameters<typeof reconciled>[0]): readonly string[] => reconciled(evidence).missingServices;

it("all that the gateway counted is there", () => expect(missing(gateway({ cases: 2, movements: 1 }), of("cases", 2), of("movements", 1))).toEqual([]));
it("a service without any record is missing", () => expect(missing(gateway({ cases: 1, movements: 1 }), of("cases", 1))).toEqual(["movements"]));
it("a service with fewer records than answers is missing some", () => expect(missing(gateway({ cases: 3 }), of("cases", 2))).toEqual(["cases"]));
it("an answer that came too late for the gateway is on record all the same, and nothing is missing", () => expect(missing(gateway({ cases: 1 }), of("cases", 2), of("clinics", 1))).toEqual([]));
it("a subgraph's record without the gateway's: the gateway's is missing", () => expect(missing(of("cases", 1))).toEqual(["gateway"]));
it("a log-in is no operation of the gateway's", () => expect(missing(of("identity", 1))).toEqual([]));
it("what the gateway answered alone needs no other record", () => expect(missing(gateway({}))).toEqual([]));
it("several records of the gateway's add up", () => expect(missing(gateway({ cases: 1 }, { cases: 1 }), of("cases", 1))).toEqual(["cases"]));
