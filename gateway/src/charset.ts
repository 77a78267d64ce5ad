/** Lets only bodies in UTF-8 be read: JSON has no other form between systems (RFC 8259, section 8.1), and decoders of rare character sets have been a way to keep a server busy. */
import type { RequestHandler } from "express";
import { gatewayError } from "./error.js";
import { refuse } from "./admission.js";

/** Before the body is read (CVE-2026-23897). */
export const inUtf8: RequestHandler = (request, response, next) => {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(request.headers["content-type"] ?? "")?.[1];
  if (charset === undefined || charset.toLowerCase() === "utf-8") return next();
  refuse(response, gatewayError("CHARSET_UNSUPPORTED", "the body must be JSON in UTF-8"));
};
