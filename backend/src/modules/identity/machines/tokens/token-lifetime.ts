/** In milliseconds: a year, even a leap one. */
export const LONGEST_TOKEN_LIFE = 366 * 24 * 60 * 60_000;
