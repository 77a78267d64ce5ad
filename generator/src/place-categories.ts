/** The kinds of place in the synthetic city. Homes and walks are not among them. */

export type Category =
  | "office"
  | "school"
  | "restaurant"
  | "cafe"
  | "shop"
  | "market"
  | "gym"
  | "club"
  | "karaoke"
  | "pc-room"
  | "church"
  | "hospital"
  | "call-centre"
  | "sales-hall"
  | "screening-clinic"
  | "head-office";
