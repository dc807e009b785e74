/** A well-mixed 32-bit number that the arguments alone decide: the same figures in every run. */
export function mix(...numbers: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const number of numbers) {
    state = Math.imul(state ^ (number | 0), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return state >>> 0;
}

/** From 0 up to and without 1. */
export function fraction(...numbers: readonly number[]): number {
  return mix(...numbers) / 2 ** 32;
}

/** One of the choices. */
export function pick<T>(choices: readonly T[], ...numbers: readonly number[]): T {
  const choice = choices[mix(...numbers) % choices.length];
  if (choice === undefined) throw new Error('there is nothing to pick from');
  return choice;
}

/** As many different numbers below `limit` as asked for. */
export function sample(count: number, limit: number, seed: number): number[] {
  const chosen = new Set<number>();
  for (let attempt = 0; chosen.size < Math.min(count, limit); attempt += 1) chosen.add(mix(seed, attempt) % limit);
  return [...chosen];
}
