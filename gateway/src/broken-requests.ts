/** Answers what node refuses before it is a request: headers that are too long (a token of 100 kB, for one) or are no HTTP. The standard form, and a record. */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { RefusalLog } from "./refusals.js";

/** node reads at most 16 kB of headers; the longest token that is looked at is half of that. */
const tooLarge = { status: "431 Request Header Fields Too Large", code: "HEADER_TOO_LARGE", message: "the headers are too long: a token has 8,192 characters at most" };
const malformed = { status: "400 Bad Request", code: "BAD_REQUEST", message: "this is not a request in HTTP" };

/** node's word for a client that went away in the middle of a request, which is counted as one. */
const brokenOff = "HPE_INVALID_EOF_STATE";

export function answerBrokenRequests(server: Server, refusals: RefusalLog): void {
  server.on("clientError", (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket;
    const overflow = error.code === "HPE_HEADER_OVERFLOW";
    const code = overflow ? "HEADER_TOO_LARGE" : "HTTP_MALFORMED";
    if (error.code?.startsWith("HPE_") === true && error.code !== brokenOff) refusals.add({ code, address: socket.remoteAddress ?? "unknown" });
    if (!socket.writable || error.code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    const { status, message, ...told } = overflow ? tooLarge : malformed;
    const body = JSON.stringify({ errors: [{ message, extensions: told }] });
    socket.end(`HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`, () => socket.destroy());
  });
}
