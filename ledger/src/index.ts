/** The access log: what a record is, how resolvers are counted, how records become durable in order. */
export { type AuditRecord, decodeRecord, encodeRecord, type RequestOutcome, type ResolverEvent, type ResolverOutcome } from "./record.js";
export { type Counted, type Counter, type Recorder, recorder } from "./recorder.js";
export { pseudonyms } from "./pseudonym.js";
export { LedgerError, openWriter, type SealedRecord, type Sink, type Writer } from "./writer.js";
