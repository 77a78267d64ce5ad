/** What can be wrong with a rule, a context or a token. Messages never contain personal data or the token. */
import type { TokenFault } from "./token-fault.js";

export type AuthzErrorCode = "RULE_MISSING" | "RULE_INVALID" | "CONTEXT_INVALID" | "KEY_INVALID" | TokenFault;

export class AuthzError extends Error {
  override readonly name = "AuthzError";
  readonly code: AuthzErrorCode;
  constructor(code: AuthzErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
