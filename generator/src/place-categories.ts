/** The kinds of place in the synthetic city. Homes and walks are not among them. */

export const categories = [
  "office", "school", "restaurant", "cafe", "shop", "market", "gym", "club", "karaoke", "pc-room", "church", "hospital", "call-centre", "sales-hall", "screening-clinic", "head-office",
] as const;

export type Category = (typeof categories)[number];
