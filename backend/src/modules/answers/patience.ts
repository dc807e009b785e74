import { setTimeout as delay } from 'node:timers/promises';

/** In milliseconds: a small fleet is looked at within it, and a request does not wait for a large one. */
export const PATIENCE = 300;

/** Ends with the work, or after so many milliseconds; the work goes on then. */
export async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  await Promise.race([work, delay(milliseconds, undefined, { signal: patience.signal }).catch(() => undefined)]);
  patience.abort();
}
