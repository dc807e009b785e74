export interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** The middle value, and the one that 95 of 100 do not exceed. */
export function latencyOf(milliseconds: readonly number[]): Latency {
  return { p50Ms: quantile(milliseconds, 0.5), p95Ms: quantile(milliseconds, 0.95) };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The nearest rank's value. */
export function quantile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b);
  const value = ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}
