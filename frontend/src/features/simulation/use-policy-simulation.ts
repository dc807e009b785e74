'use client';

import { useCallback, useEffect, useState } from 'react';
import { browserApi } from '@/lib/api/browser-client';
import { type ApiResult, resultOf } from '@/lib/api/client';
import type { PolicySimulation } from '@/lib/api/types';

/** How often a busy server is asked again before the reader is told. */
const MOST_TURNS = 12;

const BUSY = 'simulations_busy';

/** Artifacts that are listed at most. */
const LIMIT = 100;

interface Asked {
  readonly question: string;
  readonly result: ApiResult<PolicySimulation>;
}

interface UsedSimulation {
  /** Null while it is not known. */
  readonly result: ApiResult<PolicySimulation> | null;
  /** Whether it waits for its turn: the server simulates one policy after another. */
  readonly isWaiting: boolean;
  readonly again: () => void;
}

/** Which verdicts a policy's text would change. Asked anew when the text, or the version that it would replace, is another one. */
export function usePolicySimulation(source: string, replaces: string): UsedSimulation {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isWaiting, setIsWaiting] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const question = `${attempt} ${replaces} ${source}`;
  useEffect(() => {
    const abort = new AbortController();
    const ask = async () => {
      for (let turn = 1; ; turn += 1) {
        const body = { source, limit: LIMIT };
        const result = await resultOf(browserApi.POST('/api/v1/policy/simulate', { body, signal: abort.signal }));
        const isBusy = !result.ok && result.problem.code === BUSY && turn < MOST_TURNS;
        setIsWaiting(isBusy);
        if (!isBusy) return setAsked({ question, result });
        await pause(result.problem.retryAfterSeconds ?? 5, abort.signal);
      }
    };
    // Aborted: the text has changed, or the dialog is closed.
    ask().catch(() => undefined);
    return () => abort.abort();
  }, [question, source]);
  const again = useCallback(() => setAttempt((count) => count + 1), []);
  return { result: asked?.question === question ? asked.result : null, isWaiting, again };
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
