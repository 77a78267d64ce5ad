/** A witness of logs over HTTP (C2SP tlog-witness): `POST /add-checkpoint`, and `GET /healthz` for its operator. Not what it remembers: see witness-state.ts. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { addCheckpointCap, cosigner, formatSignatures, formatWitnessedSize, type Judgement, judge, LedgerError } from "@epigraph/ledger";
import type { KeyObject } from "node:crypto";
import type { WitnessState } from "./witness-state.js";

/** `clock`: milliseconds since the Unix epoch. `report`: a line for the operator. */
export type WitnessParts = { readonly name: string; readonly key: KeyObject; readonly state: WitnessState; readonly clock: () => number; readonly report: (line: string) => void };

type Answer = { readonly status: number; readonly type: string; readonly body: string };

/** Between offers of a smaller tree this long apart, without a larger one, nobody is just late: the log went back. */
const backMilliseconds = 60_000;

export function witnessServer(parts: WitnessParts): Server {
  const answer = answerer(parts);
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000, maxHeaderSize: 8_192 }, (request, response) => {
    if (request.method === "POST" && request.url === "/add-checkpoint") {
      readBody(request).then(
        (body) => send(response, body ? answer(body) : plain(413, `a request has at most ${addCheckpointCap} bytes`)),
        () => response.destroy(), // whoever asked has gone
      );
    } else if (request.method === "GET" && request.url === "/healthz") send(response, health(parts.state));
    else send(response, plain(404, "a witness answers POST /add-checkpoint and GET /healthz"));
  });
  server.maxConnections = 64;
  return server;
}

/** From judging to remembering nothing waits, so that of two requests at once each sees what the other left. */
function answerer({ name, key, state, clock, report }: WitnessParts): (body: Uint8Array) => Answer {
  const smallerSince = new Map<string, number>();
  const alarm = (origin: string, reason: string, note: string, body: Uint8Array): void => {
    if (state.keepEvidence(origin, reason, note, body)) report(`ALARM: ${reason}; both checkpoints are kept in the folder alarms`);
  };
  return (body) => {
    try {
      const judged = judge(body, (origin) => state.logs.get(origin));
      if (!("checkpoint" in judged)) return refusals[judged.verdict](judged.message);
      const { checkpoint, note } = judged;
      const { origin, size } = checkpoint;
      const last = state.logs.get(origin)?.last?.size ?? 0;
      if (judged.verdict === "consistent") {
        state.remember(origin, checkpoint, note);
        smallerSince.delete(origin);
        const { keyId, sign } = cosigner(name, key, Math.floor(clock() / 1_000));
        return { status: 200, type: "text/plain; charset=utf-8", body: formatSignatures([{ name, keyId, signature: sign(checkpoint.text) }]) };
      }
      if (judged.verdict === "fork") alarm(origin, `${origin} signed two different logs of ${size} records`, note, body);
      else if (judged.verdict === "inconsistent") alarm(origin, `${origin} signed a log of ${size} records that is not proven to go on from the ${last} records seen before`, note, body);
      else if (size < last) {
        const since = smallerSince.get(origin) ?? clock();
        smallerSince.set(origin, since);
        if (clock() - since >= backMilliseconds) alarm(origin, `${origin} offers a log of ${size} records as its newest, after one of ${last}`, note, body);
      }
      return refused(judged);
    } catch (error) {
      if (error instanceof LedgerError) report(`refused: ${error.message}`);
      else report(`refused: the state cannot be kept (${error instanceof Error && "code" in error ? String(error.code) : "no code"})`);
      return plain(503, "this witness cannot remember anything at this moment, and so signs nothing");
    }
  };
}

const refusals: Readonly<Record<"malformed" | "unknown-log" | "unsigned", (message: string) => Answer>> = {
  malformed: (message) => plain(400, message),
  "unknown-log": (message) => plain(404, message),
  unsigned: (message) => plain(403, message),
};

/** Only the size says to a client how to go on: it is the answer's whole body, and of a type of its own. */
function refused(judged: Extract<Judgement, { verdict: "other-size" | "fork" | "inconsistent" }>): Answer {
  if (judged.verdict === "inconsistent") return plain(422, "the proof does not lead from the tree that this witness cosigned last to this one");
  return { status: 409, type: "text/x.tlog.size", body: formatWitnessedSize(judged.size) };
}

function health(state: WitnessState): Answer {
  const alarms = state.alarms();
  return alarms === 0 ? plain(200, "ok") : plain(503, `alarm: ${alarms} times a log offered what does not go on from what it had signed; look into the folder alarms`);
}

const plain = (status: number, line: string): Answer => ({ status, type: "text/plain; charset=utf-8", body: `${line}\n` });

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body), ...(status === 413 ? { connection: "close" } : {}) });
  response.end(body);
}

/** Undefined when it is longer than any request can be; then the rest is not read. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    request.on("data", (piece: Buffer) => {
      length += piece.length;
      if (length <= addCheckpointCap) pieces.push(piece);
      else {
        request.pause().removeAllListeners("data");
        resolve(undefined);
      }
    });
    request.once("end", () => resolve(Buffer.concat(pieces))).once("error", reject).once("close", () => reject(new Error("gone")));
  });
}
