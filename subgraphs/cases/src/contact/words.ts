/** The coded words of contacts and of the days of their follow-up. */
export const classifications = ["close", "casual"] as const;
/** After the symptoms of WHO Go.Data's and ECDC's line lists. */
export const symptomWords = ["fever", "chills", "cough", "sore-throat", "runny-nose", "shortness-of-breath", "loss-of-smell-or-taste", "headache", "muscle-pain", "fatigue", "nausea", "vomiting", "diarrhoea", "rash", "other"] as const;
