/** The upload endpoint of an information request over HTTP, behind the gateway's signed context: `PUT`, its progress and receipt, and what was set aside. Providers upload; they never read a row. */
import { setTimeout as sleep } from "node:timers/promises";
import { AuthzError, claimsOf, type RequestContext, uploadHead, verifyContext } from "@epigraph/authz";
import type { DataSource } from "@epigraph/datastore";
import { dayOf } from "@epigraph/epi";
import type { AuditRecord, Pseudonyms, Writer } from "@epigraph/ledger";
import { type Request, type RequestHandler, type Response, Router } from "express";
import { type Approved, type ApprovedFor, whyClosed } from "./approved.js";
import { ProvisionError, provisionErrors } from "./error.js";
import { limits } from "./limits.js";
import type { KeptProfile } from "./profile.js";
import { dryRun, load, type Loaded, type LoadParts } from "./load.js";
import { openUpload } from "./opening.js";
import { type Reason, reasons } from "./reason.js";
import { statusOf, type UploadStatus } from "./receipt.js";
import type { ProvisionStore } from "./store.js";
import type { StoredUpload } from "./stored-upload.js";
import { isUuid, readUploadHead, type UploadHead } from "./upload-headers.js";
import { intentRecord, outcomeRecord, type Told } from "./upload-record.js";

export type ProvisionRouterParts = {
  readonly approvedFor: ApprovedFor;
  /** Tells the workflow of the request that a file is stored whole; may be told the same again after a failure. */
  readonly recordProvision: (done: { readonly request: string; readonly agency: string; readonly upload: string; readonly status: UploadStatus; /** Whether the agency has no more. */ readonly last: boolean }) => Promise<void>;
  /** The login that stores; and the movements service's own, which is shown the claims. */
  readonly store: ProvisionStore;
  readonly database: DataSource;
  readonly ledger: Pick<Writer, "append">;
  readonly pseudonyms: Pseudonyms;
  readonly pseudonym: LoadParts["pseudonym"];
  readonly seal: LoadParts["seal"];
  readonly contextKey: Buffer;
  readonly clock: () => number;
  /** How long what is set aside is kept; a policy. Default 14. */
  readonly keepDays?: number;
  /** How often a progress feed looks, in milliseconds. Default 1,000. */
  readonly pollMs?: number;
};

type Asked = { readonly context: RequestContext; readonly header: string; readonly head: string; readonly entry: string; readonly request: string; readonly approved: Approved };

/** To be mounted at the root: its routes begin with `/provision`. */
export function provisionRouter(parts: ProvisionRouterParts): Router {
  const { store, clock } = parts;
  const router = Router();
  router.put("/provision/:entry", answering(put));
  router.get("/provision/:entry/uploads/:id", answering(async (request, response) => void response.json(await statusAsked(request))));
  router.get("/provision/:entry/uploads/:id/quarantine", answering(quarantine));
  router.get("/provision/:entry/uploads/:id/progress", answering(progress));
  return router;

  /** Who asks, and for which entry of its inbox; the same answer for one that is another's and one that does not exist. */
  async function asked(request: Request): Promise<Asked> {
    const header = request.headers["epigraph-context"];
    const head = uploadHead(request.method, request.path, request.headers);
    if (typeof header !== "string") throw new ProvisionError("CONTEXT_REQUIRED", "no context: this endpoint answers the agency door only");
    const context = contextOf(header, head);
    if (context.purpose !== "provision" || context.principal.duty !== "data-provider") throw new ProvisionError("PURPOSE_REQUIRED", "only a provider uploads, for the purpose `provision`");
    const id = String(request.params["entry"]).toLowerCase();
    const approved = isUuid(id) ? await parts.approvedFor(id, context.principal.agency) : undefined;
    if (approved === undefined || approved.agency !== context.principal.agency) throw new ProvisionError("REQUEST_UNKNOWN", "no such request is addressed to your agency");
    return { context, header, head, entry: id, request: approved.request, approved };
  }

  function contextOf(header: string, head: string): RequestContext {
    try {
      return verifyContext(header, { audience: "movements", body: head, key: parts.contextKey, now: clock() });
    } catch (error) {
      throw new ProvisionError("CONTEXT_REQUIRED", error instanceof AuthzError ? error.message : "the context cannot be read");
    }
  }

  async function uploadOf(request: Request): Promise<{ readonly upload: StoredUpload; readonly entry: string }> {
    const { context, request: id, entry } = await asked(request);
    const upload = isUuid(String(request.params["id"])) ? await store.upload(String(request.params["id"]), id, context.principal.agency) : undefined;
    if (upload === undefined) throw new ProvisionError("UPLOAD_UNKNOWN", "there is no such upload to this request");
    return { upload, entry };
  }

  async function statusAsked(request: Request): Promise<UploadStatus> {
    const { upload, entry } = await uploadOf(request);
    return await statusOf(store, upload, entry);
  }

  async function put(request: Request, response: Response): Promise<void> {
    const call = await asked(request);
    const { approved, context } = call;
    const head = readUploadHead(request.headers);
    const closed = whyClosed(approved);
    if (closed !== undefined) throw new ProvisionError("REQUEST_CLOSED", closed);
    const kept = await store.profile(approved.agency, approved.dataClass, dayOf(clock()), head.profile);
    requireSameSubject(approved, kept);
    const file = { source: bodyOf(request), content: head.content, approved, kept };
    const loading: LoadParts = { store, pseudonym: parts.pseudonym, seal: parts.seal, now: clock };
    if (head.dryRun) {
      const told = await recorded(call, undefined, async () => {
        const result = await dryRun(loading, file);
        return { result, outcome: { persons: new Set<string>(), accepted: 0, outside: result.outside, detail: { dryRun: true, rows: result.rows } } };
      });
      return void response.json({ dryRun: true, ...told, problems: told.problems.map(worded) });
    }
    const opening = { claims: claimsOf(call.header), request: call.request, fileName: head.fileName, content: head.content.kind, profileVersion: kept.version, corrects: head.corrects };
    const upload = await openUpload(parts.database, opening, (id, { id: opened }) => append(intentRecord({ context, head: call.head, at: clock(), request: call.request, upload: opened }, id)));
    const status = await recorded(call, upload.id, async () => {
      const loaded = await stored(upload, file, loading, head);
      const result = await statusOf(store, loaded.upload, call.entry);
      await parts.recordProvision({ request: call.request, agency: approved.agency, upload: upload.id, status: result, last: head.last });
      return { result, outcome: { persons: loaded.persons, accepted: loaded.acceptedNow, outside: loaded.outsideNow, detail: { rows: result.rows.read, quarantined: result.rows.quarantined, stays: result.stays.stored } } };
    });
    response.json(status);
  }

  async function stored(opened: StoredUpload, file: Parameters<typeof load>[1], loadParts: LoadParts, { offset, profile }: UploadHead): Promise<Loaded> {
    const session = await store.session(opened, parts.keepDays ?? 14);
    try {
      if (opened.caseId !== file.approved.caseId) throw new ProvisionError("REQUEST_CLOSED", "the request is another than when the file was begun: send it again under another name"); // one person's stays never come under another's case
      const now = (await store.upload(opened.id, opened.request, opened.agency)) ?? opened; // as it is now that nobody else works at it
      const { resumeAt, chunks } = await store.totals(now.id);
      if (offset !== undefined && offset !== 0 && resumeAt?.byte !== offset) throw new ProvisionError("OFFSET_WRONG", `the file goes on at byte ${String(resumeAt?.byte ?? 0)}: send the rest from there, or all of it without an offset`);
      return await load(loadParts, chunks === 0 ? file : { ...file, kept: await begunWith(now, file, profile) }, now, session, offset === undefined || offset === 0 ? undefined : resumeAt);
    } finally {
      await session.close();
    }
  }

  /** One file is read by one version of the profile, whichever is in force when the rest of it comes. */
  async function begunWith({ profileVersion }: StoredUpload, { approved, kept }: Parameters<typeof load>[1], wanted: number | undefined): Promise<KeptProfile> {
    if (wanted !== undefined && wanted !== profileVersion) throw new ProvisionError("PROFILE_MISMATCH", `this file was begun with version ${String(profileVersion)} of your profile: give it another name to have it read by another`);
    return kept.version === profileVersion ? kept : await store.profile(approved.agency, approved.dataClass, dayOf(clock()), profileVersion);
  }

  /** What became of it is in the access log before it is answered; without that there is no receipt. */
  async function recorded<Result>({ context, head, request }: Asked, upload: string | undefined, work: () => Promise<{ readonly result: Result; readonly outcome: Omit<Parameters<typeof outcomeRecord>[1], "code"> }>): Promise<Result> {
    const told = (): Told => ({ context, head, at: clock(), request, upload });
    try {
      const { result, outcome } = await work();
      await append(outcomeRecord(told(), { ...outcome, code: undefined }, parts.pseudonyms));
      return result;
    } catch (error) {
      const known = asProvisionError(error);
      if (known.code !== "LEDGER_UNAVAILABLE") await append(outcomeRecord(told(), { persons: new Set(), accepted: 0, outside: 0, code: known.code, detail: {} }, parts.pseudonyms));
      throw known;
    }
  }

  async function append(record: AuditRecord): Promise<void> {
    await parts.ledger.append(record).catch(() => {
      throw new ProvisionError("LEDGER_UNAVAILABLE", "the access log cannot be written: send the file again later; what is stored already is not stored twice");
    });
  }

  async function quarantine(request: Request, response: Response): Promise<void> {
    const { upload } = await uploadOf(request);
    const after = Number(request.query["after"] ?? 0);
    const rows = await store.quarantined(upload.id, Number.isSafeInteger(after) ? after : 0, 1_000);
    response.json({ upload: upload.id, rows: rows.map(({ reason, ...row }) => ({ ...row, ...words(reason) })), ...(rows.length === 1_000 ? { after: rows.at(-1)?.line } : {}) });
  }

  /** Server-sent events: the status whenever it changed, until the upload is complete or the reader goes. */
  async function progress(request: Request, response: Response): Promise<void> {
    const { upload: begun, entry } = await uploadOf(request);
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no" });
    const here = { last: "", since: clock() };
    while (!response.closed && !response.destroyed) {
      const upload = await store.upload(begun.id, begun.request, begun.agency);
      const approved = await parts.approvedFor(entry, begun.agency);
      if (upload === undefined || approved === undefined) break;
      const status = JSON.stringify(await statusOf(store, upload, entry));
      if (status !== here.last) response.write(`event: progress\ndata: ${status}\n\n`);
      else if (clock() - here.since > 15_000) response.write(": still there\n\n");
      if (status !== here.last) [here.last, here.since] = [status, clock()];
      if (upload.state === "complete" || clock() - here.since > 600_000) break;
      await sleep(parts.pollMs ?? 1_000);
    }
    response.end();
  }
}

/** Otherwise every row would be another person's, which is a finding, where the profile is only the wrong one. */
function requireSameSubject({ subjectKind, dataClass }: Approved, { profile, version }: KeptProfile): void {
  if (subjectKind === undefined || profile.subject === "surrogate" || profile.subject === subjectKind) return;
  throw new ProvisionError("PROFILE_MISMATCH", `version ${String(version)} of your profile for ${dataClass} names persons by \`${profile.subject}\`, the request by \`${subjectKind}\`: register a version of it that does`);
}

/** The body as it comes, no faster than it is worked on; a sender that goes away or falls silent ends it. */
async function* bodyOf(request: Request): AsyncGenerator<Buffer, void> {
  const blocks = (request as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  for (;;) {
    const silence = setTimeout(() => request.destroy(new Error("quiet")), limits.quietMs); // only while we wait for the sender, not while it waits for us
    const next = await blocks.next().catch(() => undefined);
    clearTimeout(silence);
    if (next === undefined) throw interrupted();
    if (next.done === true) break;
    yield next.value;
  }
  if (!request.complete) throw interrupted();
}

const interrupted = (): ProvisionError => new ProvisionError("UPLOAD_INTERRUPTED", "the file broke off: send it again; what is stored already is not stored twice");

function asProvisionError(error: unknown): ProvisionError {
  if (error instanceof ProvisionError) return error;
  return new ProvisionError("STORAGE_FAILED", "something went wrong here: send the file again in a minute; what is stored already is not stored twice");
}

const words = (reason: string): { readonly reason: string; readonly en?: string; readonly ko?: string } => (Object.hasOwn(reasons, reason) ? { reason, en: reasons[reason as Reason].en, ko: reasons[reason as Reason].ko } : { reason });
const worded = ({ reason, ...row }: { readonly reason: string }): object => ({ ...row, ...words(reason) });

/** Every failure in one form, and a body that nobody reads is not waited for. */
function answering(work: (request: Request, response: Response) => Promise<void>): RequestHandler {
  return async (request: Request, response: Response) => {
    response.setHeader("cache-control", "no-store");
    try {
      await work(request, response);
    } catch (error) {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const { code, message, line } = asProvisionError(error);
      if (!request.complete) response.setHeader("connection", "close");
      if (provisionErrors[code] === 503) response.setHeader("retry-after", "60");
      response.status(provisionErrors[code]).json({ errors: [{ message, extensions: { code, ...(line === undefined ? {} : { line }) } }] });
    }
  };
}
