/** Whether an optional argument was given: a client that leaves one empty says null. */
export const isGiven = <Value>(value: Value | null | undefined): value is Value => value !== null && value !== undefined;
