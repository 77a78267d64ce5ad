/** Who may see what, and why: the rules, the decision, the signed context and the token. Pure: no I/O, no GraphQL. */
export * from "./names.js";
export type { Decision, Grant, Principal, RequestContext } from "./principal.js";
export { AuthzError, type AuthzErrorCode } from "./error.js";
export { dutyTable } from "./duties.js";
export { type Evidence, provinceOf, type Resource } from "./resource.js";
export { isLive, noPermissions, type Permissions, permissionSet } from "./permissions.js";
export { type ConditionName, conditions } from "./conditions.js";
export type { Coordinate, FieldClass, Rule } from "./rule.js";
export { closedCoordinates, requireRules, rules } from "./rules.js";
export { type Ability, abilityFor, type Decide, decider, type Refusal } from "./decide.js";
export { type Bind, type Columns, rowPredicate } from "./predicate.js";
export { contextKey, contextLifetimeMs, sha256, signContext, verifyContext } from "./context.js";
export { type KeyFinder, keysOf, publicVisitor, signToken, type TokenAuthority, type TokenClaims, verifyToken } from "./token.js";
export { accessTable } from "./access-table.js";
