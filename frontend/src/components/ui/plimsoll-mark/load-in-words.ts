/** What the number is. It stands beside the drawing, and in the header of each column that lists it. */
export const LOAD_IN_WORDS = 'Load: the open findings, weighted by severity. One point more is twice the risk.';
