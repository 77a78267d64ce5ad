/** One person at one place from arrival to departure, as it truly was. Not a stay of the platform, which is always someone's claim. */
import type { Position } from "@epigraph/epi";

export type VisitKind = "home" | "work" | "school" | "venue" | "walk";

/** `place` is an index of the city's places, or -1 at home and on a walk. `from` and `to` are seconds of the simulation. */
export type Visit = { readonly kind: VisitKind; readonly place: number; readonly position: Position; readonly from: number; readonly to: number };
