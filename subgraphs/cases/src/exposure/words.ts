/** How a contact was exposed, in the words of WHO Go.Data's relationships. Not which of them make a close contact: that is the disease's data (`policy.contact_rule`). */
export const exposureTypes = ["direct-physical", "direct-non-physical", "indirect", "other"] as const;
export const settings = ["household", "workplace", "healthcare", "school", "transport", "restaurant", "gathering", "religious", "accommodation", "other"] as const;
export const frequencies = ["1-5", "6-10", "11-20", "more-than-20"] as const;
export const durations = ["minutes", "hours", "days"] as const;
export const certainties = ["low", "medium", "high"] as const;
