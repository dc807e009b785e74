'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiResult } from '@/lib/api/client';

/** How often a busy server is asked again before the problem is shown. */
const MOST_TURNS = 12;

const BUSY = 'simulations_busy';

/** Artifacts that are listed at most. */
export const LISTED_ARTIFACTS = 100;

interface Asked<Answer> {
  readonly question: string;
  readonly result: ApiResult<Answer>;
}

export interface UsedSimulation<Answer> {
  /** Null while it is not known. */
  readonly result: ApiResult<Answer> | null;
  /** Whether it waits for its turn: the server simulates one after another. */
  readonly isWaiting: boolean;
  readonly again: () => void;
}

/** Which verdicts a change would change. Asked anew when the question is another one; `ask` has to follow from it. */
export function useSimulation<Answer>(
  question: string,
  ask: (signal: AbortSignal) => Promise<ApiResult<Answer>>,
): UsedSimulation<Answer> {
  const [asked, setAsked] = useState<Asked<Answer> | null>(null);
  const [isWaiting, setIsWaiting] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const current = `${attempt} ${question}`;
  const askNow = useRef(ask);
  useEffect(() => {
    askNow.current = ask;
  });
  useEffect(() => {
    const abort = new AbortController();
    const askInTurn = async () => {
      for (let turn = 1; ; turn += 1) {
        const result = await askNow.current(abort.signal);
        const isBusy = !result.ok && result.problem.code === BUSY && turn < MOST_TURNS;
        setIsWaiting(isBusy);
        if (!isBusy) return setAsked({ question: current, result });
        await pause(result.problem.retryAfterSeconds ?? 5, abort.signal);
      }
    };
    // Aborted: the question has changed, or its place is closed.
    askInTurn().catch(() => undefined);
    return () => abort.abort();
  }, [current]);
  const again = useCallback(() => setAttempt((count) => count + 1), []);
  return { result: asked?.question === current ? asked.result : null, isWaiting, again };
}

/** Rejects when it is aborted. */
function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
