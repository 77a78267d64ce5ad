/** Who acts, for what purpose, with which permission, and what was decided: the shapes that cross every wall. Not the rules: see rules.ts. */
import type { AccountId, AgencyId, CaseId, Clearance, DataClass, Door, Duty, GrantId, Instant, Interval, Purpose, RegionCode, RequestId, RuleId, ServiceName, SessionId, Sha256, TraceId } from "./names.js";

/** Who acts. Comes from a verified token, or is the public visitor. */
export type Principal = {
  readonly account: AccountId;
  readonly duty: Duty;
  readonly clearance: Clearance;
  readonly agency: AgencyId;
  readonly jurisdictions: readonly RegionCode[];
  readonly session: SessionId;
  readonly authenticatedBy: "otp" | "client" | "none";
  readonly door: Door;
};

/** What the gateway tells a subgraph about one request, signed and short-lived. */
export type RequestContext = {
  readonly principal: Principal;
  readonly purpose: Purpose;
  readonly audience: ServiceName;
  readonly correlation: TraceId;
  readonly operation: { readonly name?: string; readonly hash: Sha256 };
  readonly bodyHash: Sha256;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
};

/** A time-boxed, purpose-bound permission over named cases and one data class. */
export type Grant = {
  readonly id: GrantId;
  readonly request: RequestId;
  readonly holders: readonly AccountId[];
  readonly cases: readonly CaseId[];
  readonly dataClass: DataClass;
  readonly window: Interval;
  readonly purpose: Purpose;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  readonly readsLeft?: number;
  /** The emergency access that it came of, where it came of one. */
  readonly emergency?: string;
  /** The request for a place roster that it opens: only what this brought, and no evidence of a case. */
  readonly roster?: RequestId;
};

export type Decision = { readonly outcome: "allowed" | "denied" | "approval-required" | "redacted"; readonly ruleId: RuleId | undefined };
