/**
 * The closed lists of what is written about a case. Where WHO Go.Data or the ECDC's line lists (TESSy) have a list it is theirs in our spelling; the rest is what Korean case
 * reports ask. Read more leniently than written: imports of other systems keep their own words.
 */

/** Case definitions of WHO and Go.Data: suspect, probable, confirmed, not a case (discarded). `confirmed` comes from a confirmation alone. */
export const classifications = ["suspected", "probable", "confirmed", "not-a-case"] as const;
export const sexes = ["female", "male", "other"] as const;
export const outcomes = ["isolated", "released", "deceased"] as const;

/** Who reported the case. */
export const reportingSources = ["hospital", "clinic", "screening-clinic", "laboratory", "quarantine-station", "health-centre", "other-agency", "self", "contact-tracing"] as const;

export const isolationPlaces = ["hospital", "treatment-centre", "home", "facility", "other"] as const;

/** Signs and symptoms of WHO's COVID-19 and MERS case report forms. */
export const symptomCodes = [
  "fever", "chills", "cough", "sputum", "sore-throat", "runny-nose", "shortness-of-breath", "chest-pain", "headache", "muscle-pain", "joint-pain", "fatigue", "loss-of-smell", "loss-of-taste",
  "nausea", "vomiting", "diarrhoea", "abdominal-pain", "conjunctivitis", "rash", "altered-consciousness", "pneumonia", "acute-respiratory-distress", "other",
] as const;

/** Underlying conditions and risk factors (ECDC TESSy, "Preconditions"), and the exposed occupations of Korean case reports. */
export const riskGroups = [
  "age-65-or-over", "pregnancy", "cardiovascular-disease", "diabetes", "chronic-lung-disease", "chronic-kidney-disease", "chronic-liver-disease", "neurological-disease", "immune-deficiency", "cancer", "obesity",
  "smoking", "health-care-worker", "care-facility-resident", "group-residence",
] as const;

/** Go.Data, "type of sample". */
export const sampleTypes = ["nasopharyngeal-swab", "oropharyngeal-swab", "nasal-swab", "saliva", "sputum", "bronchoalveolar-lavage", "tracheal-aspirate", "blood", "serum", "plasma", "stool", "urine", "tissue", "other"] as const;
export const testTypes = ["pcr", "rapid-pcr", "antigen", "antibody", "culture", "sequencing", "other"] as const;
export const testResults = ["positive", "negative", "inconclusive", "invalid"] as const;

/** On what a confirmation rests. */
export const confirmationBases = ["laboratory", "clinical", "epidemiological"] as const;

/** Ten years each, as every import stores an age. */
export const ageBands = ["0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-89", "90-99", "100+"] as const;
