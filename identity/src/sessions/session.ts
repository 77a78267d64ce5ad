/** A session: from one log-in to its end. Every token belongs to one. Where it is kept: store.ts. */
export type Session = {
  readonly id: string;
  readonly account: string;
  readonly clientId: string;
  readonly authenticatedBy: "otp" | "client";
  readonly address: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
};
