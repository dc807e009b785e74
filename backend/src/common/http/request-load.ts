import { setImmediate as nextRound, setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Drain } from './drain.js';

/** While requests are served, so many milliseconds of rest for each of work in the background. */
const REST = 3;

/** In milliseconds. */
const LONGEST_REST = 2_000;

/** Has work in the background make way for requests. */
@Injectable()
export class RequestLoad {
  constructor(private readonly drain: Drain) {}

  /** After so many milliseconds of work. If no request waits, it ends immediately. */
  async makeWay(workedMs: number, signal?: AbortSignal): Promise<void> {
    // What came meanwhile is taken on first.
    await nextRound();
    if (!this.drain.isServing) return;
    await delay(Math.min(workedMs * REST, LONGEST_REST), undefined, { signal }).catch(() => undefined);
  }
}
