'use client';

import { useEffect, useState } from 'react';
import { browserApi } from '@/lib/api/browser-client';
import { resultOf } from '@/lib/api/client';
import type { EnvironmentWaiverLimits } from '@/lib/api/types';

/** What each environment of the active policy asks of waivers, in its order. Null while that is not known, and where the API does not say. */
export function useWaiverLimits(): readonly EnvironmentWaiverLimits[] | null {
  const [limits, setLimits] = useState<readonly EnvironmentWaiverLimits[] | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    resultOf(browserApi.GET('/api/v1/waivers/limits', { signal: abort.signal })).then(
      (result) => result.ok && setLimits(result.data.environments),
      // Aborted: the form was closed meanwhile.
      () => undefined,
    );
    return () => abort.abort();
  }, []);
  return limits;
}
