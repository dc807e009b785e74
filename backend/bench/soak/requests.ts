import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from '../http-client.js';

/** What was answered, by status; 0 where the connection ended without an answer. */
export class Tally {
  readonly statuses: Record<string, number> = {};
  /** The first answers of 500 and above, as they were worded. */
  readonly failures: string[] = [];

  add(what: string, { status, body }: Pick<Answer, 'status' | 'body'>): void {
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    if (status >= 500 && this.failures.length < 20) this.failures.push(`${what}: ${status} ${body.slice(0, 300)}`);
  }

  get serverErrors(): number {
    return Object.entries(this.statuses).reduce((sum, [status, count]) => sum + (Number(status) >= 500 ? count : 0), 0);
  }

  get all(): number {
    return Object.values(this.statuses).reduce((sum, count) => sum + count, 0);
  }
}

/** Until when something goes on, in milliseconds of `performance.now()`. */
export type Until = number;

/** One after the other, no faster than `everyMs`, until the time is over. */
export async function overAndOver(
  until: Until,
  everyMs: number,
  work: (round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; performance.now() < until; round += 1) {
    const due = Math.min(until, performance.now() + everyMs);
    await work(round);
    await delay(Math.max(0, due - performance.now()));
  }
}

/** At even times, whether or not the one before was answered: a server that stalls is not spared the next one. Latencies from when each was due. */
export async function evenly(
  until: Until,
  everyMs: number,
  ask: (round: number) => Promise<void>,
): Promise<readonly number[]> {
  const start = performance.now();
  const latencies: Promise<number>[] = [];
  for (let round = 0; start + round * everyMs < until; round += 1) {
    const due = start + round * everyMs;
    await delay(Math.max(0, due - performance.now()));
    latencies.push(ask(round).then(() => performance.now() - due));
  }
  return Promise.all(latencies);
}
