/** The response without which nobody may look at what was brought in: an import or a seed stands for the work of people, and for theirs too who declared one. */
import type { Instant } from "@epigraph/authz";
import { declareResponse } from "@epigraph/datastore";
import type { Database } from "./database.js";

/** Declared if none is: by two approvers' names, when the import or seed happens. */
export async function declareFor(database: Database, disease: string, now: Instant): Promise<void> {
  await declareResponse((sql, parameters) => database.query(sql, parameters === undefined ? undefined : [...parameters]), {
    disease,
    legalBasis: "IDCPA 34",
    declaredBy: "approver.kdca",
    confirmedBy: "approver.kdca.second",
    reason: "declared by an import or seed, in place of the people who would have declared it",
    at: new Date(now),
  });
}
