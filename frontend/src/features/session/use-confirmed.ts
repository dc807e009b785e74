'use client';

import { createContext, useCallback, useContext } from 'react';
import type { ApiResult } from '@/lib/api/client';
import type { Problem } from '@/lib/api/problem';

/** Asks the person to confirm their identity. False if they cancel. */
export type AskToConfirm = () => Promise<boolean>;

export const Confirmation = createContext<AskToConfirm | null>(null);

export type Confirmed = <T>(request: () => Promise<ApiResult<T>>) => Promise<ApiResult<T>>;

/** The problem that is shown if the person does not confirm their identity. */
const NOT_CONFIRMED: Problem = {
  title: 'Nothing was changed',
  status: 403,
  code: 'not_confirmed',
  detail: 'You did not confirm your identity. Try again and confirm it.',
};

/**
 * For requests that the API takes only shortly after a proof of who asks: sends the request, and where that proof is
 * missing asks for it in a dialog and sends the request again. Needs StepUpProvider above.
 *
 *     const confirmed = useConfirmed();
 *     const result = await confirmed(() => resultOf(browserApi.POST('/api/v1/tokens', { body })));
 */
export function useConfirmed(): Confirmed {
  const ask = useContext(Confirmation);
  return useCallback(
    async (request) => {
      const result = await request();
      if (result.ok || result.problem.code !== 'step_up_required' || ask === null) return result;
      return (await ask()) ? request() : { ok: false, problem: NOT_CONFIRMED };
    },
    [ask],
  );
}
