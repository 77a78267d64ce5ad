/** What can be wrong with a rule, a context or a token. Messages never contain personal data or the token. */
export type AuthzErrorCode = "RULE_MISSING" | "RULE_INVALID" | "CONTEXT_INVALID" | "TOKEN_INVALID" | "KEY_INVALID";

export class AuthzError extends Error {
  override readonly name = "AuthzError";
  readonly code: AuthzErrorCode;
  constructor(code: AuthzErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
