/** Everything that can be wrong with a bearer token, each with its code and its one sentence. Not how it is found: see token.ts. */

/** The closed list. The sentences are fixed, so that no piece of a token can get into an answer, a log or a record. */
export const tokenFaults = {
  TOKEN_AUTHORITY_UNSET: "the token cannot be judged: no issuer or audience is set here",
  TOKEN_TOO_LONG: "the token is too long: 8,192 characters at most",
  TOKEN_NOT_THREE_PARTS: "the token is not three parts in base64url: send a signed JSON Web Token",
  TOKEN_NOT_BASE64URL: "the token is not base64url in its one spelling",
  TOKEN_NOT_JSON: "the token's header or payload is not a JSON object in UTF-8",
  TOKEN_MEMBER_TWICE: "the token's header or payload names a member twice",
  TOKEN_HEADER_FORBIDDEN: "the token's header brings a key, an extension or a content that is not taken here (`jku`, `jwk`, `x5u`, `x5c`, `crit`, `zip`, `b64`, `enc`, `cty`)",
  TOKEN_ALGORITHM: "the token must be signed with ES256",
  TOKEN_TYPE: "the token must be an access token (`typ` is `at+jwt`)",
  TOKEN_KEY_UNNAMED: "the token names no key (`kid`)",
  TOKEN_KEY_UNKNOWN: "the token's key is not known here: get a new token",
  TOKEN_KEY_EXPIRED: "the token's key is no longer in use: get a new token",
  TOKEN_KEY_UNSUITABLE: "the token's key is not one for ES256",
  TOKEN_KEYS_UNAVAILABLE: "the token cannot be judged: the issuer's keys cannot be read now",
  TOKEN_SIGNATURE_FORM: "the token's signature is not 64 bytes (RFC 7518, 3.4)",
  TOKEN_SIGNATURE_WRONG: "the token is not valid here",
  TOKEN_ISSUER: "the token is of another issuer",
  TOKEN_AUDIENCE: "the token is for another audience",
  TOKEN_TIMES: "the token's `iat`, `nbf` and `exp` are not times in whole seconds, in that order",
  TOKEN_EXPIRED: "the token has expired: get a new one",
  TOKEN_NOT_YET_VALID: "the token is not valid yet: compare the clocks",
  TOKEN_LIVES_TOO_LONG: "the token lives longer than is allowed here",
  TOKEN_BOUND: "the token is bound to a key or to somebody else's acting (`cnf`, `act`), which is not checked here",
  TOKEN_ACCOUNT: "the token lacks a usable `sub`, `agency` or `sid`",
  TOKEN_DUTY: "the token names no known duty",
  TOKEN_CLEARANCE: "the token claims a clearance that its duty does not have",
  TOKEN_JURISDICTIONS: "the token's `jurisdictions` are not region codes",
  TOKEN_LOGIN: "the token does not say how its holder logged in (`amr`)",
} as const;

export type TokenFault = keyof typeof tokenFaults;
