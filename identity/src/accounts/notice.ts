/** What the holder of an account is told at the next log-in: that somebody changed it. The words are in pages/texts.ts. */
export const noticeKinds = ["duty-changed", "clearance-changed", "disabled", "enabled", "password-reset", "code-reset", "enrolled"] as const;
export type NoticeKind = (typeof noticeKinds)[number];
export type Notice = { readonly id: string; readonly kind: NoticeKind; readonly at: Date };
