/** For whom a token is being made. */
import type { Account } from "../accounts/account.js";

export type TokenFor = { readonly account: Account; readonly session: string; readonly method: "otp" | "client" };
