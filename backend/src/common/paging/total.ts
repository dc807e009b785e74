/** Lists are counted exactly up to here; a higher exact number is not worth its cost. */
export const COUNT_LIMIT = 10_000;

/** Takes a count that was stopped at COUNT_LIMIT + 1. */
export function totalOf(count: number): number | string {
  return count > COUNT_LIMIT ? '10 000+' : count;
}
