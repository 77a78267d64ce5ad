/** What is done with accounts and keys from a terminal. Does not load the OpenID library, which only the provider needs. */
export { IdentityError, type IdentityErrorCode } from "./error.js";
export { limits } from "./limits.js";
export { type EventKind, eventKinds } from "./journal.js";
export { type IdentityParts, logInParts } from "./parts.js";
export { databaseOf } from "./database.js";
export { publishedKeySet, turnKeys } from "./keys/signing-keys.js";
export type { LogInParts } from "./log-in.js";
export type { NewAccount } from "./accounts/account.js";
export { addition, type Administrator, confirmChange, type Confirmed, disableAccount, firstAdministrators, requestChange } from "./accounts/change.js";
export type { PendingChange, RequestedChange } from "./accounts/requested-change.js";
export type { EnrolmentLink } from "./accounts/invitation.js";
export { addReadyAccounts, type ReadyAccount } from "./accounts/ready-account.js";
export { codeAt, newCodeSecret } from "./one-time-code.js";
export { type Credentials, logInAsAdministrator, type Overview, overview } from "./administrator.js";
export { issueToken } from "./issue-token.js";
